package photo

import (
	"bytes"
	"context"
	"encoding/binary"
	"fmt"
	"image"
	"image/color"
	"runtime"
)

// Decoding is where a few bytes become many: a bomb says in its first bytes that
// it is huge, and a progressive JPEG may go over all its points thousands of times.
// Both are known before a decoder sees them.
const (
	// maxPixels is more than the phone cameras that people have; ours send 2.6 million.
	maxPixels = 40_000_000
	// maxVisits is points times scans: a usual progressive JPEG has ten scans.
	maxVisits = 400_000_000
	// maxMemory is what all decoding together may take, and so what one picture may.
	maxMemory = 256 << 20
	// atOnce leaves the other cores to the reports.
	atOnce = 4
	// ours is what shrinking and turning add: two pictures of what we store.
	ours = 2 * 4 * longest * longest
)

// weigh is the most memory that decoding can take, from the first bytes alone.
func weigh(body []byte) (bytesNeeded int, err error) {
	config, format, err := image.DecodeConfig(bytes.NewReader(body))
	if err != nil {
		return 0, fmt.Errorf("%w: %v", ErrPicture, err)
	}
	if format != "jpeg" && format != "png" {
		return 0, fmt.Errorf("%w: %s", ErrPicture, format)
	}
	if config.Width <= 0 || config.Height <= 0 {
		return 0, fmt.Errorf("%w: %d by %d", ErrPicture, config.Width, config.Height)
	}
	if config.Width > maxPixels/config.Height {
		return 0, fmt.Errorf("%w: %d by %d", ErrBig, config.Width, config.Height)
	}
	pixels := config.Width * config.Height
	each := pngPixel(config.ColorModel)
	if format == "jpeg" {
		scans := bytes.Count(body, []byte{0xff, 0xda})
		if scans > maxVisits/pixels {
			return 0, fmt.Errorf("%w: %d points, %d scans", ErrBig, pixels, scans)
		}
		each = jpegPixel(body)
	}
	if pixels > (maxMemory-ours)/each {
		return 0, fmt.Errorf("%w: %d points of %d bytes", ErrBig, pixels, each)
	}
	return ours + pixels*each, nil
}

// pngPixel counts an interlaced one's passes too: half a picture more.
func pngPixel(m color.Model) int {
	switch m {
	case color.GrayModel, color.AlphaModel:
		return 2
	case color.Gray16Model, color.Alpha16Model:
		return 3
	case color.RGBA64Model, color.NRGBA64Model:
		return 12
	}
	if _, few := m.(color.Palette); few {
		return 2
	}
	return 6
}

// jpegPixel: a byte for each component, four more where they are converted
// (CMYK, RGB), and four a component where all coefficients wait for the last scan.
func jpegPixel(body []byte) int {
	kind, components := frameOf(body)
	each := components
	if components > 1 {
		each += 4
	}
	if kind == 0xc2 {
		each += 4 * components
	}
	return max(1, each)
}

// frameOf finds a JPEG's frame header; without one it takes the dearest.
//
//	FF D8, then segments: FF, kind, length 2 BE with itself; C0 to C2: bits, height 2, width 2, components
func frameOf(b []byte) (kind byte, components int) {
	for b = b[min(2, len(b)):]; len(b) >= 10 && b[0] == 0xff; {
		if b[1] == 0xff { // filling
			b = b[1:]
			continue
		}
		if b[1] >= 0xc0 && b[1] <= 0xc2 {
			return b[1], int(b[9])
		}
		n := int(binary.BigEndian.Uint16(b[2:])) + 2
		if n > len(b) {
			break
		}
		b = b[n:]
	}
	return 0xc2, 4
}

// desk is where decoding is done: so many at once, so much memory.
type desk struct {
	turn   chan struct{} // one gathers memory at a time: two halves would wait for each other
	memory chan struct{} // each of slice bytes
}

// slice is what memory is counted in.
const slice = 8 << 20

func newDesk() *desk {
	return &desk{make(chan struct{}, 1), make(chan struct{}, maxMemory/slice)}
}

// sit waits for enough memory, in the order of coming. Leave gives it back.
func (d *desk) sit(ctx context.Context, cost int) (leave func(), err error) {
	atOnce := max(1, min(atOnce, runtime.GOMAXPROCS(0)-2)) // one of the threads is for the disk (machine.OneMore)
	want := min(cap(d.memory), max(cap(d.memory)/atOnce, (cost+slice-1)/slice))
	got := 0
	leave = func() {
		for range got {
			<-d.memory
		}
	}
	select {
	case d.turn <- struct{}{}:
		defer func() { <-d.turn }()
	case <-ctx.Done():
		return nil, fmt.Errorf("wait to decode: %w", ctx.Err())
	}
	for got < want {
		select {
		case d.memory <- struct{}{}:
			got++
		case <-ctx.Done():
			leave()
			return nil, fmt.Errorf("wait to decode: %w", ctx.Err())
		}
	}
	return leave, nil
}

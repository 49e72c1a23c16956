package photo

import (
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"hash/crc32"
	"image"
	"image/color"
	"runtime"
	"testing"
	"testing/synctest"
	"time"
)

// A JPEG by hand, of flat points, in kinds that no encoder of ours makes.
//
//	kind: C0 baseline, C2 progressive; levels: a DC difference for each component
func composed(kind byte, w, h int, levels []int, scans int) []byte {
	b := []byte{0xff, 0xd8}
	segment := func(marker byte, body ...byte) {
		b = append(b, 0xff, marker, byte((len(body)+2)>>8), byte(len(body)+2))
		b = append(b, body...)
	}
	if len(levels) == 4 { // as cameras' and printers' programs write CMYK
		segment(0xee, append([]byte("Adobe\x00\x64\x00\x00\x00\x00"), 0)...)
	}
	segment(0xdb, append([]byte{0}, bytes.Repeat([]byte{8}, 64)...)...)
	frame := []byte{8, byte(h >> 8), byte(h), byte(w >> 8), byte(w), byte(len(levels))}
	for i := range levels {
		frame = append(frame, byte(i+1), 0x11, 0)
	}
	segment(kind, frame...)
	// Codes of two bits: DC categories 0, 8, 9; and AC end of block.
	segment(0xc4, append([]byte{0x00, 0, 3}, append(make([]byte, 14), 0, 8, 9)...)...)
	segment(0xc4, append([]byte{0x10, 0, 2}, append(make([]byte, 14), 0x00, 0xe0)...)...)
	scan := []byte{byte(len(levels))}
	for i := range levels {
		scan = append(scan, byte(i+1), 0)
	}
	end := byte(63)
	if kind == 0xc2 {
		end = 0
	}
	segment(0xda, append(scan, 0, end, 0)...)
	b = append(b, flat(levels, ((w+7)/8)*((h+7)/8), kind != 0xc2)...)
	for range scans - 1 { // all blocks end at once, 32,767 of them in two bytes and a stuffed one
		segment(0xda, 1, 1, 0, 1, 63, 0)
		for left := ((w + 7) / 8) * ((h + 7) / 8); left > 0; left -= 1<<15 - 1 {
			b = append(b, 0x7f, 0xff, 0)
		}
	}
	return append(b, 0xff, 0xd9)
}

// flat writes blocks: the first has the levels, the others do not differ from it.
func flat(levels []int, blocks int, ac bool) []byte {
	var out []byte
	var acc, n uint
	put := func(v, bits int) {
		for i := bits - 1; i >= 0; i-- {
			acc, n = acc<<1|uint(v>>i&1), n+1
			if n == 8 {
				if out = append(out, byte(acc)); byte(acc) == 0xff {
					out = append(out, 0)
				}
				acc, n = 0, 0
			}
		}
	}
	for i := range blocks {
		for _, level := range levels {
			switch {
			case i > 0 || level == 0:
				put(0, 2)
			default: // category 8: 128 to 255 and their negatives
				put(1, 2)
				if level < 0 {
					level += 255
				}
				put(level, 8)
			}
			if ac {
				put(0, 2)
			}
		}
	}
	for n != 0 {
		put(1, 1)
	}
	return out
}

// chunk is a piece of a PNG.
func chunk(kind string, body []byte) []byte {
	b := binary.BigEndian.AppendUint32(nil, uint32(len(body)))
	whole := append([]byte(kind), body...)
	return binary.BigEndian.AppendUint32(append(b, whole...), crc32.ChecksumIEEE(whole))
}

// animated makes a PNG of two pictures out of one.
func animated(t *testing.T, img image.Image) []byte {
	b := asPNG(t, img)
	at := bytes.Index(b, []byte("IDAT")) - 4
	head := append(bytes.Clone(b[:at]), chunk("acTL", []byte{0, 0, 0, 2, 0, 0, 0, 0})...)
	head = append(head, chunk("fcTL", make([]byte, 26))...)
	end := len(b) - 12
	more := append(chunk("fcTL", make([]byte, 26)), chunk("fdAT", append(make([]byte, 4), b[at+8:end-4]...))...)
	return append(append(head, b[at:end]...), append(more, b[end:]...)...)
}

func TestEveryKindOfJPEGAndPNGIsTaken(t *testing.T) {
	deep := image.NewNRGBA64(image.Rect(0, 0, 16, 16))
	page := append(asJPEG(t, halves(32, 32)), []byte("<html><script>alert(1)</script>PK\x03\x04 %PDF-1.7")...)
	for name, c := range map[string]struct {
		body []byte
		want color.Color // somewhere in the middle; nil: any
	}{
		"progressive":      {composed(0xc2, 64, 48, []int{-200}, 1), color.Gray{0}},
		"progressive_long": {composed(0xc2, 64, 48, []int{200}, 12), color.Gray{255}},
		"cmyk":             {composed(0xc0, 64, 48, []int{0, -200, -200, 200}, 1), nil},
		"cmyk_progressive": {composed(0xc2, 64, 48, []int{0, 0, 0, 200}, 1), nil},
		"animated_png":     {animated(t, halves(16, 16)), nil},
		"sixteen_bits":     {asPNG(t, deep), color.Gray{255}},
		"polyglot":         {page, nil},
	} {
		t.Run(name, func(t *testing.T) {
			r := newRoom(t)
			if _, err := r.Keep(t.Context(), hashOf(c.body), c.body); err != nil {
				t.Fatal(err)
			}
			img, b := stored(t, r, hashOf(c.body))
			for _, foreign := range []string{"script", "PDF", "PK\x03\x04", "acTL", "Adobe"} {
				if bytes.Contains(b, []byte(foreign)) {
					t.Errorf("%s is given out", foreign)
				}
			}
			if c.want == nil {
				return
			}
			got, want := color.GrayModel.Convert(img.At(5, 5)).(color.Gray).Y, c.want.(color.Gray).Y
			if int(got)-int(want) > 8 || int(want)-int(got) > 8 {
				t.Errorf("it is %d, want %d", got, want)
			}
		})
	}
}

func TestBombsAreNeverOpened(t *testing.T) {
	large := func(w, h int) []byte { // says so in its frame, and has no points
		b := composed(0xc0, 8, 8, []int{0}, 1)
		at := bytes.Index(b, []byte{0xff, 0xc0}) + 5
		binary.BigEndian.PutUint16(b[at:], uint16(h))
		binary.BigEndian.PutUint16(b[at+2:], uint16(w))
		return b
	}
	for name, body := range map[string][]byte{
		"png_30000":      bomb(30_000, 30_000),
		"png_most":       bomb(1<<31-1, 1),
		"jpeg_30000":     large(30_000, 30_000),
		"megapixels_100": large(12_500, 8_000),
		"png_deep":       append(bomb(6_000, 6_000)[:24], 16, 6, 0, 0, 0, 0xff, 0xff, 0xff, 0xff),
		"scans_5000":     composed(0xc2, 3_000, 2_000, []int{0}, 5_000),
	} {
		t.Run(name, func(t *testing.T) {
			if name == "png_deep" { // its check sum again
				binary.BigEndian.PutUint32(body[29:], crc32.ChecksumIEEE(body[12:29]))
			}
			r := newRoom(t)
			var before, after runtime.MemStats
			runtime.ReadMemStats(&before)
			if _, err := r.Keep(t.Context(), hashOf(body), body); !errors.Is(err, ErrBig) {
				t.Fatalf("%v", err)
			}
			if runtime.ReadMemStats(&after); after.TotalAlloc-before.TotalAlloc > 8<<20 {
				t.Errorf("%d MiB were allocated", (after.TotalAlloc-before.TotalAlloc)>>20)
			}
		})
	}
}

// TestWeight: what a picture is said to cost is at least what decoding allocates.
func TestWeight(t *testing.T) {
	for name, body := range map[string][]byte{
		"jpeg":        asJPEG(t, halves(1200, 900)),
		"progressive": composed(0xc2, 1200, 900, []int{200, 0, 0}, 1),
		"cmyk":        composed(0xc0, 1200, 900, []int{0, 0, 0, 200}, 1),
		"png":         asPNG(t, halves(1200, 900)),
		"png_deep":    asPNG(t, image.NewNRGBA64(image.Rect(0, 0, 1200, 900))),
	} {
		t.Run(name, func(t *testing.T) {
			cost, err := weigh(body)
			if err != nil {
				t.Fatal(err)
			}
			var before, after runtime.MemStats
			runtime.ReadMemStats(&before)
			if _, _, err := image.Decode(bytes.NewReader(body)); err != nil {
				t.Fatal(err)
			}
			runtime.ReadMemStats(&after)
			if took := int(after.TotalAlloc - before.TotalAlloc); took > cost-ours+1<<20 {
				t.Errorf("%d bytes were said, %d were taken", cost-ours, took)
			}
		})
	}
}

func TestDeskSeatsByMemory(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := newDesk()
		ctx, cancel := context.WithCancel(t.Context())
		all, err := d.sit(ctx, maxMemory)
		if err != nil {
			t.Fatal(err)
		}
		sat := make(chan func(), 3)
		for range 3 {
			go func() {
				leave, err := d.sit(ctx, 1)
				if err != nil {
					t.Error(err)
				}
				sat <- leave
			}()
		}
		synctest.Wait()
		if len(sat) != 0 {
			t.Fatal("somebody sits beside one who needs it all")
		}
		all()
		for range 3 {
			(<-sat)() // each leaves when it has sat, so that all come to sit with one core too
		}
		if all, err = d.sit(ctx, maxMemory); err != nil {
			t.Fatal(err)
		}
		time.AfterFunc(time.Second, cancel)
		if _, err := d.sit(ctx, 1); !errors.Is(err, context.Canceled) {
			t.Errorf("who has gone is waited for: %v", err)
		}
		if all(); len(d.memory) != 0 || len(d.turn) != 0 {
			t.Errorf("%d slices are lost", len(d.memory))
		}
	})
}

// FuzzKeep gives the wrapper any bytes: it answers with a picture of ours or one of
// the errors that callers know, never with a panic or a stray file.
func FuzzKeep(f *testing.F) {
	f.Add(composed(0xc2, 64, 48, []int{-200}, 3))
	f.Add(composed(0xc0, 16, 16, []int{0, -200, -200, 200}, 1))
	f.Add(asJPEG(f, halves(24, 16)))
	f.Add(withEXIF(asJPEG(f, halves(24, 16)), 6))
	f.Add(asPNG(f, halves(9, 7)))
	f.Add(bomb(30_000, 30_000))
	r := newRoom(f)
	f.Fuzz(func(t *testing.T, b []byte) {
		if cost, err := weigh(b); err == nil && cost > 64<<20 {
			return // honest and slow: not what is looked for here
		}
		p, err := r.Keep(t.Context(), hashOf(b), b)
		if err != nil {
			if !errors.Is(err, ErrPicture) && !errors.Is(err, ErrBig) {
				t.Fatal(err)
			}
			return
		}
		if p.Width < 1 || p.Height < 1 || max(p.Width, p.Height) > longest || p.Bytes < 1 {
			t.Fatalf("%+v", p)
		}
	})
}

//go:build js && wasm

package browser

import (
	"bytes"
	"errors"
	"fmt"
	"math"
	"syscall/js"
	"time"

	"denghuo/shared/op"
)

const (
	longestSide = 1600      // pixels: a lamp post is still to be seen, and its number
	wantedBytes = 300 << 10 // of a photo on a weak line
	mostBytes   = 100 << 20 // of a file that is opened at all
	pictureTime = 20 * time.Second
)

// qualities are tried in turn until the photo is small enough.
var qualities = [...]float64{0.8, 0.7, 0.6, 0.5, 0.4}

// Box is a part of a picture, in shares of its width and height.
type Box struct{ X, Y, W, H float64 }

// Shrink makes a small JPEG of a picked File: at most 1600 pixels and 300 KB,
// upright. Drawing it anew leaves behind what the camera wrote into it: place,
// time, owner. A file that does not open as a picture is refused with NotPicture,
// or with what else is known of it. The browser decodes and encodes beside the
// screen's own thread where it can.
func Shrink(file js.Value) ([]byte, error) {
	if file.Type() != js.TypeObject {
		return nil, op.Refuse(NotPicture, "photo")
	}
	if size := file.Get("size"); size.Type() == js.TypeNumber && size.Float() > mostBytes {
		return nil, op.Refuse(PhotoTooBig, "photo")
	}
	picture, err := decodePicture(file)
	if refusal, no := op.AsRefusal(err); no && refusal.Code == NotPicture && isHEIC(file) {
		return nil, op.Refuse(PhotoHEIC, "photo")
	}
	if err != nil {
		return nil, err
	}
	defer picture.Call("close")
	return fit(picture, nil)
}

// Blacken makes a JPEG in which the boxes are black; nothing of what they cover is
// left in it.
func Blacken(photo []byte, boxes []Box) ([]byte, error) {
	blob := js.Global().Get("Blob").New([]any{toJS(photo)}, map[string]any{"type": "image/jpeg"})
	picture, err := decodePicture(blob)
	if err != nil {
		return nil, err
	}
	defer picture.Call("close")
	return fit(picture, boxes)
}

// fit draws a picture small enough. One of pure noise needs fewer pixels, not only
// fewer bits; a twelfth of the size is always enough.
func fit(picture js.Value, boxes []Box) (b []byte, err error) {
	w, h := picture.Get("width").Float(), picture.Get("height").Float()
	if w < 1 || h < 1 {
		return nil, op.Refuse(NotPicture, "photo")
	}
	scale := min(1, longestSide/max(w, h))
	for range 8 {
		b, err = squeeze(picture, max(1, int(w*scale)), max(1, int(h*scale)), boxes)
		if err != nil || len(b) <= wantedBytes {
			return b, err
		}
		scale *= 0.7
	}
	return nil, op.Refuse(PhotoTooBig, "photo")
}

// decodePicture turns the picture upright. Older browsers do so by themselves and
// know no options.
func decodePicture(file js.Value) (js.Value, error) {
	var promise js.Value
	err := attempt(func() {
		promise = js.Global().Call("createImageBitmap", file, map[string]any{"imageOrientation": "from-image"})
	})
	if err != nil {
		return file, op.Refuse(NotPicture, "photo")
	}
	picture, err := await(promise, pictureTime)
	if named(err, "TypeError") {
		picture, err = await(js.Global().Call("createImageBitmap", file), pictureTime)
	}
	if errors.Is(err, errSlow) {
		return file, fmt.Errorf("open the picture: %w", err)
	}
	if err != nil {
		return file, op.Refuse(NotPicture, "photo")
	}
	return picture, nil
}

// isHEIC looks at the first bytes: length 4, "ftyp", and the kind.
func isHEIC(file js.Value) bool {
	if !file.InstanceOf(js.Global().Get("Blob")) {
		return false
	}
	buffer, err := await(file.Call("slice", 0, 12).Call("arrayBuffer"), pictureTime)
	if err != nil {
		return false
	}
	head := toGo(buffer)
	if len(head) < 12 || !bytes.Equal(head[4:8], []byte("ftyp")) {
		return false
	}
	switch string(head[8:12]) {
	case "heic", "heix", "heim", "heis", "hevc", "hevx", "mif1", "msf1":
		return true
	}
	return false
}

// squeeze draws the picture, the boxes over it, and lowers the quality until it is
// small; the last try is given when none is.
func squeeze(picture js.Value, w, h int, boxes []Box) ([]byte, error) {
	canvas := newCanvas(w, h)
	defer canvas.Set("width", 0) // phones count canvas memory and free it late
	paper := canvas.Call("getContext", "2d")
	if !paper.Truthy() {
		return nil, errors.New("shrink: no canvas to draw on")
	}
	paper.Set("fillStyle", "#fff") // what is transparent would turn black
	paper.Call("fillRect", 0, 0, w, h)
	paper.Call("drawImage", picture, 0, 0, w, h)
	paper.Set("fillStyle", "#000")
	for _, b := range boxes { // whole pixels: half a one would shine through
		x, y := math.Floor(b.X*float64(w)), math.Floor(b.Y*float64(h))
		paper.Call("fillRect", x, y, math.Ceil((b.X+b.W)*float64(w))-x, math.Ceil((b.Y+b.H)*float64(h))-y)
	}
	var b []byte
	for _, q := range qualities {
		var err error
		if b, err = encodePicture(canvas, q); err != nil {
			return nil, err
		}
		if len(b) <= wantedBytes {
			break
		}
	}
	return b, nil
}

// newCanvas is one that no page shows, where the browser has such.
func newCanvas(w, h int) js.Value {
	if offscreen := js.Global().Get("OffscreenCanvas"); offscreen.Truthy() {
		canvas := offscreen.New(w, h)
		if canvas.Get("convertToBlob").Truthy() && canvas.Call("getContext", "2d").Truthy() {
			return canvas
		}
	}
	canvas := js.Global().Get("document").Call("createElement", "canvas")
	canvas.Set("width", w)
	canvas.Set("height", h)
	return canvas
}

func encodePicture(canvas js.Value, quality float64) ([]byte, error) {
	blob, err := blobOf(canvas, quality)
	if err != nil {
		return nil, fmt.Errorf("shrink: %w", err)
	}
	if !blob.Truthy() {
		return nil, errors.New("shrink: the canvas gave nothing")
	}
	buffer, err := await(blob.Call("arrayBuffer"), pictureTime)
	if err != nil {
		return nil, fmt.Errorf("shrink: %w", err)
	}
	return toGo(buffer), nil
}

func blobOf(canvas js.Value, quality float64) (js.Value, error) {
	if canvas.Get("convertToBlob").Truthy() {
		return await(canvas.Call("convertToBlob", map[string]any{"type": "image/jpeg", "quality": quality}), pictureTime)
	}
	done := make(chan js.Value, 1)
	var f js.Func
	f = js.FuncOf(func(_ js.Value, args []js.Value) any {
		f.Release()
		done <- first(args)
		return nil
	})
	canvas.Call("toBlob", f, "image/jpeg", quality)
	timer := time.NewTimer(pictureTime)
	defer timer.Stop()
	select {
	case blob := <-done:
		return blob, nil
	case <-timer.C:
		return js.Undefined(), errSlow
	}
}

// Basket is an empty JavaScript array: by it a value of another Go library crosses
// into this room.
func Basket() js.Value { return js.Global().Get("Array").New() }

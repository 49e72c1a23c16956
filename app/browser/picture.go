//go:build js && wasm

package browser

import (
	"errors"
	"fmt"
	"syscall/js"
	"time"

	"denghuo/shared/op"
)

const (
	longestSide = 1600      // pixels: a lamp post is still to be seen, and its number
	wantedBytes = 300 << 10 // of a photo on a weak line
	pictureTime = 20 * time.Second
)

// qualities are tried in turn until the photo is small enough.
var qualities = [...]float64{0.8, 0.7, 0.6, 0.5, 0.4}

// Shrink makes a small JPEG of a picked File. Drawing it anew leaves behind what
// the camera wrote into it: place, time, owner. A file that does not open as a
// picture is refused with NotPicture.
func Shrink(file js.Value) ([]byte, error) {
	picture, err := decodePicture(file)
	if err != nil {
		return nil, err
	}
	defer picture.Call("close")
	w, h := picture.Get("width").Float(), picture.Get("height").Float()
	if w < 1 || h < 1 {
		return nil, op.Refuse(NotPicture, "photo")
	}
	scale := min(1, longestSide/max(w, h))
	var b []byte
	for range 4 { // a picture of pure noise needs fewer pixels, not only fewer bits
		if b, err = squeeze(picture, max(1, int(w*scale)), max(1, int(h*scale))); err != nil {
			return nil, err
		}
		if len(b) <= wantedBytes {
			break
		}
		scale *= 0.7
	}
	return b, nil
}

// decodePicture turns the picture upright. Older browsers do so by themselves and
// know no options.
func decodePicture(file js.Value) (js.Value, error) {
	if file.Type() != js.TypeObject {
		return file, op.Refuse(NotPicture, "photo")
	}
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

// squeeze draws the picture and lowers the quality until it is small; the last
// try is given when none is.
func squeeze(picture js.Value, w, h int) ([]byte, error) {
	canvas := js.Global().Get("document").Call("createElement", "canvas")
	canvas.Set("width", w)
	canvas.Set("height", h)
	defer canvas.Set("width", 0) // phones count canvas memory and free it late
	paper := canvas.Call("getContext", "2d")
	if !paper.Truthy() {
		return nil, errors.New("shrink: no canvas to draw on")
	}
	paper.Set("fillStyle", "#fff") // what is transparent would turn black
	paper.Call("fillRect", 0, 0, w, h)
	paper.Call("drawImage", picture, 0, 0, w, h)
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

func encodePicture(canvas js.Value, quality float64) ([]byte, error) {
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
		if !blob.Truthy() {
			return nil, errors.New("shrink: the canvas gave nothing")
		}
		buffer, err := await(blob.Call("arrayBuffer"), pictureTime)
		if err != nil {
			return nil, fmt.Errorf("shrink: %w", err)
		}
		return toGo(buffer), nil
	case <-timer.C:
		return nil, fmt.Errorf("shrink: %w", errSlow)
	}
}

// Basket is an empty JavaScript array: by it a value of another Go library crosses
// into this room.
func Basket() js.Value { return js.Global().Get("Array").New() }

//go:build js && wasm

package browser

import (
	"bytes"
	"encoding/binary"
	"syscall/js"
	"testing"
	"time"

	"denghuo/shared/op"
)

// painted is a JPEG of the browser's own, with a black left and a white right.
func painted(t *testing.T, w, h int) []byte {
	t.Helper()
	canvas := newCanvas(w, h)
	paper := canvas.Call("getContext", "2d")
	paper.Set("fillStyle", "#fff")
	paper.Call("fillRect", 0, 0, w, h)
	paper.Set("fillStyle", "#000")
	paper.Call("fillRect", 0, 0, w/2, h)
	b, err := encodePicture(canvas, 0.9)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func fileOf(name string, parts ...any) js.Value {
	return js.Global().Get("File").New(parts, name)
}

// look decodes a JPEG and gives its size and the brightness of points in shares of it.
func look(t *testing.T, b []byte, at ...[2]float64) (w, h int, bright []int) {
	t.Helper()
	picture, err := decodePicture(fileOf("look.jpg", toJS(b)))
	if err != nil {
		t.Fatal(err)
	}
	defer picture.Call("close")
	w, h = picture.Get("width").Int(), picture.Get("height").Int()
	paper := newCanvas(w, h).Call("getContext", "2d")
	paper.Call("drawImage", picture, 0, 0)
	for _, p := range at {
		data := paper.Call("getImageData", int(p[0]*float64(w)), int(p[1]*float64(h)), 1, 1).Get("data")
		bright = append(bright, data.Index(1).Int())
	}
	return w, h, bright
}

// exif puts an orientation and a place behind the start of a JPEG.
func exif(jpg []byte, how byte) []byte {
	tiff := append([]byte("MM\x00\x2a\x00\x00\x00\x08\x00\x01"), 0x01, 0x12, 0, 3, 0, 0, 0, 1, 0, how, 0, 0, 0, 0, 0, 0)
	segment := append([]byte("Exif\x00\x00"), append(tiff, "GPS 34.7 N secret"...)...)
	head := append([]byte{0xff, 0xd8, 0xff, 0xe1}, binary.BigEndian.AppendUint16(nil, uint16(len(segment)+2))...)
	return append(append(head, segment...), jpg[2:]...)
}

func TestShrunkIsUprightAndBare(t *testing.T) {
	b, err := Shrink(fileOf("lamp.jpg", toJS(exif(painted(t, 800, 400), 6))))
	if err != nil {
		t.Fatal(err)
	}
	w, h, bright := look(t, b, [2]float64{0.5, 0.1}, [2]float64{0.5, 0.9})
	if w != 400 || h != 800 || bright[0] > 30 || bright[1] < 225 {
		t.Errorf("%d by %d, above %d, below %d", w, h, bright[0], bright[1])
	}
	for _, word := range []string{"Exif", "GPS", "secret"} {
		if bytes.Contains(b, []byte(word)) {
			t.Errorf("%s leaves the phone", word)
		}
	}
}

// TestFiftyMegabytes: a file that large, as a picture with much behind it, is shrunk.
func TestFiftyMegabytes(t *testing.T) {
	rest := js.Global().Get("Uint8Array").New(50 << 20)
	b, err := Shrink(fileOf("large.jpg", toJS(painted(t, 4000, 3000)), rest))
	if err != nil {
		t.Fatal(err)
	}
	if w, h, _ := look(t, b); w != longestSide || h != 1200 || len(b) > wantedBytes {
		t.Errorf("%d by %d in %d bytes", w, h, len(b))
	}
	huge := js.ValueOf(map[string]any{"size": float64(mostBytes + 1)})
	_, err = Shrink(huge)
	if r, ok := op.AsRefusal(err); !ok || r.Code != PhotoTooBig {
		t.Errorf("beyond all sense: %v", err)
	}
}

func TestHEICIsNamed(t *testing.T) {
	head := append([]byte{0, 0, 0, 24}, "ftypheic\x00\x00\x00\x00mif1heic"...)
	_, err := Shrink(fileOf("IMG_0001.HEIC", toJS(append(head, make([]byte, 100)...))))
	if r, ok := op.AsRefusal(err); !ok || r.Code != PhotoHEIC {
		t.Errorf("%v", err)
	}
	_, err = Shrink(fileOf("IMG_0002.HEIC", toJS([]byte("short"))))
	if r, ok := op.AsRefusal(err); !ok || r.Code != NotPicture {
		t.Errorf("what only has the name: %v", err)
	}
}

func TestBlackenedIsBlack(t *testing.T) {
	b, err := Blacken(painted(t, 1000, 500), []Box{{X: 0.6, Y: 0.2, W: 0.2, H: 0.3}, {X: 0.95, Y: 0.9, W: 0.05, H: 0.1}})
	if err != nil {
		t.Fatal(err)
	}
	w, h, bright := look(t, b, [2]float64{0.61, 0.22}, [2]float64{0.79, 0.48}, [2]float64{0.999, 0.999},
		[2]float64{0.57, 0.3}, [2]float64{0.84, 0.3}, [2]float64{0.7, 0.6})
	if w != 1000 || h != 500 {
		t.Errorf("%d by %d", w, h)
	}
	for i, v := range bright {
		if covered := i < 3; covered && v > 12 || !covered && v < 240 {
			t.Errorf("point %d is %d", i, v)
		}
	}
	if len(b) > wantedBytes {
		t.Errorf("%d bytes", len(b))
	}
}

// TestShrinkWithoutOffscreen: older phones draw on an element.
func TestShrinkWithoutOffscreen(t *testing.T) {
	had := js.Global().Get("OffscreenCanvas")
	js.Global().Set("OffscreenCanvas", js.Undefined())
	defer js.Global().Set("OffscreenCanvas", had)
	b, err := Shrink(fileOf("lamp.jpg", toJS(painted(t, 2000, 1000))))
	if err != nil {
		t.Fatal(err)
	}
	if w, h, _ := look(t, b); w != 1600 || h != 800 {
		t.Errorf("%d by %d", w, h)
	}
}

func TestForgottenAddressIsGone(t *testing.T) {
	var g Gallery
	b := painted(t, 16, 16)
	url := g.URL("a", b)
	g.Forget("a")
	g.Forget("b")
	if _, ok := g.Known("a"); ok {
		t.Error("it is known still")
	}
	if _, err := await(js.Global().Call("fetch", url), 5*time.Second); err == nil {
		t.Error("its bytes can be read still")
	}
}

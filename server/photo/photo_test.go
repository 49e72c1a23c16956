package photo

import (
	"bytes"
	"encoding/binary"
	"errors"
	"hash/crc32"
	"image"
	"image/color"
	"image/gif"
	"image/jpeg"
	"image/png"
	"io"
	"os"
	"path/filepath"
	"testing"

	"denghuo/shared/photo"
)

func plenty(string) (uint64, error) { return 100 << 30, nil }

func newRoom(t testing.TB) *Room {
	t.Helper()
	r, err := NewRoom(filepath.Join(t.TempDir(), "photos"), plenty)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func hashOf(b []byte) photo.Hash { return photo.Name(b) }

// halves is a picture with a red left and a blue right.
func halves(w, h int) *image.RGBA {
	img := image.NewRGBA(image.Rect(0, 0, w, h))
	for y := range h {
		for x := range w {
			c := color.RGBA{R: 255, A: 255}
			if x >= w/2 {
				c = color.RGBA{B: 255, A: 255}
			}
			img.SetRGBA(x, y, c)
		}
	}
	return img
}

func asJPEG(t testing.TB, img image.Image) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := jpeg.Encode(&b, img, nil); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func asPNG(t testing.TB, img image.Image) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := png.Encode(&b, img); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// withEXIF puts an orientation, and words that must not come back, behind the start.
func withEXIF(jpg []byte, how uint16) []byte {
	tiff := append([]byte("MM\x00\x2a\x00\x00\x00\x08\x00\x01"), 0x01, 0x12, 0, 3, 0, 0, 0, 1, byte(how>>8), byte(how), 0, 0)
	segment := append([]byte("Exif\x00\x00"), append(tiff, "GPS 34.7 N secret"...)...)
	head := append([]byte{0xff, 0xd8, 0xff, 0xe1}, binary.BigEndian.AppendUint16(nil, uint16(len(segment)+2))...)
	return append(append(head, segment...), jpg[2:]...)
}

// bomb says that it is very large, in 33 bytes.
func bomb(w, h uint32) []byte {
	head := append([]byte("IHDR"), binary.BigEndian.AppendUint32(binary.BigEndian.AppendUint32(nil, w), h)...)
	head = append(head, 8, 6, 0, 0, 0)
	b := append([]byte("\x89PNG\r\n\x1a\n"), 0, 0, 0, 13)
	b = append(b, head...)
	return binary.BigEndian.AppendUint32(b, crc32.ChecksumIEEE(head))
}

func stored(t *testing.T, r *Room, h photo.Hash) (image.Image, []byte) {
	t.Helper()
	f, err := r.Open(t.Context(), h)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	b, err := io.ReadAll(f)
	if err != nil {
		t.Fatal(err)
	}
	img, err := jpeg.Decode(bytes.NewReader(b))
	if err != nil {
		t.Fatal(err)
	}
	return img, b
}

func TestWhatIsNotAPictureIsNotTaken(t *testing.T) {
	var animated bytes.Buffer
	if err := gif.Encode(&animated, halves(4, 4), nil); err != nil {
		t.Fatal(err)
	}
	good := asJPEG(t, halves(64, 64))
	for name, body := range map[string][]byte{
		"nothing":    {},
		"words":      []byte("hello"),
		"svg":        []byte(`<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>`),
		"gif":        animated.Bytes(),
		"cut":        good[:len(good)/3],
		"head alone": bomb(10, 10),
	} {
		t.Run(name, func(t *testing.T) {
			r := newRoom(t)
			if _, err := r.Keep(t.Context(), hashOf(body), body); !errors.Is(err, ErrPicture) {
				t.Fatalf("%v", err)
			}
			if _, err := r.Open(t.Context(), hashOf(body)); !errors.Is(err, os.ErrNotExist) {
				t.Fatalf("something was stored: %v", err)
			}
		})
	}
}

func TestWrongHash(t *testing.T) {
	r := newRoom(t)
	good := asJPEG(t, halves(8, 8))
	for _, h := range []photo.Hash{"", "../../etc/passwd", hashOf([]byte("x"))} {
		if _, err := r.Keep(t.Context(), h, good); !errors.Is(err, ErrHash) {
			t.Errorf("%q: %v", h, err)
		}
	}
}

func TestKeptAnewAndSmaller(t *testing.T) {
	for _, c := range []struct {
		name string
		body []byte
		w, h int
	}{
		{"small jpeg", asJPEG(t, halves(640, 480)), 640, 480},
		{"large jpeg", asJPEG(t, halves(3200, 2400)), 1600, 1200},
		{"tall png", asPNG(t, halves(500, 2000)), 400, 1600},
		{"thin png", asPNG(t, halves(5000, 1)), 1600, 1},
		{"exif", withEXIF(asJPEG(t, halves(640, 480)), 1), 640, 480},
		{"turned", withEXIF(asJPEG(t, halves(640, 480)), 6), 480, 640},
	} {
		t.Run(c.name, func(t *testing.T) {
			r, h := newRoom(t), hashOf(c.body)
			p, err := r.Keep(t.Context(), h, c.body)
			if err != nil || p.Width != c.w || p.Height != c.h || !p.New {
				t.Fatalf("%+v %v", p, err)
			}
			img, b := stored(t, r, h)
			if img.Bounds().Dx() != c.w || img.Bounds().Dy() != c.h || len(b) != p.Bytes {
				t.Errorf("stored %v in %d bytes", img.Bounds(), len(b))
			}
			if bytes.Contains(b, []byte("Exif")) || bytes.Contains(b, []byte("secret")) {
				t.Error("what was beside the picture is stored")
			}
			p.New = false
			if again, err := r.Keep(t.Context(), h, c.body); err != nil || again != p {
				t.Errorf("again: %+v %v, want %+v", again, err, p)
			}
		})
	}
}

// TestUpright: red is on the left in the bytes; each orientation puts it elsewhere.
func TestUpright(t *testing.T) {
	red := func(img image.Image, x, y int) bool {
		r, _, b, _ := img.At(x, y).RGBA()
		return r > 0x9000 && b < 0x6000
	}
	for how, at := range map[uint16][2]int{1: {5, 50}, 2: {95, 50}, 3: {95, 50}, 4: {5, 50}, 5: {50, 5}, 6: {50, 5}, 7: {50, 95}, 8: {50, 95}, 0: {5, 50}, 9: {5, 50}} {
		body := withEXIF(asJPEG(t, halves(100, 100)), how)
		r := newRoom(t)
		if _, err := r.Keep(t.Context(), hashOf(body), body); err != nil {
			t.Fatal(err)
		}
		if img, _ := stored(t, r, hashOf(body)); !red(img, at[0], at[1]) || red(img, 99-at[0], 99-at[1]) {
			t.Errorf("orientation %d: no red at %v", how, at)
		}
	}
}

func TestSeeThroughIsWhite(t *testing.T) {
	body := asPNG(t, image.NewNRGBA(image.Rect(0, 0, 20, 20)))
	r := newRoom(t)
	if _, err := r.Keep(t.Context(), hashOf(body), body); err != nil {
		t.Fatal(err)
	}
	img, _ := stored(t, r, hashOf(body))
	if v, _, _, _ := img.At(10, 10).RGBA(); v < 0xf000 {
		t.Errorf("it is %x", v)
	}
}

func TestFullDiskTakesNoPhotos(t *testing.T) {
	r, err := NewRoom(t.TempDir(), func(string) (uint64, error) { return minFree - 1, nil })
	if err != nil {
		t.Fatal(err)
	}
	body := asJPEG(t, halves(8, 8))
	if _, err := r.Keep(t.Context(), hashOf(body), body); !errors.Is(err, ErrFull) {
		t.Fatalf("%v", err)
	}
}

func FuzzOrientation(f *testing.F) {
	f.Add(withEXIF([]byte{0xff, 0xd8, 0xff, 0xda}, 6))
	f.Add([]byte{0xff, 0xd8, 0xff, 0xe1, 0, 8, 'E', 'x', 'i', 'f'})
	f.Add([]byte("\xff\xd8\xff\xe1\x00\x10Exif\x00\x00II\x2a\x00\xff\xff\xff\xff"))
	f.Fuzz(func(t *testing.T, b []byte) { turn(halves(3, 2), orientation(b)) })
}

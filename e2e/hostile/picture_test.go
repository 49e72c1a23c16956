package hostile

import (
	"bytes"
	"compress/zlib"
	"encoding/binary"
	"hash/crc32"
	"strings"
	"testing"
)

// pngBomb says that it is side by side pixels of one colour; packed it is small.
func pngBomb(t *testing.T, side uint32) []byte {
	t.Helper()
	var b bytes.Buffer
	chunk := func(name string, data []byte) {
		_ = binary.Write(&b, binary.BigEndian, uint32(len(data))) // a buffer
		body := append([]byte(name), data...)
		b.Write(body)
		_ = binary.Write(&b, binary.BigEndian, crc32.ChecksumIEEE(body))
	}
	b.WriteString("\x89PNG\r\n\x1a\n")
	head := binary.BigEndian.AppendUint32(nil, side)
	head = append(binary.BigEndian.AppendUint32(head, side), 8, 6, 0, 0, 0)
	chunk("IHDR", head)
	var packed bytes.Buffer
	z := zlib.NewWriter(&packed)
	row := make([]byte, 1+4*side)
	for range min(side, 200) { // what follows would be the same
		if _, err := z.Write(row); err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	chunk("IDAT", packed.Bytes())
	chunk("IEND", nil)
	return b.Bytes()
}

// jpegBomb is a good JPEG whose head was changed to say 65,500 by 65,500.
func jpegBomb(t *testing.T) []byte {
	t.Helper()
	b := picture(t)
	at := bytes.Index(b, []byte{0xff, 0xc0})
	if at < 0 {
		t.Fatal("no frame in the picture")
	}
	binary.BigEndian.PutUint16(b[at+5:], 65_500)
	binary.BigEndian.PutUint16(b[at+7:], 65_500)
	return b
}

// bombs are pictures that would fill the memory, and files that are something else
// too. What is taken is drawn anew, so nothing hidden in it is left.
func bombs(t *testing.T, c *city) {
	good := picture(t)
	for name, body := range map[string][]byte{
		"png_20000":    pngBomb(t, 20_000),
		"png_100000":   pngBomb(t, 100_000),
		"jpeg_65500":   jpegBomb(t),
		"svg":          []byte(`<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"><script>alert(1)</script></svg>`),
		"html":         []byte(`<!doctype html><script>alert(1)</script>`),
		"gif_and_js":   []byte("GIF89a/*\x01\x00\x01\x00*/=1;alert(1)//"),
		"cut":          good[:len(good)/2],
		"empty":        {},
		"jpeg_head":    append([]byte("\xff\xd8\xff\xe0"), bytes.Repeat([]byte{0}, 1000)...),
		"zip_and_more": append([]byte("PK\x03\x04"), good...),
	} {
		t.Run(name, func(t *testing.T) {
			p := newPhone(t, c)
			for range 5 {
				if a := p.do(t, c, "PUT", "/photo/"+hashOf(body), body); a.status != 415 && a.status != 413 && a.status != 400 {
					t.Errorf("%d %s", a.status, a.body)
				}
			}
		})
	}
	c.counted(t, refused(415), 1, func() {
		p := newPhone(t, c)
		p.do(t, c, "PUT", "/photo/"+hashOf([]byte("x")), []byte("x"))
	})
	p := newPhone(t, c)
	poly := append(bytes.Clone(good), []byte(`<script>alert("polyglot")</script>`)...)
	if a := p.do(t, c, "PUT", "/photo/"+hashOf(good), poly); a.status != 400 || a.code != "photo_hash" {
		t.Errorf("another picture under a name: %d %s", a.status, a.body)
	}
	if a := p.do(t, c, "PUT", "/photo/"+hashOf(poly), poly); a.status != 201 {
		t.Fatalf("a picture with a tail: %d %s", a.status, a.body)
	}
	a := p.do(t, c, "GET", "/photo/"+hashOf(poly), nil)
	if a.status != 200 || strings.Contains(a.body, "polyglot") || a.header.Get("Content-Type") != "image/jpeg" || a.header.Get("X-Content-Type-Options") != "nosniff" ||
		!strings.Contains(a.header.Get("Content-Security-Policy"), "sandbox") {
		t.Errorf("%d, %d bytes, %v", a.status, len(a.body), a.header)
	}
}

package gate

import (
	"bufio"
	"bytes"
	"fmt"
	"image"
	"image/color"
	"image/jpeg"
	"net"
	"net/http"
	"strconv"
	"strings"
	"testing"
	"time"

	"denghuo/server/photo"
	"denghuo/shared/op"
	shared "denghuo/shared/photo"
)

// noisyJPEG is large enough for several pieces.
func noisyJPEG(t testing.TB) (body []byte, hash string) {
	t.Helper()
	img := image.NewGray(image.Rect(0, 0, 400, 300))
	for i := range img.Pix {
		img.Pix[i] = uint8(i*i*7919>>3 ^ i)
	}
	img.SetGray(0, 0, color.Gray{255})
	var b bytes.Buffer
	if err := jpeg.Encode(&b, img, &jpeg.Options{Quality: 95}); err != nil {
		t.Fatal(err)
	}
	return b.Bytes(), string(shared.Name(b.Bytes()))
}

// piece sends bytes from to before to of a photo.
func (p *phone) piece(hash string, body []byte, from, to int, change ...func(*http.Request)) *http.Response {
	p.t.Helper()
	return p.do("PATCH", "/photo/"+hash, body[from:to], append([]func(*http.Request){func(r *http.Request) {
		r.Header.Set("Content-Range", fmt.Sprintf("bytes %d-%d/%d", from, to-1, len(body)))
	}}, change...)...)
}

// offset is what an answer says, or -1.
func offset(resp *http.Response) int {
	n, err := strconv.Atoi(resp.Header.Get(offsetHeader))
	if err != nil {
		return -1
	}
	return n
}

func (p *phone) have(hash string) (offsetNow int, whole bool) {
	p.t.Helper()
	resp := p.do("HEAD", "/photo/"+hash, nil)
	if resp.StatusCode != http.StatusOK {
		p.t.Fatalf("HEAD: %s", resp.Status)
	}
	return offset(resp), resp.Header.Get(completeHeader) == "?1"
}

func TestPhotoComesInPieces(t *testing.T) {
	w := newTown(t)
	body, hash := noisyJPEG(t)
	mine, other := w.phone(deviceToken("a")).greet(), w.phone(deviceToken("b"))
	third := len(body) / 3
	for _, c := range []struct {
		name           string
		from, to       int
		status, offset int
	}{
		{"first", 0, third, 204, third},
		{"again", 0, third, 204, third},
		{"gap", third + 1, 2 * third, 409, third},
		{"overlapping", third / 2, 2 * third, 204, 2 * third},
		{"old", 1, third, 204, 2 * third},
	} {
		resp := mine.piece(hash, body, c.from, c.to)
		if resp.StatusCode != c.status || offset(resp) != c.offset {
			t.Errorf("%s: %s, offset %d, want %d and %d", c.name, resp.Status, offset(resp), c.status, c.offset)
		}
	}
	if n, whole := mine.have(hash); n != 2*third || whole {
		t.Errorf("the city has %d, whole %v", n, whole)
	}
	if n, whole := other.have(hash); n != 0 || whole {
		t.Errorf("another person learns of %d bytes, whole %v", n, whole)
	}
	if resp := mine.do("GET", "/photo/"+hash, nil); resp.StatusCode != 404 {
		t.Errorf("half a photo is given out: %s", resp.Status)
	}
	if resp := mine.piece(hash, body, 2*third, len(body)); resp.StatusCode != 201 {
		t.Fatalf("last: %s", resp.Status)
	}
	mine.until(shared.Table.Key(op.ID(hash)))
	if _, whole := mine.have(hash); !whole {
		t.Error("whole, and the city does not say so")
	}
	if n, whole := other.have(hash); n != 0 || whole {
		t.Errorf("who only knows the name need not send it: %d, whole %v", n, whole)
	}
	if resp := mine.piece(hash, body, 0, third); resp.StatusCode != 200 || resp.Header.Get(completeHeader) != "?1" {
		t.Errorf("a late piece: %s", resp.Status)
	}
	if resp := other.do("GET", "/photo/"+hash, nil); resp.StatusCode != 404 {
		t.Errorf("another reads it: %s", resp.Status)
	}
	if n, err := w.gate.Parts.Have(mine.id, shared.Hash(hash)); n != 0 || err != nil {
		t.Errorf("%d bytes are left of what is whole, %v", n, err)
	}
}

// TestBytesOfABrokenLineStay: the line dies within a piece, and what came counts.
func TestBytesOfABrokenLineStay(t *testing.T) {
	w := newTown(t)
	body, hash := noisyJPEG(t)
	p := w.phone(deviceToken("a"))
	half := len(body) / 2
	conn, err := net.Dial("tcp", strings.TrimPrefix(w.http.URL, "http://"))
	if err != nil {
		t.Fatal(err)
	}
	fmt.Fprintf(conn, "PATCH /photo/%s HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer %s\r\nContent-Range: bytes 0-%d/%d\r\nContent-Length: %d\r\n\r\n",
		hash, p.token, len(body)-1, len(body), len(body))
	if _, err := conn.Write(body[:half]); err != nil {
		t.Fatal(err)
	}
	if err := conn.(*net.TCPConn).CloseWrite(); err != nil {
		t.Fatal(err)
	}
	resp, err := http.ReadResponse(bufio.NewReader(conn), nil)
	if err != nil || resp.StatusCode != http.StatusRequestTimeout {
		t.Errorf("%v %v", resp, err)
	}
	conn.Close()
	n, whole := p.have(hash)
	if n != half || whole {
		t.Fatalf("%d bytes are here, want %d", n, half)
	}
	if resp := p.piece(hash, body, n, len(body)); resp.StatusCode != 201 {
		t.Errorf("the rest: %s", resp.Status)
	}
}

// TestSpoiltPhotoBeginsAgain: bytes here that are not the photo's cost one more try.
func TestSpoiltPhotoBeginsAgain(t *testing.T) {
	w := newTown(t)
	body, hash := noisyJPEG(t)
	p := w.phone(deviceToken("a"))
	if _, err := w.gate.Parts.Add(p.id, shared.Hash(hash), 0, make([]byte, 100)); err != nil {
		t.Fatal(err)
	}
	resp := p.piece(hash, body, 100, len(body))
	if code := codeOf(t, resp); resp.StatusCode != 409 || code != "photo_again" || offset(resp) != 0 {
		t.Fatalf("%s %s, offset %d", resp.Status, code, offset(resp))
	}
	if n, _ := p.have(hash); n != 0 {
		t.Fatalf("%d spoilt bytes are left", n)
	}
	if resp := p.piece(hash, body, 0, len(body)); resp.StatusCode != 201 {
		t.Errorf("anew: %s", resp.Status)
	}
}

// TestLastByteAsksAgain: all bytes are here and the answer was "later"; a byte that
// comes again is enough.
func TestLastByteAsksAgain(t *testing.T) {
	w := newTown(t)
	body, hash := noisyJPEG(t)
	p := w.phone(deviceToken("a"))
	if _, err := w.gate.Parts.Add(p.id, shared.Hash(hash), 0, body); err != nil {
		t.Fatal(err)
	}
	if resp := p.piece(hash, body, len(body)-1, len(body)); resp.StatusCode != 201 {
		t.Errorf("%s", resp.Status)
	}
}

func TestPieceIsRefusedWithACode(t *testing.T) {
	w := newTown(t)
	body, hash := noisyJPEG(t)
	p := w.phone(deviceToken("a"))
	svg := []byte(`<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>`)
	ranged := func(s string) func(*http.Request) {
		return func(r *http.Request) { r.Header.Set("Content-Range", s) }
	}
	nobody := func(r *http.Request) { r.Header.Del("Authorization") }
	for name, c := range map[string]struct {
		resp   *http.Response
		status int
		code   string
	}{
		"svg":       {p.piece(string(shared.Name(svg)), svg, 0, len(svg)), 415, "not_a_picture"},
		"no range":  {p.do("PATCH", "/photo/"+hash, body), 400, "malformed"},
		"backwards": {p.piece(hash, body, 0, 9, ranged("bytes 9-0/100")), 400, "malformed"},
		"too long":  {p.piece(hash, body, 0, 20, ranged("bytes 0-9/100")), 400, "malformed"},
		"too big":   {p.piece(hash, body, 0, 10, ranged(fmt.Sprintf("bytes 0-9/%d", shared.MaxBytes+1))), 413, "photo_too_big"},
		"no name":   {p.piece("x", body, 0, 10), 400, "photo_hash"},
		"nobody":    {p.piece(hash, body, 0, 10, nobody), 401, "sign_in"},
		"put piece": {p.do("PUT", "/photo/"+hash, body[:10], ranged("bytes 0-9/100")), 400, "malformed"},
	} {
		if code := codeOf(t, c.resp); c.resp.StatusCode != c.status || code != c.code {
			t.Errorf("%s: %s %s, want %d %s", name, c.resp.Status, code, c.status, c.code)
		}
	}
	if n, _ := p.have(string(shared.Name(svg))); n != 0 {
		t.Errorf("%d bytes of what is final are left", n)
	}
}

// TestHalfAPhotoOutlivesTheCity: the folder of parts is opened anew, as at a start.
func TestHalfAPhotoOutlivesTheCity(t *testing.T) {
	w := newTown(t)
	body, hash := noisyJPEG(t)
	p := w.phone(deviceToken("a"))
	dir := t.TempDir()
	plenty := func(string) (uint64, error) { return 100 << 30, nil }
	for at := 0; at < len(body); {
		parts, err := photo.OpenParts(dir, plenty, time.Now)
		if err != nil {
			t.Fatal(err)
		}
		w.gate.Parts = parts
		if n, _ := p.have(hash); n != at {
			t.Fatalf("after a start %d bytes are here, want %d", n, at)
		}
		to := min(len(body), at+len(body)/4+1)
		p.piece(hash, body, at, to)
		at = to
	}
	if _, whole := p.have(hash); !whole {
		t.Error("the photo is not whole")
	}
}

func TestRange(t *testing.T) {
	for s, want := range map[string]span{
		"bytes 0-0/1":                   {0, 1, 1},
		"bytes 65536-131071/301244":     {65536, 131072, 301244},
		"":                              {},
		"bytes 0-9/*":                   {},
		"bytes */100":                   {},
		"bytes 0-100/100":               {},
		"bytes 5-4/100":                 {},
		"bytes -5/100":                  {},
		"bytes +1-5/100":                {},
		"bytes 0-9/100,":                {},
		"octets 0-9/100":                {},
		"bytes 0-99999999999/999999999": {},
	} {
		if got, ok := parseRange(s); ok != (want.to > 0) || ok && got != want {
			t.Errorf("%q is %+v %v, want %+v", s, got, ok, want)
		}
	}
}

func FuzzRange(f *testing.F) {
	for _, s := range []string{"bytes 0-0/1", "bytes 5-4/100", "bytes 0-9/*", "bytes 00-09/0100", "bytes 18446744073709551615-0/1"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		got, ok := parseRange(s)
		if !ok {
			return
		}
		if got.from < 0 || got.from >= got.to || got.to > got.total || got.total > 1<<33 {
			t.Fatalf("%q is %+v", s, got)
		}
		again := fmt.Sprintf("bytes %d-%d/%d", got.from, got.to-1, got.total)
		if back, ok := parseRange(again); !ok || back != got {
			t.Fatalf("%q comes back as %+v", again, back)
		}
	})
}

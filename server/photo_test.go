package main

import (
	"bytes"
	"fmt"
	"image"
	"image/jpeg"
	"net/http"
	"path/filepath"
	"testing"

	shared "denghuo/shared/photo"
)

// TestHalfAPhotoOutlivesTheProgram: the program ends in the middle of a photo and
// begins again on its folder; the phone goes on where it was, and the photos lie
// where the address says.
func TestHalfAPhotoOutlivesTheProgram(t *testing.T) {
	data := filepath.Join(t.TempDir(), "data")
	var b bytes.Buffer
	if err := jpeg.Encode(&b, image.NewGray(image.Rect(0, 0, 300, 200)), nil); err != nil {
		t.Fatal(err)
	}
	body, half := b.Bytes(), b.Len()/2
	hash := string(shared.Name(body))
	ask := func(c *city, method string, from, to int) *http.Response {
		t.Helper()
		r, err := http.NewRequest(method, c.addr+"/photo/"+hash, bytes.NewReader(body[from:to]))
		if err != nil {
			t.Fatal(err)
		}
		r.Header.Set("Authorization", "Bearer d.AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")
		r.Header.Set("Content-Range", fmt.Sprintf("bytes %d-%d/%d", from, to-1, len(body)))
		resp, err := http.DefaultClient.Do(r)
		if err != nil {
			t.Fatal(err)
		}
		resp.Body.Close()
		return resp
	}
	c := startCity(t, data, false)
	if resp := ask(c, "PATCH", 0, half); resp.StatusCode != http.StatusNoContent {
		t.Fatal(resp.Status)
	}
	c.end()
	c = startCity(t, data, false)
	if resp := ask(c, "HEAD", 0, 0); resp.Header.Get("Upload-Offset") != fmt.Sprint(half) {
		t.Errorf("after a start: %s, offset %q, want %d", resp.Status, resp.Header.Get("Upload-Offset"), half)
	}
	if resp := ask(c, "PATCH", half, len(body)); resp.StatusCode != http.StatusCreated {
		t.Error(resp.Status)
	}
	c.end()
	if found, err := filepath.Glob(filepath.Join(data, "photos", hash[:2], hash+".jpg")); err != nil || len(found) != 1 {
		t.Errorf("%v %v", found, err)
	}
}

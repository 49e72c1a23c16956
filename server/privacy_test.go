package main

import (
	"bytes"
	"encoding/base64"
	"encoding/binary"
	"encoding/json"
	"image"
	"image/color"
	"image/jpeg"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"denghuo/server/people"
	"denghuo/shared/geo"
	"denghuo/shared/lamp"
	"denghuo/shared/op"
	"denghuo/shared/photo"
	"denghuo/shared/wire"
)

// deviceToken is a phone's own.
func deviceToken(name string) string {
	secret := make([]byte, 32)
	copy(secret, name)
	return "d." + base64.RawURLEncoding.EncodeToString(secret)
}

// ask sends one request to the true city.
func (c *city) ask(method, path, token string, body []byte) (int, []byte) {
	c.t.Helper()
	req, err := http.NewRequest(method, c.addr+path, bytes.NewReader(body))
	if err != nil {
		c.t.Fatal(err)
	}
	if token != "" {
		req.Header.Set("Authorization", "Bearer "+token)
	}
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		c.t.Fatal(err)
	}
	defer resp.Body.Close()
	b, err := io.ReadAll(resp.Body)
	if err != nil {
		c.t.Fatal(err)
	}
	return resp.StatusCode, b
}

// sync is a phone's exchange over POST /sync; it gives all rows that the phone gets.
func (c *city) sync(token, client string, ops ...op.Op) []op.Row {
	c.t.Helper()
	id := people.DeviceID(strings.TrimPrefix(token, "d."))
	push, prev := wire.Push{Sent: time.Now()}, op.Hash("")
	for i, o := range ops {
		raw := wire.Encode(wire.Envelope{N: uint64(i + 1), Prev: prev, By: id, At: time.Now(), Kind: o.Kind().Name, Op: wire.Encode(o)})
		push.Envelopes, prev = append(push.Envelopes, raw), wire.HashOf(raw)
	}
	frames := []json.RawMessage{wire.Encode(wire.Up{Hello: &wire.Hello{Version: wire.Version, Client: op.ClientID(client), Token: token}})}
	if len(ops) > 0 {
		frames = append(frames, wire.Encode(wire.Up{Push: &push}))
	}
	status, body := c.ask("POST", "/sync", "", wire.Encode(frames))
	down, err := wire.DecodeDown(body)
	if err != nil || down.Delta == nil {
		c.t.Fatalf("%d %s %v", status, body, err)
	}
	return down.Delta.Rows
}

// TestPublicPointsAreRoundedByTheTrueCity: what a stranger's phone is told of a report
// is a point to four decimals, without accuracy, words or a name; the reporter's own
// phone has what it said.
func TestPublicPointsAreRoundedByTheTrueCity(t *testing.T) {
	c := startCity(t, t.TempDir(), false)
	defer c.end()
	mine := deviceToken("reporter")
	submit := lamp.Submit{ID: "0123456789abcdef", Spot: "spot-of-mine", Fault: lamp.Dark, Note: "我家门口",
		Place: lamp.Place{Point: &geo.Point{Lat: 34.74678912, Lon: 113.62512345, Acc: 7}, Words: "桐柏路12号"}}
	own := string(wire.Encode(c.sync(mine, "c-mine", submit)))
	if !strings.Contains(own, "34.74678912") || !strings.Contains(own, "我家门口") {
		t.Errorf("the reporter's own phone has lost what it said: %s", own)
	}
	seen := false
	for _, row := range c.sync(deviceToken("stranger"), "c-stranger") {
		text := string(wire.Encode(row))
		for _, fine := range []string{"34.74678", "113.62512", "我家门口", "桐柏路12号", `"acc"`, "d-"} {
			if row.Key.Table != "mark" && row.Key.Table != "offer" && row.Key.Table != "bulletin" && row.Key.Table != "campaign" && row.Key.Table != "drop" && strings.Contains(text, fine) {
				t.Errorf("a stranger is told %q: %s", fine, text)
			}
		}
		if row.Key == lamp.Spots.Key("spot-of-mine") {
			seen = strings.Contains(text, "34.7468") && strings.Contains(text, "113.6251")
		}
	}
	if !seen {
		t.Error("the stranger does not see the spot at its rounded point")
	}
}

// located is a JPEG whose EXIF says where it was taken: a GPS directory with a
// latitude, behind the start of the picture.
func located(t *testing.T) []byte {
	t.Helper()
	img := image.NewRGBA(image.Rect(0, 0, 40, 30))
	for i := range 40 * 30 {
		img.Set(i%40, i/40, color.RGBA{uint8(i), uint8(i / 5), 90, 255})
	}
	var plain bytes.Buffer
	if err := jpeg.Encode(&plain, img, nil); err != nil {
		t.Fatal(err)
	}
	be := binary.BigEndian
	tiff := append([]byte("MM\x00\x2a"), 0, 0, 0, 8)
	tiff = be.AppendUint16(tiff, 1)      // one entry:
	tiff = be.AppendUint16(tiff, 0x8825) // the GPS directory
	tiff = be.AppendUint16(tiff, 4)
	tiff = be.AppendUint32(tiff, 1)
	tiff = be.AppendUint32(tiff, 26)
	tiff = be.AppendUint32(tiff, 0)
	tiff = append(tiff, "\x00\x01\x00\x02\x00\x05\x00\x00\x00\x03\x00\x00\x00\x2cGPSLATITUDE-34.74678912"...)
	exif := append([]byte("Exif\x00\x00"), tiff...)
	out := append([]byte{0xff, 0xd8, 0xff, 0xe1}, be.AppendUint16(nil, uint16(len(exif)+2))...)
	out = append(out, exif...)
	return append(out, plain.Bytes()[2:]...)
}

// TestEXIFIsGoneFromTheTrueCity: a photo that says where it was taken comes back
// without that, and so it lies on the disk.
func TestEXIFIsGoneFromTheTrueCity(t *testing.T) {
	data := t.TempDir()
	c := startCity(t, data, false)
	defer c.end()
	body, mine := located(t), deviceToken("photographer")
	if !bytes.Contains(body, []byte("Exif")) || !bytes.Contains(body, []byte("GPSLATITUDE")) {
		t.Fatal("the picture says nothing that could go")
	}
	hash := photo.Name(body)
	if status, answer := c.ask("PUT", "/photo/"+string(hash), mine, body); status != http.StatusCreated {
		t.Fatalf("%d %s", status, answer)
	}
	status, back := c.ask("GET", "/photo/"+string(hash), mine, nil)
	if status != http.StatusOK {
		t.Fatalf("%d %s", status, back)
	}
	if _, err := jpeg.Decode(bytes.NewReader(back)); err != nil {
		t.Fatal(err)
	}
	kept := 0
	err := filepath.WalkDir(filepath.Join(data, "photos"), func(path string, d os.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		kept++
		b, err := os.ReadFile(path)
		back = append(back, b...)
		return err
	})
	if err != nil || kept == 0 {
		t.Fatalf("%d files, %v", kept, err)
	}
	for _, said := range []string{"Exif", "GPS", "34.74678912"} {
		if bytes.Contains(back, []byte(said)) {
			t.Errorf("%q is still there", said)
		}
	}
}

// TestContactKeysRotate: a key whose file was renamed still opens, and a new one seals.
func TestContactKeysRotate(t *testing.T) {
	dir := t.TempDir()
	first, err := cardKeys(dir)
	if err != nil || len(first.Contact) != 1 {
		t.Fatal(err)
	}
	if err := os.Rename(filepath.Join(dir, "contact"), filepath.Join(dir, "contact.1")); err != nil {
		t.Fatal(err)
	}
	next, err := cardKeys(dir)
	if err != nil || len(next.Contact) != 2 || bytes.Equal(next.Contact[0], first.Contact[0]) || !bytes.Equal(next.Contact[1], first.Contact[0]) {
		t.Fatalf("%d keys, %v", len(next.Contact), err)
	}
	if !bytes.Equal(first.Hash, next.Hash) {
		t.Error("the cards have other names")
	}
}

// TestAdminBringsInCards beside the running program, and again.
func TestAdminBringsInCards(t *testing.T) {
	dir := t.TempDir()
	file := filepath.Join(dir, "cards.csv")
	if err := os.WriteFile(file, []byte("name,number,phone\n李小明,ZZ0000001,13800000001\nx\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	data := filepath.Join(dir, "d")
	c := startCity(t, data, false)
	var out bytes.Buffer
	if err := run([]string{"admin", "--data", data, "cards", "import", file}, &out, io.Discard); err != nil {
		t.Fatal(err)
	}
	if s := out.String(); !strings.Contains(s, "line 3 is not taken: columns") || !strings.Contains(s, "1 added, 0 changed, 0 the same, 1 not taken") {
		t.Error(s)
	}
	c.end()
	out.Reset()
	if err := run([]string{"admin", "--data", data, "cards", "count"}, &out, io.Discard); err != nil || out.String() != "1 cards, 0 bound\n" {
		t.Errorf("%q %v", out.String(), err)
	}
}

package gate

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"image"
	"image/jpeg"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"denghuo/shared/lamp"
	"denghuo/shared/op"
	shared "denghuo/shared/photo"
	"denghuo/shared/wire"
)

func TestPostIsTheSamePath(t *testing.T) {
	w := newTown(t)
	p := w.phone(deviceToken("a"))
	one, two := p.push(submit("r1")), p.push(submit("r2"), lamp.Submit{ID: "r3", Spot: "s", Fault: lamp.Dark})
	list := frames(p.hello(), one, two)
	d := p.post(list)
	if d.Delta == nil || d.Delta.From != 0 {
		t.Fatalf("%+v", d)
	}
	seen := view{}
	for _, r := range d.Delta.Rows {
		seen[r.Key] = r
	}
	m, _ := op.Marks.Get(seen, op.ID(p.client))
	a, _ := op.Answers.Get(seen, op.AnswerID(p.client, 3))
	if m.N != 3 || a.Refusal.Code != lamp.NoPlace || len(lamp.Reports.All(seen)) != 2 {
		t.Fatalf("mark %+v, answer %+v", m, a)
	}
	lines := bytes.Join([][]byte{wire.Encode(p.hello()), wire.Encode(one), wire.Encode(two)}, []byte("\n"))
	if again := p.post(lines); again.Delta == nil || len(again.Delta.Rows) != len(d.Delta.Rows) || again.Delta.To != d.Delta.To {
		t.Errorf("page and worker both sent: %+v", again)
	}
}

func TestPostSaysWhatIsWrong(t *testing.T) {
	w := newTown(t)
	p := w.phone(deviceToken("a"))
	hello := string(wire.Encode(p.hello()))
	stranger := w.phone(deviceToken("b"))
	stranger.token = "x"
	for name, c := range map[string]struct {
		body string
		want wire.Reason
	}{
		"nothing":     {"", wire.Malformed},
		"empty list":  {"[]", wire.Malformed},
		"words":       {"hello", wire.Malformed},
		"numbers":     {"[1]", wire.Malformed},
		"push alone":  {string(frames(w.phone(deviceToken("c")).push(submit("x")))), wire.Order},
		"hello twice": {"[" + hello + "," + hello + "]", wire.Order},
		"no token":    {string(frames(stranger.hello())), wire.SignIn},
		"too big":     {hello + strings.Repeat(" ", wire.MaxUp), wire.TooBig},
	} {
		if d := p.post([]byte(c.body)); d.Bye == nil || d.Bye.Reason != c.want {
			t.Errorf("%s: %+v, want %s", name, d, c.want)
		}
	}
	if resp := p.do("POST", "/sync", []byte(hello), func(r *http.Request) { r.Header.Set("Origin", "https://elsewhere.example") }); resp.StatusCode != http.StatusForbidden {
		t.Errorf("another site: %s", resp.Status)
	}
}

func jpegOf(t testing.TB, w, h int) (body []byte, hash string) {
	t.Helper()
	var b bytes.Buffer
	if err := jpeg.Encode(&b, image.NewGray(image.Rect(0, 0, w, h)), nil); err != nil {
		t.Fatal(err)
	}
	sum := sha256.Sum256(b.Bytes())
	return b.Bytes(), hex.EncodeToString(sum[:])
}

func codeOf(t *testing.T, resp *http.Response) string {
	t.Helper()
	var said struct{ Code string }
	if err := json.NewDecoder(resp.Body).Decode(&said); err != nil {
		t.Fatal(err)
	}
	return said.Code
}

func TestPhotoReachesItsReaders(t *testing.T) {
	w := newTown(t)
	body, hash := jpegOf(t, 32, 24)
	mine, other, staff := w.phone(deviceToken("a")).greet(), w.phone(deviceToken("b")), w.staff()
	if resp := mine.do("PUT", "/photo/"+hash, body); resp.StatusCode != http.StatusCreated {
		t.Fatalf("%s", resp.Status)
	}
	mine.until(shared.Table.Key(op.ID(hash)))
	elsewhere := func(r *http.Request) { r.Header.Set("Origin", "https://elsewhere.example") }
	nobody := func(r *http.Request) { r.Header.Del("Authorization") }
	for name, c := range map[string]struct {
		resp *http.Response
		want int
	}{
		"mine":            {mine.do("GET", "/photo/"+hash, nil), 200},
		"staff":           {staff.do("GET", "/photo/"+hash, nil), 200},
		"another":         {other.do("GET", "/photo/"+hash, nil), 404},
		"another's token": {mine.do("GET", "/photo/"+hash, nil, func(r *http.Request) { r.Header.Set("Authorization", "Bearer "+other.token) }), 404},
		"nobody":          {mine.do("GET", "/photo/"+hash, nil, nobody), 404},
		"no photo":        {mine.do("GET", "/photo/"+strings.Repeat("0", 64), nil), 404},
		"a path":          {mine.do("GET", "/photo/..%2f..%2fkeys%2fseal", nil), 404},
		"again":           {mine.do("PUT", "/photo/"+hash, body), 200},
		"staff puts":      {staff.do("PUT", "/photo/"+hash, body), 200},
		"another site":    {staff.do("PUT", "/photo/"+hash, body, elsewhere), 403},
		"nobody puts":     {mine.do("PUT", "/photo/"+hash, body, nobody), 401},
	} {
		if c.resp.StatusCode != c.want {
			t.Errorf("%s: %s, want %d", name, c.resp.Status, c.want)
		}
		if kind := c.resp.Header.Get("Content-Type"); c.want == 200 && c.resp.Request.Method == "GET" && kind != "image/jpeg" {
			t.Errorf("%s: %s", name, kind)
		}
	}
	if resp := other.do("PUT", "/photo/"+hash, body); resp.StatusCode != http.StatusOK {
		t.Errorf("another sends the same: %s", resp.Status)
	}
	if resp := other.do("GET", "/photo/"+hash, nil); resp.StatusCode != http.StatusOK {
		t.Errorf("who has sent it may read it: %s", resp.Status)
	}
}

func TestPhotoIsRefusedWithACode(t *testing.T) {
	w := newTown(t)
	p := w.phone(deviceToken("a"))
	svg := []byte(`<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>`)
	sum := sha256.Sum256(svg)
	body, _ := jpegOf(t, 8, 8)
	for name, c := range map[string]struct {
		hash   string
		body   []byte
		status int
		code   string
	}{
		"svg":        {hex.EncodeToString(sum[:]), svg, 415, "not_a_picture"},
		"wrong hash": {strings.Repeat("0", 64), body, 400, "photo_hash"},
		"no hash":    {"x", body, 400, "photo_hash"},
		"too big":    {strings.Repeat("0", 64), make([]byte, shared.MaxBytes+1), 413, "photo_too_big"},
	} {
		resp := p.do("PUT", "/photo/"+c.hash, c.body)
		if code := codeOf(t, resp); resp.StatusCode != c.status || code != c.code {
			t.Errorf("%s: %s %s", name, resp.Status, code)
		}
	}
	p.token = "x"
	if resp := p.do("PUT", "/photo/x", body); resp.StatusCode != 401 || codeOf(t, resp) != "sign_in" {
		t.Errorf("no token: %s", resp.Status)
	}
}

func plainForm(id string) url.Values {
	return url.Values{"kind": {"lamp.submit"}, "id": {id}, "spot": {id}, "fault": {"dark"}, "danger": {""}, "place.words": {"人民路"}, "note": {"<b>"}}
}

func TestPlainForm(t *testing.T) {
	w := newTown(t)
	p := w.phone(deviceToken("a"))
	form := func(r *http.Request) {
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		r.Header.Set("Referer", w.http.URL+"/report?from=x")
	}
	const id = "0123456789abcdef"
	first := p.do("POST", "/plain", []byte(plainForm(id).Encode()), form)
	if first.StatusCode != 303 || first.Header.Get("Location") != "/report?sent=ZZ-0001" || len(first.Cookies()) != 1 {
		t.Fatalf("%s %v", first.Status, first.Header)
	}
	cookie := first.Cookies()[0]
	if !cookie.HttpOnly || cookie.SameSite != http.SameSiteStrictMode {
		t.Errorf("cookie %v", cookie)
	}
	with := func(r *http.Request) { form(r); r.AddCookie(cookie) }
	if again := p.do("POST", "/plain", []byte(plainForm(id).Encode()), with); again.Header.Get("Location") != "/report?sent=ZZ-0001" || len(again.Cookies()) != 0 {
		t.Errorf("a double tap: %v", again.Header)
	}
	noPlace := plainForm("fedcba9876543210")
	noPlace.Del("place.words")
	noPlace.Set("back", "/spots")
	live := url.Values{"kind": {"offer.publish"}, "id": {"fedcba9876543210"}}
	evil := plainForm("0123456789abcdeX")
	evil.Set("back", "//elsewhere.example/x")
	for name, c := range map[string]struct {
		form url.Values
		want string
	}{
		"refused":        {noPlace, "/spots?field=place&refused=no_place"},
		"unknown":        {url.Values{"kind": {"x"}, "id": {id}}, "/report?field=&refused=unknown"},
		"city's own":     {live, "/report?field=&refused=not_allowed"},
		"no id":          {url.Values{"kind": {"lamp.submit"}}, "/report?field=id&refused=malformed"},
		"other site":     {evil, "/?sent=ZZ-0002"},
		"another person": {plainForm(id), "/report?field=id&refused=not_allowed"},
	} {
		use := with
		if name == "another person" {
			use = form
		}
		if resp := p.do("POST", "/plain", []byte(c.form.Encode()), use); resp.Header.Get("Location") != c.want {
			t.Errorf("%s: %s, want %s", name, resp.Header.Get("Location"), c.want)
		}
	}
	for name, change := range map[string]func(*http.Request){
		"origin":  func(r *http.Request) { r.Header.Set("Origin", "https://elsewhere.example") },
		"referer": func(r *http.Request) { r.Header.Set("Referer", "https://elsewhere.example/report") },
		"fetch":   func(r *http.Request) { r.Header.Set("Sec-Fetch-Site", "cross-site") },
	} {
		if resp := p.do("POST", "/plain", []byte(plainForm(id).Encode()), with, change); resp.StatusCode != http.StatusForbidden {
			t.Errorf("%s of another site: %s", name, resp.Status)
		}
	}
}

// FuzzFrames gives POST /sync any bytes behind a good Hello, and alone: the city
// answers each with a frame, and stays.
func FuzzFrames(f *testing.F) {
	w := newTown(f)
	p := w.phone(deviceToken("a"))
	f.Add([]byte(frames(p.hello(), p.push(submit("r1")))))
	f.Add([]byte(`[{"hello":{"version":1,"client":"c","token":"x","heard":{"n":9}}}]`))
	f.Add([]byte(`{"push":{"sent":"x","envelopes":[null]}}`))
	f.Add([]byte(`{"ping":{}}{"ping":{}}`))
	hello := wire.Encode(p.hello())
	f.Fuzz(func(t *testing.T, b []byte) {
		for _, body := range [][]byte{b, append(append(bytes.Clone(hello), '\n'), b...)} {
			if len(body) > wire.MaxUp {
				return
			}
			if v, err := w.gate.posted(t.Context(), body, "", ""); (v == nil) == (err == nil) || (err != nil && asEnd(err).reason == "") {
				t.Fatalf("%q: %v %v", body, v, err)
			}
		}
	})
}

// FuzzDecodeUp is what every byte from outside meets first.
func FuzzDecodeUp(f *testing.F) {
	f.Add([]byte(`{"hello":{"version":1,"client":"c","since":3,"token":"d.x"}}`))
	f.Add([]byte(`{"push":{"sent":"2026-11-24T12:00:00Z","envelopes":[{"n":1}]}}`))
	f.Add([]byte(`{"ping":null}`))
	f.Add([]byte(`{"hello":{},"ping":{}}`))
	f.Fuzz(func(t *testing.T, b []byte) {
		up, err := wire.DecodeUp(b)
		if err != nil {
			return
		}
		if (up.Hello != nil) == (up.Push != nil) && up.Ping == nil {
			t.Fatalf("%q is %+v", b, up)
		}
		if _, err := wire.DecodeUp(wire.Encode(up)); err != nil && up.Push == nil {
			t.Fatalf("%q does not come back: %v", b, err)
		}
	})
}

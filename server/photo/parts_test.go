package photo

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"denghuo/shared/person"
	"denghuo/shared/photo"

	"pgregory.net/rapid"
)

// clock stands still until it is moved.
type clock struct{ at time.Time }

func (c *clock) now() time.Time { return c.at }

func openParts(t interface {
	Helper()
	Fatal(...any)
}, dir string, c *clock) *Parts {
	t.Helper()
	p, err := OpenParts(dir, plenty, c.now)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func newParts(t *testing.T) *Parts {
	return openParts(t, filepath.Join(t.TempDir(), "parts"), &clock{time.Now()})
}

// TestAnyInterleavingEndsWithTheBytes: two lines of one person send pieces in any
// order, sizes and repeats, with gaps, while the city restarts and a stranger sends
// other bytes under the same name. What is here is always the beginning of the
// photo, and in the end all of it.
func TestAnyInterleavingEndsWithTheBytes(t *testing.T) {
	base := t.TempDir()
	n := 0
	rapid.Check(t, func(t *rapid.T) {
		n++
		dir, c := filepath.Join(base, fmt.Sprint(n)), &clock{time.Now()}
		body := rapid.SliceOfN(rapid.Byte(), 1, 400).Draw(t, "photo")
		hash := photo.Name(body)
		p := openParts(t, dir, c)
		add := func(from, to int) {
			before, err := p.Have("me", hash)
			if err != nil {
				t.Fatal(err)
			}
			have, err := p.Add("me", hash, int64(from), body[from:to])
			switch {
			case from > int(before) && (!errors.Is(err, ErrGap) || have != before):
				t.Fatalf("a gap at %d of %d: %d %v", from, before, have, err)
			case from <= int(before) && (err != nil || have != max(before, int64(to))):
				t.Fatalf("%d to %d on %d: %d %v", from, to, before, have, err)
			}
		}
		for range rapid.IntRange(0, 30).Draw(t, "steps") {
			switch rapid.IntRange(0, 6).Draw(t, "what") {
			case 0:
				p = openParts(t, dir, c)
			case 1:
				if _, err := p.Add("stranger", hash, 0, []byte("spoilt")); err != nil {
					t.Fatal(err)
				}
			default:
				from := rapid.IntRange(0, len(body)-1).Draw(t, "from")
				add(from, rapid.IntRange(from+1, len(body)).Draw(t, "to"))
			}
			if have, err := p.Bytes("me", hash); err == nil && !bytes.HasPrefix(body, have) {
				t.Fatal("what is here is not the beginning of the photo")
			}
		}
		for {
			have, err := p.Have("me", hash)
			if err != nil {
				t.Fatal(err)
			}
			if have == int64(len(body)) {
				break
			}
			add(int(have), min(len(body), int(have)+64))
		}
		if have, err := p.Bytes("me", hash); err != nil || !bytes.Equal(have, body) {
			t.Fatalf("%d bytes are here, want %d: %v", len(have), len(body), err)
		}
	})
}

func TestTwoLinesAtOnce(t *testing.T) {
	p := newParts(t)
	body := bytes.Repeat([]byte("0123456789abcdef"), 4096)
	hash := photo.Name(body)
	var both sync.WaitGroup
	for _, size := range []int{700, 1100, 1600} {
		both.Go(func() {
			for at := 0; at < len(body); at += size {
				if _, err := p.Add("me", hash, int64(at), body[at:min(len(body), at+size)]); err != nil {
					t.Error(err)
				}
			}
		})
	}
	both.Wait()
	if have, err := p.Bytes("me", hash); err != nil || !bytes.Equal(have, body) {
		t.Errorf("%d bytes, %v", len(have), err)
	}
	if p.total.Load() != int64(len(body)) {
		t.Errorf("%d bytes are counted", p.total.Load())
	}
}

func TestPartsAreBounded(t *testing.T) {
	p := newParts(t)
	name := func(i int) photo.Hash { return photo.Name([]byte{byte(i), byte(i >> 8)}) }
	if _, err := p.Add("me", name(0), 0, make([]byte, photo.MaxBytes+1)); !errors.Is(err, ErrBig) {
		t.Errorf("more than a photo: %v", err)
	}
	for i := range maxParts + 3 {
		if _, err := p.Add("me", name(i), 0, []byte("x")); err != nil {
			t.Fatal(err)
		}
		old := time.Now().Add(time.Duration(i) * time.Second) // files of one instant have no order
		if err := os.Chtimes(filepath.Join(p.dir, folder("me"), string(name(i))), old, old); err != nil {
			t.Fatal(err)
		}
	}
	for i := range maxParts + 3 {
		if have, err := p.Have("me", name(i)); err != nil || (have == 1) != (i >= 3) {
			t.Errorf("part %d: %d %v", i, have, err)
		}
	}
	p.total.Store(maxWaits)
	if _, err := p.Add("you", name(1), 0, []byte("x")); !errors.Is(err, ErrFull) {
		t.Errorf("beyond all room: %v", err)
	}
	if _, err := p.Add("me", name(5), 1, []byte("x")); err != nil {
		t.Errorf("one that has begun goes on: %v", err)
	}
	full, err := OpenParts(t.TempDir(), func(string) (uint64, error) { return minFree - 1, nil }, time.Now)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := full.Add("me", name(1), 0, []byte("x")); !errors.Is(err, ErrFull) {
		t.Errorf("on a full disk: %v", err)
	}
}

func TestSweptByAgeAndCountedAfterAStart(t *testing.T) {
	dir, c := t.TempDir(), &clock{time.Now()}
	p := openParts(t, dir, c)
	for _, who := range []person.ID{"one", "two"} {
		if _, err := p.Add(who, photo.Name(nil), 0, []byte("half")); err != nil {
			t.Fatal(err)
		}
	}
	if again := openParts(t, dir, c); again.total.Load() != 8 {
		t.Errorf("%d bytes after a start, want 8", again.total.Load())
	}
	c.at = c.at.Add(partLasts - time.Minute)
	if err := p.Sweep(); err != nil || p.total.Load() != 8 {
		t.Errorf("young ones went: %d %v", p.total.Load(), err)
	}
	c.at = c.at.Add(2 * time.Minute)
	if err := p.Sweep(); err != nil || p.total.Load() != 0 {
		t.Errorf("old ones stay: %d %v", p.total.Load(), err)
	}
	if left, err := os.ReadDir(dir); err != nil || len(left) != 0 {
		t.Errorf("%v is left, %v", left, err)
	}
	if err := p.Drop("one", photo.Name(nil)); err != nil {
		t.Errorf("dropping what has gone: %v", err)
	}
	if _, err := p.Bytes("one", photo.Name(nil)); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("%v", err)
	}
}

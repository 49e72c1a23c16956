package crash

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"image"
	"image/jpeg"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"denghuo/server/store"
	"denghuo/shared/wire"
)

// volume is a small disk of its own, in memory, and a file that fills it: logs,
// photos, whatever else lies on the same one. Mounting wants root.
type volume struct {
	t   *testing.T
	dir string
}

func newVolume(t *testing.T, size string) *volume {
	t.Helper()
	v := &volume{t, t.TempDir()}
	if err := syscall.Mount("tmpfs", v.dir, "tmpfs", 0, "size="+size); err != nil {
		t.Fatalf("a small disk cannot be mounted (the tests of full disks want root): %v", err)
	}
	t.Cleanup(func() {
		if err := syscall.Unmount(v.dir, 0); err != nil {
			t.Error(err)
		}
	})
	return v
}

// leave fills the disk until so many bytes are left for others.
func (v *volume) leave(bytes int64) {
	v.t.Helper()
	path := filepath.Join(v.dir, "ballast")
	f, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		v.t.Fatal(err)
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		v.t.Fatal(err)
	}
	free, err := store.Free(v.dir)
	if err != nil {
		v.t.Fatal(err)
	}
	size := info.Size() + int64(free) - bytes
	if size <= info.Size() {
		err = f.Truncate(max(size, 0))
	} else {
		err = syscall.Fallocate(int(f.Fd()), 0, 0, size)
	}
	if err != nil {
		v.t.Fatal(err)
	}
}

const mib = 1 << 20

// TestDiskFull: with little room photos are refused, with less of it everything is,
// cleanly; what is there can be read all along; and when there is room again the city
// goes on by itself. Nothing that was saved is lost, nothing that waits either.
func TestDiskFull(t *testing.T) {
	v := newVolume(t, "2300m")
	c := newCity(t, filepath.Join(v.dir, "data"))
	c.mustStart()
	p := newPhone(device())
	p.do()
	p.settles(t, c)

	t.Run("room for all", func(t *testing.T) {
		if status := c.photo(p.who, 1); status != http.StatusCreated {
			t.Errorf("a photo is answered %d", status)
		}
	})
	v.leave(1500 * mib)
	t.Run("photos stop first", func(t *testing.T) {
		if status := c.photo(p.who, 2); status != http.StatusServiceUnavailable {
			t.Errorf("a photo is answered %d", status)
		}
		p.do()
		p.settles(t, c)
	})
	v.leave(900 * mib)
	t.Run("ops are refused and kept", func(t *testing.T) { refusesCleanly(t, c, p) })
	t.Run("killed and started with little room", func(t *testing.T) {
		c.kill()
		c.mustStart()
		refusesCleanly(t, c, p)
	})
	t.Run("nothing left at all", func(t *testing.T) {
		v.leave(0)
		refusesCleanly(t, c, p)
	})
	t.Run("killed with nothing left", func(t *testing.T) {
		c.kill()
		if c.start() || !strings.Contains(c.tail(), "wanted to open the store") {
			t.Errorf("it starts, or does not say why not:\n%s", c.tail())
		}
		v.leave(900 * mib)
		c.mustStart()
		refusesCleanly(t, c, p)
	})
	v.leave(2200 * mib)
	t.Run("room again", func(t *testing.T) {
		p.settles(t, c)
		if status := c.photo(p.who, 2); status != http.StatusCreated {
			t.Errorf("a photo is answered %d", status)
		}
	})
	if err := c.end(); err != nil {
		t.Error(err)
	}
	s := c.rows()
	defer s.Close()
	if err := s.Check(); err != nil {
		t.Error(err)
	}
	r := &raid{t: t, city: c, phones: []*phone{p}}
	reader := s.Read(nil)
	defer reader.Close()
	r.auditOutboxes(reader)
	if strings.Contains(c.log.String(), "SIGBUS") {
		t.Errorf("it died of a full disk:\n%s", c.tail())
	}
}

// settles lets all that waits arrive.
func (p *phone) settles(t *testing.T, c *city) {
	t.Helper()
	if err := p.live(c.addr, 0); err != nil || p.waiting() > 0 {
		t.Fatalf("%d ops wait: %v\n%s", p.waiting(), err, c.tail())
	}
}

// refusesCleanly: the phone hears "later" and keeps its op; everybody can read.
func refusesCleanly(t *testing.T, c *city, p *phone) {
	t.Helper()
	p.do()
	before, later := p.heard, p.byes[wire.Later]
	err := p.live(c.addr, 0)
	if err == nil || errors.Is(err, errLost) || p.byes[wire.Later] != later+1 || p.heard != before {
		t.Errorf("the op is answered %v, byes %v, mark %d after %d", err, p.byes, p.heard.N, before.N)
	}
	reader := newPhone(device())
	if err := reader.live(c.addr, 0); err != nil || len(reader.rows) < 10 {
		t.Errorf("a new phone reads %d rows: %v", len(reader.rows), err)
	}
	if status, body := c.get("/progress"); status != http.StatusOK || !strings.Contains(body, "<html") {
		t.Errorf("the page is answered %d", status)
	}
}

// photo sends the n-th picture whole.
func (c *city) photo(who identity, n int) int {
	c.t.Helper()
	var b bytes.Buffer
	if err := jpeg.Encode(&b, image.NewGray(image.Rect(0, 0, 8*n, 8)), nil); err != nil {
		c.t.Fatal(err)
	}
	sum := sha256.Sum256(b.Bytes())
	req, err := http.NewRequest(http.MethodPut, fmt.Sprintf("http://%s/photo/%s", c.addr, hex.EncodeToString(sum[:])), &b)
	if err != nil {
		c.t.Fatal(err)
	}
	req.Header.Set("Authorization", "Bearer "+who.token)
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		c.t.Fatal(err)
	}
	resp.Body.Close()
	return resp.StatusCode
}

package photo

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"denghuo/shared/person"
	"denghuo/shared/photo"
)

// ErrGap says that bytes between what is here and what came are missing.
var ErrGap = errors.New("bytes before these are missing")

const (
	maxParts  = 8              // unfinished photos of one person; the one that lay the longest goes
	maxWaits  = 1 << 30        // bytes of all unfinished photos; then nobody begins another
	partLasts = 48 * time.Hour // after the last byte
)

// Parts are photos that are still coming, each the first bytes of what one person
// sends under a hash. Nobody ever reads one; whole and made anew it goes into the
// Room. A part belongs to a person, so that nobody can spoil another's, or learn
// that another sends the same.
//
// Bytes that are here stay as they are, so a piece may come again, twice at once,
// or overlapping. They are not synced: after a power cut fewer or spoilt ones are
// here, the hash tells, and the phone begins again.
//
//	<dir>/<SHA-256 of the person's ID, 32 hex>/<hash>
type Parts struct {
	dir   string
	free  func(dir string) (uint64, error)
	now   func() time.Time
	total atomic.Int64
	locks [64]sync.Mutex // by person
}

// OpenParts uses a folder, which it makes, and lets go what is too old.
func OpenParts(dir string, free func(dir string) (uint64, error), now func() time.Time) (*Parts, error) {
	if err := os.MkdirAll(dir, 0o750); err != nil {
		return nil, fmt.Errorf("make folder of parts: %w", err)
	}
	p := &Parts{dir: dir, free: free, now: now}
	if err := p.each(func(_ string, f fs.FileInfo) error { p.total.Add(f.Size()); return nil }); err != nil {
		return nil, err
	}
	return p, p.Sweep()
}

func folder(who person.ID) string {
	sum := sha256.Sum256([]byte(who))
	return hex.EncodeToString(sum[:16])
}

// hold locks a person's parts and gives their folder.
func (p *Parts) hold(name string) (path string, release func()) {
	m := &p.locks[stripe(name)]
	m.Lock()
	return filepath.Join(p.dir, name), m.Unlock
}

// Have is how many bytes are here.
func (p *Parts) Have(who person.ID, hash photo.Hash) (int64, error) {
	dir, release := p.hold(folder(who))
	defer release()
	return sizeOf(filepath.Join(dir, string(hash)))
}

func sizeOf(path string) (int64, error) {
	info, err := os.Stat(path)
	if errors.Is(err, fs.ErrNotExist) {
		return 0, nil
	}
	if err != nil {
		return 0, fmt.Errorf("look at a part: %w", err)
	}
	return info.Size(), nil
}

// Add takes bytes that begin at an offset, and gives how many are here then. What
// is here already is not written again. The hash must be Valid.
func (p *Parts) Add(who person.ID, hash photo.Hash, at int64, b []byte) (have int64, err error) {
	dir, release := p.hold(folder(who))
	defer release()
	path := filepath.Join(dir, string(hash))
	have, err = sizeOf(path)
	switch {
	case err != nil:
		return 0, err
	case at > have:
		return have, ErrGap
	case at+int64(len(b)) <= have:
		return have, nil
	case at+int64(len(b)) > photo.MaxBytes:
		return have, ErrBig
	case have == 0:
		if err := p.begin(dir); err != nil {
			return 0, err
		}
	}
	return p.write(path, have, b[have-at:])
}

// begin makes room for one more part of this person.
func (p *Parts) begin(dir string) error {
	if p.total.Load() >= maxWaits {
		return fmt.Errorf("%w: %d MiB are unfinished", ErrFull, p.total.Load()>>20)
	}
	if err := roomy(p.free, p.dir); err != nil {
		return err
	}
	if err := os.MkdirAll(dir, 0o750); err != nil {
		return fmt.Errorf("make folder of parts: %w", err)
	}
	all, err := partsIn(dir)
	if err != nil || len(all) < maxParts {
		return err
	}
	return p.remove(filepath.Join(dir, all[0].Name()))
}

func (p *Parts) write(path string, have int64, b []byte) (int64, error) {
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE, 0o600)
	if err != nil {
		return have, fmt.Errorf("open a part: %w", err)
	}
	n, err := f.WriteAt(b, have)
	p.total.Add(int64(n))
	if err := errors.Join(err, f.Close()); err != nil {
		return have, fmt.Errorf("write a part: %w", err)
	}
	return have + int64(n), nil
}

// Bytes gives all that is here, for Keep to judge.
func (p *Parts) Bytes(who person.ID, hash photo.Hash) ([]byte, error) {
	dir, release := p.hold(folder(who))
	defer release()
	b, err := os.ReadFile(filepath.Join(dir, string(hash)))
	if err != nil {
		return nil, fmt.Errorf("read a part: %w", err)
	}
	return b, nil
}

// Drop lets a part go; one that is not there is gone.
func (p *Parts) Drop(who person.ID, hash photo.Hash) error {
	dir, release := p.hold(folder(who))
	defer release()
	return p.remove(filepath.Join(dir, string(hash)))
}

func (p *Parts) remove(path string) error {
	n, err := sizeOf(path)
	if err != nil {
		return err
	}
	if err := os.Remove(path); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("drop a part: %w", err)
	}
	p.total.Add(-n)
	return nil
}

// Sweep lets go what has not grown for two days.
func (p *Parts) Sweep() error {
	return p.each(func(dir string, f fs.FileInfo) error {
		if p.now().Sub(f.ModTime()) <= partLasts {
			return nil
		}
		return p.remove(filepath.Join(dir, f.Name()))
	})
}

// each looks at every part, one person's at a time, and lets empty folders go.
func (p *Parts) each(do func(dir string, f fs.FileInfo) error) error {
	people, err := os.ReadDir(p.dir)
	if err != nil {
		return fmt.Errorf("list parts: %w", err)
	}
	for _, one := range people {
		if err := p.eachOf(one.Name(), do); err != nil {
			return err
		}
	}
	return nil
}

func (p *Parts) eachOf(name string, do func(dir string, f fs.FileInfo) error) error {
	dir, release := p.hold(name)
	defer release()
	all, err := partsIn(dir)
	if err != nil {
		return err
	}
	for _, f := range all {
		if err := do(dir, f); err != nil {
			return err
		}
	}
	_ = os.Remove(dir) // it stays while anything is in it
	return nil
}

// partsIn lists a folder, what lay the longest first.
func partsIn(dir string) ([]fs.FileInfo, error) {
	entries, err := os.ReadDir(dir)
	if err != nil {
		return nil, fmt.Errorf("list parts: %w", err)
	}
	var all []fs.FileInfo
	for _, e := range entries {
		info, err := e.Info()
		if err != nil {
			return nil, fmt.Errorf("list parts: %w", err)
		}
		all = append(all, info)
	}
	slices.SortFunc(all, func(a, b fs.FileInfo) int { return a.ModTime().Compare(b.ModTime()) })
	return all, nil
}

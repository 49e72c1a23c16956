package photo

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"testing"

	"denghuo/shared/photo"
)

// TestSameInEveryStore: a folder by name, a folder by address, memory.
func TestSameInEveryStore(t *testing.T) {
	for name, address := range map[string]string{
		"folder": "file://" + filepath.Join(t.TempDir(), "photos"),
		"memory": "mem://",
	} {
		t.Run(name, func(t *testing.T) {
			r, err := OpenRoom(t.Context(), address, plenty)
			if err != nil {
				t.Fatal(err)
			}
			body := asJPEG(t, halves(64, 48))
			h := hashOf(body)
			p, err := r.Keep(t.Context(), h, body)
			if err != nil || !p.New {
				t.Fatalf("%+v %v", p, err)
			}
			if img, _ := stored(t, r, h); img.Bounds().Dx() != 64 {
				t.Errorf("%v", img.Bounds())
			}
			if p, err = r.Keep(t.Context(), h, body); err != nil || p.New {
				t.Errorf("again: %+v %v", p, err)
			}
			if err := r.Drop(t.Context(), h, func() bool { return true }); err != nil {
				t.Fatal(err)
			}
			stored(t, r, h)
			for range 2 {
				if err := r.Drop(t.Context(), h, func() bool { return false }); err != nil {
					t.Fatal(err)
				}
			}
			if _, err := r.Open(t.Context(), h); !errors.Is(err, fs.ErrNotExist) {
				t.Errorf("after it was dropped: %v", err)
			}
			if err := r.Close(); err != nil {
				t.Error(err)
			}
		})
	}
	if _, err := OpenRoom(t.Context(), "s3://photos", plenty); err == nil {
		t.Error("a store that is not linked in opens")
	}
}

// TestOldFolderKeepsItsNames: photos of before the bucket are found, and the
// folder holds nothing but photos under these names.
func TestOldFolderKeepsItsNames(t *testing.T) {
	dir := t.TempDir()
	body := asJPEG(t, halves(32, 32))
	old := photo.Hash("ab" + string(hashOf(body))[2:])
	if err := os.MkdirAll(filepath.Join(dir, "ab"), 0o750); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, "ab", string(old)+".jpg"), body, 0o600); err != nil {
		t.Fatal(err)
	}
	r, err := NewRoom(dir, plenty)
	if err != nil {
		t.Fatal(err)
	}
	stored(t, r, old)
	h := hashOf(body)
	if _, err := r.Keep(t.Context(), h, body); err != nil {
		t.Fatal(err)
	}
	var names []string
	err = filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err == nil && !d.IsDir() {
			names = append(names, path)
		}
		return err
	})
	if err != nil || len(names) != 2 {
		t.Errorf("%v %v", names, err)
	}
	if _, err := os.Stat(filepath.Join(dir, string(h[:2]), string(h)+".jpg")); err != nil {
		t.Error(err)
	}
}

// TestWhatPowerCutIsNotThere: a file whose bytes did not all reach the disk is made anew.
func TestWhatPowerCutIsNotThere(t *testing.T) {
	r := newRoom(t)
	body := asJPEG(t, halves(64, 64))
	h := hashOf(body)
	if _, err := r.Keep(t.Context(), h, body); err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(r.dir, filepath.FromSlash(key(h)))
	whole, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, whole[:len(whole)-10], 0o600); err != nil {
		t.Fatal(err)
	}
	if p, err := r.Keep(t.Context(), h, body); err != nil || !p.New {
		t.Errorf("%+v %v", p, err)
	}
	stored(t, r, h)
}

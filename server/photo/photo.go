// Package photo keeps photo bytes: it believes nothing that a phone says about
// them, decodes, makes the picture anew (so nothing but a picture is ever given
// out: no EXIF, no second format in the same bytes) and stores it under the hash
// of what was sent. Who may have it is not decided here.
//
//	<first two of the hash>/<hash>.jpg   in a folder or an object store (bucket.go)
//	<person>/<hash>                      in a folder: what has come so far (parts.go)
//
// What is taken: JPEG in all its kinds, and PNG, of which an animated one gives its
// first picture. Everything else is refused, WebP and HEIC too: a phone draws what
// it can open and sends JPEG, and each decoder here is one more door.
package photo

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"image"
	"image/jpeg"
	_ "image/png" // screenshots; decoded, stored as JPEG
	"sync"

	"denghuo/shared/photo"

	"gocloud.dev/blob"
)

// Errors that callers tell apart.
var (
	ErrHash    = errors.New("the bytes do not have this hash")
	ErrPicture = errors.New("not a picture that we take")
	ErrBig     = errors.New("a picture that would cost too much to open")
	ErrFull    = errors.New("the disk has no room for photos")
)

const (
	// longest is the longest side of what is stored.
	longest = 1600
	// minFree is kept free on the disk, twice what the rows keep: photos stop
	// first, reports go on.
	minFree = 2 << 30
)

// Room is a store of photos. It may be used from many goroutines.
type Room struct {
	bucket *blob.Bucket
	dir    string // the bucket's folder; empty when it is no folder of ours
	free   func(dir string) (uint64, error)
	desk   *desk
	holds  [64]sync.Mutex
}

// Picture is what was kept, as it will be given out. New says that it was not
// there before.
type Picture struct {
	Width, Height, Bytes int
	New                  bool
}

// Keep stores the picture under hash. Keeping it again gives the same. Who tells
// the city afterwards does both within Hold.
func (r *Room) Keep(ctx context.Context, hash photo.Hash, body []byte) (Picture, error) {
	if photo.Name(body) != hash {
		return Picture{}, ErrHash
	}
	if p, err := r.kept(ctx, hash); err == nil {
		return p, nil
	}
	cost, err := weigh(body)
	if err != nil {
		return Picture{}, err
	}
	if err := r.fits(); err != nil {
		return Picture{}, err
	}
	leave, err := r.desk.sit(ctx, cost)
	if err != nil {
		return Picture{}, err
	}
	defer leave()
	out, size, err := anew(body)
	if err != nil {
		return Picture{}, err
	}
	if err := r.write(ctx, hash, out); err != nil {
		return Picture{}, err
	}
	return Picture{size.X, size.Y, len(out), true}, nil
}

// fits asks the disk before the disk says no.
func (r *Room) fits() error {
	if r.dir == "" {
		return nil
	}
	return roomy(r.free, r.dir)
}

func roomy(free func(string) (uint64, error), dir string) error {
	left, err := free(dir)
	if err != nil || left < minFree {
		return fmt.Errorf("%w: %d MiB free: %v", ErrFull, left>>20, err)
	}
	return nil
}

// anew decodes a picture and encodes what is to be seen, upright and small. The
// caller has weighed it.
func anew(body []byte) (out []byte, size image.Point, err error) {
	img, _, err := image.Decode(bytes.NewReader(body))
	if err != nil {
		return nil, size, fmt.Errorf("%w: %v", ErrPicture, err)
	}
	img = turn(shrink(img, longest), orientation(body))
	var b bytes.Buffer
	if err := jpeg.Encode(&b, img, &jpeg.Options{Quality: 82}); err != nil {
		return nil, size, fmt.Errorf("encode: %w", err)
	}
	return b.Bytes(), img.Bounds().Size(), nil
}

// Hold keeps others from this photo until release: between the bytes being kept
// and their record being written, nobody may drop them.
func (r *Room) Hold(hash photo.Hash) (release func()) {
	m := &r.holds[stripe(string(hash))]
	m.Lock()
	return m.Unlock
}

// Drop lets the bytes of a photo go, unless needed says that a record still wants
// them; it is asked while nobody else holds the photo, so it must read the city's
// rows as they are then. Dropping what is not there is done.
func (r *Room) Drop(ctx context.Context, hash photo.Hash, needed func() bool) error {
	defer r.Hold(hash)()
	if !hash.Valid() || needed() {
		return nil
	}
	return r.remove(ctx, hash)
}

// stripe spreads names over locks; any spread will do, so that of hex is good enough.
func stripe(name string) int {
	n := 0
	for _, c := range []byte(name[:min(len(name), 4)]) {
		n = n*7 + int(c)
	}
	return n % 64
}

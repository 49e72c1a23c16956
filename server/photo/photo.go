// Package photo keeps photo bytes: it believes nothing that a phone says about
// them, decodes, makes the picture anew (so nothing but a picture is ever given
// out: no EXIF, no second format in the same bytes) and stores it under the hash
// of what was sent. Who may have it is not decided here.
//
//	<dir>/<first two of the hash>/<hash>.jpg
package photo

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"image"
	"image/jpeg"
	_ "image/png" // screenshots; decoded, stored as JPEG
	"io"
	"os"
	"path/filepath"

	"denghuo/shared/photo"
)

// Errors that callers tell apart.
var (
	ErrHash    = errors.New("the bytes do not have this hash")
	ErrPicture = errors.New("not a picture that we take")
	ErrFull    = errors.New("the disk has no room for photos")
)

const (
	// maxPixels is what is decoded: 40 megapixels are 160 MB while it lasts. A bomb
	// says its size in its first bytes and is never decoded.
	maxPixels = 40_000_000
	// longest is the longest side of what is stored.
	longest = 1600
	// minFree is kept free on the disk, twice what the rows keep: photos stop
	// first, reports go on.
	minFree = 2 << 30
)

// Room is a folder of photos.
type Room struct {
	dir  string
	free func(dir string) (uint64, error)
	busy chan struct{} // one at a time: decoding is what costs memory
}

// NewRoom uses the folder, which it makes. free tells the bytes that its disk has left.
func NewRoom(dir string, free func(dir string) (uint64, error)) (*Room, error) {
	if err := os.MkdirAll(dir, 0o750); err != nil {
		return nil, fmt.Errorf("make photo folder: %w", err)
	}
	return &Room{dir: dir, free: free, busy: make(chan struct{}, 1)}, nil
}

// Picture is what was kept, as it will be given out. New says that it was not
// there before.
type Picture struct {
	Width, Height, Bytes int
	New                  bool
}

// Keep stores the picture under hash. Keeping it again gives the same.
func (r *Room) Keep(ctx context.Context, hash photo.Hash, body []byte) (Picture, error) {
	if sum := sha256.Sum256(body); photo.Hash(hex.EncodeToString(sum[:])) != hash {
		return Picture{}, ErrHash
	}
	if p, err := r.kept(hash); err == nil {
		return p, nil
	}
	if err := acceptable(body); err != nil {
		return Picture{}, err
	}
	if free, err := r.free(r.dir); err != nil || free < minFree {
		return Picture{}, fmt.Errorf("%w: %d MiB free: %v", ErrFull, free>>20, err)
	}
	select {
	case r.busy <- struct{}{}:
		defer func() { <-r.busy }()
	case <-ctx.Done():
		return Picture{}, fmt.Errorf("wait to decode: %w", ctx.Err())
	}
	return r.make(hash, body)
}

// acceptable looks at the first bytes alone.
func acceptable(body []byte) error {
	config, format, err := image.DecodeConfig(bytes.NewReader(body))
	if err != nil {
		return fmt.Errorf("%w: %v", ErrPicture, err)
	}
	if format != "jpeg" && format != "png" {
		return fmt.Errorf("%w: %s", ErrPicture, format)
	}
	if config.Width <= 0 || config.Height <= 0 || config.Width > maxPixels/config.Height {
		return fmt.Errorf("%w: %d by %d", ErrPicture, config.Width, config.Height)
	}
	return nil
}

func (r *Room) make(hash photo.Hash, body []byte) (Picture, error) {
	img, _, err := image.Decode(bytes.NewReader(body))
	if err != nil {
		return Picture{}, fmt.Errorf("%w: %v", ErrPicture, err)
	}
	img = turn(shrink(img, longest), orientation(body))
	var out bytes.Buffer
	if err := jpeg.Encode(&out, img, &jpeg.Options{Quality: 82}); err != nil {
		return Picture{}, fmt.Errorf("encode: %w", err)
	}
	if err := r.write(hash, out.Bytes()); err != nil {
		return Picture{}, err
	}
	size := img.Bounds().Size()
	return Picture{size.X, size.Y, out.Len(), true}, nil
}

// kept tells about a photo that is there.
func (r *Room) kept(hash photo.Hash) (Picture, error) {
	b, err := os.ReadFile(r.path(hash))
	if err != nil {
		return Picture{}, fmt.Errorf("read photo: %w", err)
	}
	config, err := jpeg.DecodeConfig(bytes.NewReader(b))
	if err != nil {
		return Picture{}, fmt.Errorf("read photo: %w", err)
	}
	return Picture{Width: config.Width, Height: config.Height, Bytes: len(b)}, nil
}

func (r *Room) path(hash photo.Hash) string {
	return filepath.Join(r.dir, string(hash[:2]), string(hash)+".jpg")
}

// write is whole or not at all, and on the disk when it returns.
func (r *Room) write(hash photo.Hash, body []byte) error {
	path := r.path(hash)
	if err := os.MkdirAll(filepath.Dir(path), 0o750); err != nil {
		return fmt.Errorf("make folder: %w", err)
	}
	f, err := os.CreateTemp(filepath.Dir(path), "new-*")
	if err != nil {
		return fmt.Errorf("create: %w", err)
	}
	_, err = f.Write(body)
	if err = errors.Join(err, f.Sync(), f.Close()); err == nil {
		err = os.Rename(f.Name(), path)
	}
	if err != nil {
		return errors.Join(fmt.Errorf("write photo: %w", err), os.Remove(f.Name()))
	}
	return syncFolder(filepath.Dir(path))
}

// syncFolder makes the new name last, before its record says that the photo is here.
func syncFolder(dir string) error {
	d, err := os.Open(dir)
	if err != nil {
		return fmt.Errorf("open folder: %w", err)
	}
	if err := errors.Join(d.Sync(), d.Close()); err != nil {
		return fmt.Errorf("sync folder: %w", err)
	}
	return nil
}

// Open gives the picture as JPEG. The hash must be Valid.
func (r *Room) Open(hash photo.Hash) (io.ReadCloser, error) { return os.Open(r.path(hash)) }

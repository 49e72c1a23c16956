// Package photo keeps photo bytes: it believes nothing that a phone says about
// them, decodes, makes the picture anew (so nothing but a picture is ever given
// out: no EXIF, no second format in the same bytes) and stores it under the hash
// of what was sent. Who may have it is not decided here.
package photo

import (
	"bytes"
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

// ErrHash says that the bytes are not those that the name says.
var ErrHash = errors.New("the bytes do not have this hash")

// ErrPicture says that it is no JPEG or PNG, or too large to be one of a phone.
var ErrPicture = errors.New("not a picture that we take")

// maxPixels is what is decoded: 40 megapixels are 160 MB while it lasts. A bomb
// says its size in its first bytes and is never decoded.
const maxPixels = 40_000_000

// Room is a folder of photos.
type Room struct {
	dir  string
	busy chan struct{} // one at a time: decoding is what costs memory
}

// NewRoom uses the folder, which it makes.
func NewRoom(dir string) (*Room, error) {
	if err := os.MkdirAll(dir, 0o750); err != nil {
		return nil, fmt.Errorf("make photo folder: %w", err)
	}
	return &Room{dir: dir, busy: make(chan struct{}, 1)}, nil
}

// Picture is what was kept.
type Picture struct{ Width, Height, Bytes int }

// Keep stores the picture under hash. Keeping it again gives the same.
func (r *Room) Keep(hash photo.Hash, body []byte) (Picture, error) {
	if sum := sha256.Sum256(body); photo.Hash(hex.EncodeToString(sum[:])) != hash {
		return Picture{}, ErrHash
	}
	config, format, err := image.DecodeConfig(bytes.NewReader(body))
	if err != nil || (format != "jpeg" && format != "png") {
		return Picture{}, fmt.Errorf("%w: %v", ErrPicture, err)
	}
	if config.Width <= 0 || config.Height <= 0 || config.Width*config.Height > maxPixels {
		return Picture{}, fmt.Errorf("%w: %d by %d", ErrPicture, config.Width, config.Height)
	}
	r.busy <- struct{}{}
	defer func() { <-r.busy }()
	img, _, err := image.Decode(bytes.NewReader(body))
	if err != nil {
		return Picture{}, fmt.Errorf("%w: %v", ErrPicture, err)
	}
	var out bytes.Buffer
	if err := jpeg.Encode(&out, img, &jpeg.Options{Quality: 85}); err != nil {
		return Picture{}, fmt.Errorf("encode: %w", err)
	}
	if err := r.write(hash, out.Bytes()); err != nil {
		return Picture{}, err
	}
	return Picture{config.Width, config.Height, out.Len()}, nil
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
	err = errors.Join(err, f.Sync(), f.Close())
	if err == nil {
		err = os.Rename(f.Name(), path)
	}
	if err != nil {
		return errors.Join(fmt.Errorf("write photo: %w", err), os.Remove(f.Name()))
	}
	return nil
}

// Open gives the picture as JPEG.
func (r *Room) Open(hash photo.Hash) (io.ReadCloser, error) { return os.Open(r.path(hash)) }

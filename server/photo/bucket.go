package photo

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"image/jpeg"
	"io"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
	"strings"

	"denghuo/shared/photo"

	"gocloud.dev/blob"
	"gocloud.dev/blob/fileblob"
	_ "gocloud.dev/blob/memblob" // mem://, for tests
	"gocloud.dev/gcerrors"
)

// NewRoom uses a folder, which it makes. free tells the bytes that its disk has
// left. Names are those that the folder has had from the beginning.
func NewRoom(dir string, free func(dir string) (uint64, error)) (*Room, error) {
	bucket, err := fileblob.OpenBucket(dir, &fileblob.Options{CreateDir: true, DirFileMode: 0o750,
		NoTempDir: true, Metadata: fileblob.MetadataDontWrite})
	if err != nil {
		return nil, fmt.Errorf("open photo folder: %w", err)
	}
	return &Room{bucket: bucket, dir: dir, free: free, desk: newDesk()}, nil
}

// OpenRoom uses the bucket at an address of gocloud.dev/blob: file:///path,
// file://./path, mem://. The drivers of object stores are not linked in, since
// Amazon's alone adds 12 MB to a program of 39; a blank import here of
// gocloud.dev/blob/s3blob (or gcsblob, azureblob) is all that another one needs.
func OpenRoom(ctx context.Context, address string, free func(dir string) (uint64, error)) (*Room, error) {
	u, err := url.Parse(address)
	if err != nil {
		return nil, fmt.Errorf("photo address: %w", err)
	}
	if u.Scheme == fileblob.Scheme && u.RawQuery == "" {
		path := u.Path
		if u.Host == "." {
			path = strings.TrimPrefix(path, "/")
		}
		return NewRoom(filepath.FromSlash(path), free)
	}
	bucket, err := blob.OpenBucket(ctx, address)
	if err != nil {
		return nil, fmt.Errorf("open photo store: %w", err)
	}
	return &Room{bucket: bucket, free: free, desk: newDesk()}, nil
}

// Close lets the store go.
func (r *Room) Close() error {
	if err := r.bucket.Close(); err != nil {
		return fmt.Errorf("close photo store: %w", err)
	}
	return nil
}

func key(hash photo.Hash) string { return string(hash[:2]) + "/" + string(hash) + ".jpg" }

// kept tells about a photo that is there. One whose end is not on the disk (power
// went between its name and its bytes) is not there: it comes again.
func (r *Room) kept(ctx context.Context, hash photo.Hash) (Picture, error) {
	b, err := r.bucket.ReadAll(ctx, key(hash))
	if err != nil {
		return Picture{}, fmt.Errorf("read photo: %w", err)
	}
	config, err := jpeg.DecodeConfig(bytes.NewReader(b))
	if err != nil {
		return Picture{}, fmt.Errorf("read photo: %w", err)
	}
	if !bytes.HasSuffix(b, []byte{0xff, 0xd9}) {
		return Picture{}, errors.New("read photo: its end is missing")
	}
	return Picture{Width: config.Width, Height: config.Height, Bytes: len(b)}, nil
}

// write is whole or not at all, and lasts when it returns.
func (r *Room) write(ctx context.Context, hash photo.Hash, body []byte) error {
	opts := &blob.WriterOptions{ContentType: "image/jpeg", DisableContentTypeDetection: true}
	if err := r.bucket.WriteAll(ctx, key(hash), body, opts); err != nil {
		return fmt.Errorf("write photo: %w", err)
	}
	if r.dir == "" {
		return nil
	}
	path := filepath.Join(r.dir, filepath.FromSlash(key(hash)))
	for _, name := range []string{path, filepath.Dir(path), r.dir} {
		if err := toDisk(name); err != nil {
			return err
		}
	}
	return nil
}

// toDisk makes bytes or names last, before a record says that the photo is here.
func toDisk(name string) error {
	f, err := os.Open(name)
	if err != nil {
		return fmt.Errorf("open to sync: %w", err)
	}
	if err := errors.Join(f.Sync(), f.Close()); err != nil {
		return fmt.Errorf("sync photo: %w", err)
	}
	return nil
}

// Open gives the picture as JPEG, or an error that is fs.ErrNotExist.
func (r *Room) Open(ctx context.Context, hash photo.Hash) (io.ReadCloser, error) {
	if !hash.Valid() {
		return nil, fs.ErrNotExist
	}
	f, err := r.bucket.NewReader(ctx, key(hash), nil)
	if gcerrors.Code(err) == gcerrors.NotFound {
		return nil, fs.ErrNotExist
	}
	if err != nil {
		return nil, fmt.Errorf("open photo: %w", err)
	}
	return f, nil
}

func (r *Room) remove(ctx context.Context, hash photo.Hash) error {
	err := r.bucket.Delete(ctx, key(hash))
	if err != nil && gcerrors.Code(err) != gcerrors.NotFound {
		return fmt.Errorf("drop photo: %w", err)
	}
	return nil
}

package main

import (
	"crypto/ed25519"
	"crypto/rand"
	"errors"
	"fmt"
	"os"
	"path/filepath"
)

// keys are the city's secrets: seal signs coupons. Sessions need none: their tokens
// are random, and the rows have their hashes.
type keys struct {
	seal ed25519.PrivateKey
}

// openKeys reads the keys or makes them at the first start. Losing them would
// make every coupon invalid, so they lie beside the data, and with it
// in a backup.
func openKeys(dir string) (keys, error) {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return keys{}, fmt.Errorf("make key folder: %w", err)
	}
	seed, err := secret(filepath.Join(dir, "seal"), ed25519.SeedSize)
	if err != nil {
		return keys{}, err
	}
	return keys{ed25519.NewKeyFromSeed(seed)}, nil
}

func (k keys) sign(message []byte) []byte { return ed25519.Sign(k.seal, message) }

func secret(path string, size int) ([]byte, error) {
	b, err := os.ReadFile(path)
	if err == nil && len(b) == size {
		return b, nil
	}
	if err == nil {
		return nil, fmt.Errorf("key %s has %d bytes, want %d: bring it back from a backup", path, len(b), size)
	}
	if !errors.Is(err, os.ErrNotExist) {
		return nil, fmt.Errorf("read key: %w", err)
	}
	b = make([]byte, size)
	rand.Read(b) // never fails since Go 1.24
	f, err := os.OpenFile(path, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if err != nil {
		return nil, fmt.Errorf("create key: %w", err)
	}
	_, err = f.Write(b)
	if err := errors.Join(err, f.Sync(), f.Close()); err != nil {
		return nil, fmt.Errorf("write key: %w", err)
	}
	return b, nil
}

package main

import (
	"crypto/ed25519"
	"crypto/rand"
	"crypto/sha256"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"denghuo/shared/offer"
	"denghuo/shared/op"
)

// keys are the city's secrets, each a file of its own:
//
//	seal        signs coupons
//	seal.next   will, after denghuo admin keys rotate; tills know it already, also
//	            those that have no network when it is rotated
//	proof       proves what phones were acknowledged; made of the first seal
//
// Of a key that was rotated out only the public half stays, as a row: it goes on
// verifying what it sealed and can seal nothing more. Sessions need no key: their
// tokens are random, and the rows have their hashes.
type keys struct {
	dir        string
	seal, next ed25519.PrivateKey
	proof      []byte
}

const (
	sealFile  = "seal"
	nextFile  = "seal.next"
	proofFile = "proof"
)

// openKeys reads the keys or makes them at the first start. Losing them would
// make every coupon invalid, so they lie beside the data, and with it
// in a backup.
func openKeys(dir string) (keys, error) {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return keys{}, fmt.Errorf("make key folder: %w", err)
	}
	seed, err := secret(filepath.Join(dir, sealFile), ed25519.SeedSize)
	if err != nil {
		return keys{}, err
	}
	next, err := secret(filepath.Join(dir, nextFile), ed25519.SeedSize)
	if err != nil {
		return keys{}, err
	}
	first := sha256.Sum256(append([]byte("denghuo proofs\n"), seed...))
	proof, err := secretOf(filepath.Join(dir, proofFile), first[:])
	if err != nil {
		return keys{}, err
	}
	return keys{dir, ed25519.NewKeyFromSeed(seed), ed25519.NewKeyFromSeed(next), proof}, nil
}

// rotated is the keys after the next one has taken the place of the current one,
// which is gone. A kill at any moment leaves a folder that openKeys opens: the
// city seals with the one or with the other, and both are known.
func (k keys) rotated() (keys, error) {
	if err := os.Rename(filepath.Join(k.dir, nextFile), filepath.Join(k.dir, sealFile)); err != nil {
		return k, fmt.Errorf("take the next key: %w", err)
	}
	if err := syncFolder(k.dir); err != nil {
		return k, err
	}
	return openKeys(k.dir)
}

func syncFolder(dir string) error {
	d, err := os.Open(dir)
	if err != nil {
		return fmt.Errorf("open key folder: %w", err)
	}
	if err := errors.Join(d.Sync(), d.Close()); err != nil {
		return fmt.Errorf("sync key folder: %w", err)
	}
	return nil
}

func (k keys) sign(message []byte) []byte { return ed25519.Sign(k.seal, message) }

func (k keys) name() string { return offer.KeyName(public(k.seal)) }

func public(k ed25519.PrivateKey) ed25519.PublicKey { return k.Public().(ed25519.PublicKey) }

// known makes the key that seals and the one that will known to every till. Keys of
// before stay known.
func (k keys) known() []op.Op {
	return []op.Op{offer.AddKey{Public: public(k.seal)}, offer.AddKey{Public: public(k.next)}}
}

// secret reads a key of so many bytes, or makes one that nobody can guess.
func secret(path string, size int) ([]byte, error) {
	fresh := make([]byte, size)
	rand.Read(fresh) // never fails since Go 1.24
	return secretOf(path, fresh)
}

// secretOf reads a key as long as fresh; where there is none it becomes fresh.
func secretOf(path string, fresh []byte) ([]byte, error) {
	b, err := os.ReadFile(path)
	if err == nil && len(b) == len(fresh) {
		return b, nil
	}
	if err == nil {
		return nil, fmt.Errorf("key %s has %d bytes, want %d: bring it back from a backup", path, len(b), len(fresh))
	}
	if !errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("read key: %w", err)
	}
	f, err := os.OpenFile(path, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if err != nil {
		return nil, fmt.Errorf("create key: %w", err)
	}
	_, err = f.Write(fresh)
	if err := errors.Join(err, f.Sync(), f.Close()); err != nil {
		return nil, fmt.Errorf("write key: %w", err)
	}
	return fresh, nil
}

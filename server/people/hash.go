package people

import (
	"context"
	"crypto/rand"
	"crypto/subtle"
	"encoding/base64"
	"errors"
	"fmt"
	"strings"

	"golang.org/x/crypto/argon2"
)

// Cost is what one guess costs: KiB of memory, passes over it.
type Cost struct{ Memory, Time uint32 }

// DefaultCost is what OWASP advises for argon2id: 19 MiB, two passes, one lane.
var DefaultCost = Cost{Memory: 19 << 10, Time: 2}

const (
	saltBytes = 16
	hashBytes = 32
)

// atOnce is how many hashes are computed side by side, and inLine how many may wait
// for that: 38 MiB at most however many guess, and nobody waits for long.
const (
	atOnce = 2
	inLine = 64
)

// errBusy says that too many wait already.
var errBusy = errors.New("too many passwords are looked at")

// hashes computes argon2id within its bounds.
type hashes struct {
	cost  Cost
	work  chan struct{}
	line  chan struct{}
	dummy string // what unknown names are compared with, so that time tells nothing
}

func newHashes(c Cost) *hashes {
	h := &hashes{cost: c, work: make(chan struct{}, atOnce), line: make(chan struct{}, inLine)}
	h.dummy = encode(c, make([]byte, saltBytes), make([]byte, hashBytes))
	return h
}

// turn waits for a place; done gives it back.
func (h *hashes) turn(ctx context.Context) (done func(), err error) {
	select {
	case h.line <- struct{}{}:
		defer func() { <-h.line }()
	default:
		return nil, errBusy
	}
	select {
	case h.work <- struct{}{}:
		return func() { <-h.work }, nil
	case <-ctx.Done():
		return nil, errBusy
	}
}

// make hashes a password with a new salt, as PHC text.
func (h *hashes) make(ctx context.Context, password string) (string, error) {
	done, err := h.turn(ctx)
	if err != nil {
		return "", err
	}
	defer done()
	salt := make([]byte, saltBytes)
	rand.Read(salt) // never fails since Go 1.24
	return encode(h.cost, salt, argon2.IDKey([]byte(password), salt, h.cost.Time, h.cost.Memory, 1, hashBytes)), nil
}

// Hash is what the city keeps of a password.
func (p *People) Hash(ctx context.Context, password string) (string, error) {
	return p.hashes.make(ctx, password)
}

// fits compares a password with a hash, for who has a turn; an empty hash takes as
// long as any and never fits.
func (h *hashes) fits(phc, password string) (bool, error) {
	none := phc == ""
	if none {
		phc = h.dummy
	}
	c, salt, want, err := decode(phc)
	if err != nil {
		return false, err
	}
	got := argon2.IDKey([]byte(password), salt, c.Time, c.Memory, 1, uint32(len(want)))
	return subtle.ConstantTimeCompare(got, want) == 1 && !none, nil
}

// encode writes the PHC string, https://github.com/P-H-C/phc-string-format.
func encode(c Cost, salt, hash []byte) string {
	text := base64.RawStdEncoding.EncodeToString
	return fmt.Sprintf("$argon2id$v=%d$m=%d,t=%d,p=1$%s$%s", argon2.Version, c.Memory, c.Time, text(salt), text(hash))
}

func decode(phc string) (c Cost, salt, hash []byte, err error) {
	parts := strings.Split(phc, "$")
	if len(parts) != 6 || parts[1] != "argon2id" || parts[2] != fmt.Sprintf("v=%d", argon2.Version) {
		return c, nil, nil, errors.New("a hash is not argon2id as we write it")
	}
	if _, err := fmt.Sscanf(parts[3], "m=%d,t=%d,p=1", &c.Memory, &c.Time); err != nil {
		return c, nil, nil, fmt.Errorf("read the cost of a hash: %w", err)
	}
	if salt, err = base64.RawStdEncoding.DecodeString(parts[4]); err != nil {
		return c, nil, nil, fmt.Errorf("read the salt of a hash: %w", err)
	}
	if hash, err = base64.RawStdEncoding.DecodeString(parts[5]); err != nil {
		return c, nil, nil, fmt.Errorf("read a hash: %w", err)
	}
	return c, salt, hash, nil
}

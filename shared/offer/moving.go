package offer

import (
	"crypto/ed25519"
	"encoding/base32"
	"encoding/binary"
	"errors"
	"strconv"
	"strings"
	"time"

	"denghuo/shared/op"
	"denghuo/shared/person"
)

// StepTime is how long one moving code holds before the next one is shown.
const StepTime = 30 * time.Second

// How many steps are forgiven to either side. The city looks at its own clock, and a
// phone that has heard it knows that time within seconds: one step is the way from
// the screen to the city, so a picture is of no use after a minute. A till without a
// network has a clock of its own, as has a customer's phone in the same cellar, and
// both may be half a minute off: two steps. The city forgives what such a till did as
// much, by when that was.
const (
	slackHeard = 1
	slackAlone = 2
)

// Presented is a coupon as a screen shows it and a till reads it: all that the
// city sealed, and the moving code of one step, so that a picture of it is of no
// use a minute later where the city is asked, and two minutes later where it is not.
//
//	DH2: and base 32 (RFC 4648, without padding) of
//	  1      version, 1
//	  4      name of the city's key
//	  1+n    drop        1+n  holder        1  which of several
//	  1+n    serial
//	  4      given, Unix seconds            4  valid, Unix seconds, 0 for none
//	  32     the coupon's public key        64 the city's seal
//	  4      step                           64 the coupon's signature over it
//
// All numbers are big-endian. Since 2026.
type Presented struct {
	Coupon Coupon // without Offer: that is the drop's
	Nth    int
	Step   uint32
	Sig    []byte
}

// Proof shows the city that a coupon was on a screen at that step.
type Proof struct {
	Step uint32 `json:"step"`
	Sig  []byte `json:"sig"`
}

const prefix = "DH2:"

// ErrPresented is wrapped by everything that is wrong with a scanned text.
var ErrPresented = errors.New("this is no coupon of ours")

// StepAt is the step of a time.
func StepAt(t time.Time) uint32 { return uint32(t.Unix() / int64(StepTime/time.Second)) }

// moved is what a coupon's own key signs.
func moved(id op.ID, step uint32) []byte {
	return []byte("moving/1\n" + string(id) + "\n" + strconv.FormatUint(uint64(step), 10))
}

// Show is the text of the QR code of a sealed coupon at a time. It is a function
// and no method so that who never shows one does not carry Ed25519.
func Show(c Coupon, at time.Time) string {
	step := StepAt(at)
	sig := ed25519.Sign(ed25519.NewKeyFromSeed(c.Secret), moved(c.ID, step))
	key, _ := strconv.ParseUint(c.Key, 16, 32) // our own name of a key
	b := binary.BigEndian.AppendUint32([]byte{1}, uint32(key))
	b = text(text(b, string(c.Drop)), string(c.Holder))
	b = text(append(b, byte(c.Nth())), c.Serial)
	b = binary.BigEndian.AppendUint32(b, uint32(c.At.Unix()))
	valid := uint32(0)
	if !c.Valid.IsZero() {
		valid = uint32(c.Valid.Unix())
	}
	b = binary.BigEndian.AppendUint32(b, valid)
	b = append(append(b, c.Public...), c.Seal...)
	b = append(binary.BigEndian.AppendUint32(b, step), sig...)
	return prefix + base32.StdEncoding.WithPadding(base32.NoPadding).EncodeToString(b)
}

// Nth is which of the several that one person may have, from 0: its name says so.
func (c Coupon) Nth() int {
	rest, ok := strings.CutPrefix(string(c.ID), string(ClaimID(c.Drop, c.Holder))+".")
	n, err := strconv.Atoi(rest)
	if !ok || err != nil {
		return 0
	}
	return n - 1
}

func text(b []byte, s string) []byte { return append(append(b, byte(len(s))), s...) }

// Read takes a scanned text apart. It believes nothing of it: see Presented.Check.
func Read(s string) (Presented, error) {
	rest, ok := strings.CutPrefix(strings.TrimSpace(s), prefix)
	if !ok {
		return Presented{}, ErrPresented
	}
	b, err := base32.StdEncoding.WithPadding(base32.NoPadding).DecodeString(rest)
	if err != nil {
		return Presented{}, ErrPresented
	}
	in := cutting{b: b}
	if in.number(1) != 1 {
		return Presented{}, ErrPresented
	}
	var p Presented
	c := &p.Coupon
	c.Key = hex8(in.number(4))
	c.Drop, c.Holder = op.ID(in.text()), person.ID(in.text())
	p.Nth = int(in.number(1))
	c.Serial = in.text()
	c.At = time.Unix(int64(in.number(4)), 0).UTC()
	if valid := in.number(4); valid != 0 {
		c.Valid = time.Unix(int64(valid), 0).UTC()
	}
	c.Public, c.Seal = in.bytes(ed25519.PublicKeySize), in.bytes(ed25519.SignatureSize)
	p.Step, p.Sig = uint32(in.number(4)), in.bytes(ed25519.SignatureSize)
	if in.short || len(in.b) > 0 || p.Nth > 99 || !op.ValidID(c.Drop) || !op.ValidID(op.ID(c.Holder)) {
		return Presented{}, ErrPresented
	}
	c.ID = NthID(c.Drop, c.Holder, p.Nth)
	return p, nil
}

func hex8(n uint64) string {
	s := strconv.FormatUint(n, 16)
	return strings.Repeat("0", 8-len(s)) + s
}

// cutting takes bytes from the front; short says that there were too few.
type cutting struct {
	b     []byte
	short bool
}

func (c *cutting) bytes(n int) []byte {
	if n > len(c.b) {
		c.short, c.b = true, nil
		return nil
	}
	var got []byte
	got, c.b = c.b[:n:n], c.b[n:]
	return got
}

func (c *cutting) number(n int) (v uint64) {
	for _, b := range c.bytes(n) {
		v = v<<8 | uint64(b)
	}
	return v
}

func (c *cutting) text() string { return string(c.bytes(int(c.number(1)))) }

// Codes of what is wrong with a presented coupon.
const (
	Forged    op.Code = "forged"     // the city has not sealed this, or it was altered
	Foreign   op.Code = "foreign"    // sealed by no key that is known here: another city's, or this phone was long without a network
	Copied    op.Code = "copied"     // a picture of a screen, or a clock that is far off
	WrongShop op.Code = "wrong_shop" // not for this shop
	IsExpired op.Code = "expired"
	NoCoupon  op.Code = "no_coupon" // there is no coupon by this code
	IsVoid    op.Code = "void"
	IsBack    op.Code = "given_back"
	IsUsed    op.Code = "used"
	TooLittle op.Code = "too_little" // the price does not reach what the offer wants
	DayIsFull op.Code = "day_full"   // as many without a network as a day may have
	TooLate   op.Code = "too_late"   // heard too long after it was done
)

// Genuine reports whether this phone's city sealed it: Foreign, Forged or nothing.
// A drop that this phone does not have yet is not found.
func (p Presented) Genuine(view op.Reader) error {
	key, ok := CityKeys.Get(view, op.ID(p.Coupon.Key))
	if !ok {
		return op.Refuse(Foreign, "coupon")
	}
	d, ok := Drops.Get(view, p.Coupon.Drop)
	if !ok {
		return op.Refuse(op.NotFound, "drop")
	}
	c := p.Coupon
	c.Offer = d.Offer
	if !Genuine(c, key.Public) {
		return op.Refuse(Forged, "coupon")
	}
	return nil
}

// Check is what a till can find out without a network: that the city sealed it,
// that it is on a screen now, that it holds, and that it is for this shop. Whether
// it was spent elsewhere only the city knows.
func (p Presented) Check(view op.Reader, shop person.ID, now time.Time) (Drop, Offer, error) {
	if err := p.Genuine(view); err != nil {
		return Drop{}, Offer{}, err
	}
	d, ok := Drops.Get(view, p.Coupon.Drop)
	o, known := Offers.Get(view, d.Offer)
	if !ok || !known {
		return d, o, op.Refuse(op.NotFound, "drop")
	}
	c := p.Coupon
	if code := unproved(c, Proof{p.Step, p.Sig}, now, slackAlone); code != "" {
		return d, o, op.Refuse(code, "coupon")
	}
	switch {
	case c.Expired(now):
		return d, o, op.Refuse(IsExpired, "coupon")
	case !d.For(shop):
		return d, o, op.Refuse(WrongShop, "coupon")
	}
	return d, o, nil
}

// For reports whether a shop may redeem coupons of the drop.
func (d Drop) For(shop person.ID) bool {
	for _, s := range d.Shops {
		if s == shop {
			return true
		}
	}
	return len(d.Shops) == 0
}

// wrongProof is unproved for a code that was scanned; a typed one has no proof.
func wrongProof(c Coupon, p *Proof, at time.Time, slack int64) op.Code {
	if p == nil {
		return ""
	}
	return unproved(c, *p, at, slack)
}

// unproved says what is wrong with a moving code: Forged if the coupon's own key has
// not signed that step, Copied if the step is more than slack away from this time.
func unproved(c Coupon, p Proof, at time.Time, slack int64) op.Code {
	apart := int64(p.Step) - int64(StepAt(at))
	switch {
	case len(c.Public) != ed25519.PublicKeySize || !ed25519.Verify(c.Public, moved(c.ID, p.Step), p.Sig):
		return Forged
	case apart > slack || -apart > slack:
		return Copied
	}
	return ""
}

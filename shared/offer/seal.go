package offer

import (
	"crypto/ed25519"
	"crypto/sha256"
	"encoding/hex"
	"time"

	"denghuo/shared/op"
	"denghuo/shared/person"
)

// Seal signs a coupon that was given a moment ago. The city asks itself for it;
// after a kill, Tell finds what was left without.
type Seal struct {
	Coupon op.ID `json:"coupon"`
}

// Kind is the city's own.
func (Seal) Kind() op.Kind { return op.Kind{Name: "offer.seal", Delivery: op.Live} }

// Check wants a coupon.
func (s Seal) Check() error {
	if !op.ValidID(s.Coupon) {
		return op.Refuse(op.Malformed, "coupon")
	}
	return nil
}

// Apply is for the city. A sealed coupon stays as it is.
func (s Seal) Apply(tx *op.Tx) error {
	if !tx.By.Is(person.System) || tx.City == nil {
		return op.Refuse(op.NotYours, "")
	}
	c, ok := Coupons.Get(tx, s.Coupon)
	if !ok {
		return op.Refuse(op.NotFound, "coupon")
	}
	if len(c.Seal) > 0 {
		return nil
	}
	if err := seal(tx, &c); err != nil {
		return err
	}
	stock, _ := Stocks.Get(tx, c.Drop)
	stock.Sealed, stock.SealedAt = stock.Sealed+1, tx.At
	if err := Stocks.Put(tx, stock); err != nil {
		return err
	}
	return Coupons.Put(tx, c)
}

// seal fills in what proves a coupon: the pair of keys for its moving code, the
// city's signature over all of it, and the code that follows from that.
func seal(tx *op.Tx, c *Coupon) error {
	seed := sha256.Sum256(tx.City.Seal([]byte("moving key/1\n" + string(c.ID) + "\n" + c.Serial)))
	c.Secret = seed[:]
	c.Public = ed25519.NewKeyFromSeed(c.Secret).Public().(ed25519.PublicKey)
	c.Key = tx.City.Key
	c.Seal = tx.City.Seal(c.Sealed())
	c.Code = CodeOf(c.Seal)
	return codes.Put(tx, CouponCode{Code: c.Code, Coupon: c.ID})
}

// CityKey is a record: a key that the city seals with, or did once. Coupons of an
// old one go on holding.
type CityKey struct {
	ID     op.ID     `json:"id"` // KeyName of Public
	Public []byte    `json:"public"`
	Since  time.Time `json:"since"`
}

// CityKeys is what tills check seals with.
var CityKeys = op.Table[CityKey]{Name: "city_key"}

// RecordID is the key's name.
func (k CityKey) RecordID() op.ID { return k.ID }

// Audience is everybody: whoever likes may check a seal.
func (k CityKey) Audience() []person.Scope { return []person.Scope{person.Public} }

// KeyName is the first 4 bytes of a public key's SHA-256 in hex.
func KeyName(public ed25519.PublicKey) string {
	sum := sha256.Sum256(public)
	return hex.EncodeToString(sum[:4])
}

// AddKey makes one of the city's keys known. The city does it at each start.
type AddKey struct {
	Public []byte `json:"public"`
}

// Kind is the city's own.
func (AddKey) Kind() op.Kind { return op.Kind{Name: "offer.key", Delivery: op.Live} }

// Check wants a key.
func (a AddKey) Check() error {
	if len(a.Public) != ed25519.PublicKeySize {
		return op.Refuse(op.Malformed, "public")
	}
	return nil
}

// Apply is for the city.
func (a AddKey) Apply(tx *op.Tx) error {
	if !tx.By.Is(person.System) {
		return op.Refuse(op.NotYours, "")
	}
	id := op.ID(KeyName(a.Public))
	if _, had := CityKeys.Get(tx, id); had {
		return nil
	}
	return CityKeys.Put(tx, CityKey{ID: id, Public: a.Public, Since: tx.At})
}

// Package photo is what is known of a photo: its name (the SHA-256 of the bytes
// that the phone sent), and who may see it. Bytes never come near an op. That a
// photo has arrived is an op of the city, so a phone learns it as a row, and
// access follows the same rule as every record.
package photo

import (
	"crypto/sha256"
	"encoding/hex"
	"slices"

	"denghuo/shared/op"
	"denghuo/shared/person"
)

// Hash names a photo: SHA-256 of its bytes, 64 lower-case hex characters.
type Hash string

// Name is the hash that these bytes go by.
func Name(b []byte) Hash {
	sum := sha256.Sum256(b)
	return Hash(hex.EncodeToString(sum[:]))
}

// MaxBytes is the most that is taken for one photo; phones shrink to 300 KB.
const MaxBytes = 2 << 20

// Valid reports whether h has the form of a name.
func (h Hash) Valid() bool {
	if len(h) != 64 {
		return false
	}
	for _, c := range []byte(h) {
		if (c < '0' || c > '9') && (c < 'a' || c > 'f') {
			return false
		}
	}
	return true
}

// Photo is a record: these bytes are with the city.
type Photo struct {
	Hash   Hash        `json:"hash"`
	Width  int         `json:"w"`
	Height int         `json:"h"`
	Bytes  int         `json:"bytes"`
	By     []person.ID `json:"by"` // everyone who sent it
}

// Table holds the photos that the city has.
var Table = op.Table[Photo]{Name: "photo"}

// RecordID is the hash.
func (p Photo) RecordID() op.ID { return op.ID(p.Hash) }

// Audience is the staff and those who sent it.
func (p Photo) Audience() []person.Scope {
	to := []person.Scope{person.Staff}
	for _, id := range p.By {
		to = append(to, id.Own())
	}
	return to
}

// Arrive says that a photo's bytes are stored. The city's edge makes it after it
// has looked at the picture; a phone that makes one itself is refused.
type Arrive struct {
	Hash   Hash      `json:"hash"`
	Width  int       `json:"w"`
	Height int       `json:"h"`
	Bytes  int       `json:"bytes"`
	From   person.ID `json:"from"`
}

// Kind is made by the edge only.
func (Arrive) Kind() op.Kind { return op.Kind{Name: "photo.arrive", Delivery: op.Inner} }

// Check looks at the name and the size.
func (a Arrive) Check() error {
	if !a.Hash.Valid() {
		return op.Refuse(op.Malformed, "hash")
	}
	if a.Width <= 0 || a.Height <= 0 || a.Bytes <= 0 {
		return op.Refuse(op.Malformed, "size")
	}
	return nil
}

// Apply writes the record, or adds one more sender to it.
func (a Arrive) Apply(tx *op.Tx) error {
	if !tx.By.Is(person.System) {
		return op.Refuse(op.NotYours, "")
	}
	p, had := Table.Get(tx, op.ID(a.Hash))
	if !had {
		p = Photo{Hash: a.Hash, Width: a.Width, Height: a.Height, Bytes: a.Bytes}
	}
	if slices.Contains(p.By, a.From) {
		return nil
	}
	p.By = append(p.By, a.From)
	return Table.Put(tx, p)
}

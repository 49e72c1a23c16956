package account

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"time"

	"denghuo/shared/op"
	"denghuo/shared/person"
)

// Card is a record of the city: one line of the card register. The number is not in
// it, only its keyed hash, which names the record; the name is masked, and the phone
// number is sealed with a key that no op sees.
type Card struct {
	ID        op.ID     `json:"id"`
	Name      string    `json:"name,omitempty"` // 李**
	NameHash  string    `json:"name_hash"`      // keyed, of this card
	Phone     []byte    `json:"phone,omitempty"`
	PhoneHash string    `json:"phone_hash,omitempty"`
	Listed    time.Time `json:"listed"`           // when a file of the register last had it, to the month
	Holder    person.ID `json:"holder,omitempty"` // who bound it; always the same person for the same card
	Bound     time.Time `json:"bound,omitzero"`
}

// Cards holds them by the hash of their number.
var Cards = op.Table[Card]{Name: "card"}

// RecordID is the hash of the number.
func (c Card) RecordID() op.ID { return c.ID }

// Audience is nobody.
func (Card) Audience() []person.Scope { return nil }

// HolderID is the person who has this card: the same whenever it is bound.
func HolderID(card op.ID) person.ID {
	sum := sha256.Sum256([]byte("denghuo holder\n" + string(card)))
	return person.ID("h-" + hex.EncodeToString(sum[:10]))
}

// Holder is a record of the city: which card a person has bound.
type Holder struct {
	Who  person.ID `json:"who"`
	Card op.ID     `json:"card"`
}

var holders = op.Table[Holder]{Name: "holder"}

// RecordID is the person's.
func (h Holder) RecordID() op.ID { return op.ID(h.Who) }

// Audience is nobody.
func (Holder) Audience() []person.Scope { return nil }

// CardOf gives the card that a person has bound.
func CardOf(r op.Reader, who person.ID) (Card, bool) {
	h, ok := holders.Get(r, op.ID(who))
	if !ok {
		return Card{}, false
	}
	return Cards.Get(r, h.Card)
}

// Listing is a line of the register's file as it is kept.
type Listing struct {
	Card      op.ID  `json:"card"`
	Name      string `json:"name"`
	NameHash  string `json:"name_hash"`
	Phone     []byte `json:"phone"`
	PhoneHash string `json:"phone_hash"`
}

// MaxListings is how many lines one op brings in.
const MaxListings = 500

// relist is how exactly it is known when a card was last in a file: a file that says
// what the last one said writes each card once a month.
const relist = 30 * 24 * time.Hour

// List brings in lines of the card register. A card that is there is brought up to
// date; one that is bound stays bound.
type List struct {
	Cards []Listing `json:"cards"`
}

// Kind is made by the edge only: it has hashed and sealed.
func (List) Kind() op.Kind { return op.Kind{Name: "account.cards", Delivery: op.Inner} }

// Check wants names, hashes and sealed numbers.
func (l List) Check() error {
	if len(l.Cards) == 0 || len(l.Cards) > MaxListings {
		return op.Refuse(op.Malformed, "cards")
	}
	for _, c := range l.Cards {
		if !op.ValidID(c.Card) || c.Name == "" || c.NameHash == "" || len(c.Phone) == 0 || c.PhoneHash == "" {
			return op.Refuse(op.Malformed, "cards")
		}
	}
	return nil
}

// Apply is for administrators.
func (l List) Apply(tx *op.Tx) error {
	if !tx.By.Is(person.Admin) {
		return op.Refuse(op.NotYours, "")
	}
	for _, line := range l.Cards {
		old, had := Cards.Get(tx, line.Card)
		if had && old.Says(line) && tx.At.Sub(old.Listed) < relist {
			continue
		}
		next := Card{ID: line.Card, Name: line.Name, NameHash: line.NameHash, Phone: line.Phone, PhoneHash: line.PhoneHash,
			Listed: tx.At, Holder: old.Holder, Bound: old.Bound}
		if err := Cards.Put(tx, next); err != nil {
			return err
		}
	}
	return nil
}

// Says reports whether the card's record says what the line does. The same phone
// number is sealed differently each time, so its hash is compared, and the first
// bytes, which tell the key.
func (c Card) Says(l Listing) bool {
	return c.NameHash == l.NameHash && c.Name == l.Name && c.PhoneHash == l.PhoneHash &&
		len(c.Phone) > keyBytes && len(l.Phone) > keyBytes && bytes.Equal(c.Phone[:keyBytes], l.Phone[:keyBytes])
}

// keyBytes is how many bytes in front of a sealed text name its key.
const keyBytes = 4

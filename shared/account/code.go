package account

import (
	"crypto/subtle"
	"time"

	"denghuo/shared/op"
	"denghuo/shared/person"
)

// Codes of refusal about one-time codes.
const (
	CodeOften op.Code = "code_often" // too many were asked for
	CodeOver  op.Code = "code_over"  // too late, tried too often, used, or never asked for
	CodeWrong op.Code = "code_wrong"
)

// CodeLasts and CodeTries bound the guessing of a code of six digits: one in two
// hundred thousand for each that is sent.
const (
	CodeLasts = 10 * time.Minute
	CodeTries = 5
	CodeAgain = time.Minute // between two codes for one card
)

// Code is a record of the city: a one-time code on its way. It is there whether the
// register knows the card or not, so that nobody learns it from the answer; where it
// does not, Card is empty and no code fits.
type Code struct {
	ID    op.ID     `json:"id"` // hash of what the asking browser keeps
	Card  op.ID     `json:"card,omitempty"`
	Hash  string    `json:"hash"` // keyed, of the digits and the ID
	Until time.Time `json:"until"`
	Left  int       `json:"left"`            // tries
	Right op.ID     `json:"right,omitempty"` // the try that fitted: it is used up
}

// Codes holds them by what the asking browser keeps.
var Codes = op.Table[Code]{Name: "code"}

// RecordID is the code's own.
func (c Code) RecordID() op.ID { return c.ID }

// Audience is nobody.
func (Code) Audience() []person.Scope { return nil }

// Sending is a record of the city: how often a code was asked for by one card,
// phone, address or device, all of them as keyed hashes. It lies with the rows so
// that a restart forgets nothing.
type Sending struct {
	ID   op.ID     `json:"id"`
	Day  time.Time `json:"day"` // when the count began; it begins anew a day later
	N    int       `json:"n"`
	Last time.Time `json:"last"`
}

var sendings = op.Table[Sending]{Name: "sending"}

// RecordID is the keyed hash.
func (s Sending) RecordID() op.ID { return s.ID }

// Audience is nobody.
func (Sending) Audience() []person.Scope { return nil }

// pace is how often a code may be asked for: not sooner than gap after the last one,
// and so many in a day.
type pace struct {
	gap time.Duration
	day int
}

// Paces. A carrier's NAT has thousands of phones behind one address; a family may
// share a device, and one phone number may stand in the register for a few cards.
var (
	cardPace    = pace{CodeAgain, 5}
	phonePace   = pace{time.Minute, 10}
	devicePace  = pace{20 * time.Second, 10}
	addressPace = pace{time.Second, 200}
)

// wait is how long nobody may ask.
func (p pace) wait(s Sending, at time.Time) time.Duration {
	wait := s.Last.Add(p.gap).Sub(at)
	if day := s.Day.Add(24 * time.Hour).Sub(at); s.N >= p.day && day > wait {
		wait = day
	}
	return max(0, wait)
}

// count notes one more.
func (p pace) count(tx *op.Tx, id op.ID) error {
	s, had := sendings.Get(tx, id)
	if !had || tx.At.Sub(s.Day) >= 24*time.Hour {
		s = Sending{ID: id, Day: tx.At}
	}
	s.N, s.Last = s.N+1, tx.At
	return sendings.Put(tx, s)
}

// Ask is somebody asking for a code to bind a card. What it names is hashed by the
// edge, which learns from the record afterwards whether there is a code to send.
type Ask struct {
	ID       op.ID  `json:"id"`
	Card     op.ID  `json:"card"`    // of the number that was given, known or not
	NameHash string `json:"name"`    // of the name that was given, for this card
	Hash     string `json:"hash"`    // of the digits
	Pair     op.ID  `json:"pair"`    // of number and name: whoever knows one alone locks nobody out
	Address  op.ID  `json:"address"` // of where it came from
	Device   op.ID  `json:"device,omitempty"`
	Instead  op.ID  `json:"instead"` // counted in place of a phone that is not known, so that all asks look alike
}

// Kind is made by the edge only.
func (Ask) Kind() op.Kind { return op.Kind{Name: "account.code", Delivery: op.Inner} }

// Check wants hashes.
func (a Ask) Check() error {
	for _, id := range []op.ID{a.ID, a.Card, a.Pair, a.Address, a.Instead} {
		if !op.ValidID(id) {
			return op.Refuse(op.Malformed, "id")
		}
	}
	if a.Device != "" && !op.ValidID(a.Device) || a.NameHash == "" || a.Hash == "" {
		return op.Refuse(op.Malformed, "hash")
	}
	return nil
}

// paced is what is counted, and how often each may be.
func (a Ask) paced() map[op.ID]pace {
	all := map[op.ID]pace{a.Pair: cardPace, a.Address: addressPace}
	if a.Device != "" {
		all[a.Device] = devicePace
	}
	return all
}

// Wait is how long this may not be asked; zero when it may.
func (a Ask) Wait(r op.Reader, at time.Time) (wait time.Duration) {
	for id, p := range a.paced() {
		s, _ := sendings.Get(r, id)
		wait = max(wait, p.wait(s, at))
	}
	return wait
}

// Apply counts, and writes a code that fits if the register knows the card under this
// name. A phone number that got too many is not told of: who asks could learn from it
// which cards are somebody's.
func (a Ask) Apply(tx *op.Tx) error {
	if !tx.By.Is(person.System) {
		return op.Refuse(op.NotYours, "")
	}
	if a.Wait(tx, tx.At) > 0 {
		return op.Refuse(CodeOften, "")
	}
	for _, id := range []op.ID{a.Pair, a.Address, a.Device} {
		if id == "" {
			continue
		}
		if err := a.paced()[id].count(tx, id); err != nil {
			return err
		}
	}
	code := Code{ID: a.ID, Hash: a.Hash, Until: tx.At.Add(CodeLasts), Left: CodeTries}
	phone := a.Instead
	if c, ok := Cards.Get(tx, a.Card); ok && c.NameHash == a.NameHash && len(c.Phone) > 0 {
		code.Card, phone = c.ID, op.ID(c.PhoneHash)
	}
	s, _ := sendings.Get(tx, phone)
	if phonePace.wait(s, tx.At) > 0 {
		code.Card = ""
	} else if err := phonePace.count(tx, phone); err != nil {
		return err
	}
	return Codes.Put(tx, code)
}

// Try is somebody giving a code. A wrong one is no refusal, since the count of tries
// must be written: the edge looks at the record afterwards.
type Try struct {
	Code op.ID  `json:"code"`
	Hash string `json:"hash"`
	Try  op.ID  `json:"try"` // random, so that who tried knows whether it was theirs that fitted
}

// Kind is made by the edge only.
func (Try) Kind() op.Kind { return op.Kind{Name: "account.try", Delivery: op.Inner} }

// Check wants hashes.
func (t Try) Check() error {
	if !op.ValidID(t.Code) || !op.ValidID(t.Try) || t.Hash == "" {
		return op.Refuse(op.Malformed, "code")
	}
	return nil
}

// Apply compares and counts; the right code binds the card.
func (t Try) Apply(tx *op.Tx) error {
	if !tx.By.Is(person.System) {
		return op.Refuse(op.NotYours, "")
	}
	c, ok := Codes.Get(tx, t.Code)
	if !ok || c.Left <= 0 || c.Right != "" || !tx.At.Before(c.Until) {
		return op.Refuse(CodeOver, "code")
	}
	if subtle.ConstantTimeCompare([]byte(c.Hash), []byte(t.Hash)) != 1 || c.Card == "" {
		c.Left--
		return Codes.Put(tx, c)
	}
	c.Right = t.Try
	if err := Codes.Put(tx, c); err != nil {
		return err
	}
	return bind(tx, c.Card)
}

// bind makes the card's person a cardholder who may sign in.
func bind(tx *op.Tx, id op.ID) error {
	card, ok := Cards.Get(tx, id)
	if !ok {
		return op.Refuse(CodeOver, "code")
	}
	card.Holder, card.Bound = HolderID(id), tx.At
	if err := Cards.Put(tx, card); err != nil {
		return err
	}
	if err := holders.Put(tx, Holder{card.Holder, id}); err != nil {
		return err
	}
	a, had := Accounts.Get(tx, op.ID(card.Holder))
	if !had {
		a = Account{ID: card.Holder, Roles: []person.Role{person.Cardholder}, Made: tx.At}
	}
	a.Name = card.Name
	return put(tx, a)
}

package offer

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"sort"
	"time"

	"denghuo/shared/op"
	"denghuo/shared/person"
)

// A draw gives everybody who entered while it was open the same chance, and shows
// that it did:
//
//	commit = SHA-256(seed)                              published before it opens
//	token  = SHA-256("draw token/1", drop, person)      who entered, without a name
//	head   = SHA-256(head before, token)                the list of entries, in order
//	score  = SHA-256("draw score/1", seed, token)       known when the seed is
//
// Texts are joined by line feeds, hashes are in hex, a token is its first 32
// characters. The lowest scores win, as many as there are coupons; the highest
// winning score is the cut, so a phone finds its own result from public rows. The
// seed cannot be chosen after the entries are known because of commit; an entry
// cannot be slipped in or taken out because whoever enters gets the head.

// Entry is a record: somebody is in a draw.
type Entry struct {
	ID    op.ID     `json:"id"` // ClaimID
	Drop  op.ID     `json:"drop"`
	By    person.ID `json:"by"`
	No    int       `json:"no"` // from 1, in the order of hearing
	Token string    `json:"token"`
	Head  string    `json:"head"` // of the chain, with this entry in it
	At    time.Time `json:"at"`
}

// Draw is a record: how a draw went. Seed is empty until it was drawn.
type Draw struct {
	Drop    op.ID     `json:"drop"`
	Commit  string    `json:"commit"`
	Seed    string    `json:"seed,omitempty"`
	Stock   int       `json:"stock"`
	Entries int       `json:"entries"`
	Head    string    `json:"head"`
	Cut     string    `json:"cut,omitempty"` // the highest score that wins
	At      time.Time `json:"at,omitzero"`
}

// Winners is a record of the city: who still gets a coupon of a draw.
type Winners struct {
	Drop op.ID   `json:"drop"`
	IDs  []op.ID `json:"ids"` // entries, by score
	Next int     `json:"next"`
}

// DrawSeed is a record of the city: the secret of a draw that is not drawn.
type DrawSeed struct {
	Drop op.ID  `json:"drop"`
	Seed string `json:"seed"`
}

// The tables of draws.
var (
	Entries    = op.Table[Entry]{Name: "entry"}
	Draws      = op.Table[Draw]{Name: "draw"}
	winnerList = op.Table[Winners]{Name: "winners"}
	seeds      = op.Table[DrawSeed]{Name: "draw_seed"}
)

// RecordID is drop plus person.
func (e Entry) RecordID() op.ID { return e.ID }

// Audience is who entered.
func (e Entry) Audience() []person.Scope { return []person.Scope{e.By.Own()} }

// RecordID is the drop's.
func (d Draw) RecordID() op.ID { return d.Drop }

// Audience is everybody.
func (d Draw) Audience() []person.Scope { return []person.Scope{person.Public} }

// RecordID is the drop's.
func (w Winners) RecordID() op.ID { return w.Drop }

// Audience is nobody.
func (w Winners) Audience() []person.Scope { return nil }

// RecordID is the drop's.
func (s DrawSeed) RecordID() op.ID { return s.Drop }

// Audience is nobody: until it is drawn this is the city's secret.
func (s DrawSeed) Audience() []person.Scope { return nil }

func hash(lines ...string) string {
	h := sha256.New()
	for i, l := range lines {
		if i > 0 {
			h.Write([]byte{'\n'})
		}
		h.Write([]byte(l))
	}
	return hex.EncodeToString(h.Sum(nil))
}

// TokenOf is how an entry is called in public.
func TokenOf(drop op.ID, by person.ID) string {
	return hash("draw token/1", string(drop), string(by))[:32]
}

// ScoreOf decides: the lower, the sooner.
func ScoreOf(seed, token string) string { return hash("draw score/1", seed, token) }

// CommitOf is what is published of a seed beforehand.
func CommitOf(seed string) string { return hash(seed) }

func headOf(before, token string) string { return hash(before, token) }

// Won tells an entry's result; false, false until it is drawn.
func (d Draw) Won(e Entry) (won, drawn bool) {
	if d.Seed == "" {
		return false, false
	}
	return d.Cut != "" && ScoreOf(d.Seed, e.Token) <= d.Cut, true
}

// prepare makes a draw's seed and publishes its commitment. The seed follows from
// the city's key, so a second city made of the same ops has the same one.
func prepare(tx *op.Tx, d *Drop) error {
	s := DrawSeed{Drop: d.ID, Seed: hash("draw seed/1", string(tx.City.Seal([]byte("draw seed/1\n"+string(d.ID)))))}
	d.Commit = CommitOf(s.Seed)
	if err := seeds.Put(tx, s); err != nil {
		return err
	}
	return Draws.Put(tx, Draw{Drop: d.ID, Commit: d.Commit, Stock: *d.Stock})
}

func enter(tx *op.Tx, d Drop, stock Stock, id op.ID) error {
	token := TokenOf(d.ID, tx.By.ID)
	stock.Entries, stock.Head = stock.Entries+1, headOf(stock.Head, token)
	if err := Stocks.Put(tx, stock); err != nil {
		return err
	}
	return Entries.Put(tx, Entry{ID: id, Drop: d.ID, By: tx.By.ID, No: stock.Entries, Token: token, Head: stock.Head, At: tx.At})
}

// perTell is how many winners get their coupon in one step.
const perTell = 500

// draw does the next step of a draw whose time is over: first it finds who wins,
// then it gives out coupons, some at a time.
func draw(tx *op.Tx, d Drop) error {
	result, _ := Draws.Get(tx, d.ID)
	if result.Seed == "" {
		return reveal(tx, d, result)
	}
	w, ok := winnerList.Get(tx, d.ID)
	if !ok || w.Next >= len(w.IDs) {
		return nil
	}
	stock, _ := Stocks.Get(tx, d.ID)
	for range min(perTell, len(w.IDs)-w.Next) {
		e, in := Entries.Get(tx, w.IDs[w.Next])
		w.Next++
		if _, had := Coupons.Get(tx, e.ID); had || !in { // given, or forgotten since
			continue
		}
		if err := give(tx, d, &stock, e.ID, e.By); err != nil {
			return err
		}
	}
	return winnerList.Put(tx, w)
}

func reveal(tx *op.Tx, d Drop, result Draw) error {
	s, ok := seeds.Get(tx, d.ID)
	if !ok {
		return nil
	}
	type scored struct {
		score string
		id    op.ID
	}
	var all []scored
	Entries.Each(tx, func(e Entry) bool {
		if e.Drop == d.ID {
			all = append(all, scored{ScoreOf(s.Seed, e.Token), e.ID})
		}
		return true
	})
	sort.Slice(all, func(i, j int) bool { return all[i].score < all[j].score })
	stock, _ := Stocks.Get(tx, d.ID)
	result.Seed, result.Entries, result.Head, result.At = s.Seed, len(all), stock.Head, tx.At
	w := Winners{Drop: d.ID}
	for _, one := range all[:min(len(all), result.Stock)] {
		w.IDs, result.Cut = append(w.IDs, one.id), one.score
	}
	if err := winnerList.Put(tx, w); err != nil {
		return err
	}
	return Draws.Put(tx, result)
}

// Protocol is everything public of a draw, as a file that anyone can recompute.
type Protocol struct {
	Format  string   `json:"format"` // denghuo draw/1
	Draw    Draw     `json:"draw"`
	Tokens  []string `json:"tokens"`  // of all entries, in the order of hearing
	Winners []string `json:"winners"` // tokens, by score
}

// ProtocolFormat names the form of the file.
const ProtocolFormat = "denghuo draw/1"

// ProtocolOf collects it; false before the draw.
func ProtocolOf(r op.Reader, drop op.ID) (Protocol, bool) {
	d, ok := Draws.Get(r, drop)
	if !ok || d.Seed == "" {
		return Protocol{}, false
	}
	var all []Entry
	Entries.Each(r, func(e Entry) bool {
		if e.Drop == drop {
			all = append(all, e)
		}
		return true
	})
	sort.Slice(all, func(i, j int) bool { return all[i].No < all[j].No })
	p := Protocol{Format: ProtocolFormat, Draw: d, Tokens: []string{}, Winners: []string{}}
	for _, e := range all {
		p.Tokens = append(p.Tokens, e.Token)
	}
	p.Winners = winning(d.Seed, p.Tokens, d.Stock)
	return p, true
}

func winning(seed string, tokens []string, stock int) []string {
	sorted := slices.Clone(tokens)
	sort.Slice(sorted, func(i, j int) bool { return ScoreOf(seed, sorted[i]) < ScoreOf(seed, sorted[j]) })
	return append([]string{}, sorted[:min(len(sorted), max(0, stock))]...)
}

// ErrDraw is wrapped by what is wrong with a protocol.
var ErrDraw = errors.New("this draw does not add up")

// Verify recomputes a protocol: the commitment, the chain of entries, the winners
// and the cut.
func (p Protocol) Verify() error {
	head := ""
	for _, t := range p.Tokens {
		head = headOf(head, t)
	}
	want := winning(p.Draw.Seed, p.Tokens, p.Draw.Stock)
	cut := ""
	if len(want) > 0 {
		cut = ScoreOf(p.Draw.Seed, want[len(want)-1])
	}
	switch {
	case p.Format != ProtocolFormat:
		return fmt.Errorf("%w: the format is %q, not %q", ErrDraw, p.Format, ProtocolFormat)
	case CommitOf(p.Draw.Seed) != p.Draw.Commit:
		return fmt.Errorf("%w: the seed is not the one that was committed to", ErrDraw)
	case len(p.Tokens) != p.Draw.Entries:
		return fmt.Errorf("%w: %d entries are listed, %d were counted", ErrDraw, len(p.Tokens), p.Draw.Entries)
	case head != p.Draw.Head:
		return fmt.Errorf("%w: the list of entries is not the one that people were given the head of", ErrDraw)
	case !slices.Equal(want, p.Winners):
		return fmt.Errorf("%w: other winners follow from the seed", ErrDraw)
	case cut != p.Draw.Cut:
		return fmt.Errorf("%w: the cut is not the last winner's score", ErrDraw)
	}
	return nil
}

// ReadProtocol reads the file.
func ReadProtocol(b []byte) (Protocol, error) {
	var p Protocol
	if err := json.Unmarshal(b, &p); err != nil {
		return p, fmt.Errorf("%w: %v", ErrDraw, err)
	}
	return p, nil
}

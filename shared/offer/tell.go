package offer

import (
	"maps"
	"time"

	"denghuo/shared/op"
	"denghuo/shared/person"
)

// Board is a record: a drop as the officer watches it, written about once a
// second while something changes.
type Board struct {
	Stock
	PerSecond int       `json:"per_second,omitempty"` // claims heard since the last one
	GoneAt    time.Time `json:"gone_at,omitzero"`     // when nothing was left
	At        time.Time `json:"at"`
}

// Remaining is a record: what is left of a drop, for everybody, about once a second.
type Remaining struct {
	Drop op.ID `json:"drop"`
	Left int   `json:"left"`
}

// The tables that Tell writes.
var (
	Boards    = op.Table[Board]{Name: "drop_board"}
	Remainder = op.Table[Remaining]{Name: "drop_left"}
)

// RecordID is the drop's.
func (b Board) RecordID() op.ID { return b.Drop }

// Audience is the officers.
func (b Board) Audience() []person.Scope { return []person.Scope{person.Officers} }

// RecordID is the drop's.
func (r Remaining) RecordID() op.ID { return r.Drop }

// Audience is everybody.
func (r Remaining) Audience() []person.Scope { return []person.Scope{person.Public} }

// Tell does for all drops what is due by now: it tells the numbers, draws, and
// seals what a kill left without a seal. The city does it about once a second, so
// that a rush of claims is not also a rush of numbers to every phone.
type Tell struct{}

// Kind is the city's own.
func (Tell) Kind() op.Kind { return op.Kind{Name: "offer.tell", Delivery: op.Live} }

// Check finds nothing to say no to.
func (Tell) Check() error { return nil }

// Apply is for the city. It writes only what has changed.
func (Tell) Apply(tx *op.Tx) error {
	if !tx.By.Is(person.System) {
		return op.Refuse(op.NotYours, "")
	}
	for _, d := range Drops.All(tx) {
		if !d.Here() {
			continue
		}
		if err := tellDrop(tx, d); err != nil {
			return err
		}
	}
	return nil
}

func tellDrop(tx *op.Tx, d Drop) error {
	if d.Mode == ByDraw && past(d.Ends, tx.At) && (d.Halt == "" || d.Halt == Ended) {
		if err := draw(tx, d); err != nil {
			return err
		}
	}
	stock, ok := Stocks.Get(tx, d.ID)
	if !ok {
		return nil
	}
	if stock.Sealed < stock.Given && tx.At.Sub(stock.SealedAt) > unsealedFor {
		if err := sealLeft(tx, &stock); err != nil {
			return err
		}
	}
	if err := lapse(tx, d, &stock); err != nil {
		return err
	}
	if err := tellBoard(tx, stock); err != nil {
		return err
	}
	left, had := Remainder.Get(tx, d.ID)
	if d.Mode == ByDraw || had && left.Left == stock.Left {
		return nil
	}
	return Remainder.Put(tx, Remaining{Drop: d.ID, Left: stock.Left})
}

func tellBoard(tx *op.Tx, stock Stock) error {
	old, had := Boards.Get(tx, stock.Drop)
	if had && same(old.Stock, stock) {
		return nil
	}
	next := Board{Stock: stock, GoneAt: old.GoneAt, At: tx.At}
	if seconds := tx.At.Sub(old.At).Seconds(); had && seconds > 0 {
		next.PerSecond = int(float64(stock.Heard-old.Heard) / seconds)
	}
	if stock.Left == 0 && next.GoneAt.IsZero() {
		next.GoneAt = tx.At
	}
	return Boards.Put(tx, next)
}

// same compares what is told; when something was sealed is not.
func same(a, b Stock) bool {
	refused := maps.Equal(a.Refused, b.Refused)
	a.Refused, b.Refused = nil, nil
	return refused && a.Drop == b.Drop && a.Total == b.Total && a.Left == b.Left && a.Heard == b.Heard && a.Given == b.Given &&
		a.Sealed == b.Sealed && a.Redeemed == b.Redeemed && a.Saved == b.Saved && a.Conflicts == b.Conflicts &&
		a.Void == b.Void && a.Back == b.Back && a.Entries == b.Entries && a.Expired == b.Expired && a.Carried == b.Carried
}

// After unsealedFor a coupon without a seal is no longer under way: the city was
// killed in between. sealAtOnce is how many are sealed in one step then.
const (
	unsealedFor = 5 * time.Second
	sealAtOnce  = 200
)

func sealLeft(tx *op.Tx, stock *Stock) error {
	var unsealed []Coupon
	eachOf(tx, stock.Drop, "", func(c Coupon) bool {
		if len(c.Seal) == 0 {
			unsealed = append(unsealed, c)
		}
		return len(unsealed) < sealAtOnce
	})
	for _, c := range unsealed {
		if err := seal(tx, &c); err != nil {
			return err
		}
		stock.Sealed, stock.SealedAt = stock.Sealed+1, tx.At
		if err := Coupons.Put(tx, c); err != nil {
			return err
		}
	}
	return Stocks.Put(tx, *stock)
}

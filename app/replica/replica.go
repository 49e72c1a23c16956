// Package replica is the phone's copy of the city: base plus pending gives view.
//
// The base is the rows as the city last told them. Pending is the ops of this
// outbox that the city's mark has not reached. The view is pending run again on
// the base, by the very code that the city runs. Do returns only after the op is
// kept; only then may a screen say "saved".
//
// An op leaves the outbox by the mark, in the same step in which the true rows
// arrive: no flicker, and no second message. An answer says that it left without
// effect; its words are laid aside until the person lets them go. What was accepted
// is kept for 90 days too and sent again when the city begins a new epoch, so a
// restore from last night loses nothing that a phone still holds.
//
// A tab that does not write has a replica too: a mirror, which takes the writer's
// changes as they were saved (see Mirror).
//
// No clock, no randomness, no JavaScript in here: they come in as functions.
package replica

import (
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"sync"
	"time"

	"denghuo/shared/op"
	"denghuo/shared/person"
	"denghuo/shared/wire"
)

// keepAccepted is how long an accepted op is kept for a new epoch.
const keepAccepted = 90 * 24 * time.Hour

// ErrGap says that a delta does not begin where this phone stands: say Hello again.
var ErrGap = errors.New("delta does not fit")

// Replica is safe for use by several goroutines.
type Replica struct {
	keeper Keeper // nil in a mirror
	me     person.Actor
	now    func() time.Time
	newID  func() op.ID
	clock  *Clock

	writing sync.Mutex   // one change at a time; held while storage is waited for
	onSave  func(Change) // see Tell; or nil

	mu       sync.Mutex // guards all below
	client   op.ClientID
	entries  []held // by N, accepted ones too
	aside    []Aside
	offered  uint64
	mark     op.Mark // ours, as the base has it
	epoch    string
	since    uint64
	began    bool // nothing was kept before
	owed     owed // what storage did not take when the base changed
	base     *base
	view     *op.Overlay
	layers   int // of view over base
	watchers map[int]func()
	nextW    int
}

// Open loads what the phone kept and replays what is pending.
func Open(k Keeper, me person.Actor, now func() time.Time, newID func() op.ID) (*Replica, error) {
	s, err := k.Load()
	if err != nil {
		return nil, fmt.Errorf("load: %w", err)
	}
	r := &Replica{keeper: k, me: me, now: now, newID: newID, clock: NewClock(now, nil), watchers: map[int]func(){}}
	r.become(s)
	if r.began = r.client == ""; r.began {
		r.client = op.ClientID(newID())
		if err := k.Save(Change{Client: r.client, Fresh: true}); err != nil {
			return nil, fmt.Errorf("keep the client's name: %w", err)
		}
	}
	// The page may have ended between rows and what follows from them, and the base
	// may be newer than the outbox, if storage was rolled back.
	r.mu.Lock()
	defer r.mu.Unlock()
	return r, r.settle(BaseChange{Fresh: true})
}

// become takes a whole state. The caller holds mu, or nobody else has r yet.
func (r *Replica) become(s State) {
	r.client, r.aside, r.offered, r.epoch, r.since = s.Client, s.Aside, s.Offered, s.Epoch, s.Since
	r.entries = hold(s.Entries)
	r.base = newBase().with(s.Rows, true)
	r.mark, _ = op.Marks.Get(r.base, op.ID(r.client))
	r.replay(nil)
}

// Began reports whether storage held nothing when it was opened.
func (r *Replica) Began() bool { return r.began }

// Do runs the op, keeps it, and shows it. A refusal is returned and nothing kept.
func (r *Replica) Do(o op.Op) error {
	body, err := json.Marshal(o)
	if err != nil {
		return fmt.Errorf("encode %s: %w", o.Kind().Name, err)
	}
	r.writing.Lock()
	defer r.writing.Unlock()
	return r.add(o, o.Kind().Name, body, r.now())
}

// add is one op behind all others, tapped at a time of the phone's own clock. A
// nil op is one that this program does not know: it is kept and sent as it is.
func (r *Replica) add(o op.Op, kind string, body json.RawMessage, at time.Time) error {
	r.mu.Lock()
	view, n, prev := r.view, r.lastN()+1, r.lastHash()
	r.mu.Unlock()

	h := held{op: o, env: wire.Envelope{N: n, Prev: prev, By: r.me.ID, At: at, Kind: kind, Op: body}}
	if err := h.run(view, r.me, r.clock); err != nil {
		return err
	}
	h.Entry = Entry{N: n, Raw: wire.Encode(h.env)}
	if len(h.Raw) > wire.MaxEnvelope {
		return op.Refuse(op.TooLong, "")
	}
	change := Change{Put: []Entry{h.Entry}}
	if err := r.keeper.Save(change); err != nil {
		return fmt.Errorf("save: %w", err)
	}
	r.mu.Lock()
	r.saved(change)
	r.entries = append(r.entries, h)
	r.lay(h)
	r.mu.Unlock()
	r.ring()
	return nil
}

// Take takes rows. It tells ErrGap when they do not begin where this phone is.
func (r *Replica) Take(d wire.Delta) error {
	r.writing.Lock()
	defer r.writing.Unlock()
	r.mu.Lock()
	defer r.ring()
	defer r.mu.Unlock()
	r.clock.Hear(d.Now, d.From == d.To && len(d.Rows) == 0 && d.Place == nil) // a place answers no question
	sameEpoch := cityEpoch(r.epoch) == cityEpoch(d.Epoch) || r.epoch == ""
	fresh := d.From == 0
	if !fresh && (r.epoch != d.Epoch || d.From != r.since) {
		return fmt.Errorf("%w: from %d in epoch %q, have %d in %q", ErrGap, d.From, d.Epoch, r.since, r.epoch)
	}
	if !fresh && d.To == d.From && len(d.Rows) == 0 {
		return r.pay(BaseChange{}) // a heartbeat
	}
	change := BaseChange{Fresh: fresh, Epoch: d.Epoch, Since: d.To, Put: d.Rows}
	if err := r.save(Change{Base: &change}); err != nil {
		return fmt.Errorf("save rows: %w", err)
	}
	r.rebase(change)
	if r.owed = max(r.owed, settling); !sameEpoch {
		r.owed = numbering
	}
	return r.pay(change)
}

// owed is what must follow from a base that has changed. The screen shows the new
// base at once; where storage fails then, the rest is done with the next word of
// the city, a heartbeat too.
type owed int

const (
	nothing owed = iota
	settling
	numbering
)

// pay does what is owed after the base has changed by b.
func (r *Replica) pay(b BaseChange) (err error) {
	switch r.owed {
	case settling:
		err = r.settle(b)
	case numbering: // answers first: what was refused is not sent again
		if err = r.settle(b); err == nil {
			err = r.renumber()
		}
	}
	if err == nil {
		r.owed = nothing
	}
	return err
}

// rebase puts rows under everything; the view is still the old one.
func (r *Replica) rebase(b BaseChange) {
	r.base = r.base.with(b.Put, b.Fresh)
	r.epoch, r.since = b.Epoch, b.Since
}

// cityEpoch is the epoch without the mark of who reads: another reader's rows are
// taken anew, but nothing that was accepted is sent again for that.
func cityEpoch(epoch string) string {
	of, _, _ := strings.Cut(epoch, "/")
	return of
}

// save lets readers go on while storage is waited for. It is called with mu held,
// and with writing, so nothing changes meanwhile.
func (r *Replica) save(c Change) error {
	r.mu.Unlock()
	err := r.keeper.Save(c)
	r.mu.Lock()
	if err == nil {
		r.saved(c)
	}
	return err
}

// saved tells a change to whoever mirrors this replica, in the order of saving.
func (r *Replica) saved(c Change) {
	if r.onSave != nil {
		r.onSave(c)
	}
}

// settle looks at the mark and the answers after the base has changed.
func (r *Replica) settle(b BaseChange) error {
	before := r.mark.N
	r.mark, _ = op.Marks.Get(r.base, op.ID(r.client))
	if r.foreign(r.mark) {
		return r.renumber()
	}
	stirred := r.stirred(b, before)
	change := r.refusals()
	change.Forget = r.old()
	err := r.keep(change)
	r.replay(stirred)
	return err
}

// keep saves what followed from the base and takes it over. A full phone cannot
// keep an answer, but its person can be told; it is tried again at the next start.
func (r *Replica) keep(c Change) error {
	if c.Note() {
		return nil
	}
	err := r.save(c)
	r.aside = applyAside(r.aside, c)
	if err != nil {
		return fmt.Errorf("save answers: %w", err)
	}
	r.entries = applyEntries(r.entries, c)
	return nil
}

// refusals finds the entries that the city has said no to, and lays their words aside.
func (r *Replica) refusals() Change {
	var c Change
	for _, e := range r.entries {
		if e.Refused || e.N > r.mark.N {
			continue
		}
		if a, no := op.Answers.Get(r.base, op.AnswerID(r.client, e.N)); no {
			e.Refused = true
			c.Put = append(c.Put, e.Entry)
			c.Aside = append(c.Aside, Aside{Raw: e.Raw, Refusal: a.Refusal})
		}
	}
	return c
}

// old is the accepted entries that no restore will want any more.
func (r *Replica) old() []uint64 {
	var ns []uint64
	for _, e := range r.entries {
		if e.N >= r.mark.N {
			break // the last one's hash is the chain's end
		}
		if !e.env.At.IsZero() && r.now().Sub(e.env.At) > keepAccepted {
			ns = append(ns, e.N)
		}
	}
	return ns
}

func (r *Replica) lastN() uint64 {
	if len(r.entries) == 0 {
		return r.mark.N
	}
	return max(r.mark.N, r.entries[len(r.entries)-1].N)
}

func (r *Replica) lastHash() op.Hash {
	if len(r.entries) == 0 {
		return r.mark.Hash
	}
	return wire.HashOf(r.entries[len(r.entries)-1].Raw)
}

// View is a snapshot that never changes.
func (r *Replica) View() op.Reader {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.view
}

// Watch calls f after every change, from any goroutine; f must not wait.
func (r *Replica) Watch(f func()) (stop func()) {
	r.mu.Lock()
	defer r.mu.Unlock()
	id := r.nextW
	r.nextW++
	r.watchers[id] = f
	return func() {
		r.mu.Lock()
		defer r.mu.Unlock()
		delete(r.watchers, id)
	}
}

func (r *Replica) ring() {
	r.mu.Lock()
	fs := make([]func(), 0, len(r.watchers))
	for _, f := range r.watchers {
		fs = append(fs, f)
	}
	r.mu.Unlock()
	for _, f := range fs {
		f()
	}
}

// Clock is the city's time as this phone knows it.
func (r *Replica) Clock() *Clock { return r.clock }

// CityNow is the city's time as well as this phone knows it.
func (r *Replica) CityNow() time.Time { return r.clock.Now() }

// Heard is when the city was last heard, by this phone's clock; zero since start.
func (r *Replica) Heard() time.Time { return r.clock.Heard() }

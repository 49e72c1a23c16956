// Package replica is the phone's copy of the city: base plus pending gives view.
//
// The base is the rows as the city last told them. Pending is the ops of this
// outbox that the city's mark has not reached. The view is pending run again on
// the base, by the very code that the city runs. Do returns only after the op is
// kept; only then may a screen say "saved".
//
// An op leaves the outbox by the mark, in the same step in which the true rows
// arrive: no flicker, and no second message. An answer says that it left without
// effect; its words are kept until the person lets them go. What was accepted is
// kept for 90 days too and sent again when the city begins a new epoch, so a
// restore from last night loses nothing that a phone still holds.
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

	"denghuo/shared/city"
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
	keeper Keeper
	me     person.Actor
	now    func() time.Time
	newID  func() op.ID

	writing sync.Mutex // one change at a time; held while storage is waited for

	mu       sync.Mutex // guards all below
	client   op.ClientID
	entries  []Entry // by N, accepted ones too
	mark     op.Mark // ours, as the base has it
	epoch    string
	since    uint64
	base     *base
	view     *op.Overlay
	offset   time.Duration // city's time less ours
	heard    time.Time     // ours, when the city was last heard; zero: never since start
	watchers map[int]func()
	nextW    int
}

// Open loads what the phone kept and replays what is pending.
func Open(k Keeper, me person.Actor, now func() time.Time, newID func() op.ID) (*Replica, error) {
	s, err := k.Load()
	if err != nil {
		return nil, fmt.Errorf("load: %w", err)
	}
	r := &Replica{keeper: k, me: me, now: now, newID: newID, client: s.Client, entries: s.Entries,
		epoch: s.Epoch, since: s.Since, base: newBase().with(s.Rows, true), watchers: map[int]func(){}}
	if r.client == "" {
		r.client = op.ClientID(newID())
		if err := k.Save(Change{Client: r.client, Fresh: true}); err != nil {
			return nil, fmt.Errorf("keep the client's name: %w", err)
		}
	}
	r.mark, _ = op.Marks.Get(r.base, op.ID(r.client))
	if r.foreign(r.mark) { // the base is newer than the outbox: storage was rolled back
		if err := r.Renumber(); err != nil {
			return nil, err
		}
	}
	r.view = r.replay()
	return r, nil
}

// Do runs the op, keeps it, and shows it. A refusal is returned and nothing kept.
func (r *Replica) Do(o op.Op) error {
	r.writing.Lock()
	defer r.writing.Unlock()
	r.mu.Lock()
	view, n, prev := r.view, r.lastN()+1, r.lastHash()
	at := r.now().Add(r.offset)
	r.mu.Unlock()

	over, err := op.Run(o, view, r.me, at, at, nil)
	if err != nil {
		return err
	}
	body, err := json.Marshal(o)
	if err != nil {
		return fmt.Errorf("encode %s: %w", o.Kind().Name, err)
	}
	e := Entry{N: n, Raw: wire.Encode(wire.Envelope{N: n, Prev: prev, By: r.me.ID, At: r.now(), Kind: o.Kind().Name, Op: body})}
	if len(e.Raw) > wire.MaxEnvelope {
		return op.Refuse(op.TooLong, "")
	}
	if err := r.keeper.Save(Change{Put: []Entry{e}}); err != nil {
		return fmt.Errorf("save: %w", err)
	}
	r.mu.Lock()
	r.entries = append(r.entries, e)
	next := op.NewOverlay(r.base)
	next.Merge(view)
	next.Merge(over)
	r.view = next
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
	r.hear(d.Now)
	sameEpoch := cityEpoch(r.epoch) == cityEpoch(d.Epoch) || r.epoch == ""
	fresh := d.From == 0
	if !fresh && (r.epoch != d.Epoch || d.From != r.since) {
		return fmt.Errorf("%w: from %d in epoch %q, have %d in %q", ErrGap, d.From, d.Epoch, r.since, r.epoch)
	}
	if !fresh && d.To == d.From && len(d.Rows) == 0 {
		return nil // a heartbeat
	}
	if err := r.save(Change{Base: &BaseChange{Fresh: fresh, Epoch: d.Epoch, Since: d.To, Put: d.Rows}}); err != nil {
		return fmt.Errorf("save rows: %w", err)
	}
	r.base = r.base.with(d.Rows, fresh)
	r.epoch, r.since = d.Epoch, d.To
	if !sameEpoch {
		return r.renumber()
	}
	return r.settle()
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
	defer r.mu.Lock()
	return r.keeper.Save(c)
}

// settle looks at the mark and the answers after the base has changed.
func (r *Replica) settle() error {
	r.mark, _ = op.Marks.Get(r.base, op.ID(r.client))
	if r.foreign(r.mark) {
		return r.renumber()
	}
	change := r.refusals()
	change.Forget = r.old()
	if len(change.Put)+len(change.Forget) > 0 {
		if err := r.save(change); err != nil {
			return fmt.Errorf("save answers: %w", err)
		}
		r.entries = apply(r.entries, change)
	}
	r.view = r.replay()
	return nil
}

// refusals marks the entries that the city has said no to.
func (r *Replica) refusals() Change {
	var c Change
	for _, e := range r.entries {
		if e.Refused || e.N > r.mark.N {
			continue
		}
		if _, no := op.Answers.Get(r.base, op.AnswerID(r.client, e.N)); no {
			e.Refused = true
			c.Put = append(c.Put, e)
		}
	}
	return c
}

// old is the accepted entries that no restore will want any more.
func (r *Replica) old() []uint64 {
	var ns []uint64
	for _, e := range r.entries {
		if e.N >= r.mark.N || (e.Refused && !e.LetGo) {
			continue // the last one's hash is the chain's end
		}
		if env, err := wire.DecodeEnvelope(e.Raw); err == nil && r.now().Sub(env.At) > keepAccepted {
			ns = append(ns, e.N)
		}
	}
	return ns
}

// apply is what a keeper does, on the copy in memory.
func apply(entries []Entry, c Change) []Entry {
	byN := map[uint64]Entry{}
	for _, e := range entries {
		byN[e.N] = e
	}
	for _, e := range c.Put {
		byN[e.N] = e
	}
	for _, n := range c.Forget {
		delete(byN, n)
	}
	next := make([]Entry, 0, len(byN))
	for _, e := range byN {
		next = append(next, e)
	}
	sortEntries(next)
	return next
}

// replay runs what is pending on the base. What no longer fits stays in the
// outbox without effect: only the city takes it out.
func (r *Replica) replay() *op.Overlay {
	over := op.NewOverlay(r.base)
	at := r.now().Add(r.offset)
	for _, e := range r.entries {
		if e.N <= r.mark.N {
			continue
		}
		env, o := decode(e)
		if o == nil {
			continue
		}
		if one, err := op.Run(o, over, r.me, at, env.At.Add(r.offset), nil); err == nil {
			over.Merge(one)
		}
	}
	return over
}

// decode reads an entry; a nil op is one that this program does not know.
func decode(e Entry) (wire.Envelope, op.Op) {
	env, err := wire.DecodeEnvelope(e.Raw)
	if err != nil {
		return env, nil
	}
	o, err := city.Decode(env.Kind, env.Op)
	if err != nil {
		return env, nil
	}
	return env, o
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

// hear notes the city's time. The offset is taken anew only when it is off by
// more than two seconds, so that a countdown does not tremble with the line.
func (r *Replica) hear(cityNow time.Time) {
	r.heard = r.now()
	if off := cityNow.Sub(r.heard); (off - r.offset).Abs() > 2*time.Second {
		r.offset = off
	}
}

// CityNow is the city's time as well as this phone knows it.
func (r *Replica) CityNow() time.Time {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.now().Add(r.offset)
}

// Heard is when the city was last heard, by this phone's clock; zero since start.
func (r *Replica) Heard() time.Time {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.heard
}

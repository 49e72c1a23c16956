package replica

import (
	"encoding/json"
	"fmt"
	"slices"
	"sort"
	"time"

	"denghuo/shared/op"
	"denghuo/shared/wire"
)

// Waiting is an op that the city has not heard.
type Waiting struct {
	N       uint64
	Op      op.Op // nil if this program does not know it; it is kept and sent as it is
	Kind    string
	At      time.Time
	Offered bool // the city may have heard it: it can no longer be taken back here
}

// Refused is an op that the city said no to, with its words.
type Refused struct {
	ID      op.Hash
	Op      op.Op
	Kind    string
	At      time.Time
	Refusal op.Refusal
}

// Waiting lists the outbox in order.
func (r *Replica) Waiting() []Waiting {
	r.mu.Lock()
	defer r.mu.Unlock()
	var ws []Waiting
	for _, e := range r.pending() {
		ws = append(ws, Waiting{N: e.N, Op: e.op, Kind: e.env.Kind, At: e.env.At, Offered: e.N <= r.offered})
	}
	return ws
}

// Has reports whether an op of this kind and these fields waits. It is for a tab that
// asked another one to keep it and does not know whether that was done.
func (r *Replica) Has(kind string, body json.RawMessage) bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	return slices.ContainsFunc(r.pending(), func(h held) bool { return h.env.Kind == kind && string(h.env.Op) == string(body) })
}

// Pending counts the outbox.
func (r *Replica) Pending() int {
	r.mu.Lock()
	defer r.mu.Unlock()
	return len(r.pending())
}

// pending is the entries above the mark. It shares memory with r.
func (r *Replica) pending() []held {
	at, _ := slices.BinarySearchFunc(r.entries, r.mark.N+1, func(h held, n uint64) int {
		if h.N < n {
			return -1
		}
		return 1
	})
	return r.entries[at:]
}

// Refused lists what the city said no to and the person has not let go, the oldest
// first.
func (r *Replica) Refused() []Refused {
	r.mu.Lock()
	defer r.mu.Unlock()
	var rs []Refused
	for _, a := range r.aside {
		h := holdOne(Entry{Raw: a.Raw})
		rs = append(rs, Refused{ID: a.ID(), Op: h.op, Kind: h.env.Kind, At: h.env.At, Refusal: a.Refusal})
	}
	sort.SliceStable(rs, func(i, j int) bool { return rs[i].At.Before(rs[j].At) })
	return rs
}

// Dismiss lets a refused op go. Its envelope stays in the outbox for now: the chain
// may end in it.
func (r *Replica) Dismiss(id op.Hash) error {
	r.writing.Lock()
	defer r.writing.Unlock()
	r.mu.Lock()
	defer r.ring()
	defer r.mu.Unlock()
	change := Change{LetGo: []op.Hash{id}}
	if err := r.save(change); err != nil {
		return fmt.Errorf("dismiss: %w", err)
	}
	r.aside = applyAside(r.aside, change)
	return nil
}

// Hello is how this phone opens a line.
func (r *Replica) Hello(token, build string) wire.Hello {
	r.mu.Lock()
	defer r.mu.Unlock()
	return wire.Hello{Version: wire.Version, Client: r.client, Epoch: r.epoch, Since: r.since,
		Heard: r.mark, Token: token, Build: build}
}

// Unsent gives the pending envelopes above after, in order, as many as fit.
func (r *Replica) Unsent(after uint64, maxBytes int) []json.RawMessage {
	r.mu.Lock()
	defer r.mu.Unlock()
	var raws []json.RawMessage
	size := 0
	for _, e := range r.pending() {
		if e.N <= after {
			continue
		}
		size += len(e.Raw) + 1
		if len(raws) == wire.MaxPush || (size > maxBytes && len(raws) > 0) {
			break
		}
		raws = append(raws, e.Raw)
	}
	return raws
}

// Offer notes, before it is sent, that the city may hear everything up to n. It is
// no flag of sending: only Rewrite looks at it. A note that storage did not take
// is worth nothing more than the next one.
func (r *Replica) Offer(n uint64) {
	r.writing.Lock()
	defer r.writing.Unlock()
	r.mu.Lock()
	defer r.mu.Unlock()
	if n <= r.offered {
		return
	}
	r.offered = n
	_ = r.save(Change{Offered: n})
}

// Mark is how far the city has heard this outbox.
func (r *Replica) Mark() op.Mark {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.mark
}

// foreign reports whether this outbox cannot have caused the mark: a number it
// never gave, or another hash at it. Then the storage was rolled back or copied.
func (r *Replica) foreign(m op.Mark) bool {
	if m.N == 0 {
		return false
	}
	for _, e := range r.entries {
		if e.N == m.N {
			return wire.HashOf(e.Raw) != m.Hash
		}
	}
	// The entry may have been forgotten after 90 days, but then all that is
	// left is younger: a mark above everything we have is not ours.
	return len(r.entries) == 0 || m.N > r.entries[len(r.entries)-1].N
}

// Renumber takes a new client name and numbers what is pending from 1. The city
// asked for it (twin, gap, rewound): nothing that was said to be saved is lost,
// and repeats are harmless by the nature of the ops.
func (r *Replica) Renumber() error {
	r.writing.Lock()
	defer r.writing.Unlock()
	r.mu.Lock()
	defer r.ring()
	defer r.mu.Unlock()
	return r.renumber()
}

// Rewound is Renumber when the city knows less than this phone does in the same
// epoch: rows of the lost time may be here, so everything is taken anew, as in a
// new epoch. The rows stay on the screen until then.
func (r *Replica) Rewound() error {
	r.writing.Lock()
	defer r.writing.Unlock()
	r.mu.Lock()
	defer r.ring()
	defer r.mu.Unlock()
	if err := r.renumber(); err != nil {
		return err
	}
	r.epoch, r.since = "", 0
	return nil
}

// renumber sends the accepted ones too: the city may know none of them. What was
// refused lies aside, out of its reach.
func (r *Replica) renumber() error {
	client := op.ClientID(r.newID())
	next, err := chain(slices.DeleteFunc(slices.Clone(r.entries), func(h held) bool { return h.Refused }), 1, "")
	if err != nil {
		return fmt.Errorf("renumber: %w", err)
	}
	change := Change{Client: client, Fresh: true, Put: entriesOf(next)}
	if err := r.save(change); err != nil {
		if r.mark, _ = op.Marks.Get(r.base, op.ID(r.client)); r.foreign(r.mark) {
			r.mark = op.Mark{} // it speaks of another outbox: all of ours waits
		}
		r.replay(nil)
		return fmt.Errorf("save the new numbering: %w", err)
	}
	r.client, r.entries, r.mark, r.offered = client, next, op.Mark{}, 0
	r.replay(nil)
	return nil
}

// chain numbers entries from n on, behind an envelope of the hash prev.
func chain(hs []held, n uint64, prev op.Hash) ([]held, error) {
	next := make([]held, 0, len(hs))
	for _, h := range hs {
		env, err := wire.DecodeEnvelope(h.Raw)
		if err != nil {
			return nil, fmt.Errorf("entry %d: %w", h.N, err)
		}
		env.N, env.Prev = n, prev
		h.env = env
		h.Entry = Entry{N: n, Raw: wire.Encode(env)}
		prev = wire.HashOf(h.Raw)
		next = append(next, h)
		n++
	}
	return next, nil
}

func entriesOf(hs []held) []Entry {
	es := make([]Entry, len(hs))
	for i, h := range hs {
		es[i] = h.Entry
	}
	return es
}

// Gone refuses to take back what the city may have heard, or has.
const Gone op.Code = "gone_already"

// Withdraw takes an op back that was never offered to the city. What the city may
// have heard is Gone: its domain has an op to take it back there.
func (r *Replica) Withdraw(n uint64) error { return r.Rewrite(n, nil) }

// Rewrite puts another op in the place of one that was never offered to the city,
// or nothing. The chain behind it is made anew, in one transaction. A worker may
// have offered more than this page knows, so the note is read again.
func (r *Replica) Rewrite(n uint64, o op.Op) error {
	r.writing.Lock()
	defer r.writing.Unlock()
	s, err := r.keeper.Outbox()
	if err != nil {
		return fmt.Errorf("take back: %w", err)
	}
	r.mu.Lock()
	defer r.ring()
	defer r.mu.Unlock()
	r.offered = max(r.offered, s.Offered)
	at, found := slices.BinarySearchFunc(r.entries, n, func(h held, n uint64) int { return int(int64(h.N) - int64(n)) })
	if !found || n <= r.mark.N || n <= r.offered {
		return op.Refuse(Gone, "")
	}
	keep, tail := r.entries[:at:at], slices.Clone(r.entries[at:])
	if o == nil {
		tail = tail[1:]
	} else if tail[0], err = r.instead(tail[0], o); err != nil {
		return err
	}
	prev := r.mark.Hash
	if at > 0 {
		prev = wire.HashOf(keep[at-1].Raw)
	}
	tail, err = chain(tail, n, prev)
	if err != nil {
		return fmt.Errorf("take back: %w", err)
	}
	change := Change{Put: entriesOf(tail)}
	if o == nil {
		change.Forget = []uint64{r.entries[len(r.entries)-1].N}
	}
	if err := r.save(change); err != nil {
		return fmt.Errorf("take back: %w", err)
	}
	r.entries = append(keep, tail...)
	r.replay(nil)
	return nil
}

// instead is an entry with another op, which must fit where it stands.
func (r *Replica) instead(h held, o op.Op) (held, error) {
	body, err := json.Marshal(o)
	if err != nil {
		return h, fmt.Errorf("encode %s: %w", o.Kind().Name, err)
	}
	below := op.NewOverlay(r.base)
	for _, e := range r.pending() {
		if e.N < h.N && e.did != nil {
			below.Merge(e.did)
		}
	}
	h.op, h.env.Kind, h.env.Op = o, o.Kind().Name, body
	if err := h.run(below, r.me, r.clock); err != nil {
		return h, err
	}
	h.Raw = wire.Encode(h.env)
	if len(h.Raw) > wire.MaxEnvelope {
		return h, op.Refuse(op.TooLong, "")
	}
	return h, nil
}

// Mend puts back what storage has lost while the page went on: on some phones the
// last write before a sleep is not there afterwards. It is for a wake.
func (r *Replica) Mend() error {
	r.writing.Lock()
	defer r.writing.Unlock()
	s, err := r.keeper.Outbox()
	if err != nil {
		return fmt.Errorf("look after waking: %w", err)
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	change := Change{}
	if s.Client != r.client { // all of it is gone
		change = Change{Client: r.client, Fresh: true, Put: entriesOf(r.entries), Aside: r.aside, Offered: r.offered}
	} else {
		change.Put = lost(s.Entries, r.entries)
		change.Aside = slices.DeleteFunc(slices.Clone(r.aside), func(a Aside) bool {
			return slices.ContainsFunc(s.Aside, func(b Aside) bool { return a.ID() == b.ID() })
		})
	}
	if change.Note() {
		return nil
	}
	if err := r.save(change); err != nil {
		return fmt.Errorf("put back what was lost: %w", err)
	}
	return nil
}

// lost is the entries that memory has and storage has not.
func lost(stored []Entry, hs []held) []Entry {
	there := map[uint64]bool{}
	for _, e := range stored {
		there[e.N] = true
	}
	var es []Entry
	for _, h := range hs {
		if !there[h.N] {
			es = append(es, h.Entry)
		}
	}
	return es
}

func sortHeld(hs []held) {
	sort.Slice(hs, func(i, j int) bool { return hs[i].N < hs[j].N })
}

package replica

import (
	"encoding/json"
	"fmt"
	"time"

	"denghuo/shared/op"
	"denghuo/shared/wire"
)

// Waiting is an op that the city has not heard.
type Waiting struct {
	N    uint64
	Op   op.Op // nil if this program does not know it; it is kept and sent as it is
	Kind string
	At   time.Time
}

// Refused is an op that the city said no to, with its words.
type Refused struct {
	N       uint64
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
	for _, e := range r.entries {
		if e.N > r.mark.N {
			env, o := decode(e)
			ws = append(ws, Waiting{N: e.N, Op: o, Kind: env.Kind, At: env.At})
		}
	}
	return ws
}

// Refused lists what the city said no to and the person has not let go.
func (r *Replica) Refused() []Refused {
	r.mu.Lock()
	defer r.mu.Unlock()
	var rs []Refused
	for _, e := range r.entries {
		if !e.Refused || e.LetGo {
			continue
		}
		env, o := decode(e)
		a, _ := op.Answers.Get(r.base, op.AnswerID(r.client, e.N))
		rs = append(rs, Refused{N: e.N, Op: o, Kind: env.Kind, At: env.At, Refusal: a.Refusal})
	}
	return rs
}

// Dismiss lets a refused op go. Its bytes stay for now: the chain may end in them.
func (r *Replica) Dismiss(n uint64) error {
	r.writing.Lock()
	defer r.writing.Unlock()
	r.mu.Lock()
	defer r.ring()
	defer r.mu.Unlock()
	for _, e := range r.entries {
		if e.N != n || !e.Refused {
			continue
		}
		e.LetGo = true
		change := Change{Put: []Entry{e}}
		if err := r.save(change); err != nil {
			return fmt.Errorf("dismiss: %w", err)
		}
		r.entries = apply(r.entries, change)
	}
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
	for _, e := range r.entries {
		if e.N <= max(after, r.mark.N) {
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

// renumber sends the accepted ones too: the city may know none of them.
func (r *Replica) renumber() error {
	client := op.ClientID(r.newID())
	var next []Entry
	var prev op.Hash
	for _, e := range r.entries {
		if e.Refused {
			continue
		}
		env, err := wire.DecodeEnvelope(e.Raw)
		if err != nil {
			return fmt.Errorf("renumber %d: %w", e.N, err)
		}
		env.N, env.Prev = uint64(len(next)+1), prev
		raw := wire.Encode(env)
		prev = wire.HashOf(raw)
		next = append(next, Entry{N: env.N, Raw: raw})
	}
	if err := r.save(Change{Client: client, Fresh: true, Put: next}); err != nil {
		return fmt.Errorf("save the new numbering: %w", err)
	}
	r.client, r.entries, r.mark = client, next, op.Mark{}
	r.view = r.replay()
	return nil
}

// Export is the outbox as a file: a JSON list of envelopes as they are stored.
func (r *Replica) Export() []byte {
	r.mu.Lock()
	defer r.mu.Unlock()
	raws := []json.RawMessage{}
	for _, e := range r.entries {
		if e.N > r.mark.N || (e.Refused && !e.LetGo) {
			raws = append(raws, e.Raw)
		}
	}
	return wire.Encode(raws)
}

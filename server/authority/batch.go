package authority

import (
	"encoding/json"
	"runtime/debug"
	"time"

	"denghuo/shared/city"
	"denghuo/shared/op"
	"denghuo/shared/person"
	"denghuo/shared/wire"
)

// maxKind is as much of an unknown op's name as is kept in its answer.
const maxKind = 64

// batch is the overlay of one commit. ended holds the outboxes whose line ends:
// nothing later of theirs may be heard in this batch.
type batch struct {
	a      *Authority
	over   *op.Overlay
	ended  map[outbox]wire.Reason
	broken bool // every op is answered as broken
	epoch  string
	seq    uint64 // before this batch
	later  []op.Op
	city   *op.City // what ops may ask of us
	us     person.Actor
	wishes []op.Op // of the op that runs

	runner op.Runner
	tx     op.Tx
	blank  op.Overlay // instead of an op's, where it was refused

	ops, repeats, refusals int64
}

// outbox is who speaks and for which outbox, so that nobody ends another's line by
// naming their outbox.
type outbox struct {
	client op.ClientID
	by     person.ID
}

// rows appends all that was written, marks last: a long catch-up is cut between two rows,
// and a phone that got the mark first would drop its op before the true rows come.
func (b *batch) rows(rows []op.Row) []op.Row {
	for _, marks := range []bool{false, true} {
		for r := range b.over.Written() {
			if (r.Key.Table == op.Marks.Name) == marks {
				rows = append(rows, r)
			}
		}
	}
	return rows
}

func (b *batch) decide(j *Job) Outcome {
	if j.Client == "" {
		return Outcome{Refusal: b.own(j)}
	}
	box := outbox{j.Client, j.By.ID}
	reason, over := b.ended[box]
	if !over {
		if reason = b.hear(j); reason != "" {
			b.ended[box] = reason
		}
	}
	return Outcome{Reason: reason}
}

// own runs a job of the city: no numbers, and the refusal is told to who asked.
func (b *batch) own(j *Job) *op.Refusal {
	b.ops++
	r := b.try(j, time.Time{})
	if r.refusal != nil {
		b.refusals++
		r.top = b.empty()
	}
	if err := b.note(b.books(r.top, j.At), j, r, j.Op.Kind().Name); err != nil {
		b.a.log.Error("put audit entry", "kind", j.Op.Kind().Name, "err", err)
		return &op.Refusal{Code: op.Broken} // nothing is done that could not be written down
	}
	b.over.Merge(r.top)
	b.later = append(b.later, r.later...)
	return r.refusal
}

// hear decides a phone's job by its number. "Heard before" is proved by the
// chain: storage that rolled back, a copied phone and a restored city all reuse
// numbers.
//
//	N ≤ mark                     a repeat: acknowledged again, nothing done
//	N = mark, another hash       twin
//	N = mark+1, Prev = mark's    runs
//	N = mark+1, another Prev     twin
//	N > mark+1                   gap
func (b *batch) hear(j *Job) wire.Reason {
	if j.bad != "" {
		return j.bad
	}
	env, hash := &j.env, j.hash
	if env.By != j.By.ID {
		return wire.SignIn
	}
	mark, had := op.Marks.Get(b.over, op.ID(j.Client))
	switch {
	case had && mark.By != j.By.ID:
		return wire.Twin
	case env.N < mark.N, env.N == mark.N && hash == mark.Hash:
		b.repeats++
		return "" // the mark itself goes down again with the next rows
	case env.N == mark.N, env.N == mark.N+1 && env.Prev != mark.Hash:
		return wire.Twin
	case env.N > mark.N+1:
		return wire.Gap
	}
	return b.accept(j)
}

// books is for our own writing on an overlay, until the next time.
func (b *batch) books(over *op.Overlay, at time.Time) *op.Tx {
	b.tx = *op.NewTx(over, b.us, at)
	b.tx.City = b.city // what is written is kept for the next one, and not decoded anew
	return &b.tx
}

// empty is an overlay without rows, until the next time.
func (b *batch) empty() *op.Overlay {
	b.blank.Again(b.over)
	return &b.blank
}

// accept runs the op and puts its mark, and its answer if it was refused, into
// the same commit.
func (b *batch) accept(j *Job) wire.Reason {
	env := &j.env
	tapped, _ := wire.Tapped(j.At, j.Sent, env.At)
	r := b.try(j, tapped)
	own := r.top
	if r.refusal != nil {
		own = b.empty()
	}
	tx := b.books(own, j.At)
	b.later = append(b.later, r.later...)
	if r.refusal != nil {
		b.regret(r.op, *r.refusal, own, j.At)
		answer := op.Answer{Client: j.Client, By: j.By.ID, N: env.N, Kind: env.Kind[:min(len(env.Kind), maxKind)], About: r.about, Refusal: *r.refusal}
		if err := op.Answers.Put(tx, answer); err != nil {
			b.a.log.Error("put answer", "client", j.Client, "n", env.N, "err", err)
			return wire.Later
		}
	}
	mark := op.Mark{Client: j.Client, By: j.By.ID, N: env.N, Hash: j.hash}
	mark.Proof = b.a.proofs.of(b.epoch, b.seq, mark)
	if err := op.Marks.Put(tx, mark); err != nil {
		b.a.log.Error("put mark", "client", j.Client, "n", env.N, "err", err)
		return wire.Later
	}
	if err := b.note(tx, j, r, env.Kind[:min(len(env.Kind), maxKind)]); err != nil {
		b.a.log.Error("put audit entry", "client", j.Client, "n", env.N, "err", err)
		return wire.Later
	}
	b.ops++
	if r.refusal != nil {
		b.refusals++
	}
	b.over.Merge(own)
	if r.refusal == nil && j.By.Joined != "" {
		b.handOver(j)
	}
	return ""
}

// fromPhone reads a phone's op. What only the edge makes is refused, whoever sends it.
func fromPhone(kind string, raw json.RawMessage) (op.Op, error) {
	o, err := city.DecodeFast(kind, raw)
	if err == nil && o.Kind().Delivery == op.Inner {
		return nil, op.Refuse(op.NotYours, "")
	}
	return o, err
}

// handOver gives what a joined phone's old outbox just did to the phone's cardholder,
// in the same commit, so that nothing of it ever stands in the device's name alone.
func (b *batch) handOver(j *Job) {
	join := city.Join{From: j.By.ID, To: j.By.Joined, Again: true}
	r := b.try(&Job{Op: join, By: person.TheCity(), At: j.At}, time.Time{})
	if r.refusal != nil {
		b.a.log.Error("hand over", "from", join.From, "to", join.To, "code", r.refusal.Code)
		return
	}
	b.over.Merge(r.top)
}

// result is what running one op gave: a refusal and what it is about, or writes, which
// hold until the next op is run. op is nil when it was not known.
type result struct {
	refusal *op.Refusal
	about   op.Key
	top     *op.Overlay
	op      op.Op
	later   []op.Op // wishes of an op that ran
}

// try runs one op over the batch. A panic is caught here, once: the op is answered
// as broken, since its phone would send it again for ever, and the city goes on.
func (b *batch) try(j *Job, tapped time.Time) (r result) {
	if b.broken || b.a.diary.broken(j.hash) {
		return result{refusal: &op.Refusal{Code: op.Broken}}
	}
	b.wishes = nil
	kind := ""
	defer func() {
		if p := recover(); p != nil {
			b.a.log.Error("op panicked", "kind", kind, "client", j.Client, "panic", p, "stack", string(debug.Stack()))
			r = result{op: r.op, refusal: &op.Refusal{Code: op.Broken}, about: r.about}
		}
	}()
	if b.a.met != nil {
		b.a.met(j)
	}
	o, err := j.Op, error(nil)
	if o == nil {
		o, err = b.a.decode(j.env.Kind, j.env.Op)
	}
	if err == nil {
		kind, r.op = o.Kind().Name, o
		if s, ok := o.(op.Subject); ok {
			r.about = s.About()
		}
		r.top, err = b.runner.Run(o, b.over, j.By, j.At, tapped, b.city)
	}
	if err == nil {
		r.later = b.wishes
		return r
	}
	refusal, ok := op.AsRefusal(err)
	if !ok {
		b.a.log.Error("op failed", "kind", kind, "client", j.Client, "err", err)
		refusal = op.Refusal{Code: op.Broken}
	}
	return result{refusal: &refusal, about: r.about, op: r.op}
}

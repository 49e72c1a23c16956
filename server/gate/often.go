package gate

import (
	"net/http"
	"time"

	"denghuo/server/edge"
	"denghuo/server/limit"
	"denghuo/shared/person"
	"denghuo/shared/wire"
)

// often is how often one person, or one address, may do things here. The first
// numbers are what a patrol with a week in its outbox, or ten tabs that all wake up,
// need at once; the second what nobody's hands go on doing. Of an address only ops
// are counted, since device persons are made for nothing and a thousand of them
// behind one address may be one script; a carrier's NAT at the opening of a drop is
// let through at once. What is guessed at is limited in people.
type often struct {
	begun  *limit.Buckets // lines and requests of frames, by person
	ops    *limit.Buckets // envelopes and asked ops, by person
	near   *limit.Buckets // the same, by address
	pieces *limit.Buckets // pieces of photos, by person
	looks  *limit.Buckets // photos that are looked at, by person
	forms  *limit.Buckets // plain forms, by address: they need no program
}

// remembered is how many persons and addresses are counted: 10 MB for each bucket.
const remembered = maxLines

func newOften(now func() time.Time) *often {
	of := func(perSecond float64, burst int) *limit.Buckets {
		return limit.New(limit.PerSecond(perSecond, burst), remembered, now)
	}
	return &often{begun: of(2, 600), ops: of(20, 2000), near: of(500, 50_000), pieces: of(64, 4096), looks: of(20, 1000), forms: of(2, 200)}
}

// whole is what a photo that comes in one piece takes of pieces.
const whole = 20

// tooOften ends a line, or a request of frames, that was too much; the phone comes back
// when there is room again.
func tooOften(wait time.Duration, what string) error {
	return end{reason: wire.Busy, detail: what, again: limit.Seconds(wait)}
}

// mayBegin is asked for each Hello.
func (o *often) mayBegin(who person.ID) error {
	if wait := o.begun.Take(string(who)); wait > 0 {
		return tooOften(wait, "this person begins too often")
	}
	return nil
}

// mayDo is asked before n ops are decided.
func (o *often) mayDo(who person.ID, from string, n int) (wait time.Duration) {
	if wait = o.ops.TakeN(string(who), n); wait == 0 {
		wait = o.near.TakeN(from, n)
	}
	return wait
}

// counted takes from a bucket for a request, or answers that it was too often.
func counted(w http.ResponseWriter, b *limit.Buckets, key string, n int) bool {
	wait := b.TakeN(key, n)
	if wait > 0 {
		edge.TooOften(w, "too_often", wait)
	}
	return wait == 0
}

// Package lights is what the city does for the ledger beside ops: it brings in the
// inventory of lamps, tells where a pole stands, and counts what everybody may see.
//
//	POST /api/staff/inventory   clerks and administrators; CSV or GeoJSON, see Import
//	GET  /api/pole?no=ZY-0183   everybody; where that pole stands
//
// The rules are in shared/ledger; nothing is decided here.
package lights

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"log/slog"
	"net/http"
	"strings"
	"sync"
	"time"

	"denghuo/server/authority"
	"denghuo/server/store"
	"denghuo/shared/geo"
	"denghuo/shared/lamp"
	"denghuo/shared/ledger"
	"denghuo/shared/op"
	"denghuo/shared/person"
)

// Room serves the addresses.
type Room struct {
	Store     *store.Store
	Authority *authority.Authority
	Who       func(*http.Request) (person.Actor, error) // who asks; an error is nobody
	Refuse    func(http.ResponseWriter, error)          // answers with a refusal or a fault
	Now       func() time.Time
	Log       *slog.Logger

	file sync.Mutex  // one file at a time
	told ledger.Tell // the last time; Watch's own
	seen uint64      // the sequence up to which nothing is left to be counted; Watch's own
}

// MaxFile is the largest file, in bytes.
const MaxFile = 128 << 20

// Register puts the addresses into a mux.
func (l *Room) Register(mux *http.ServeMux) {
	mux.HandleFunc("POST /api/staff/inventory", l.take)
	mux.HandleFunc("GET /api/pole", l.pole)
}

// Found is where a pole stands, for everybody: it is on the street to be seen.
type Found struct {
	Pole     string     `json:"pole"`
	Point    *geo.Point `json:"point,omitempty"`
	Road     string     `json:"road,omitempty"`
	District string     `json:"district,omitempty"`
	Sort     string     `json:"sort"`
}

// pole answers a little, which a browser may keep for an hour.
func (l *Room) pole(w http.ResponseWriter, r *http.Request) {
	no := strings.TrimSpace(r.URL.Query().Get("no"))
	if no == "" || len(no) > 4*lamp.MaxPole {
		l.Refuse(w, op.Refuse(op.Malformed, "pole"))
		return
	}
	reader := l.Store.Read(nil)
	defer reader.Close()
	at, ok := ledger.Lamps.Get(reader, ledger.PoleID(no))
	if !ok {
		l.Refuse(w, op.Refuse(op.NotFound, "pole"))
		return
	}
	w.Header().Set("Content-Type", "application/json")
	w.Header().Set("Cache-Control", "public, max-age=3600")
	err := json.NewEncoder(w).Encode(Found{at.Pole, at.Point, at.Road, at.District, string(at.Sort)})
	if err != nil {
		l.Log.Debug("tell a pole", "err", err) // the reader has gone
	}
}

// Imported is what became of a file. With Wrongs nothing was brought in.
type Imported struct {
	Lines   int     `json:"lines"` // lamps in the file
	Added   int     `json:"added"`
	Changed int     `json:"changed"`
	Same    int     `json:"same"`
	Wrong   []Wrong `json:"wrong"` // the first maxNamed
	Wrongs  int     `json:"wrongs"`
	Broken  op.Code `json:"broken,omitempty"` // why it stopped after the first Added+Changed+Same lines

	Features bool      `json:"features,omitempty"` // a line is a feature of GeoJSON
	Places   []ByPlace `json:"places,omitempty"`   // the file's lines by district, in the order of names
}

// ByPlace is how many lines of a file are of one district, as it names it.
type ByPlace struct {
	District string `json:"district"`
	Lines    int    `json:"lines"`
}

// maxNamed is how many wrong lines are named; of more only the count is told.
const maxNamed = 1000

// errBusy says that another file is being brought in.
var errBusy = errors.New("another file is being brought in")

// Import brings in the inventory: all of a file, or, where a line of it is wrong,
// nothing, with every wrong line named. Bringing a file in again changes nothing.
// When the city cannot go on in the middle, Broken says so and what was taken stays;
// the same file again does the rest.
func (l *Room) Import(ctx context.Context, r io.Reader) (done Imported, err error) {
	if !l.file.TryLock() {
		return done, errBusy
	}
	defer l.file.Unlock()
	d, err := read(r)
	done.Lines, done.Wrongs, done.Wrong = len(d.lamps), len(d.wrong), d.wrong[:min(len(d.wrong), maxNamed)]
	done.Features, done.Places = d.geo, d.places()
	if done.Wrong == nil {
		done.Wrong = []Wrong{}
	}
	if err != nil || done.Wrongs > 0 {
		return done, err
	}
	for batch := range slicesOf(d.lamps, ledger.MaxLamps) {
		if err := l.put(ctx, &done, batch); err != nil {
			done.Broken = "later"
			return done, err
		}
	}
	return done, nil
}

func slicesOf(all []ledger.Lamp, n int) func(func([]ledger.Lamp) bool) {
	return func(yield func([]ledger.Lamp) bool) {
		for len(all) > 0 && yield(all[:min(n, len(all))]) {
			all = all[min(n, len(all)):]
		}
	}
}

// put has a batch decided, and counts what was new in it.
func (l *Room) put(ctx context.Context, done *Imported, batch []ledger.Lamp) error {
	counted := *done
	reader := l.Store.Read(nil)
	for _, now := range batch {
		old, had := ledger.Lamps.Get(reader, now.RecordID())
		switch {
		case !had:
			counted.Added++
		case old.Same(now):
			counted.Same++
		default:
			counted.Changed++
		}
	}
	reader.Close()
	if counted.Same-done.Same < len(batch) {
		if err := l.insist(ctx, ledger.PutLamps{Lamps: batch}); err != nil {
			return err
		}
	}
	*done = counted
	return nil
}

// insistFor is how long a full queue is waited for; a rush of claims goes first.
const insistFor = 30 * time.Second

// insist has an op decided, and comes again where the city has too much to do.
func (l *Room) insist(ctx context.Context, o op.Op) error {
	ctx, cancel := context.WithTimeout(ctx, insistFor)
	defer cancel()
	for wait := 10 * time.Millisecond; ; wait = min(2*wait, time.Second) {
		err := l.Authority.Ask(ctx, o, person.TheCity(), l.Now())
		if !errors.Is(err, authority.ErrLater) {
			return err
		}
		select {
		case <-ctx.Done():
			return err
		case <-time.After(wait):
		}
	}
}

// take is Import for a clerk's browser or script.
func (l *Room) take(w http.ResponseWriter, r *http.Request) {
	by, err := l.Who(r)
	if err == nil && !by.Is(person.Clerk, person.Admin) {
		err = op.Refuse(op.NotYours, "")
	}
	if err != nil {
		l.Refuse(w, err)
		return
	}
	done, err := l.Import(r.Context(), http.MaxBytesReader(w, r.Body, MaxFile))
	if big := (*http.MaxBytesError)(nil); errors.As(err, &big) {
		err = op.Refuse("too_big", "")
	}
	if errors.Is(err, errBusy) {
		err = op.Refuse("busy", "")
	}
	if err != nil && done.Broken == "" {
		l.Refuse(w, err)
		return
	}
	if err != nil {
		l.Log.Error("bring in the inventory", "done", done.Added+done.Changed+done.Same, "of", done.Lines, "err", err)
	}
	var body bytes.Buffer
	_ = json.NewEncoder(&body).Encode(done) // plain fields: it cannot fail
	w.Header().Set("Content-Type", "application/json")
	w.Header().Set("Cache-Control", "no-store")
	_, _ = w.Write(body.Bytes()) // the phone may have gone
}

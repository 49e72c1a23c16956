package main

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"denghuo/server/store"
	"denghuo/shared/op"
	"denghuo/shared/person"
	"denghuo/shared/wire"

	"github.com/dgraph-io/badger/v4"
)

// sessions is how many lines there are in each measurement.
const sessions = 10_000

// ratios measures the city against bare counterparts in the same run, round by round
// in turn, and prints medians.
func ratios() error {
	dir, err := os.MkdirTemp("", "denghuo-bench-ratios-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	for _, measure := range []func(dir string) error{idle, told, returning, catchUp} {
		if err := measure(dir); err != nil {
			return err
		}
	}
	return nil
}

func median(of []float64) float64 {
	sorted := slices.Sorted(slices.Values(of))
	return sorted[len(sorted)/2]
}

// pair is a server and its crowd.
type pair struct {
	server, crowd *actor
	kind, port    string
}

func newPair(role, folder string) (*pair, error) {
	if err := os.MkdirAll(folder, 0o700); err != nil {
		return nil, err
	}
	server, err := begin(role, folderEnv+"="+folder)
	if err != nil {
		return nil, err
	}
	crowd, err := begin("crowd")
	if err != nil {
		return nil, err
	}
	p := &pair{server: server, crowd: crowd, kind: "bare"}
	if role == "city" {
		p.kind = "city"
	}
	p.port, err = server.ask("port")
	return p, err
}

func (p *pair) end() error { return errors.Join(p.crowd.end(), p.server.end()) }

func (p *pair) join() error {
	_, err := p.crowd.ask("join", p.port, sessions, p.kind)
	return err
}

// idle compares the memory of a session that says nothing.
func idle(dir string) error {
	each := map[string]float64{}
	for _, role := range []string{"echo", "city"} {
		p, err := newPair(role, filepath.Join(dir, "idle"))
		if err != nil {
			return err
		}
		before, err := p.server.number("rss")
		if err == nil {
			err = p.join()
		}
		after := int64(0)
		if err == nil {
			after, err = p.server.number("rss")
		}
		if err := errors.Join(err, p.end()); err != nil {
			return err
		}
		each[role] = float64(after-before) / sessions
	}
	fmt.Printf("memory of an idle session, %d of them: %.0f bytes, a bare gorilla echo server %.0f: %.2f times (goal 0.6)\n",
		sessions, each["city"], each["echo"], each["city"]/each["echo"])
	return nil
}

// told compares a public change with a broadcast of the same bytes.
func told(dir string) error {
	city, err := newPair("city", filepath.Join(dir, "told"))
	if err != nil {
		return err
	}
	chat, err := newPair("chat", filepath.Join(dir, "told"))
	if err != nil {
		return err
	}
	if err := errors.Join(city.join(), chat.join()); err != nil {
		return err
	}
	took := map[*pair][]float64{}
	payload := strings.Repeat("x", 330) + `"rows"` // as long as a delta with one such row
	for round := range 9 {
		for p, words := range map[*pair][]any{city: {"tell", fmt.Sprint(round)}, chat: {"tell", payload}} {
			begin, err := p.server.number(words...)
			if err != nil {
				return err
			}
			last, err := p.crowd.number("heard")
			if err != nil {
				return err
			}
			took[p] = append(took[p], float64(last-begin)/1e6)
		}
	}
	fmt.Printf("a public change told to %d sessions, durable before: %.1f ms, a bare gorilla broadcast of as many bytes %.1f ms: %.2f times (goal 1.2)\n",
		sessions, median(took[city]), median(took[chat]), median(took[city])/median(took[chat]))
	return errors.Join(city.end(), chat.end())
}

// returning compares ten thousand phones that come back at once, with five ops each,
// with the bare exchange of as many bytes.
func returning(dir string) error {
	city, err := newPair("city", filepath.Join(dir, "returning"))
	if err != nil {
		return err
	}
	bare, err := newPair("echo", filepath.Join(dir, "returning"))
	if err != nil {
		return err
	}
	for _, p := range []*pair{city, bare} {
		if err := p.join(); err != nil {
			return err
		}
		if _, err := p.crowd.ask("leave"); err != nil {
			return err
		}
	}
	took := map[*pair][]float64{}
	for round := range 5 {
		var drops []any
		for i := range 5 {
			drops = append(drops, fmt.Sprintf("drop-%d-%d", round, i))
		}
		if _, err := city.server.ask(append([]any{"open"}, drops...)...); err != nil {
			return err
		}
		for _, p := range []*pair{city, bare} {
			ns, err := p.crowd.number(append([]any{"back", p.port, p.kind}, drops...)...)
			if err != nil {
				return err
			}
			took[p] = append(took[p], float64(ns)/1e9)
			if err := bare.answerAs(city); err != nil {
				return err
			}
		}
	}
	fmt.Printf("%d phones back at once with 5 claims each, all decided and durable: %.2f s, the bare exchange of as many bytes %.2f s: %.2f times (goal 2)\n",
		sessions, median(took[city]), median(took[bare]), median(took[city])/median(took[bare]))
	return errors.Join(city.end(), bare.end())
}

// caughtUp is how many rows a phone that has nothing takes.
const caughtUp = 5000

// catchUp compares the rows of a first load, up to the bytes of its frames, with a
// bare iteration of Badger over the same rows.
func catchUp(dir string) error {
	dir = filepath.Join(dir, "rows")
	if err := fillRows(dir); err != nil {
		return err
	}
	var first, later, bare []float64
	for range 5 {
		s, err := store.Open(dir)
		if err != nil {
			return err
		}
		for i := range 20 {
			rate, err := load(s)
			switch {
			case err != nil:
				return err
			case i == 0:
				first = append(first, rate)
			default:
				later = append(later, rate)
			}
		}
		if err := s.Close(); err != nil {
			return err
		}
		rates, err := iterate(dir)
		if err != nil {
			return err
		}
		bare = append(bare, rates...)
	}
	fmt.Printf("catch-up of %d rows: %.0f rows a second, bare iteration %.0f: %.2f times (goal 0.5); the first phone after a start %.0f: %.2f times\n",
		caughtUp, median(later), median(bare), median(later)/median(bare), median(first), median(first)/median(bare))
	return nil
}

func fillRows(dir string) error {
	s, err := store.Open(dir)
	if err != nil {
		return err
	}
	for at := 0; at < caughtUp; at += 100 {
		var rows []op.Row
		for i := range 100 {
			id := fmt.Sprintf("0123456789abcdef%06d", at+i)
			rows = append(rows, op.Row{Key: op.Key{Table: "spot", ID: op.ID(id)}, To: []person.Scope{person.Public},
				Body: []byte(`{"id":"` + id + `","state":"new","fault":"dark","danger":"none","point":{"lat":34.76,"lon":113.65},"voices":1,"photos":0,"first":"2026-11-24T10:00:00Z","steps":[{"state":"new","at":"2026-11-24T10:00:00Z"}]}`)})
		}
		if _, _, _, err := s.Commit(rows); err != nil {
			return errors.Join(err, s.Close())
		}
	}
	return s.Close()
}

// load is one phone's first load; the rows per second.
func load(s *store.Store) (float64, error) {
	begin, n := time.Now(), 0
	var frame []byte
	for from, more := uint64(0), true; more; {
		page, err := s.Since([]person.Scope{person.Public, "p/h-somebody"}, from, wire.MaxDown)
		if err != nil {
			return 0, err
		}
		frame = wire.AppendDelta(frame[:0], wire.Delta{Epoch: page.Epoch, From: from, To: page.To, Now: begin, More: page.More, Rows: page.Rows})
		from, more, n = page.To, page.More, n+len(page.Rows)
	}
	if n != caughtUp {
		return 0, fmt.Errorf("%d rows came", n)
	}
	return caughtUp / time.Since(begin).Seconds(), nil
}

// iterate goes over the rows and their values as Badger's own examples do.
func iterate(dir string) (rates []float64, err error) {
	db, err := badger.Open(badger.DefaultOptions(dir).WithLogger(nil))
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	for range 20 {
		begin, n, size := time.Now(), 0, 0
		err := db.View(func(tx *badger.Txn) error {
			o := badger.DefaultIteratorOptions
			o.Prefix = []byte("r/")
			it := tx.NewIterator(o)
			defer it.Close()
			for it.Rewind(); it.Valid(); it.Next() {
				n++
				if err := it.Item().Value(func(v []byte) error { size += len(v); return nil }); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil || n != caughtUp || size == 0 {
			return nil, fmt.Errorf("%d rows of %d bytes: %w", n, size, err)
		}
		rates = append(rates, caughtUp/time.Since(begin).Seconds())
	}
	return rates[1:], nil
}

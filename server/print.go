package main

import (
	"crypto/rand"
	"strings"
	"time"

	"denghuo/app/frame"
	"denghuo/app/words"
	"denghuo/server/store"
	"denghuo/shared/op"
	"denghuo/shared/person"
)

// printed is the port that pages are rendered with before the program has come to
// the phone: public rows, nobody signed in, nothing to do.
func printed(s *store.Store) frame.Port {
	return frame.Port{
		View:    func() op.Reader { return publicRows{s} },
		Me:      func() person.Actor { return person.Actor{} },
		Now:     time.Now,
		Line:    func() frame.Line { return frame.Line{Online: true, AsOf: time.Now(), Storage: true} },
		Looks:   func() frame.Looks { return frame.Looks{Lang: words.Zh} },
		Waiting: func() []frame.Waiting { return nil },
		Refused: func() []frame.Refused { return nil },
		NewID:   func() op.ID { return op.ID(strings.ToLower(rand.Text())) }, // for the plain form
	}
}

// publicRows opens a snapshot for each read, since a page does not say when it is done.
type publicRows struct{ store *store.Store }

func (p publicRows) Get(k op.Key) (op.Row, bool) {
	r := p.store.Read([]person.Scope{person.Public})
	defer r.Close()
	return r.Get(k)
}

func (p publicRows) Each(table string, f func(op.Row) bool) {
	r := p.store.Read([]person.Scope{person.Public})
	defer r.Close()
	r.Each(table, f)
}

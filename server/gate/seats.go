package gate

import (
	"slices"
	"sync"

	"denghuo/shared/person"
	"denghuo/shared/wire"
)

// perPerson is how many lines one person may have. One more ends the oldest, most
// likely a phone that dropped off without a word: the newest is never turned away.
const perPerson = 16

// seats is all lines, and those of each person, oldest first.
type seats struct {
	mu  sync.Mutex
	all map[*line]struct{}
	of  map[person.ID][]*line
}

func newSeats() *seats { return &seats{all: map[*line]struct{}{}, of: map[person.ID][]*line{}} }

// enter counts a line among all until it leaves; it ends at once when the city stops.
func (s *seats) enter(l *line) {
	s.mu.Lock()
	s.all[l] = struct{}{}
	s.mu.Unlock()
	if !l.gate.Open() {
		l.finish(end{reason: wire.Later, detail: restarts})
	}
}

// restarts is for a developer who reads a Bye.
const restarts = "the city is being restarted"

// end ends every line.
func (s *seats) end() {
	s.mu.Lock()
	defer s.mu.Unlock()
	for l := range s.all {
		l.finish(end{reason: wire.Later, detail: restarts})
	}
}

// take gives a line its seat until it leaves.
func (s *seats) take(l *line) {
	s.mu.Lock()
	defer s.mu.Unlock()
	id := l.actor.ID
	s.of[id] = append(s.of[id], l)
	if len(s.of[id]) > perPerson {
		s.of[id][0].finish(end{reason: wire.Busy, detail: "this person has too many lines"})
		s.of[id] = s.of[id][1:]
	}
}

// Look has the lines of a person ask anew who speaks: their account, their session
// or their device has changed.
func (g *Gate) Look(id person.ID) {
	g.seats.mu.Lock()
	defer g.seats.mu.Unlock()
	for _, l := range g.seats.of[id] {
		l.want(look)
	}
}

func (s *seats) leave(l *line) {
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.all, l)
	id := l.actor.ID
	if s.of[id] = slices.DeleteFunc(s.of[id], func(o *line) bool { return o == l }); len(s.of[id]) == 0 {
		delete(s.of, id)
	}
}

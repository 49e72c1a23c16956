package store

import (
	"slices"
	"sort"

	"denghuo/shared/op"
	"denghuo/shared/person"
)

// recentBytes is how much of the last commits is held in memory: some thousand
// rows, minutes of a busy day. Whoever is further behind reads Badger.
const recentBytes = 8 << 20

// held is a row as it was written at its sequence.
type held struct {
	key     op.Key
	stored  stored
	readers []person.Scope
}

func (h held) size() int { return len(h.stored.body) + 200 + 48*len(h.readers) }

// recent is the last commits by scope. It knows everything after floor, so a
// session that is beyond it is answered without a disk, an iterator or a decoder.
type recent struct {
	floor  uint64
	room   int
	order  []*held                   // sequences without a gap
	lists  map[person.Scope][]uint64 // sequences, each list in order
	latest map[op.Key]uint64
}

func newRecent(seq uint64, room int) *recent {
	return &recent{floor: seq, room: room, lists: map[person.Scope][]uint64{}, latest: map[op.Key]uint64{}}
}

func (r *recent) add(rows []held) {
	for i := range rows {
		h := &rows[i]
		r.order = append(r.order, h)
		r.latest[h.key] = h.stored.Seq
		r.room -= h.size()
		for _, scope := range h.readers {
			r.lists[scope] = append(r.lists[scope], h.stored.Seq)
		}
	}
	for r.room < 0 && len(r.order) > 0 {
		r.drop()
	}
}

// drop lets the oldest go; it is the first of each list that it is in.
func (r *recent) drop() {
	h := r.order[0]
	r.order[0] = nil
	r.order = r.order[1:]
	r.room += h.size()
	r.floor = h.stored.Seq
	if r.latest[h.key] == h.stored.Seq {
		delete(r.latest, h.key)
	}
	for _, scope := range h.readers {
		list := r.lists[scope]
		if len(list) == 1 {
			delete(r.lists, scope)
			continue
		}
		r.lists[scope] = list[1:]
	}
}

// at is the row that was written at a sequence that is held.
func (r *recent) at(seq uint64) *held { return r.order[seq-r.order[0].stored.Seq] }

// after is the entries of these scopes behind from, in order, each row once and
// as it is now. A row that was changed again is in the lists of all who had it.
func (r *recent) after(scopes []person.Scope, from uint64) []*held {
	var all []*held
	for _, scope := range scopes {
		list := r.lists[scope]
		begin := sort.Search(len(list), func(i int) bool { return list[i] > from })
		for _, seq := range list[begin:] {
			if h := r.at(seq); r.latest[h.key] == seq {
				all = append(all, h)
			}
		}
	}
	slices.SortFunc(all, func(a, b *held) int { return int(int64(a.stored.Seq) - int64(b.stored.Seq)) })
	return slices.CompactFunc(all, func(a, b *held) bool { return a.stored.Seq == b.stored.Seq })
}

func (s *Store) sinceRecent(scopes []person.Scope, from uint64, maxBytes int) (Page, bool) {
	s.mu.RLock()
	defer s.mu.RUnlock()
	if from < s.recent.floor || from == 0 {
		return Page{}, false
	}
	page := Page{Epoch: s.epoch, To: s.seq}
	cut := cutter{page: &page, from: from, room: maxBytes}
	for _, h := range s.recent.after(scopes, from) {
		if row, there := h.stored.shownTo(scopes, h.key); !cut.add(h.stored.Seq, row, there) {
			break
		}
	}
	return page, true
}

package store

import (
	"slices"
	"sort"

	"denghuo/shared/op"
	"denghuo/shared/person"
)

// recentBytes is how much of the last commits is held in memory when all is filed: some
// thousand rows, minutes of a busy day. Whoever is further behind reads Badger.
const recentBytes = 8 << 20

// held is a row as it was written at its sequence. prev and next are the same row
// before and after, if they are held.
type held struct {
	key        op.Key
	stored     stored
	readers    []person.Scope
	bytes      []byte // stored, encoded
	prev, next *held
	old        *place // what it takes the place of when it is filed; nil: there is none
	dropped    bool   // it is not held any more
}

// place is where a row stands in Badger.
type place struct {
	seq     uint64
	readers []person.Scope
	left    bool
}

func (s stored) place() *place { return &place{s.Seq, s.readers(), s.left()} }

// lists is the readers in whose lists it stands.
func (p *place) lists() []person.Scope {
	if p == nil {
		return nil
	}
	return p.readers
}

func (h *held) size() int { return len(h.bytes) + 350 + 48*len(h.readers) }

// recent is the last commits by scope. It knows everything after floor, so a
// session that is beyond it is answered without a disk, an iterator or a decoder. What
// is not filed stays in it, and what a reader began on before it was filed.
type recent struct {
	floor   uint64
	done    uint64 // up to here all is filed
	room    int
	order   []*held                    // sequences without a gap
	lists   map[person.Scope]*heldList // each list in the order of sequences
	tables  map[string]*heldList       // and these
	latest  byKey
	readers map[uint64]int // how many began when all was filed up to there
}

func newRecent(seq uint64, room int, hash func(op.Key) uint64) *recent {
	return &recent{floor: seq, done: seq, room: room, lists: map[person.Scope]*heldList{}, tables: map[string]*heldList{}, latest: newByKey(hash), readers: map[uint64]int{}}
}

// byKey finds rows by the hash of their key, which takes less than half of the room and
// the time; where two keys have one, the second by itself.
type byKey struct {
	hash func(op.Key) uint64
	one  map[uint64]*held
	more map[op.Key]*held
}

func newByKey(hash func(op.Key) uint64) byKey {
	return byKey{hash, map[uint64]*held{}, map[op.Key]*held{}}
}

func (b byKey) get(k op.Key) *held {
	if h := b.one[b.hash(k)]; h != nil && h.key == k {
		return h
	}
	return b.more[k]
}

// set puts a row in the place of the one before of its key, if there is one.
func (b byKey) set(h *held) {
	hash := b.hash(h.key)
	if there := b.one[hash]; there != nil && there.key != h.key {
		b.more[h.key] = h
		return
	}
	b.one[hash] = h
	delete(b.more, h.key) // it was there while another had its place
}

func (b byKey) drop(k op.Key) {
	hash := b.hash(k)
	if there := b.one[hash]; there != nil && there.key == k {
		delete(b.one, hash)
	}
	delete(b.more, k)
}

func (b byKey) len() int { return len(b.one) + len(b.more) }

// add takes rows of the commit behind a sequence, and appends in whose lists they are, if
// no row of that commit was before.
func (r *recent) add(rows []held, from uint64, touched []person.Scope) []person.Scope {
	var table *heldList
	for i := range rows {
		h := &rows[i]
		r.order = append(r.order, h)
		if h.prev != nil && h.prev.dropped {
			h.prev = nil
		}
		if h.prev != nil {
			h.prev.next = h
		}
		r.latest.set(h)
		r.room -= h.size()

		if i == 0 || h.key.Table != rows[i-1].key.Table {
			table = listOf(r.tables, h.key.Table)
		}
		table.add(h)
		for _, scope := range h.readers {
			l := listOf(r.lists, scope)
			if l.touched <= from {
				l.touched = h.stored.Seq
				touched = append(touched, scope)
			}
			l.add(h)
		}
	}
	r.fit()
	return touched
}

// filed notes up to where all is filed.
func (r *recent) filed(seq uint64) {
	r.done = seq
	r.fit()
}

// fit lets go of what is too much and can be read from Badger by everybody.
func (r *recent) fit() {
	if r.room >= 0 {
		return
	}
	upTo := r.done
	for began := range r.readers {
		upTo = min(upTo, began)
	}
	for r.room < 0 && len(r.order) > 0 && r.order[0].stored.Seq <= upTo {
		r.drop()
	}
}

// drop lets the oldest go; it is the first of each list that it is in.
func (r *recent) drop() {
	h := r.order[0]
	r.order[0], h.dropped = nil, true
	r.order = r.order[1:]
	r.room += h.size()
	r.floor = h.stored.Seq
	if h.next != nil {
		h.next.prev = nil
	} else {
		r.latest.drop(h.key)
	}
	behead(r.tables, h.key.Table)
	for _, scope := range h.readers {
		behead(r.lists, scope)
	}
}

// heldList is a list of rows that begins with room for those of one claim.
type heldList struct {
	all     []*held
	room    [2]*held
	touched uint64 // with which commit
}

func listOf[K comparable](lists map[K]*heldList, k K) *heldList {
	l := lists[k]
	if l == nil {
		l = &heldList{}
		l.all, lists[k] = l.room[:0], l
	}
	return l
}

func (l *heldList) add(h *held) { l.all = append(l.all, h) }

// rows is for reading; nil has none.
func (l *heldList) rows() []*held {
	if l == nil {
		return nil
	}
	return l.all
}

func behead[K comparable](lists map[K]*heldList, k K) {
	l := lists[k]
	if len(l.all) == 1 {
		delete(lists, k)
		return
	}
	l.all[0] = nil
	l.all = l.all[1:]
}

// at is the row that was written at a sequence that is held.
func (r *recent) at(seq uint64) *held { return r.order[seq-r.order[0].stored.Seq] }

// after is where a list goes on behind a sequence.
func after(list []*held, seq uint64) int {
	return sort.Search(len(list), func(i int) bool { return list[i].stored.Seq > seq })
}

// asOf is what a list has between two sequences, each row as it is at the second.
func asOf(list []*held, from, upTo uint64, all []*held) []*held {
	for i := after(list, from); i < len(list) && list[i].stored.Seq <= upTo; i++ {
		if h := list[i]; h.next == nil || h.next.stored.Seq > upTo {
			all = append(all, h)
		}
	}
	return all
}

// between is the entries of these scopes behind from and up to a sequence, in order,
// each row once and as it is then, behind all. A row that was changed again is in the lists of all
// who had it.
func (r *recent) between(scopes []person.Scope, from, upTo uint64, all []*held) []*held {
	for _, scope := range scopes {
		all = asOf(r.lists[scope].rows(), from, upTo, all)
	}
	if len(scopes) > 1 {
		slices.SortFunc(all, func(a, b *held) int { return int(int64(a.stored.Seq) - int64(b.stored.Seq)) })
		all = slices.Compact(all)
	}
	return all
}

// version is a row as of a sequence, if it is held.
func (r *recent) version(k op.Key, upTo uint64) *held {
	h := r.latest.get(k)
	for h != nil && h.stored.Seq > upTo {
		h = h.prev
	}
	return h
}

// pageRows is the most rows that room is made for before it is known that they fit.
const pageRows = 64

func (s *Store) sinceRecent(scopes []person.Scope, from uint64, maxBytes int) (Page, bool) {
	s.mu.RLock()
	defer s.mu.RUnlock()
	if from < s.recent.floor || from == 0 {
		return Page{}, false
	}
	page := Page{Epoch: s.epoch, To: s.seq}
	var few [8]*held
	all := s.recent.between(scopes, from, s.seq, few[:0])
	page.Rows = make([]op.Row, 0, min(len(all), pageRows))
	cut := cutter{page: &page, from: from, room: maxBytes}
	cut.addHeld(scopes, all)
	return page, true
}

// addHeld takes what memory has.
func (c *cutter) addHeld(scopes []person.Scope, all []*held) {
	for _, h := range all {
		if row, there := h.stored.shownTo(scopes, h.key); !c.add(h.stored.Seq, row, there) {
			return
		}
	}
}

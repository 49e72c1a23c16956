package store

import (
	"encoding/binary"
	"errors"
	"fmt"
	"log/slog"
	"maps"
	"slices"
	"time"

	"github.com/dgraph-io/badger/v4"
)

// At 10:00 thousands wait for one commit after another, and to put each row and each
// of its index entries in its place costs more than all else together. So a commit
// writes its rows one after another, as the journal, and is durable with that; until
// they are filed, a moment later when it is quiet, they are read from memory.
//
//	commit ──► journal, memory: answered ──► filed in Badger ──► let go
//
// The rows of a commit are, behind each other and in the order of their sequences:
//
//	4 bytes BE: length, <table>/<id>
//	4 bytes BE: length, what r/<table>/<id> is to hold
//
// Filing moves rows and m/seq in one transaction, so after a kill the journal says what
// comes behind m/seq. It is read into memory at start. A program that knows no journal
// finds a lower m/seq than the file outside tells, and refuses to open.
const (
	filedAtOnce = 3 << 20 // bytes of rows that one transaction files
	maxCommit   = 4 << 20 // bytes of one commit
	perPlace    = 150     // what one place of a row in the index weighs in a transaction
	maxPlaces   = 10_000  // of one row

	fileAfter = 200 * time.Millisecond // without a commit
	fileLate  = 5 * time.Second        // then also amid commits
	fileAbove = 48 << 20               // bytes of the journal: then too
)

func (h *held) room() int { return 8 + len(h.key.Table) + 1 + len(h.key.ID) + h.stored.room() }

// record is the rows of a commit, with room for the journal's head before them. Of the
// bytes of a row there is one copy, in here.
func record(written []held) ([]byte, error) {
	room, weight := recordHead, 0
	for i := range written {
		h := &written[i]
		places := len(h.readers) + len(h.old.lists())
		if len(h.stored.body) > maxBody || places > maxPlaces {
			return nil, fmt.Errorf("%w: %s has %d bytes in %d places", ErrTooBig, h.key, len(h.stored.body), places)
		}
		room += h.room()
		weight += h.room() + perPlace*(1+places)
	}
	if weight > maxCommit {
		return nil, fmt.Errorf("%w: %d bytes in %d rows", ErrTooBig, weight, len(written))
	}
	b := make([]byte, recordHead, room)
	for i := range written {
		h := &written[i]
		b = binary.BigEndian.AppendUint32(b, uint32(len(h.key.Table)+1+len(h.key.ID)))
		b = append(append(append(b, h.key.Table...), '/'), h.key.ID...)
		begin := len(b) + 4
		var err error
		if b, err = h.stored.appendTo(append(b, 0, 0, 0, 0)); err != nil {
			return nil, fmt.Errorf("write %s: %w", h.key, err)
		}
		binary.BigEndian.PutUint32(b[begin-4:], uint32(len(b)-begin))
		h.bytes = b[begin:len(b):len(b)]
		if h.stored.body = h.bytes[len(h.bytes)-len(h.stored.body):]; len(h.bytes) >= valueThreshold {
			return nil, fmt.Errorf("%w: %s has %d bytes", ErrTooBig, h.key, len(h.bytes))
		}
	}
	return b, nil
}

// eachIn reads the rows of a commit.
func eachIn(b []byte, f func(name, bytes []byte) error) error {
	cut := func() []byte {
		if len(b) < 4 || uint64(binary.BigEndian.Uint32(b)) > uint64(len(b)-4) {
			b = nil
			return nil
		}
		end := 4 + int(binary.BigEndian.Uint32(b))
		part := b[4:end:end]
		b = b[end:]
		return part
	}
	for len(b) > 0 {
		name := cut()
		bytes := cut()
		if len(name) == 0 || len(bytes) == 0 {
			return fmt.Errorf("%w: a row in the journal is cut", ErrDamaged)
		}
		if err := f(name, bytes); err != nil {
			return err
		}
	}
	return nil
}

// replay reads the journal into memory, which is empty: what is behind m/seq. lost is
// that it does not go on there, and that the store shall be opened all the same.
func (s *Store) replay() (lost bool, err error) {
	if s.journal, err = openJournal(s.dir, s.options.lazy); err != nil {
		return false, err
	}
	tx := s.db.NewTransaction(false)
	defer tx.Discard()
	err = s.journal.read(func(rows []byte) error {
		return eachIn(rows, func(name, bytes []byte) error {
			h, err := s.replayed(tx, name, bytes)
			if err == nil && h != nil {
				s.recent.add([]held{*h}, h.stored.Seq-1, nil)
			}
			return err
		})
	})
	if errors.Is(err, errGap) && s.options.afterLoss {
		slog.Error("the journal is of no use", "err", err)
		s.seq = s.recent.done
		s.journal.again()
		return true, nil
	}
	if err == nil {
		err = s.reaches()
	}
	if errors.Is(err, ErrLost) && s.options.afterLoss {
		slog.Error("the journal has lost its end", "err", err)
		return true, nil
	}
	return false, err
}

// knownKey is how far the journal went when something was filed last.
var knownKey = []byte("m/known")

// reaches reports whether the journal still does.
func (s *Store) reaches() error {
	known := uint64(0)
	err := s.db.View(func(tx *badger.Txn) error {
		b, err := value(tx, knownKey)
		if err == nil && b != nil {
			known = binary.BigEndian.Uint64(b)
		}
		return err
	})
	if err == nil && s.seq < known {
		err = fmt.Errorf("%w: the journal ends at %d, and went to %d", ErrLost, s.seq, known)
	}
	return err
}

// errGap: Badger has lost what was filed, and what is behind it stands on that.
var errGap = fmt.Errorf("%w: between what is filed and the journal", ErrLost)

// replayed is nil for a row that is filed.
func (s *Store) replayed(tx *badger.Txn, name, bytes []byte) (*held, error) {
	k, err := parseName(name)
	if err != nil {
		return nil, err
	}
	h := &held{key: k, bytes: bytes}
	if h.stored, err = decode(bytes); err != nil {
		return nil, fmt.Errorf("%w: %s in the journal: %v", ErrDamaged, k, err)
	}
	if h.stored.Seq <= s.seq {
		return nil, nil
	}
	if s.seq++; h.stored.Seq != s.seq && s.seq == s.recent.done+1 {
		return nil, fmt.Errorf("%w: %d, %d", errGap, s.recent.done, h.stored.Seq)
	}
	if h.stored.Seq != s.seq {
		return nil, fmt.Errorf("%w: the journal has %s at %d for %d", ErrDamaged, k, h.stored.Seq, s.seq)
	}
	h.readers = h.stored.readers()
	if h.prev = s.recent.latest.get(k); h.prev != nil {
		h.old = h.prev.stored.place()
		return h, nil
	}
	s.names.add(s.names.hash(k))
	old, had, err := get(tx, k)
	if had {
		h.old = old.place()
	}
	return h, err
}

// Settle files all that is committed by now, which the store does by itself when it is
// quiet, and waits until Badger has put its tables in order: for who measures what
// others can do meanwhile.
func (s *Store) Settle() error {
	if err := s.fileAll(); err != nil {
		return err
	}
	s.rest()
	return nil
}

// rest waits until Badger's tables are in order.
func (s *Store) rest() {
	const often, still = 50 * time.Millisecond, 10 // it rests where nothing has changed for half a second
	for was, same := s.db.Levels(), 0; same < still; time.Sleep(often) {
		now := s.db.Levels()
		if slices.Equal(now, was) {
			same++
		} else {
			was, same = now, 0
		}
	}
}

// fileAll files all that is in the journal by now.
func (s *Store) fileAll() error {
	_, upTo := s.At()
	for {
		done, err := s.file(upTo)
		if err != nil || done {
			return err
		}
	}
}

// file files the next rows up to a sequence; done is that there are no more. After an
// error that is not ErrFull nothing more is written, until the next start.
func (s *Store) file(upTo uint64) (done bool, err error) {
	s.filing.Lock()
	defer s.filing.Unlock()
	last, known, rows := s.nextToFile(upTo)
	if last == 0 {
		return true, nil
	}
	more := counts{}
	err = s.write(s.fileFault, func(tx *badger.Txn) error {
		for _, h := range rows {
			if err := fileRow(tx, h); err != nil {
				return fmt.Errorf("file %s: %w", h.key, err)
			}
			if h.old == nil {
				more.more(s.counts, h.key.Table)
			}
		}
		if err := tx.Set(seqKey, binary.BigEndian.AppendUint64(nil, last)); err != nil {
			return err
		}
		if err := tx.Set(knownKey, binary.BigEndian.AppendUint64(nil, known)); err != nil {
			return err
		}
		return more.write(tx)
	})
	if err != nil {
		return false, err
	}
	maps.Copy(s.counts, more)
	s.mu.Lock()
	defer s.mu.Unlock()
	s.recent.filed(last)
	return last >= upTo, nil
}

// nextToFile takes the next rows that were not written again since, as far as that is
// durable, and tells up to where: the others are filed where they come next, and take there the place of what
// is filed now. So what is filed up to last is whole only with the journal up to known.
func (s *Store) nextToFile(upTo uint64) (last, known uint64, rows []*held) {
	s.mu.Lock()
	defer s.mu.Unlock()
	weight := 0
	for seq := s.recent.done + 1; seq <= upTo; seq++ {
		h := s.recent.at(seq)
		if weight += len(h.bytes) + perPlace*(1+len(h.readers)+len(h.old.lists())); weight > filedAtOnce && last > 0 {
			break
		}
		if last = seq; h.next != nil && h.next.stored.Seq <= s.seq {
			h.next.old = h.old
			continue
		}
		rows = append(rows, h)
	}
	return last, s.seq, rows
}

// fileRow puts a row in the place of an old one and moves its index entries.
func fileRow(tx *badger.Txn, h *held) error {
	for _, scope := range h.old.lists() {
		if err := tx.Delete(indexKey(scope, h.old.seq, h.key)); err != nil {
			return err
		}
	}
	for _, scope := range h.readers {
		if err := tx.Set(indexKey(scope, h.stored.Seq, h.key), nil); err != nil {
			return err
		}
	}
	if h.old != nil && h.old.left {
		if err := tx.Delete(leftKey(h.old.seq, h.key)); err != nil {
			return err
		}
	}
	if h.stored.left() {
		if err := tx.Set(leftKey(h.stored.Seq, h.key), nil); err != nil {
			return err
		}
	}
	return tx.Set(rowKey(h.key), h.bytes)
}

// filer files when nobody has committed for a moment, and when too much has gathered.
type filer struct {
	wake, hurry chan struct{}
	quit, done  chan struct{}
}

func newFiler() *filer {
	return &filer{make(chan struct{}, 1), make(chan struct{}, 1), make(chan struct{}), make(chan struct{})}
}

func ring(bell chan struct{}) {
	select {
	case bell <- struct{}{}:
	default:
	}
}

func (s *Store) keepFiling() {
	defer close(s.filer.done)
	for {
		select {
		case <-s.filer.quit:
			return
		case <-s.filer.wake:
		}
		quiet, over := s.awaitQuiet()
		if over {
			return
		}
		err := s.fileWhile(quiet)
		if errors.Is(err, ErrFull) {
			ring(s.filer.wake) // when there is room again
		} else if err != nil {
			slog.Error("file what was committed", "err", err)
			return // the next commit fails, and the process ends
		}
	}
}

// awaitQuiet waits until nobody has committed for a moment, or it must not wait any
// longer; over is that the store closes.
func (s *Store) awaitQuiet() (quiet, over bool) {
	_, seq := s.At()
	for range fileLate / fileAfter {
		select {
		case <-s.filer.quit:
			return false, true
		case <-s.filer.hurry:
			return false, false
		case <-time.After(fileAfter):
		}
		_, now := s.At()
		if now == seq {
			return true, false
		}
		seq = now
	}
	return false, false
}

// fileWhile files all that is there by now; if it is quiet, only until somebody
// commits: who waits for an answer comes first.
func (s *Store) fileWhile(quiet bool) error {
	_, upTo := s.At()
	for {
		done, err := s.file(upTo)
		if err != nil || done {
			return err
		}
		if _, now := s.At(); quiet && now != upTo {
			return nil // that commit has rung
		}
	}
}

// makeRoom is for a commit before it writes: where all is filed, or has to be, the
// journal begins anew. Where the disk has no room to file, it gets longer: who staged
// the commit has seen room enough for that.
func (s *Store) makeRoom() error {
	if s.journal.end > journalLimit {
		if err := s.fileAll(); err != nil && !errors.Is(err, ErrFull) {
			return err
		}
	} else if s.journal.end > fileAbove {
		ring(s.filer.hurry)
	}
	s.mu.RLock()
	defer s.mu.RUnlock()
	if s.recent.done == s.seq {
		s.journal.again()
	}
	return nil
}

// Package store is the city's memory: rows in Badger, an index by scope, and one
// synced commit a batch. It knows rows and scopes, never what is in them; ops and
// rules may not enter.
//
// # Keys
//
//	r/<table>/<id>                      → JSON of stored: sequence, row, scopes that once had it
//	s/<scope>\x00<sequence, 8 bytes BE> → the row's key, as table/id
//	m/seq                               → 8 bytes BE: the last sequence
//	m/epoch                             → the epoch's name
//
// Every changed row gets a sequence of its own, and its index entries move there,
// so a scope holds one entry a row: a catch-up from zero is the snapshot. The
// index holds names, never copies; what a reader gets is decided by the record's
// audience at the moment of reading: the row, or that it is gone for them.
package store

import (
	"crypto/rand"
	"encoding/binary"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"syscall"

	"denghuo/shared/op"
	"denghuo/shared/person"

	"github.com/dgraph-io/badger/v4"
	"github.com/dgraph-io/badger/v4/options"
)

// ErrFull says that the disk has less room than the store wants to keep free.
// Nothing was written. Badger itself dies of a full disk, so it never gets there.
var ErrFull = errors.New("the disk is nearly full")

// ErrUnknown says that a commit failed: whether it holds will be known after the
// next start. Whoever gets it answers nobody and stops.
var ErrUnknown = errors.New("the commit's outcome is unknown")

// MinFree is how much room is kept free on the disk, in bytes.
const MinFree = 1 << 30

// Store is safe for many readers and one writer.
type Store struct {
	db  *badger.DB
	dir string // empty: in memory

	commit sync.Mutex

	mu    sync.RWMutex // guards the two below
	seq   uint64
	epoch string
}

type stored struct {
	Seq uint64         `json:"q"`
	Row op.Row         `json:"r"`
	Was []person.Scope `json:"w,omitempty"` // scopes that had it before and have not now
}

// Open opens the store in dir, or one in memory when dir is empty.
func Open(dir string) (*Store, error) {
	if dir != "" {
		if err := whole(dir); err != nil {
			return nil, err
		}
	}
	db, err := open(settings(dir))
	if err != nil {
		return nil, fmt.Errorf("open store: %w", err)
	}
	s := &Store{db: db, dir: dir}
	if err := s.begin(); err != nil {
		return nil, errors.Join(err, db.Close())
	}
	return s, nil
}

// settings are those of a small machine, measured: they cost no speed in batches.
// A value never leaves the tables, so the value log stays empty.
func settings(dir string) badger.Options {
	o := badger.DefaultOptions(dir).WithSyncWrites(true).WithLogger(nil).
		WithMemTableSize(32 << 20).WithNumMemtables(2).WithNumLevelZeroTables(2).WithNumLevelZeroTablesStall(6).
		WithBaseTableSize(4 << 20).WithValueLogFileSize(64 << 20).WithValueThreshold(1 << 20).
		WithBlockCacheSize(16 << 20).WithNumCompactors(2).
		WithChecksumVerificationMode(options.OnTableRead)
	if dir == "" {
		o = o.WithInMemory(true).WithSyncWrites(false)
	}
	return o
}

// open tries again where a kill has left a half-made log file: the second try
// works and nothing is lost.
func open(o badger.Options) (db *badger.DB, err error) {
	for range 3 {
		db, err = badger.Open(o)
		if err == nil || !strings.Contains(err.Error(), "Create a new file") {
			return db, err
		}
	}
	return nil, err
}

// whole refuses a folder that has tables but no list of them: Badger would open
// it empty and delete the tables.
func whole(dir string) error {
	tables, err := filepath.Glob(filepath.Join(dir, "*.sst"))
	if err != nil {
		return fmt.Errorf("look into %s: %w", dir, err)
	}
	if _, err := os.Stat(filepath.Join(dir, "MANIFEST")); len(tables) > 0 && errors.Is(err, os.ErrNotExist) {
		return fmt.Errorf("%s has %d tables but no MANIFEST: restore a backup instead of opening it", dir, len(tables))
	}
	return nil
}

func (s *Store) begin() error {
	err := s.db.Update(func(tx *badger.Txn) error {
		epoch, err := value(tx, []byte("m/epoch"))
		if err != nil {
			return err
		}
		seq, err := value(tx, []byte("m/seq"))
		if err != nil {
			return err
		}
		if seq != nil {
			s.seq = binary.BigEndian.Uint64(seq)
		}
		s.epoch = string(epoch)
		if epoch == nil {
			s.epoch = newEpoch()
			return tx.Set([]byte("m/epoch"), []byte(s.epoch))
		}
		return nil
	})
	if err != nil {
		return fmt.Errorf("begin: %w", err)
	}
	return nil
}

func newEpoch() string {
	var b [8]byte
	rand.Read(b[:]) // never fails since Go 1.24
	return hex.EncodeToString(b[:])
}

// NewEpoch tells every phone to take everything anew: after a restore, or when
// damage was found.
func (s *Store) NewEpoch() error {
	s.commit.Lock()
	defer s.commit.Unlock()
	epoch := newEpoch()
	if err := s.db.Update(func(tx *badger.Txn) error { return tx.Set([]byte("m/epoch"), []byte(epoch)) }); err != nil {
		return fmt.Errorf("new epoch: %w", err)
	}
	s.mu.Lock()
	s.epoch = epoch
	s.mu.Unlock()
	return nil
}

// At is the epoch and the last sequence.
func (s *Store) At() (epoch string, seq uint64) {
	s.mu.RLock()
	defer s.mu.RUnlock()
	return s.epoch, s.seq
}

// Close closes the database; after it nothing may be called.
func (s *Store) Close() error { return s.db.Close() }

// Commit writes the rows in one synced transaction and tells whose lists they
// are in. The order of rows is the order of sequences.
func (s *Store) Commit(rows []op.Row) ([]person.Scope, error) {
	s.commit.Lock()
	defer s.commit.Unlock()
	if len(rows) == 0 {
		return nil, nil
	}
	if err := s.room(); err != nil {
		return nil, err
	}
	_, seq := s.At()
	touched := map[person.Scope]bool{}
	tx := s.db.NewTransaction(true)
	defer tx.Discard()
	for _, row := range rows {
		seq++
		if err := write(tx, row, seq, touched); err != nil {
			return nil, fmt.Errorf("write %s: %w", row.Key, err)
		}
	}
	if err := tx.Set([]byte("m/seq"), binary.BigEndian.AppendUint64(nil, seq)); err != nil {
		return nil, fmt.Errorf("write sequence: %w", err)
	}
	if err := tx.Commit(); err != nil {
		return nil, fmt.Errorf("%w: %v", ErrUnknown, err)
	}
	s.mu.Lock()
	s.seq = seq
	s.mu.Unlock()
	scopes := make([]person.Scope, 0, len(touched))
	for scope := range touched {
		scopes = append(scopes, scope)
	}
	slices.Sort(scopes)
	return scopes, nil
}

// room asks the disk before Badger does.
func (s *Store) room() error {
	if s.dir == "" {
		return nil
	}
	var fs syscall.Statfs_t
	if err := syscall.Statfs(s.dir, &fs); err != nil {
		return fmt.Errorf("ask for room: %w", err)
	}
	if free := fs.Bavail * uint64(fs.Bsize); free < MinFree {
		return fmt.Errorf("%w: %d MiB free, %d wanted", ErrFull, free>>20, MinFree>>20)
	}
	return nil
}

// write puts one row and moves its index entries to seq.
func write(tx *badger.Txn, row op.Row, seq uint64, touched map[person.Scope]bool) error {
	key := rowKey(row.Key)
	old, had, err := get(tx, key)
	if err != nil {
		return err
	}
	next := stored{Seq: seq, Row: row}
	if had {
		for _, scope := range readers(old) {
			if err := tx.Delete(indexKey(scope, old.Seq)); err != nil {
				return err
			}
			if row.Gone || !slices.Contains(row.To, scope) {
				next.Was = append(next.Was, scope)
			}
		}
	}
	for _, scope := range readers(next) {
		touched[scope] = true
		if err := tx.Set(indexKey(scope, seq), []byte(row.Key.String())); err != nil {
			return err
		}
	}
	body, err := json.Marshal(next)
	if err != nil {
		return err
	}
	return tx.Set(key, body)
}

// readers is every scope whose list has the row: those that may read it, and
// those that must learn that they may not any more.
func readers(s stored) []person.Scope {
	all := slices.Clone(s.Was)
	if !s.Row.Gone {
		all = append(all, s.Row.To...)
	}
	slices.Sort(all)
	return slices.Compact(all)
}

func rowKey(k op.Key) []byte { return []byte("r/" + k.String()) }

func indexKey(scope person.Scope, seq uint64) []byte {
	return binary.BigEndian.AppendUint64(indexPrefix(scope), seq)
}

// indexPrefix ends in a zero byte, which no scope has, so that no scope's list
// begins another's.
func indexPrefix(scope person.Scope) []byte { return append([]byte("s/"+string(scope)), 0) }

func get(tx *badger.Txn, key []byte) (s stored, had bool, err error) {
	body, err := value(tx, key)
	if err != nil || body == nil {
		return s, false, err
	}
	if err := json.Unmarshal(body, &s); err != nil {
		return s, false, fmt.Errorf("stored row %q: %w", key, err)
	}
	return s, true, nil
}

// value is nil when there is none.
func value(tx *badger.Txn, key []byte) ([]byte, error) {
	item, err := tx.Get(key)
	if errors.Is(err, badger.ErrKeyNotFound) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	return item.ValueCopy(nil)
}

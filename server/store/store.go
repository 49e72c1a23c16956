// Package store is the city's memory: rows in Badger, an index by scope, and one
// synced commit a batch. It knows rows and scopes, never what is in them; ops and
// rules may not enter.
//
//	s, err := store.Open("data/rows")
//	from, to, touched, err := s.Commit(rows)
//	page, err := s.Since([]person.Scope{person.Public}, 0, 256<<10)
//
// # Keys
//
//	r/<table>/<id>                                  → row.go: sequence, readers, body
//	s/<scope> 00 <sequence, 8 bytes BE> <table>/<id> → nothing
//	m/seq                                           → 8 bytes BE: the last sequence that is in its place
//	m/known                                         → 8 bytes BE: how far the journal went when that was written
//	m/epoch                                         → the epoch's name
//	g/, t/, m/floor                                 → what is gone, and since when (sweep.go)
//	n/<table>                                       → 8 bytes BE: how many rows it has, gone ones too
//
// Every changed row gets a sequence of its own, and its index entries move there,
// so a scope holds one entry a row: a catch-up from zero is the snapshot. The
// index holds names, never copies; what a reader gets is decided by the record's
// audience at the moment of reading: the row, or that it is gone for them.
//
// A commit is durable when it is in the journal, a file beside Badger's own, and is told
// then. What it wrote is put in its place soon after; whoever reads meanwhile has it from
// memory (journal.go).
//
// The last commits are also kept in memory (recent.go), here and not in the hub:
// only the store knows in one breath what a sequence holds, who once had a row,
// and up to where that is true.
//
// # What is not believed
//
// An error from Badger's commit means "unknown", never "not written". A damaged
// log makes Badger open with less and say nothing: so the last sequence is also
// kept in a file outside (witness.go) and compared at start. A full disk kills the
// process, so the disk is asked before every commit.
package store

import (
	"crypto/rand"
	"encoding/binary"
	"encoding/hex"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"

	"github.com/dgraph-io/badger/v4"
	"github.com/dgraph-io/badger/v4/options"
)

// Errors that callers tell apart.
var (
	// ErrFull: the disk has less room than is kept free. Nothing was written.
	ErrFull = errors.New("the disk is nearly full")
	// ErrTooBig: the rows do not fit into one transaction. Nothing was written.
	ErrTooBig = errors.New("too much for one commit")
	// ErrUnknown: a commit failed, and whether it holds is known after the next
	// start. Whoever gets it answers nobody and stops.
	ErrUnknown = errors.New("the commit's outcome is unknown")
	// ErrLost: the store knows less than it did before. See AfterLoss.
	ErrLost = errors.New("the store has lost rows that it had")
)

// MinFree is how much room is kept free on the disk, in bytes.
const MinFree = 1 << 30

// Store is safe for many readers and one writer.
type Store struct {
	db      *badger.DB
	dir     string // empty: in memory
	options choices
	witness *witness // nil in memory
	closing sync.Once

	commit  sync.RWMutex // held for reading by each commit on its way, from Stage to Flush
	staging sync.Mutex   // one is staged at a time. Take commit before it, and mu after it; guards:
	staged  uint64       // up to here sequences are given
	last    <-chan struct{}
	journal *journal // of the one that flushes
	names   *names
	filer   *filer

	filing    sync.Mutex // one files at a time; guards counts. Take commit before it, and mu after it
	counts    counts
	fileFault func() error // for tests

	mu     sync.RWMutex // guards all below
	seq    uint64
	epoch  string
	floor  uint64
	recent *recent // a new one after a sweep
	cache  *cache  // has a lock of its own
	latest *latest // and so has this

	failed atomic.Bool // a write did
	reads  atomic.Int64
}

type choices struct {
	minFree   uint64
	free      func(dir string) (uint64, error)
	fault     func() error
	afterLoss bool
	recent    int // bytes of rows kept in memory
	cache     int // bytes of rows that were read lately
	lazy      bool
}

// Option changes how a store is opened.
type Option func(*choices)

// KeepFree sets how many bytes must stay free on the disk; MinFree if not given.
func KeepFree(bytes uint64) Option { return func(c *choices) { c.minFree = bytes } }

// AfterLoss opens a store that has lost rows, in a new epoch: phones then take
// everything anew and send again what they hold.
func AfterLoss() Option { return func(c *choices) { c.afterLoss = true } }

// Faulty makes commits fail where f gives an error, for tests: it stands for a
// flush that the disk did not do.
func Faulty(f func() error) Option { return func(c *choices) { c.fault = f } }

// Lazy leaves it to the system when commits reach the disk, for the test that shows
// what is lost then.
func Lazy() Option { return func(c *choices) { c.lazy = true } }

// Disk tells the free bytes of a folder in place of the system, for tests.
func Disk(free func(dir string) (uint64, error)) Option { return func(c *choices) { c.free = free } }

// Recent sets how many bytes of the last rows are held in memory.
func Recent(bytes int) Option { return func(c *choices) { c.recent = bytes } }

// Open opens the store in dir, or one in memory when dir is empty.
func Open(dir string, opts ...Option) (*Store, error) {
	c := choices{minFree: MinFree, free: Free, recent: recentBytes, cache: cacheBytes}
	for _, o := range opts {
		o(&c)
	}
	if dir != "" {
		if err := errors.Join(roomToOpen(dir, c), whole(dir), sound(settings(dir))); err != nil {
			return nil, fmt.Errorf("open store: %w", err)
		}
	}
	db, err := open(settings(dir).WithSyncWrites(dir != "" && !c.lazy))
	if err != nil {
		return nil, fmt.Errorf("open store: %w", err)
	}
	s := &Store{db: db, dir: dir, options: c}
	if err := s.begin(); err != nil {
		return nil, errors.Join(err, s.journal.close(), db.Close())
	}
	return s, nil
}

// valueThreshold is from where on Badger would keep values in its value log.
const valueThreshold = 1 << 20

// settings are those of a small machine, measured: they cost no speed in batches.
// No value is ever larger than the threshold (maxBody), so none leaves the tables,
// the value log stays empty, and its faults are not ours.
func settings(dir string) badger.Options {
	o := badger.DefaultOptions(dir).WithLogger(nil).
		WithMemTableSize(32 << 20).WithNumMemtables(2).WithNumLevelZeroTables(2).WithNumLevelZeroTablesStall(6).
		WithBaseTableSize(4 << 20).WithValueLogFileSize(64 << 20).WithValueThreshold(valueThreshold).
		WithBlockCacheSize(16 << 20).WithNumCompactors(2).
		WithDetectConflicts(false).                          // there is one writer at a time (Store.commit)
		WithChecksumVerificationMode(options.NoVerification) // sound does it, in our own goroutines
	if dir == "" {
		o = o.WithInMemory(true)
	}
	return o
}

// open tries again where a kill has left a half-made log file: the second try
// works and nothing is lost.
func open(o badger.Options) (db *badger.DB, err error) {
	for try := range 3 {
		db, err = badger.Open(o)
		if err == nil || !strings.Contains(err.Error(), "Create a new file") {
			return db, err
		}
		slog.Info("open store again after a half-made log file", "try", try+1, "err", err)
	}
	return nil, err
}

// openFree is what Badger needs to open: its log is a mapped file, and one without
// room behind it kills the process without a word (SIGBUS).
const openFree = 128 << 20

func roomToOpen(dir string, c choices) error {
	if c.minFree == 0 {
		return nil
	}
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return fmt.Errorf("make the folder: %w", err)
	}
	free, err := c.free(dir)
	if err == nil && free < openFree {
		err = fmt.Errorf("%w: %d MiB free, %d wanted to open the store", ErrFull, free>>20, openFree>>20)
	}
	return err
}

// whole refuses a folder that has tables but no list of them: Badger would open
// it empty and delete the tables.
func whole(dir string) error {
	tables, err := filepath.Glob(filepath.Join(dir, "*.sst"))
	if err != nil {
		return fmt.Errorf("look into %s: %w", dir, err)
	}
	if _, err := os.Stat(filepath.Join(dir, "MANIFEST")); len(tables) > 0 && errors.Is(err, os.ErrNotExist) {
		return fmt.Errorf("%w: %s has %d tables but no MANIFEST: restore a backup instead of opening it", ErrLost, dir, len(tables))
	}
	return nil
}

// begin reads where the store stands, compares it with the witness, and makes an
// epoch where there is none.
func (s *Store) begin() error {
	if err := s.readWhere(); err != nil {
		return fmt.Errorf("begin: %w", err)
	}
	if err := s.recount(); err != nil {
		return fmt.Errorf("begin: %w", err)
	}
	s.forget()
	lost, err := s.replay()
	if err != nil {
		return fmt.Errorf("begin: %w", err)
	}
	if s.dir != "" {
		s.witness = newWitness(s.dir)
		if err := s.compare(); err != nil {
			return err
		}
	}
	if s.epoch == "" || lost {
		if err := s.NewEpoch(); err != nil {
			return err
		}
	}
	if s.witness != nil {
		if err := s.witness.start(s.At); err != nil {
			return err
		}
	}
	s.filer = newFiler()
	ring(s.filer.wake)
	go s.keepFiling()
	return nil
}

func (s *Store) readWhere() error {
	return s.db.View(func(tx *badger.Txn) (err error) {
		if s.epoch, s.seq, err = where(tx); err != nil {
			return err
		}
		s.floor, err = readFloor(tx)
		return err
	})
}

// where reads epoch and sequence of what is filed as of the transaction's instant.
func where(tx *badger.Txn) (epoch string, seq uint64, err error) {
	e, err := value(tx, epochKey)
	if err != nil {
		return "", 0, fmt.Errorf("read epoch: %w", err)
	}
	n, err := value(tx, seqKey)
	if err != nil {
		return "", 0, fmt.Errorf("read sequence: %w", err)
	}
	if n != nil {
		seq = binary.BigEndian.Uint64(n)
	}
	return string(e), seq, nil
}

// compare asks the witness whether there was more.
func (s *Store) compare() error {
	epoch, seq, err := s.witness.read()
	if err != nil {
		return err
	}
	lost := seq > s.seq && (epoch == s.epoch || s.epoch == "")
	if !lost {
		return nil
	}
	if !s.options.afterLoss {
		return fmt.Errorf("%w: it is at %d, but was at %d (%s): restore a backup, or go on in a new epoch", ErrLost, s.seq, seq, s.witness.path)
	}
	slog.Error("the store has lost rows: a new epoch begins", "at", s.seq, "was", seq)
	return s.NewEpoch()
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
	if err := s.db.Update(func(tx *badger.Txn) error { return tx.Set(epochKey, []byte(epoch)) }); err != nil {
		return fmt.Errorf("new epoch: %w", err)
	}
	s.mu.Lock()
	s.epoch = epoch
	s.mu.Unlock()
	return nil
}

// forget empties the memory of recent commits: it knows everything after now. All must
// be filed.
func (s *Store) forget() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.recent = newRecent(s.seq, s.options.recent, s.names.hash)
	s.cache = newCache(s.options.cache)
	s.latest = newLatest(latestRows)
}

// At is the epoch and the last sequence.
func (s *Store) At() (epoch string, seq uint64) {
	s.mu.RLock()
	defer s.mu.RUnlock()
	return s.epoch, s.seq
}

// Close closes the database; after it nothing else may be called.
func (s *Store) Close() error {
	var err error
	s.closing.Do(func() {
		close(s.filer.quit)
		<-s.filer.done
		if !s.failed.Load() {
			if err = s.fileAll(); errors.Is(err, ErrFull) {
				err = nil // it stays in the journal
			}
		}
		if s.witness != nil {
			err = errors.Join(err, s.witness.stop())
		}
		err = errors.Join(err, s.journal.close(), s.db.Close())
	})
	return err
}

//go:build js && wasm

package browser

import (
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"strconv"
	"sync"
	"syscall/js"
	"time"

	"denghuo/app/replica"
	"denghuo/shared/op"
	"denghuo/shared/person"
)

// Keeper is a replica's storage in IndexedDB: for each person one database for the
// outbox, which is never thrown away, and one for the base, which may be.
//
//	denghuo.outbox.<person>
//	  entry  N → 8 bytes N, little-endian; 1 byte, 1 if refused; the stored envelope
//	  meta   "client" → name; "generation", "offered" → decimal;
//	         "aside/<hash>" → replica.Aside as JSON
//	  over   g → 1, for every generation g that has ended
//	denghuo.base.<person>
//	  row    number → a pack of rows, see packs; "mark/<client>" → that mark alone, see
//	         encodeRow. Before there were packs each row lay alone: table/id → the row
//	  meta   "epoch", "since" (decimal), "generation"
//	  over   as above
//
// Entries, rows and what lies aside have the frame of database.go in front. The
// worker and /rescue read the outbox too (web/outbox.js): what is written here is
// for ever. Each save begins with
// adding its own generation to over and taking it out again. If that generation
// has ended, the key is there, the add fails and the whole transaction with it.
// So a thawed tab can save nothing, and no save needs to wait for a read.
type Keeper struct {
	outbox, base *database

	mu      sync.Mutex
	terms   map[*database]int // generation of this tab; missing before Claim
	frozen  bool              // the base on the disk stays as it is until a fresh one
	stuck   bool              // and it does not answer at all
	onStale func()
	onFull  func() error // lets go what is not this outbox's; it may find nothing

	laid   packs // how rows lie on the disk; a replica reads and writes them one after the other
	laidIn int   // the term in which that was seen: in no other it is true
}

// OpenKeeper opens both databases of a person. Until Claim it only reads.
func OpenKeeper(who person.ID) (*Keeper, error) {
	k := &Keeper{terms: map[*database]int{}, onStale: func() {}, onFull: func() error { return nil }}
	other := make(chan error, 1)
	go func() {
		var err error
		k.base, err = openDatabase("denghuo.base."+string(who), "row", "meta", "over")
		other <- err
	}()
	var err error
	k.outbox, err = openDatabase("denghuo.outbox."+string(who), "entry", "meta", "over")
	if err := errors.Join(err, <-other); err != nil {
		return nil, err
	}
	return k, nil
}

// OnStale sets what is called, once a term, when a save shows that another tab has
// begun to write. Set it before Claim.
func (k *Keeper) OnStale(f func()) { k.onStale = f }

// OnFull sets what is let go first when the phone has no room for an op: pictures
// that the city has. Set it before Claim.
func (k *Keeper) OnFull(f func() error) { k.onFull = f }

// Claim makes this tab the only one whose saves succeed. A base that does not answer
// (a tab froze in the middle of a delta) is left to itself: ops are kept all the
// same, and rows come from the city.
func (k *Keeper) Claim() error {
	base := make(chan error, 1)
	go func() { base <- k.claimOne(k.base) }()
	if err := k.claimOne(k.outbox); err != nil {
		return fmt.Errorf("claim: %w", err)
	}
	timer := time.NewTimer(baseTime)
	defer timer.Stop()
	k.mu.Lock()
	k.frozen, k.stuck = false, false
	k.mu.Unlock()
	select {
	case err := <-base:
		if err != nil {
			return fmt.Errorf("claim: %w", err)
		}
	case <-timer.C:
		k.mu.Lock()
		k.frozen, k.stuck = true, true
		k.mu.Unlock()
	}
	return nil
}

func (k *Keeper) claimOne(d *database) error {
	g, err := claim(d)
	if err != nil {
		return err
	}
	k.mu.Lock()
	k.terms[d] = g
	k.mu.Unlock()
	return nil
}

// Stuck reports whether the base did not answer when it was claimed: Load leaves it
// out then.
func (k *Keeper) Stuck() bool {
	k.mu.Lock()
	defer k.mu.Unlock()
	return k.stuck
}

// keepOver is how many ended generations are remembered. A tab would have to
// sleep through that many openings of the app to be taken for the writer.
const keepOver = 1000

// claim ends the current generation and begins the next. Two tabs that do so at
// once both add the same key; the second fails and reads again.
func claim(d *database) (int, error) {
	var err error
	for range 3 {
		var was js.Value
		err = d.run(reading, []string{"meta"}, func(tx js.Value) {
			was = tx.Call("objectStore", "meta").Call("get", "generation")
		})
		if err != nil {
			return 0, err
		}
		g := number(was.Get("result"))
		err = d.run(relaxed, []string{"meta", "over"}, func(tx js.Value) {
			over := tx.Call("objectStore", "over")
			over.Call("add", 1, g)
			over.Call("delete", js.Global().Get("IDBKeyRange").Call("upperBound", g-keepOver))
			tx.Call("objectStore", "meta").Call("put", strconv.Itoa(g+1), "generation")
		})
		if err == nil {
			return g + 1, nil
		}
		if !named(err, "ConstraintError") {
			return 0, err
		}
	}
	return 0, err
}

func number(v js.Value) int {
	if v.Type() != js.TypeString {
		return 0
	}
	n, err := strconv.Atoi(v.String())
	if err != nil {
		return 0 // only we write it; a broken one begins anew
	}
	return n
}

func text(v js.Value) string {
	if v.Type() != js.TypeString {
		return ""
	}
	return v.String()
}

// Outbox is Load without the rows.
func (k *Keeper) Outbox() (replica.State, error) { return loadOutbox(k.outbox) }

// Load reads everything. A base that cannot be read counts as empty: the city
// gives it again. An outbox that cannot be read is an error.
func (k *Keeper) Load() (replica.State, error) {
	type half struct {
		s   replica.State
		err error
	}
	other := make(chan half, 1)
	if !k.Stuck() {
		go func() {
			s, err := k.loadBase()
			other <- half{s, err}
		}()
	}
	s, err := loadOutbox(k.outbox)
	if err != nil {
		return replica.State{}, err
	}
	if k.Stuck() {
		return s, nil
	}
	if base := <-other; base.err == nil {
		s.Epoch, s.Since, s.Rows = base.s.Epoch, base.s.Since, base.s.Rows
	}
	return s, nil
}

func loadOutbox(d *database) (replica.State, error) {
	var client, offered, all, aside js.Value
	err := d.run(reading, []string{"meta", "entry"}, func(tx js.Value) {
		meta := tx.Call("objectStore", "meta")
		client, offered, aside = meta.Call("get", "client"), meta.Call("get", "offered"), meta.Call("getAll", asides())
		all = tx.Call("objectStore", "entry").Call("getAll")
	})
	if err != nil {
		return replica.State{}, err
	}
	s := replica.State{Client: op.ClientID(text(client.Get("result"))), Offered: uint64(number(offered.Get("result")))}
	if s.Aside, err = readAside(aside.Get("result")); err != nil {
		return replica.State{}, fmt.Errorf("%s: %w", d.name, err)
	}
	records, err := together(all.Get("result"))
	if err != nil {
		return replica.State{}, err
	}
	for _, r := range records { // in the order of their keys, which are N
		e, err := decodeEntry(r)
		if err != nil {
			return replica.State{}, fmt.Errorf("%s: %w", d.name, err)
		}
		s.Entries = append(s.Entries, e)
	}
	return s, nil
}

// asides is where the refused lie; '0' is the character after '/'.
func asides() js.Value { return js.Global().Get("IDBKeyRange").Call("bound", "aside/", "aside0") }

func readAside(array js.Value) ([]replica.Aside, error) {
	records, err := together(array)
	if err != nil || len(records) == 0 {
		return nil, err
	}
	all := make([]replica.Aside, len(records))
	for i, r := range records { // in the order of their keys, which are hashes
		if err := json.Unmarshal(r, &all[i]); err != nil {
			return nil, fmt.Errorf("what was refused: %w", err)
		}
	}
	return all, nil
}

// loadBase reads all rows, and notes how they lie.
func (k *Keeper) loadBase() (s replica.State, err error) {
	term := k.term(k.base)
	var epoch, since, all js.Value
	err = k.base.run(reading, []string{"meta", "row"}, func(tx js.Value) {
		meta := tx.Call("objectStore", "meta")
		epoch, since = meta.Call("get", "epoch"), meta.Call("get", "since")
		all = tx.Call("objectStore", "row").Call("getAll")
	})
	if err != nil {
		return s, err
	}
	records, err := together(all.Get("result"))
	if err != nil {
		return s, err
	}
	s.Epoch = text(epoch.Get("result"))
	if s.Since, err = strconv.ParseUint("0"+text(since.Get("result")), 10, 64); err != nil {
		return s, err
	}
	laid, rows, err := unpack(records)
	if err != nil {
		return s, fmt.Errorf("%s: %w", k.base.name, err)
	}
	s.Rows, k.laid, k.laidIn = rows, laid, term
	return s, nil
}

// term is 0 for a tab that does not write.
func (k *Keeper) term(d *database) int {
	k.mu.Lock()
	defer k.mu.Unlock()
	return k.terms[d]
}

// Save takes one change: strict for the outbox, relaxed for the base and for notes.
// An op that finds no room makes some: what the city has or gives again goes first,
// an op never.
func (k *Keeper) Save(c replica.Change) error {
	if c.Base != nil {
		return k.saveBase(*c.Base)
	}
	err := k.saveOutbox(c)
	for _, room := range []func() error{k.onFull, k.dropRows} {
		if !errors.Is(err, ErrFull) {
			return err
		}
		if err := room(); err != nil {
			Complain("make room", err)
		}
		err = k.saveOutbox(c)
	}
	return err
}

func (k *Keeper) saveOutbox(c replica.Change) error {
	puts := make([][]byte, 0, len(c.Put)+len(c.Aside))
	for _, e := range c.Put {
		puts = append(puts, encodeEntry(e))
	}
	for _, a := range c.Aside {
		b, err := json.Marshal(a)
		if err != nil {
			return fmt.Errorf("encode what was refused: %w", err)
		}
		puts = append(puts, b)
	}
	g := strict
	if c.Note() {
		g = relaxed
	}
	return k.save(k.outbox, g, "entry", func(tx, entry js.Value) { issue(c, across(puts), tx.Call("objectStore", "meta"), entry) })
}

// issue makes all requests of an outbox change; it may not wait.
func issue(c replica.Change, records []js.Value, meta, entry js.Value) {
	if c.Fresh {
		entry.Call("clear")
		meta.Call("put", string(c.Client), "client")
		meta.Call("delete", "offered")
	}
	for i, e := range c.Put {
		entry.Call("put", records[i], float64(e.N))
	}
	for _, n := range c.Forget {
		entry.Call("delete", float64(n))
	}
	for i, a := range c.Aside {
		meta.Call("put", records[len(c.Put)+i], "aside/"+string(a.ID()))
	}
	for _, id := range c.LetGo {
		meta.Call("delete", "aside/"+string(id))
	}
	if c.Offered > 0 {
		meta.Call("put", strconv.FormatUint(c.Offered, 10), "offered")
	}
}

// dropRows empties the base on the disk: the next start asks the city for all of it.
func (k *Keeper) dropRows() error {
	k.mu.Lock()
	k.frozen = true
	k.mu.Unlock()
	return k.save(k.base, relaxed, "row", func(tx, row js.Value) {
		row.Call("clear")
		meta := tx.Call("objectStore", "meta")
		meta.Call("delete", "epoch")
		meta.Call("delete", "since")
	})
}

// saveBase keeps rows. When it cannot (full, slow), the base on the disk simply
// stays at the number where it is and is whole there; the next start asks the
// city from that number on. Only a fresh base is tried again, and a tab that has
// lost its turn is told so.
func (k *Keeper) saveBase(b replica.BaseChange) error {
	term := k.term(k.base)
	k.mu.Lock()
	skip := k.stuck || term > 0 && k.frozen && !b.Fresh
	k.mu.Unlock()
	if skip {
		return nil
	}
	err := k.lay(b, term)
	k.mu.Lock()
	k.frozen = err != nil
	k.mu.Unlock()
	if errors.Is(err, ErrElsewhere) {
		return err
	}
	return nil
}

// lay writes rows. How those before them lie was noted in this term, in which nobody
// else writes, or is read.
func (k *Keeper) lay(b replica.BaseChange, term int) error {
	if b.Fresh {
		k.laid = nil
	} else if k.laidIn != term {
		if _, err := k.loadBase(); err != nil {
			return err
		}
	}
	next, put, drop := k.laid.with(b.Put)
	k.laidIn = nowhere // as long as nobody knows
	err := k.save(k.base, relaxed, "row", func(tx, row js.Value) {
		if b.Fresh {
			row.Call("clear")
		}
		meta := tx.Call("objectStore", "meta")
		meta.Call("put", b.Epoch, "epoch")
		meta.Call("put", strconv.FormatUint(b.Since, 10), "since")
		putRows(row, b.Put, put, drop)
	})
	if err == nil {
		k.laid, k.laidIn = next, term
	}
	return err
}

const nowhere = -1 // is no term

// putRows puts packs, and alone what does not lie in one.
func putRows(store js.Value, rows []op.Row, put packs, drop []int) {
	for _, n := range drop {
		if n == strays { // they have names, as marks have; '0' is the character after '/'
			keys := js.Global().Get("IDBKeyRange")
			store.Call("delete", keys.Call("bound", "", "mark/"))
			store.Call("delete", keys.Call("lowerBound", "mark0"))
		} else {
			store.Call("delete", n)
		}
	}
	puts := make([][]byte, 0, len(put))
	for _, p := range put {
		puts = append(puts, p.encode())
	}
	for i, record := range across(puts) {
		store.Call("put", record, put[i].n)
	}
	for _, r := range rows { // in their order: the same key may come twice
		switch {
		case packed(r.Key):
		case r.Gone:
			store.Call("delete", r.Key.String())
		default:
			store.Call("put", across([][]byte{encodeRow(r)})[0], r.Key.String())
		}
	}
}

// save is one fenced transaction.
func (k *Keeper) save(d *database, g grade, store string, issue func(tx, store js.Value)) error {
	term := k.term(d)
	if term == 0 {
		return ErrElsewhere
	}
	err := d.run(g, []string{store, "meta", "over"}, func(tx js.Value) {
		over := tx.Call("objectStore", "over")
		over.Call("add", 1, term)
		over.Call("delete", term)
		issue(tx, tx.Call("objectStore", store))
	})
	switch {
	case named(err, "ConstraintError"):
		k.giveUp()
		return ErrElsewhere
	case named(err, "QuotaExceededError"):
		return ErrFull
	}
	return err
}

// giveUp makes this a reading keeper.
func (k *Keeper) giveUp() {
	k.mu.Lock()
	had := len(k.terms) > 0
	clear(k.terms)
	k.mu.Unlock()
	if had {
		k.onStale()
	}
}

func encodeEntry(e replica.Entry) []byte {
	b := binary.LittleEndian.AppendUint64(make([]byte, 0, 9+len(e.Raw)), e.N)
	if e.Refused {
		b = append(b, 1)
	} else {
		b = append(b, 0)
	}
	return append(b, e.Raw...)
}

func decodeEntry(b []byte) (replica.Entry, error) {
	if len(b) < 9 {
		return replica.Entry{}, errors.New("an entry cut off")
	}
	return replica.Entry{N: binary.LittleEndian.Uint64(b), Refused: b[8] == 1, Raw: b[9:]}, nil
}

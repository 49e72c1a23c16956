package authority

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"

	"denghuo/shared/op"
)

// recover catches a panic, but neither a stack that overflowed nor the system that
// kills for memory: such an op would kill the city, and its phone would send it
// again to the next one, for ever. So before a batch is run the hashes of its
// envelopes are noted in a small file, and crossed out when all have been run. Who
// finds them at start knows that the city died in the midst:
//
//	died in a batch                 each of its ops is run alone when it comes again
//	died running it alone, twice    it is answered as broken without being run
//
// Twice, because somebody may pull the plug in just that moment; an innocent op that
// was met by three such moments in a row would be told "broken" and keep its words on
// the phone. A commit is outside of what is noted, so nearly every kill finds nothing.
//
// The file is mapped and never synced: it is about the death of a process, whose
// memory the system keeps. So a note costs a copy of 33 bytes an op, and cannot wait
// for a disk. As text, the first line padded to a fixed length and written last:
//
//	<number of hashes> <deaths of the first before this>\n
//	<hash>\n …
const (
	headLength = 32
	enough     = 3 // deaths: one in a batch, two alone
	hashLength = 32
	noteSize   = headLength + Batch*(hashLength+1)
	maxWary    = 1 << 16 // bytes of the file of suspects that are believed
)

// diary is used by one goroutine at a time. The zero value notes nothing.
type diary struct {
	note     []byte          // the mapped file, noteSize long, or nil
	deaths   map[op.Hash]int // suspects
	suspects string          // path
}

// Beware notes batches in dir, and reads what was noted when the city died. Call it
// before the first batch.
func (a *Authority) Beware(dir string) error {
	d := diary{deaths: map[op.Hash]int{}, suspects: filepath.Join(dir, "suspects")}
	if err := errors.Join(d.open(filepath.Join(dir, "deciding")), d.remember()); err != nil {
		return fmt.Errorf("open the diary: %w", err)
	}
	d.find()
	if err := d.keep(); err != nil {
		return fmt.Errorf("keep suspects: %w", err)
	}
	d.rest()
	for hash, deaths := range d.deaths {
		a.log.Error("the city died while it ran this op", "hash", hash, "deaths", deaths, "broken", deaths >= enough)
	}
	a.diary = d
	return nil
}

// open maps the file, whole, so that no note ever needs room on the disk.
func (d *diary) open(path string) error {
	f, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return err
	}
	defer f.Close()
	size, err := f.Seek(0, io.SeekEnd)
	if err == nil && size < noteSize {
		_, err = f.Write(make([]byte, noteSize-size))
	}
	if err == nil {
		d.note, err = syscall.Mmap(int(f.Fd()), 0, noteSize, syscall.PROT_READ|syscall.PROT_WRITE, syscall.MAP_SHARED)
	}
	return err
}

// Forget closes the diary; nothing may be decided any more.
func (a *Authority) Forget() error {
	a.lock()
	defer a.mu.Unlock()
	note := a.diary.note
	if a.diary.note = nil; note == nil {
		return nil
	}
	return syscall.Munmap(note)
}

// remember reads those who were proved guilty at earlier starts: their phones may
// come late. Mere suspects are forgotten at the second start.
func (d *diary) remember() error {
	b, err := os.ReadFile(d.suspects)
	if errors.Is(err, os.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	for line := range strings.Lines(string(b[:min(len(b), maxWary)])) {
		var hash op.Hash
		var deaths int
		if n, _ := fmt.Sscan(line, &hash, &deaths); n == 2 && deaths >= enough {
			d.deaths[hash] = deaths
		}
	}
	return nil
}

// find reads what was being run when the city died.
func (d *diary) find() {
	var n, before int
	if _, err := fmt.Sscan(string(d.note[:headLength]), &n, &before); err != nil {
		return // the first start
	}
	for _, hash := range bytes.Fields(d.note[headLength:]) {
		if n--; n < 0 || len(hash) != hashLength {
			return
		}
		d.deaths[op.Hash(hash)], before = before+1, 0
	}
}

// keep writes the suspects down for the starts to come.
func (d *diary) keep() error {
	var b strings.Builder
	for hash, deaths := range d.deaths {
		fmt.Fprintln(&b, hash, deaths)
	}
	return os.WriteFile(d.suspects, []byte(b.String()), 0o600)
}

// cut takes the next jobs that may run together: a suspect runs alone.
func (d *diary) cut(jobs []*Job) (now, rest []*Job) {
	if len(d.deaths) == 0 {
		return jobs, nil
	}
	for i, j := range jobs {
		if d.deaths[j.hash] > 0 {
			i = max(i, 1)
			return jobs[:i], jobs[i:]
		}
	}
	return jobs, nil
}

// run notes what is run next.
func (d *diary) run(jobs []*Job) {
	if d.note == nil {
		return
	}
	n, text := 0, d.note[headLength:]
	for _, j := range jobs {
		if len(j.hash) == hashLength && len(text) > hashLength { // not the city's own: nobody sends them again
			copy(text, j.hash)
			text[hashLength] = '\n'
			n, text = n+1, text[hashLength+1:]
		}
	}
	if n > 0 {
		d.head(n, d.deaths[jobs[0].hash])
	}
}

// rest crosses out what was noted: all of it has been run.
func (d *diary) rest() {
	if d.note != nil {
		d.head(0, 0)
	}
}

func (d *diary) head(n, deaths int) {
	b := d.note[:0:headLength]
	b = append(strconv.AppendInt(b, int64(n), 10), ' ')
	b = strconv.AppendInt(b, int64(deaths), 10)
	for len(b) < headLength-1 {
		b = append(b, ' ')
	}
	d.note[headLength-1] = '\n'
}

// broken reports whether an op has killed the city often enough.
func (d *diary) broken(hash op.Hash) bool { return d.deaths[hash] >= enough }

// acquit forgets the suspects among jobs that were decided.
func (d *diary) acquit(jobs []*Job) {
	if len(d.deaths) == 0 {
		return
	}
	for _, j := range jobs {
		delete(d.deaths, j.hash)
	}
}

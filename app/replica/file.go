package replica

import (
	"encoding/json"
	"fmt"
	"time"

	"denghuo/shared/city"
	"denghuo/shared/op"
	"denghuo/shared/person"
	"denghuo/shared/wire"
)

// File is an outbox as a file: what has not gone, as it is stored, and what was not
// accepted. /rescue writes the same without this program.
//
//	{"denghuo":"outbox","version":1,"by":"d-…","made":"…","ops":[envelope,…],
//	 "refused":[{"raw":envelope,"refusal":{…}},…],"photos":{"hash":"base64",…}}
type File struct {
	Denghuo string            `json:"denghuo"` // "outbox"
	Version int               `json:"version"`
	By      person.ID         `json:"by"`
	Made    time.Time         `json:"made"`
	Ops     []json.RawMessage `json:"ops"`
	Refused []Aside           `json:"refused,omitempty"`
	Photos  map[string][]byte `json:"photos,omitempty"` // that the city does not have, by hash
}

// Limits of a file that is read.
const (
	MaxFile    = 64 << 20 // bytes, photos included
	maxFileOps = 10_000
)

// Codes for a file that is not taken.
const (
	NotAFile    op.Code = "not_an_outbox" // no file of ours
	NewerFile   op.Code = "newer_file"    // of a program newer than this
	OtherPerson op.Code = "other_person"  // made by somebody else, or by another phone without a card
)

// Export is what a person would lose with this phone. Photos are the caller's.
func (r *Replica) Export() File {
	r.mu.Lock()
	defer r.mu.Unlock()
	f := File{Denghuo: "outbox", Version: 1, By: r.me.ID, Made: r.now().UTC(), Ops: []json.RawMessage{}, Refused: r.aside}
	for _, e := range r.pending() {
		f.Ops = append(f.Ops, e.Raw)
	}
	return f
}

// ReadFile reads a file of ours; what is none is a refusal.
func ReadFile(b []byte) (File, error) {
	var f File
	switch {
	case len(b) > MaxFile:
		return f, op.Refuse(op.TooLong, "file")
	case json.Unmarshal(b, &f) != nil || f.Denghuo != "outbox" || f.Version < 1:
		return File{}, op.Refuse(NotAFile, "")
	case f.Version > 1:
		return File{}, op.Refuse(NewerFile, "")
	case len(f.Ops) > maxFileOps || len(f.Refused) > maxFileOps:
		return File{}, op.Refuse(op.TooLong, "file")
	}
	return f, nil
}

// Imported is what became of a file's lines.
type Imported struct {
	Taken   int // put into the outbox
	Known   int // here already: waiting, or heard by the city in the last 90 days
	Refused []Line
}

// Line is one op of a file that was not taken, and why.
type Line struct {
	At      int // its place in the file, from 1
	Kind    string
	Refusal op.Refusal
}

// Import puts the ops of a file behind the outbox. They must be this person's own.
// Nothing happens twice: what is here is known by its bytes, and what another phone
// has sent meanwhile is harmless to repeat, since ops carry their IDs. It stops at
// the first that storage does not take.
func (r *Replica) Import(f File) (Imported, error) {
	r.writing.Lock()
	defer r.writing.Unlock()
	var done Imported
	if f.By != r.me.ID {
		return done, op.Refuse(OtherPerson, "")
	}
	known := r.known()
	for i, raw := range f.Ops {
		env, err := wire.DecodeEnvelope(raw)
		if err == nil {
			err = r.take(env, known, &done)
		} else {
			err = op.Refuse(op.Malformed, "")
		}
		if refusal, no := op.AsRefusal(err); no {
			done.Refused = append(done.Refused, Line{i + 1, env.Kind, refusal})
		} else if err != nil {
			return done, fmt.Errorf("import line %d: %w", i+1, err)
		}
	}
	return done, r.takeAside(f.Refused)
}

// known is the ops that are here, by kind and bytes.
func (r *Replica) known() map[string]bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	known := map[string]bool{}
	for _, e := range r.entries {
		known[e.env.Kind+" "+string(e.env.Op)] = true
	}
	return known
}

// take is one op of a file.
func (r *Replica) take(env wire.Envelope, known map[string]bool, done *Imported) error {
	if env.By != r.me.ID {
		return op.Refuse(OtherPerson, "")
	}
	name := env.Kind + " " + string(env.Op)
	if known[name] {
		done.Known++
		return nil
	}
	o, err := city.Decode(env.Kind, env.Op)
	if refusal, no := op.AsRefusal(err); no && refusal.Code != op.Unknown {
		return err
	}
	if err := r.add(o, env.Kind, env.Op, env.At); err != nil {
		return err
	}
	known[name] = true
	done.Taken++
	return nil
}

// takeAside keeps what was not accepted before; a line that cannot be read is not
// worth more than the file it stands in.
func (r *Replica) takeAside(all []Aside) error {
	var change Change
	for _, a := range all {
		if env, err := wire.DecodeEnvelope(a.Raw); err == nil && env.By == r.me.ID {
			change.Aside = append(change.Aside, a)
		}
	}
	if change.Note() {
		return nil
	}
	r.mu.Lock()
	defer r.ring()
	defer r.mu.Unlock()
	if err := r.save(change); err != nil {
		return fmt.Errorf("import what was refused: %w", err)
	}
	r.aside = applyAside(r.aside, change)
	return nil
}

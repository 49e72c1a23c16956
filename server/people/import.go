package people

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"time"

	"denghuo/server/authority"
	"denghuo/shared/account"
	"denghuo/shared/op"
	"denghuo/shared/person"
)

// maxNamed is how many wrong lines are named; of more only the count is told.
const maxNamed = 1000

// WrongLine is a line of the register's file that was not taken.
type WrongLine struct {
	Line int     `json:"line"` // from 1, the header
	Code op.Code `json:"code"`
}

// Imported is what became of a file.
type Imported struct {
	Added   int         `json:"added"`
	Changed int         `json:"changed"`
	Same    int         `json:"same"`
	Wrong   []WrongLine `json:"wrong"` // the first maxNamed
	Wrongs  int         `json:"wrongs"`
	Broken  string      `json:"broken,omitempty"` // why the rest of the file was not looked at
	Line    int         `json:"line"`             // the last one that was looked at
}

// Import brings in the card register: every good line is taken, every wrong one is
// named, and nothing else happens to cards that the file does not have. Memory does
// not grow with the file. One file is brought in at a time; errBusy says that another
// one is. When the city cannot go on, what was taken stays and is told with the
// error; bringing the file in again is harmless.
func (c *Cards) Import(ctx context.Context, r io.Reader, by person.Actor) (done Imported, err error) {
	if !c.file.TryLock() {
		return done, errBusy
	}
	defer c.file.Unlock()
	done.Wrong = []WrongLine{}
	f, err := openCards(r)
	if err != nil {
		return done, err
	}
	var batch []account.Listing
	for {
		line, err := f.next()
		done.Line = f.Line
		refusal, wrong := op.AsRefusal(err)
		switch {
		case errors.Is(err, io.EOF):
			return done, c.list(ctx, &done, batch, by)
		case wrong:
			done.note(f.Line, refusal.Code)
			continue
		case err != nil:
			return done, errors.Join(c.list(ctx, &done, batch, by), fmt.Errorf("read the register's file: %w", err))
		}
		listing, err := c.listing(line)
		if err != nil {
			return done, err
		}
		if batch = append(batch, listing); len(batch) < account.MaxListings {
			continue
		}
		if err := c.list(ctx, &done, batch, by); err != nil {
			return done, err
		}
		batch = batch[:0]
	}
}

func (d *Imported) note(line int, code op.Code) {
	if d.Wrongs++; len(d.Wrong) < maxNamed {
		d.Wrong = append(d.Wrong, WrongLine{line, code})
	}
}

// listing hashes and seals a line.
func (c *Cards) listing(l cardLine) (account.Listing, error) {
	card := c.Keys.card(l.number)
	sealed, err := c.Keys.seal(card, l.phone)
	if err != nil {
		return account.Listing{}, err
	}
	return account.Listing{Card: card, Name: maskName(l.name), NameHash: c.Keys.name(card, l.name), Phone: sealed, PhoneHash: c.Keys.phone(l.phone)}, nil
}

// list has a batch decided, and counts what was new in it.
func (c *Cards) list(ctx context.Context, done *Imported, batch []account.Listing, by person.Actor) error {
	if len(batch) == 0 {
		return nil
	}
	counted := *done
	c.people.read(func(r op.Reader) {
		seen := map[op.ID]account.Listing{} // a card may be there twice: the last line counts
		for _, l := range batch {
			old, had := account.Cards.Get(r, l.Card)
			before, twice := seen[l.Card]
			seen[l.Card] = l
			switch {
			case twice && before.NameHash == l.NameHash && before.PhoneHash == l.PhoneHash, !twice && had && old.Says(l):
				counted.Same++
			case had || twice:
				counted.Changed++
			default:
				counted.Added++
			}
		}
	})
	if err := c.people.insist(ctx, account.List{Cards: batch}, by); err != nil {
		return err
	}
	*done = counted
	return nil
}

// insistFor is how long a full queue is waited for; a rush of claims goes first.
const insistFor = 30 * time.Second

// insist has an op decided, and comes again where the city has too much to do.
func (p *People) insist(ctx context.Context, o op.Op, by person.Actor) error {
	ctx, cancel := context.WithTimeout(ctx, insistFor)
	defer cancel()
	for wait := 10 * time.Millisecond; ; wait = min(2*wait, time.Second) {
		err := p.do(ctx, o, by)
		if !errors.Is(err, authority.ErrLater) {
			return err
		}
		if stopped := pause(ctx, wait); stopped != nil {
			return err
		}
	}
}

// take is Import for an administrator's browser or script.
func (c *Cards) take(w http.ResponseWriter, r *http.Request) {
	by, err := c.people.Actor(r.Context(), "", Cookie(r))
	if err == nil && !by.Is(person.Admin) {
		err = op.Refuse(op.NotYours, "")
	}
	if err != nil {
		c.people.refuse(w, err)
		return
	}
	done, err := c.Import(r.Context(), http.MaxBytesReader(w, r.Body, maxRegister), by)
	if err == nil {
		c.people.answer(w, done)
		return
	}
	c.refuseFile(w, done, err)
}

// maxRegister is the largest file, in bytes: a city of fifteen million fits.
const maxRegister = 1 << 30

// refuseFile says why a file was not taken, or not to its end, and what was.
func (c *Cards) refuseFile(w http.ResponseWriter, done Imported, err error) {
	if done.Line <= 1 {
		c.people.refuse(w, err)
		return
	}
	c.people.Log.Error("bring in the card register", "line", done.Line, "err", err)
	done.Broken = "later"
	if big := (*http.MaxBytesError)(nil); errors.As(err, &big) {
		done.Broken = "too_big"
	}
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(http.StatusServiceUnavailable)
	c.people.answer(w, done)
}

// Count tells how many cards the register has, and how many are bound. It reads the
// whole register.
func (c *Cards) Count() (cards, bound int) {
	c.people.read(func(r op.Reader) {
		account.Cards.Each(r, func(card account.Card) bool {
			cards++
			if card.Holder != "" {
				bound++
			}
			return true
		})
	})
	return cards, bound
}

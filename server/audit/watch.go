package audit

import (
	"context"
	"fmt"
	"log/slog"
	"sync"
	"time"

	"denghuo/server/authority"
	"denghuo/server/store"
	"denghuo/shared/audit"
	"denghuo/shared/op"
	"denghuo/shared/person"
	"denghuo/shared/privacy"
)

// Keep is how long entries are kept: as the privacy table promises, and never less
// than audit.Kept.
func Keep() time.Duration {
	line, _ := privacy.Of(audit.Entries.Name)
	return max(audit.Kept, time.Duration(line.Term.Days)*24*time.Hour)
}

// Watch checks the chain: all of it at the start and each night, what is new when
// somebody looks.
type Watch struct {
	store     *store.Store
	authority *authority.Authority
	now       func() time.Time
	log       *slog.Logger

	mu    sync.Mutex
	check *audit.Check // how far it was whole; nil: not yet begun
	wrong error        // stays: what was changed does not get right again
}

// NewWatch is a watch over a city.
func NewWatch(s *store.Store, a *authority.Authority, now func() time.Time, log *slog.Logger) *Watch {
	return &Watch{store: s, authority: a, now: now, log: log}
}

// Whole goes on from where it was and tells the first thing that is wrong, or nil.
func (w *Watch) Whole() error {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.wrong == nil {
		w.wrong = w.goOn()
	}
	return w.wrong
}

func (w *Watch) goOn() (err error) {
	w.check, err = w.walk(w.check)
	return err
}

// walk checks from where a check was, or from the beginning.
func (w *Watch) walk(c *audit.Check) (_ *audit.Check, err error) {
	r := w.store.Read(nil)
	defer r.Close()
	h := audit.HeadOf(r)
	if c == nil || c.At() < h.Gone {
		c = audit.CheckFrom(h)
	}
	r.EachFrom(audit.Entries.Name, audit.EntryID(c.At()+1), func(row op.Row) bool {
		err = c.Next(row)
		return err == nil
	})
	if err != nil {
		return c, err
	}
	return c, c.End(h)
}

// Anew reads all again, while others may look, and says loudly what is wrong. It
// takes a minute for a million entries.
func (w *Watch) Anew() {
	c, err := w.walk(nil)
	w.mu.Lock()
	w.check, w.wrong = c, err
	w.mu.Unlock()
	if err != nil {
		w.log.Error("the audit log was changed: look at who has access to this machine, and at a backup", "err", err)
	}
}

// Run checks and trims now and each night until ctx ends.
func (w *Watch) Run(ctx context.Context) {
	night := time.NewTicker(24 * time.Hour)
	defer night.Stop()
	for {
		w.Anew()
		if err := w.Trim(ctx); err != nil && ctx.Err() == nil {
			w.log.Error("trim the audit log", "err", err)
		}
		select {
		case <-ctx.Done():
			return
		case <-night.C:
		}
	}
}

// trim is the op that cuts, in the order of everything else.
type trim struct{ to uint64 }

func (trim) Kind() op.Kind           { return op.Kind{Name: audit.TrimKind, Delivery: op.Inner} }
func (trim) Check() error            { return nil }
func (t trim) About() op.Key         { return audit.Entries.Key(audit.EntryID(t.to)) }
func (trim) Audited() bool           { return true }
func (t trim) Apply(tx *op.Tx) error { return audit.Cut(tx, t.to) }

// Trim lets go what was kept long enough, unless the chain is broken: then all of it
// is evidence.
func (w *Watch) Trim(ctx context.Context) error {
	if err := w.Whole(); err != nil {
		return fmt.Errorf("trim nothing: %w", err)
	}
	for {
		r := w.store.Read(nil)
		to := audit.Old(r, w.now(), Keep())
		r.Close()
		if to == 0 {
			return nil
		}
		if err := w.authority.Ask(ctx, trim{to}, person.TheCity(), w.now()); err != nil {
			return fmt.Errorf("trim to entry %d: %w", to, err)
		}
	}
}

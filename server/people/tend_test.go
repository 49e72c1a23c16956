package people

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"denghuo/server/store"
	"denghuo/shared/lamp"
	"denghuo/shared/op"
)

const day = 24 * time.Hour

// TestTendGoesOnByItself: what is due by its date is taken on, and nothing else; an
// hour in which nothing is due writes nothing.
func TestTendGoesOnByItself(t *testing.T) {
	w := newOffice(t)
	for _, id := range []string{"repaired", "asked", "fresh"} {
		w.report(deviceToken(id), op.ID(id))
	}
	w.do(lamp.Move{Spot: "at-repaired", From: lamp.Sent, To: lamp.Repairing, Crew: "erqi"},
		lamp.Move{Spot: "at-repaired", From: lamp.Repairing, To: lamp.Fixed},
		lamp.Move{Spot: "at-asked", From: lamp.Sent, To: lamp.Returned, Reason: "where"})
	begin := w.clock.Now()
	for _, step := range []struct {
		after           time.Duration
		repaired, asked lamp.State
		commits         int
	}{
		{5 * day, lamp.Fixed, lamp.Returned, 0},
		{5*day + time.Hour, lamp.Fixed, lamp.Declined, 1},
		{7 * day, lamp.Lit, lamp.Declined, 1},
		{7*day + time.Hour, lamp.Lit, lamp.Declined, 0},
		{22 * day, lamp.Closed, lamp.Declined, 1},
	} {
		w.clock.pass(begin.Add(step.after).Sub(w.clock.Now()))
		done, err := w.people.Tend(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		repaired, asked, fresh := w.spot("at-repaired"), w.spot("at-asked"), w.spot("at-fresh")
		if repaired.State != step.repaired || asked.State != step.asked || fresh.State != lamp.Sent || done != step.commits {
			t.Errorf("after %s: %s, %s, %s in %d commits; want %+v", step.after, repaired.State, asked.State, fresh.State, done, step)
		}
	}
	if proof := w.spot("at-repaired").Proof; proof != lamp.ByNights {
		t.Errorf("it counts as lit by %q", proof)
	}
	if last := w.spot("at-asked").Steps; last[len(last)-1].Reason != lamp.Unanswered {
		t.Errorf("it was declined for %q", last[len(last)-1].Reason)
	}
}

// TestTendTakesManyInSmallCommits: no more at once than one commit takes, and all of it.
func TestTendTakesManyInSmallCommits(t *testing.T) {
	w := newOffice(t)
	const many = lamp.TendAtOnce + 5
	for i := range many {
		id := op.ID(fmt.Sprint("s", i))
		w.do(lamp.Submit{ID: id, Spot: id, Fault: lamp.Dark, Place: lamp.Place{Words: "路"}},
			lamp.Move{Spot: id, From: lamp.Sent, To: lamp.Returned, Reason: "where"})
	}
	w.clock.pass(6 * day)
	if done, err := w.people.Tend(t.Context()); err != nil || done != 2 {
		t.Fatalf("%d commits: %v", done, err)
	}
	for i := range many {
		if s := w.spot(op.ID(fmt.Sprint("s", i))); s.State != lamp.Declined {
			t.Fatalf("%s is %s", s.ID, s.State)
		}
	}
}

// TestHourly: soon after the start, then by the hour; a failure is logged and tried
// again, and only an unknown outcome ends it.
func TestHourly(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var said bytes.Buffer
		var at []time.Duration
		begin := time.Now()
		answers := []error{nil, errors.New("the disk is full"), nil, store.ErrUnknown}
		err := hourly(t.Context(), func(context.Context) (int, error) {
			at = append(at, time.Since(begin))
			return 0, answers[len(at)-1]
		}, slog.New(slog.NewTextHandler(&said, nil)))
		if !errors.Is(err, store.ErrUnknown) {
			t.Errorf("it ended with %v", err)
		}
		for i, want := range []time.Duration{time.Minute, time.Minute + time.Hour, time.Minute + 2*time.Hour, time.Minute + 3*time.Hour} {
			if i >= len(at) || at[i] != want {
				t.Fatalf("it looked at %v", at)
			}
		}
		if text := said.String(); !strings.Contains(text, "the disk is full") || strings.Count(text, "\n") != 1 {
			t.Errorf("the log says %q", text)
		}
	})
	synctest.Test(t, func(t *testing.T) {
		ctx, stop := context.WithCancel(t.Context())
		ended := make(chan error, 1)
		go func() {
			ended <- hourly(ctx, func(context.Context) (int, error) { return 0, ctx.Err() }, slog.New(slog.DiscardHandler))
		}()
		synctest.Wait()
		stop()
		if err := <-ended; err != nil {
			t.Error(err)
		}
	})
}

func (w *office) spot(id op.ID) (s lamp.Spot) {
	w.people.read(func(r op.Reader) { s, _ = lamp.Spots.Get(r, id) })
	return s
}

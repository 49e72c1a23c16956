package gate

import (
	"net/http"
	"strings"
	"testing"

	"denghuo/shared/lamp"
	"denghuo/shared/op"
	"denghuo/shared/person"
	shared "denghuo/shared/photo"
)

// TestPhotoIsForThoseWhoMaySeeIt: a resident's photo is their own and the staff's
// until a clerk lets it out, and again once it is taken back; the photo of a repair is
// also for those who spoke about the lamp.
func TestPhotoIsForThoseWhoMaySeeIt(t *testing.T) {
	w := newTown(t)
	reporter, stranger, staff := w.phone(deviceToken("a")).greet(), w.phone(deviceToken("b")).greet(), w.staff()
	nobody := w.phone("")
	body, before := jpegOf(t, 32, 24)
	if resp := reporter.do("PUT", "/photo/"+before, body); resp.StatusCode != http.StatusCreated {
		t.Fatal(resp.Status)
	}
	repaired, after := jpegOf(t, 24, 32)
	if resp := staff.do("PUT", "/photo/"+after, repaired); resp.StatusCode != http.StatusCreated {
		t.Fatal(resp.Status)
	}
	by := person.Actor{ID: reporter.id}
	if err := w.city.Ask(t.Context(), lamp.Submit{ID: "r", Spot: "s", Fault: lamp.Dark, Place: lamp.Place{Words: "路"}, Photos: []shared.Hash{shared.Hash(before)}}, by, w.gate.Now()); err != nil {
		t.Fatal(err)
	}
	sees := func(when string, hash string, mine, others, all int) {
		t.Helper()
		for name, c := range map[string]struct {
			p    *phone
			want int
		}{"the reporter": {reporter, mine}, "a stranger": {stranger, others}, "nobody": {nobody, all}, "the staff": {staff, 200}} {
			if resp := c.p.do("GET", "/photo/"+hash, nil); resp.StatusCode != c.want {
				t.Errorf("%s, %s: %s, want %d", when, name, resp.Status, c.want)
			}
		}
	}
	sees("not let out", before, 200, 404, 404)
	w.decide(lamp.LetOut{ID: "l1", Spot: "s", Photo: shared.Hash(before), Public: true})
	sees("let out", before, 200, 200, 200)
	w.decide(lamp.LetOut{ID: "l2", Spot: "s", Photo: shared.Hash(before)})
	sees("taken back", before, 200, 404, 404)

	sees("not of any repair", after, 404, 404, 404)
	w.decide(lamp.Move{ID: "m1", Spot: "s", From: lamp.Sent, To: lamp.Repairing, Crew: "erqi"},
		lamp.Move{ID: "m2", Spot: "s", From: lamp.Repairing, To: lamp.Fixed, Photos: []shared.Hash{shared.Hash(after)}})
	sees("repaired", after, 200, 404, 404)
	w.decide(lamp.LetOut{ID: "l3", Spot: "s", Photo: shared.Hash(after), Public: true})
	sees("the repair let out", after, 200, 200, 200)
	if kept := stranger.do("GET", "/photo/"+after, nil).Header.Get("Cache-Control"); strings.Contains(kept, "immutable") {
		t.Errorf("what may be taken back is kept: %s", kept)
	}
	w.decide(lamp.LetOut{ID: "l4", Spot: "s", Photo: shared.Hash(after)},
		lamp.Undo{ID: "u", Spot: "s", Step: op.ID("m2")})
	sees("the repair undone", after, 404, 404, 404)
}

package lamp_test

import (
	"testing"

	"denghuo/shared/lamp"
	"denghuo/shared/op"
	"denghuo/shared/person"
	"denghuo/shared/photo"
)

// What the streets of e2e/sim have found, 2026-11.

var shot = photo.Name([]byte("after"))

// deeds are done in a new town in which s has a report of the reporter and z one of
// another; all of them must be taken.
func deeds(t *testing.T, all ...op.Op) *town {
	t.Helper()
	w := newTown()
	for id, by := range map[op.ID]person.Actor{"s": reporter, "z": other} {
		if err := w.do(report("r"+id, id), by); err != nil {
			t.Fatal(err)
		}
	}
	w.all(t, all...)
	return w
}

func (w *town) all(t *testing.T, all ...op.Op) {
	t.Helper()
	for _, o := range all {
		if err := w.do(o, clerk); err != nil {
			t.Fatalf("%+v: %v", o, err)
		}
	}
}

func give(job op.ID, crew string) lamp.Move {
	return lamp.Move{ID: job, Spot: "s", From: lamp.Checked, To: lamp.Repairing, Crew: crew}
}

func step(id op.ID, from, to lamp.State) lamp.Move {
	return lamp.Move{ID: id, Spot: "s", From: from, To: to, Reason: "r", Owner: lamp.OfEstate}
}

// A crew without a network closes a job that was taken from it and given to another
// crew: the state is the one that it saw, the job is not.
func TestAJobThatWasGivenAnewIsNotClosedByTheCrewBefore(t *testing.T) {
	w := deeds(t, step("m1", lamp.Sent, lamp.Checked), give("j1", "a"), step("m2", lamp.Repairing, lamp.Checked), give("j2", "b"))
	done := step("m3", lamp.Repairing, lamp.Fixed)
	done.Job = "j1"
	if err := w.do(done, crew); code(err) != op.Moved {
		t.Fatalf("the crew is told %v", err)
	}
	if j, _ := lamp.Jobs.Get(w.rows, "j2"); !j.Open() {
		t.Fatalf("the other crew's job is %+v", j)
	}
	done.ID, done.Job = "m4", "j2"
	if err := w.do(done, crew); err != nil {
		t.Fatal(err)
	}
}

// The same of an answer: "still dark" is about the repair that its person saw.
func TestStillDarkIsAboutTheRepairThatWasSeen(t *testing.T) {
	w := deeds(t, step("m1", lamp.Sent, lamp.Checked), give("j1", "a"), step("m2", lamp.Repairing, lamp.Fixed),
		step("m3", lamp.Fixed, lamp.Checked), give("j2", "a"), step("m4", lamp.Repairing, lamp.Fixed))
	dark := step("m5", lamp.Fixed, lamp.Checked)
	dark.Job = "j1"
	if err := w.do(dark, reporter); code(err) != op.Moved {
		t.Fatalf("the second repair is contradicted by who saw the first: %v", err)
	}
}

// A spot that is looked at anew after its repair is over: the job stays closed.
func TestAJobThatIsOverIsNotRecalled(t *testing.T) {
	w := deeds(t, step("m1", lamp.Sent, lamp.Checked), give("j1", "a"), step("m2", lamp.Repairing, lamp.Fixed),
		step("m3", lamp.Fixed, lamp.Checked), step("m4", lamp.Checked, lamp.Watched), step("m5", lamp.Watched, lamp.Checked))
	if j, _ := lamp.Jobs.Get(w.rows, "j1"); j.Out != lamp.Fixed || j.Recalled() || j.Dark.IsZero() {
		t.Fatalf("the job is %+v", j)
	}
}

// A dispatch that is taken back leaves the job before it to what is said next.
func TestADispatchTakenBackLeavesTheJobBefore(t *testing.T) {
	w := deeds(t, step("m1", lamp.Sent, lamp.Checked), give("j1", "a"), step("m2", lamp.Repairing, lamp.Fixed),
		step("m3", lamp.Fixed, lamp.Checked), give("j2", "b"),
		lamp.Undo{ID: "u1", Spot: "s", Step: "j2"}, lamp.Undo{ID: "u2", Spot: "s", Step: "m3"})
	s, _ := lamp.Spots.Get(w.rows, "s")
	j1, _ := lamp.Jobs.Get(w.rows, "j1")
	j2, _ := lamp.Jobs.Get(w.rows, "j2")
	if s.Job != "j1" || !j1.Dark.IsZero() || !j2.Recalled() {
		t.Fatalf("the spot has job %s; %+v; %+v", s.Job, j1, j2)
	}
}

func shown(w *town) int {
	v, _ := lamp.VoiceOf(w.rows, "s", reporter.ID)
	return len(v.After)
}

// A repair without a photo is not shown with that of the temporary light before it.
func TestARepairIsShownWithItsOwnPhotos(t *testing.T) {
	lit := step("m2", lamp.Repairing, lamp.TempLit)
	lit.Photos = []photo.Hash{shot}
	w := deeds(t, step("m1", lamp.Sent, lamp.Checked), give("j1", "a"), lit)
	if shown(w) != 1 {
		t.Fatal("no photo of the temporary light")
	}
	w.all(t, step("m3", lamp.TempLit, lamp.Fixed))
	if shown(w) != 0 {
		t.Fatal("the repair is shown with a photo of another")
	}
}

// A step that is taken back shows the photos again, also where another spot was merged
// in meanwhile.
func TestPhotosComeBackWithTheirStep(t *testing.T) {
	lit := step("m2", lamp.Repairing, lamp.TempLit)
	lit.Photos = []photo.Hash{shot}
	w := deeds(t, step("m1", lamp.Sent, lamp.Checked), give("j1", "a"), lit, step("m3", lamp.TempLit, lamp.Repairing),
		lamp.Merge{ID: "g1", Spot: "z", From: lamp.Sent, Into: "s"}, lamp.Undo{ID: "u1", Spot: "s", Step: "m3"})
	if shown(w) != 1 {
		t.Fatal("no photo of the temporary light")
	}
}

// Parts, splits and merges in a row never leave a spot without a report.
func TestNoSpotIsLeftWithoutReports(t *testing.T) {
	merge, split := lamp.Merge{ID: "g1", Spot: "z", From: lamp.Sent, Into: "s"}, lamp.Split{ID: "p1", Spot: "z"}
	t.Run("its_own_was_parted", func(t *testing.T) {
		w := deeds(t, merge, lamp.Part{ID: "q1", Report: "rs", To: "n"})
		if err := w.do(split, clerk); code(err) != lamp.OnlyReport {
			t.Fatalf("s has no report any more: %v", err)
		}
	})
	t.Run("what_was_merged_was_parted", func(t *testing.T) {
		w := deeds(t, merge, lamp.Part{ID: "q1", Report: "rz", To: "n"})
		if err := w.do(split, clerk); code(err) != op.NotFound {
			t.Fatalf("z has no report: %v", err)
		}
		w.all(t, lamp.Undo{ID: "u1", Spot: "n", Step: "q1"}, split)
		if r, _ := lamp.Reports.Get(w.rows, "rz"); r.Spot != "z" {
			t.Fatalf("the report is with %s", r.Spot)
		}
	})
}

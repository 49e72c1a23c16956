package sim

import (
	"time"

	"denghuo/shared/op"
	"denghuo/shared/person"
)

// weather is how often each trouble comes, in parts of a thousand of all steps.
type weather struct {
	drop, half, kill, dying, freeze, storage, rollback, clone, gap int // a phone's
	restart, backup, restore, forget, epoch, marks, clock, role    int // the city's, and the world's
	worker, days                                                   int

	street bool // people of a street (street_test.go), and much to do at few lamps
	off    bool // who is copied is switched off until all is quiet
}

// skies are worlds with one fault turned up. usual has everything, and forgets no
// epoch: what cannot be noticed then is a world of its own.
var skies = map[string]weather{
	"usual": {drop: 40, half: 10, kill: 30, dying: 10, freeze: 10, storage: 20, rollback: 6, clone: 2, gap: 1,
		restart: 10, backup: 10, restore: 4, epoch: 1, marks: 1, clock: 10, role: 6, worker: 20},
	"calm": {drop: 20, kill: 10, worker: 20, role: 4},

	"sim_rollback":                       {drop: 30, kill: 10, rollback: 60, worker: 20},
	"sim_clone":                          {drop: 30, kill: 10, clone: 10, rollback: 10, off: true},
	"sim_clone_both_online":              {drop: 30, kill: 10, clone: 40, rollback: 10, worker: 20},
	"sim_marks_dropped":                  {drop: 30, kill: 10, marks: 15, worker: 10},
	"sim_gap":                            {drop: 40, kill: 20, gap: 15},
	"sim_new_epoch":                      {drop: 30, kill: 10, dying: 10, storage: 10, epoch: 12, worker: 10},
	"sim_city_restored_from_last_night":  {drop: 30, kill: 20, dying: 10, storage: 10, backup: 6, restore: 12},
	"sim_city_rewound_epoch_forgotten":   {drop: 40, kill: 20, backup: 10, forget: 8, restart: 10},
	"two_tabs_and_a_worker":              {drop: 20, kill: 10, dying: 20, freeze: 60, worker: 40},
	"storage_fails_in_every_way":         {drop: 30, kill: 30, dying: 40, storage: 60, restore: 4, backup: 4},
	"a_clerk_loses_and_regains_the_role": {drop: 20, kill: 10, role: 40, restart: 5},
	"clocks_jump_by_a_day":               {drop: 20, kill: 10, clock: 80},
	"half_open_lines":                    {drop: 20, half: 60, kill: 10},

	"street": {street: true, days: 40, drop: 20, half: 5, kill: 20, dying: 5, freeze: 5, storage: 10, rollback: 2, clone: 1,
		restart: 10, backup: 5, restore: 2, epoch: 1, marks: 1, clock: 5, role: 3, worker: 20},
	"street_in_peace": {street: true, days: 40, drop: 10, kill: 10, worker: 20},
}

// trouble picks one kind, or none.
func (w *world) trouble(p *phone, n int) error {
	for _, c := range w.kinds(p) {
		if n < c.of {
			return c.does()
		}
		n -= c.of
	}
	return nil
}

type kind struct {
	of   int
	does func() error
}

func (w *world) kinds(p *phone) []kind {
	sky := w.weather
	return []kind{
		{sky.drop, func() error { p.drop(); return nil }},
		{sky.half, p.halfOpen},
		{sky.kill, p.kill},
		{sky.dying, p.dies},
		{sky.freeze, p.freezeOrThaw},
		{sky.storage, p.spoil},
		{sky.rollback, p.snapshotOrRollback},
		{sky.clone, p.clone},
		{sky.gap, p.tear},
		{sky.restart, func() error { w.restart(); return nil }},
		{sky.backup, w.takeBackup},
		{sky.restore, func() error { return w.comeBack(false) }},
		{sky.forget, func() error { return w.comeBack(true) }},
		{sky.epoch, w.beginEpoch},
		{sky.marks, func() error { return w.dropMark(p) }},
		{sky.clock, func() error { w.turnClocks(p); return nil }},
		{sky.role, func() error { w.changeRole(); return nil }},
		{sky.worker, p.work},
		{sky.days, w.goOn},
	}
}

// restart ends the city's process; lines break.
func (w *world) restart() {
	w.start()
	for _, p := range w.phones {
		p.drop()
	}
}

// comeBack restores the city from its last backup, if there is one.
func (w *world) comeBack(forget bool) error {
	if w.backup == nil {
		return nil
	}
	if err := w.restore(forget); err != nil {
		return err
	}
	w.excuse()
	for _, p := range w.phones {
		p.drop()
		p.apart = p.apart || forget
	}
	return nil
}

// turnClocks sets a phone's clock, or the city's, by up to a day.
func (w *world) turnClocks(p *phone) {
	by := time.Duration(w.rng.IntN(48)-24) * time.Hour
	if w.rng.IntN(3) == 0 {
		w.now = w.now.Add(by)
	} else {
		p.turn(by)
	}
}

// changeRole takes the clerk's role away, or gives it back. The city ends the lines
// of a person whose rights change.
func (w *world) changeRole() {
	clerk := w.people[len(w.people)-1].ID
	if _, lost := w.roles[clerk]; lost {
		delete(w.roles, clerk)
	} else {
		w.roles[clerk] = []person.Role{person.Resident}
	}
	for _, p := range w.phones {
		if p.who.ID == clerk {
			p.drop()
		}
	}
}

// beginEpoch is what an operator does who found damage.
func (w *world) beginEpoch() error {
	if err := w.store.NewEpoch(); err != nil {
		return err
	}
	w.restart()
	w.excuse()
	return nil
}

// excuse is for faults of the city: every phone may be told so.
func (w *world) excuse() {
	for _, p := range w.phones {
		p.excused = true
	}
}

// dropMark loses what the city has heard of a phone's outbox.
func (w *world) dropMark(p *phone) error {
	w.excuse() // its twin too, and who has it was maybe not the one in front
	gone := op.Row{Key: op.Marks.Key(op.ID(p.client)), Gone: true}
	if w.mark(p.client).N == 0 {
		return nil
	}
	_, _, _, err := w.store.Commit([]op.Row{gone})
	return err
}

package ledger

import (
	"sort"
	"time"

	"denghuo/shared/lamp"
	"denghuo/shared/op"
	"denghuo/shared/person"
)

// Rates is a record: how many of the inventory's lamps light, and how many of all its
// things are whole, with the numbers of those that are not. Without an inventory there
// is none, and no rate is shown.
//
// A lamp is dark that the inventory says is out, or about which a spot is open that the
// staff have checked; a spot that came to light since clears it. Whole is what neither
// is dark nor damaged, nor has an open spot about damage or danger.
type Rates struct {
	ID      op.ID     `json:"id"` // "now"
	At      time.Time `json:"at"`
	Lamps   int       `json:"lamps"`
	Dark    int       `json:"dark"`
	Things  int       `json:"things"` // lamps, boxes and cabinets
	Broken  int       `json:"broken"`
	Shown   []Ill     `json:"shown,omitempty"` // the first of what is dark or broken
	ByPlace []Place   `json:"by_place,omitempty"`
}

// Ill is one thing that is dark or broken.
type Ill struct {
	Pole     string `json:"pole"`
	Road     string `json:"road,omitempty"`
	District string `json:"district,omitempty"`
	Dark     bool   `json:"dark,omitempty"`
	Spot     op.ID  `json:"spot,omitempty"` // that says so; empty: the inventory does
}

// Place is the rates of one district.
type Place struct {
	District string `json:"district"`
	Lamps    int    `json:"lamps"`
	Dark     int    `json:"dark"`
	Things   int    `json:"things"`
	Broken   int    `json:"broken"`
}

// maxShown is how many things that are not well a phone is told by name.
const maxShown = 300

// RateBook has one record.
var RateBook = op.Table[Rates]{Name: "ledger_rates"}

// RecordID is the only one.
func (r Rates) RecordID() op.ID { return r.ID }

// Audience is the staff.
func (r Rates) Audience() []person.Scope { return []person.Scope{person.Staff} }

// Percent is a share in tenths of a percent, cut and never rounded up: 1,999 of 2,000
// lamps are not all.
func Percent(good, all int) int {
	if all <= 0 {
		return 0
	}
	return good * 1000 / all
}

// ill are the things that are not well, by their place in the inventory.
type ill map[op.ID]Ill

// RatesOf counts from the city's rows; ok is false without an inventory. It goes
// through the spots and what is not well, not through the inventory.
func RatesOf(r op.Reader, at time.Time) (rates Rates, ok bool) {
	rates = Rates{ID: "now", At: at}
	byPlace := map[string]*Place{}
	Stands.Each(r, func(s Stand) bool {
		byPlace[s.District] = &Place{District: s.District, Lamps: s.Lamps, Things: s.Lamps + s.Others}
		rates.Lamps, rates.Things = rates.Lamps+s.Lamps, rates.Things+s.Lamps+s.Others
		return true
	})
	if rates.Things == 0 {
		return rates, false
	}
	found := illOf(r)
	for _, id := range found.order() {
		one := found[id]
		place := byPlace[one.District]
		if place == nil { // its line has just been changed
			continue
		}
		rates.Broken, place.Broken = rates.Broken+1, place.Broken+1
		if one.Dark {
			rates.Dark, place.Dark = rates.Dark+1, place.Dark+1
		}
		if len(rates.Shown) < maxShown {
			rates.Shown = append(rates.Shown, one)
		}
	}
	for _, place := range byPlace {
		if place.Things > 0 {
			rates.ByPlace = append(rates.ByPlace, *place)
		}
	}
	sort.Slice(rates.ByPlace, func(i, j int) bool { return rates.ByPlace[i].District < rates.ByPlace[j].District })
	return rates, true
}

func (i ill) order() []op.ID {
	ids := make([]op.ID, 0, len(i))
	for id := range i {
		ids = append(ids, id)
	}
	sort.Slice(ids, func(a, b int) bool { return ids[a] < ids[b] })
	return ids
}

// illOf is what the inventory says is not well and no light has cleared, and what
// open spots say.
func illOf(r op.Reader) ill {
	found, light := ill{}, map[op.ID]time.Time{}
	lamp.Spots.Each(r, func(s lamp.Spot) bool {
		if s.Pole == "" || s.State == lamp.Merged {
			return true
		}
		id := PoleID(s.Pole)
		if at, lit := lightOf(&s); lit && at.After(light[id]) {
			light[id] = at
		}
		if tells(s) {
			found.tell(r, id, s)
		}
		return true
	})
	Faults.Each(r, func(f Faulty) bool {
		id := f.RecordID()
		if _, told := found[id]; !told && (f.Since.IsZero() || !light[id].After(f.Since)) {
			found[id] = Ill{Pole: f.Pole, Road: f.Road, District: f.District, Dark: f.Sort == IsLamp && f.Health == Out}
		}
		return true
	})
	return found
}

// tells reports whether a spot says that something is not well: the staff have looked,
// and it has not come to light since.
func tells(s lamp.Spot) bool {
	return s.State.Open() && s.State != lamp.Sent && s.State != lamp.Returned
}

// tell notes what a spot says about a thing of the inventory.
func (i ill) tell(r op.Reader, id op.ID, s lamp.Spot) {
	l, ok := Lamps.Get(r, id)
	damage := s.Fault == lamp.Facility || s.Danger != lamp.Safe && s.Danger != ""
	dark := l.Sort == IsLamp && s.Fault != lamp.Facility && s.Symptom != lamp.Burns
	if !ok || !damage && !dark {
		return
	}
	i[id] = Ill{Pole: l.Pole, Road: l.Road, District: l.District, Dark: dark || i[id].Dark, Spot: s.ID}
}

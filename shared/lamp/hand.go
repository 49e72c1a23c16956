package lamp

import (
	"denghuo/shared/op"
	"denghuo/shared/person"
	"denghuo/shared/photo"
)

// HandOver gives a record of one person to another: a phone's reports to whoever
// bound their card on it. It tells whether the record is of this room. Whoever had a
// voice about the same lamp already still has one, and the lamp one voice fewer.
func HandOver(tx *op.Tx, k op.Key, from, to person.ID) (ours bool, err error) {
	switch k.Table {
	case Reports.Name:
		r, ok := Reports.Get(tx, k.ID)
		if !ok || r.By != from {
			return true, nil
		}
		r.By = to
		return true, Reports.Put(tx, r)
	case Movers.Name:
		m, ok := Movers.Get(tx, k.ID)
		if !ok || m.By != from {
			return true, nil
		}
		m.By = to
		return true, Movers.Put(tx, m)
	case Voices.Name:
		v, ok := Voices.Get(tx, k.ID)
		if !ok || v.By != from {
			return true, nil
		}
		return true, v.handOver(tx, to)
	}
	return false, nil
}

func (v Voice) handOver(tx *op.Tx, to person.ID) error {
	had := Mine(tx, v.Spot, to)
	Voices.Drop(tx, v.RecordID())
	if !had {
		v.By = to
		return Voices.Put(tx, v)
	}
	s, ok := Spots.Get(tx, v.Spot)
	if !ok {
		return nil
	}
	s.Voices--
	return Spots.Put(tx, s)
}

// Forget takes out of a record what is its person's, and leaves what the books need
// under a name of about's making. That a lamp was reported, when, and where to the
// grid of the public map stays; the note and the photos go, and the words of the
// place too where a point or a pole tells it.
func Forget(tx *op.Tx, k op.Key, who person.ID, as func(about op.ID) person.ID) (ours bool, err error) {
	if k.Table != Reports.Name {
		about := k.ID
		if v, ok := Voices.Get(tx, k.ID); ok && k.Table == Voices.Name {
			about = v.Spot
		}
		return HandOver(tx, k, who, as(about))
	}
	r, ok := Reports.Get(tx, k.ID)
	if !ok || r.By != who {
		return true, nil
	}
	if err := r.uncount(tx); err != nil {
		return true, err
	}
	r.By, r.Note, r.Contact, r.Photos, r.Place = as(r.Spot), "", "", nil, r.Place.coarse()
	return true, Reports.Put(tx, r)
}

// uncount takes the report's photos from its spot, and from all who might see them.
func (r Report) uncount(tx *op.Tx) error {
	s, ok := Spots.Get(tx, r.Spot)
	if !ok || len(r.Photos) == 0 {
		return nil
	}
	for _, h := range r.Photos {
		if err := photo.Show(tx, h, false); err != nil {
			return err
		}
	}
	s.Photos, s.Pictures = s.Photos-len(r.Photos), without(s.Pictures, r.Photos)
	return Spots.Put(tx, s)
}

// coarse is the place as anybody may know it.
func (p Place) coarse() Place {
	if p.Point != nil {
		rounded := p.Point.Round()
		p.Point = &rounded
	}
	if p.Point != nil || p.Pole != "" {
		p.Words = ""
	}
	return p
}

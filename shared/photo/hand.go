package photo

import (
	"slices"

	"denghuo/shared/op"
	"denghuo/shared/person"
)

// HandOver makes a photo that one person sent another's, and tells whether the
// record is of this room.
func HandOver(tx *op.Tx, k op.Key, from, to person.ID) (ours bool, err error) {
	if k.Table != Table.Name {
		return false, nil
	}
	p, ok := Table.Get(tx, k.ID)
	if !ok || !slices.Contains(p.By, from) {
		return true, nil
	}
	p.By = without(p.By, from)
	if !slices.Contains(p.By, to) {
		p.By = append(p.By, to)
	}
	return true, Table.Put(tx, p)
}

// Forget takes a person from a photo's senders. Where nobody else has sent it the
// record goes, and whoever keeps the bytes lets them go after it.
func Forget(tx *op.Tx, k op.Key, who person.ID) (ours bool, err error) {
	if k.Table != Table.Name {
		return false, nil
	}
	p, ok := Table.Get(tx, k.ID)
	if !ok || !slices.Contains(p.By, who) {
		return true, nil
	}
	if p.By = without(p.By, who); len(p.By) > 0 {
		return true, Table.Put(tx, p)
	}
	Table.Drop(tx, k.ID)
	return true, nil
}

func without(all []person.ID, who person.ID) []person.ID {
	return slices.DeleteFunc(slices.Clone(all), func(id person.ID) bool { return id == who })
}

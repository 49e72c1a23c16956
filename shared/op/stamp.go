package op

// Stamp tells tables apart cheaply: two stamps that are equal are of the same rows, so
// what was made of the one stands for the other. nil is equal to none.
type Stamp any

// Stamped is a Reader that has stamps: a phone's view, whose rows never change once it
// is out.
type Stamped interface{ Stamp(table string) Stamp }

// Stamp is that of what lies below, where nothing of the table was written over it;
// else the overlay's own.
func (o *Overlay) Stamp(table string) Stamp {
	for i := range o.rows {
		if o.rows[i].Key.Table == table {
			return o
		}
	}
	return StampOf(o.base, table)
}

// StampOf is a reader's stamp of a table, if it has stamps.
func StampOf(r Reader, table string) Stamp {
	if s, ok := r.(Stamped); ok {
		return s.Stamp(table)
	}
	return nil
}

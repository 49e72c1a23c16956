package op

// Kept is implemented by records that the city reads and writes with each of thousands
// of ops in one batch: such a one stays beside its row, so that it is not decoded anew
// each time. What a copy shares with the record (a map, a slice) nobody changes in place.
//
// Late reports whether it may also be encoded late, once, when the batch is done: then
// json.Marshal must not fail on it. It looks whether rec is of its own type, as
// Appender does.
type Kept interface {
	Record
	Late(rec Record) bool
}

// kept holds a record from its first reading or its writing on.
type kept struct{ rec Record }

// Keeping gives the row a place for its record. Such a row is for one goroutine.
func (r Row) Keeping() Row {
	r.kept = &kept{}
	return r
}

package op

// Kept is implemented by records that the city reads and writes with each of
// thousands of ops in one batch: it keeps such a one beside its bytes, so that it is
// not decoded anew each time. Into fills *R, and is false for anything else. What a
// copy shares with the record (a map, a slice) nobody changes in place.
type Kept interface {
	Record
	Into(any) bool
}

// kept holds a record from its first reading on.
type kept struct{ rec Kept }

// Keeping gives the row a place for its record. Such a row is for one goroutine.
func (r Row) Keeping() Row {
	r.kept = &kept{}
	return r
}

package audit

import (
	"encoding/json"

	"denghuo/server/store"
	"denghuo/shared/audit"
	"denghuo/shared/op"
)

// Page is what a search gives, the latest first.
type Page struct {
	Entries []audit.Entry `json:"entries"`
	More    bool          `json:"more"`
	Next    uint64        `json:"next,omitempty"` // ask again with before=next
}

// look is how many entries one search reads at most, so that a filter that fits
// nothing does not read years at once: some 20 µs each.
const look = 10_000

// Search reads backwards from where the filter says.
func Search(r *store.Reader, f Filter) Page {
	p := Page{Entries: []audit.Entry{}}
	looked := 0
	back(r, f, func(e audit.Entry) bool {
		if looked == look || len(p.Entries) == f.N {
			p.More = true
			return false
		}
		looked++
		p.Next = e.N
		if f.wants(e) {
			p.Entries = append(p.Entries, e)
		}
		return true
	})
	if !p.More {
		p.Next = 0
	}
	return p
}

// back gives entries before the filter's number and within its time. Numbers and
// times grow together, so the first that is too old is the end.
func back(r *store.Reader, f Filter, each func(audit.Entry) bool) {
	before := op.ID("")
	if f.Before > 0 {
		before = audit.EntryID(f.Before)
	}
	r.EachBack(audit.Entries.Name, before, func(row op.Row) bool {
		var e audit.Entry
		if json.Unmarshal(row.Body, &e) != nil {
			return true // Verify says so
		}
		if !f.To.IsZero() && !e.At.Before(f.To) {
			return true
		}
		if !f.From.IsZero() && e.At.Before(f.From) {
			return false
		}
		return each(e)
	})
}

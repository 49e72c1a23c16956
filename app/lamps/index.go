package lamps

import (
	"bytes"
	"encoding/json"
	"sort"
	"strings"
	"sync"
	"time"

	"denghuo/app/frame"
	"denghuo/shared/lamp"
	"denghuo/shared/op"
	"denghuo/shared/person"
)

// Index is the lamps of this phone's view, ready to be drawn: every record is
// decoded once after its row has changed, and not at each drawing. A desk of 5,000
// spots and 20,000 reports asks it as often as it likes.
//
// What it gives is the index's own memory: read it, and do not change it.
type Index struct {
	mu      sync.Mutex
	view    *op.Overlay // what was followed last
	seq     uint64
	told    uint64
	spots   rows
	reports rows
	likely  rows
	jobs    rows
	notes   rows
	ruling  rows
	rules   *lamp.Rules
	all     []*lamp.Spot // made anew when a spot has changed
	allJobs []*lamp.Job
	about   map[op.ID]*voices
}

// voices is what was reported of one spot.
type voices struct {
	rows   []*row
	sorted []*lamp.Report // the earliest first; nil before it is asked for
	text   string         // what is searched, in small letters; empty before it is asked for
}

type indexName struct{}

// Of is the index of a port, brought up to its view. Where the port keeps nothing
// it is made anew and holds only what is asked of it.
func Of(p frame.Port) *Index {
	ix := p.Kept.Of(indexName{}, func() any { return NewIndex() }).(*Index)
	ix.Follow(p.View())
	return ix
}

// NewIndex is empty.
func NewIndex() *Index {
	return &Index{spots: rows{name: lamp.Spots.Name, decode: spotOf}, reports: tableOf(lamp.Reports), likely: tableOf(lamp.Likelies), jobs: tableOf(lamp.Jobs),
		notes: tableOf(lamp.OfficeNotes), ruling: tableOf(lamp.RulesTable), about: map[op.ID]*voices{}}
}

// Follow brings the index up to a view. A view that was followed last costs nothing,
// another one a look at each row, and a changed row its decoding.
func (ix *Index) Follow(view op.Reader) {
	ix.mu.Lock()
	defer ix.mu.Unlock()
	over, snapshot := view.(*op.Overlay) // a phone's view never changes once it is out
	if snapshot && over == ix.view {
		return
	}
	ix.view = over
	nothing := func(*row) {}
	changed := ix.reports.follow(view, ix.unsaid, ix.said)
	changed = ix.likely.follow(view, nothing, nothing) || changed
	if changed {
		ix.told++
	}
	if ix.spots.follow(view, nothing, nothing) {
		ix.all, changed = nil, true
	}
	if ix.jobs.follow(view, nothing, nothing) {
		ix.allJobs, changed = nil, true
	}
	if ix.ruling.follow(view, nothing, nothing) || ix.rules == nil {
		rules := lamp.RulesOf(view)
		ix.rules, changed = &rules, true
	}
	if ix.notes.follow(view, nothing, nothing) || changed {
		ix.seq++
	}
}

// Seq is another number after every change of what the index has.
func (ix *Index) Seq() uint64 {
	ix.mu.Lock()
	defer ix.mu.Unlock()
	return ix.seq
}

// Told is another number after every change of the reports, or of what could be the
// same lamp: of what the index has beside the spots themselves.
func (ix *Index) Told() uint64 {
	ix.mu.Lock()
	defer ix.mu.Unlock()
	return ix.told
}

// said and unsaid keep the reports by spot. Nothing is decoded for that.
func (ix *Index) said(r *row) {
	spot := op.ID(after(r.body, `"spot":"`))
	v := ix.about[spot]
	if v == nil {
		v = &voices{rows: make([]*row, 0, 4)}
		ix.about[spot] = v
	}
	v.rows, v.sorted, v.text = append(v.rows, r), nil, ""
}

func (ix *Index) unsaid(r *row) {
	spot := op.ID(field(r.body, "spot"))
	v := ix.about[spot]
	if v == nil {
		return
	}
	left := make([]*row, 0, len(v.rows))
	for _, other := range v.rows {
		if other != r {
			left = append(left, other)
		}
	}
	if v.rows, v.sorted, v.text = left, nil, ""; len(left) == 0 {
		delete(ix.about, spot)
	}
}

// Spots is all spots in the order of their IDs.
func (ix *Index) Spots() []*lamp.Spot {
	ix.mu.Lock()
	defer ix.mu.Unlock()
	if ix.all == nil {
		ix.all = make([]*lamp.Spot, 0, len(ix.spots.list))
		for _, r := range ix.spots.list {
			if s, ok := ix.spots.get(r).(*lamp.Spot); ok {
				ix.all = append(ix.all, s)
			}
		}
	}
	return ix.all
}

// Spot finds one.
func (ix *Index) Spot(id op.ID) (*lamp.Spot, bool) {
	ix.mu.Lock()
	defer ix.mu.Unlock()
	if r := ix.spots.find(id); r != nil {
		s, ok := ix.spots.get(r).(*lamp.Spot)
		return s, ok
	}
	return nil, false
}

// Near is what could be the same lamp as one at a place (lamp.NearAmong), the likeliest
// first.
func (ix *Index) Near(at lamp.Place, now time.Time) []lamp.Spot {
	return lamp.NearAmong(ix.Spots(), at, now)
}

// Report finds one.
func (ix *Index) Report(id op.ID) (*lamp.Report, bool) {
	ix.mu.Lock()
	defer ix.mu.Unlock()
	if r := ix.reports.find(id); r != nil {
		report, ok := ix.reports.get(r).(*lamp.Report)
		return report, ok
	}
	return nil, false
}

// Count is how many reports a spot has on this phone, without reading one.
func (ix *Index) Count(spot op.ID) int {
	ix.mu.Lock()
	defer ix.mu.Unlock()
	if v := ix.about[spot]; v != nil {
		return len(v.rows)
	}
	return 0
}

// Reports is what was reported of a spot, the earliest tap first.
func (ix *Index) Reports(spot op.ID) []*lamp.Report {
	ix.mu.Lock()
	defer ix.mu.Unlock()
	v := ix.about[spot]
	if v == nil {
		return nil
	}
	if v.sorted == nil {
		for _, r := range v.rows {
			if report, ok := ix.reports.get(r).(*lamp.Report); ok {
				v.sorted = append(v.sorted, report)
			}
		}
		sortBy(v.sorted, func(a, b *lamp.Report) bool { // one order, whichever row came first
			return a.Tapped.Before(b.Tapped) || a.Tapped.Equal(b.Tapped) && a.ID < b.ID
		})
	}
	return v.sorted
}

// By is what one person reported, the latest tap first.
func (ix *Index) By(who person.ID) []*lamp.Report {
	ix.mu.Lock()
	defer ix.mu.Unlock()
	var mine []*lamp.Report
	for _, r := range ix.reports.list {
		if field(r.body, "by") != string(who) {
			continue
		}
		if report, ok := ix.reports.get(r).(*lamp.Report); ok {
			mine = append(mine, report)
		}
	}
	sortBy(mine, func(a, b *lamp.Report) bool { return a.Tapped.After(b.Tapped) })
	return mine
}

func sortBy[R any](all []R, before func(a, b R) bool) {
	sort.SliceStable(all, func(i, j int) bool { return before(all[i], all[j]) })
}

// Says reports whether one of a spot's reports has the text in its place, number or
// note, small letters or capitals. want is in small letters.
func (ix *Index) Says(spot op.ID, want string) bool {
	ix.mu.Lock()
	defer ix.mu.Unlock()
	v := ix.about[spot]
	if v == nil {
		return false
	}
	if v.text == "" {
		v.text = searched(v.rows)
	}
	return strings.Contains(v.text, want)
}

// searched is the places, numbers and notes of reports, one a line.
func searched(reports []*row) string {
	var b strings.Builder
	for _, r := range reports {
		for _, name := range [...]string{"words", "pole", "no", "note"} {
			if text := field(r.body, name); text != "" {
				b.WriteString(strings.ToLower(text) + "\n")
			}
		}
	}
	return b.String() + "\n"
}

// field reads one text of a record's body without decoding the rest. It rests on how
// bodies are written: by encoding/json, without blanks, names before values; inside
// a text every quote is escaped, so a name in quotes and a colon is no text.
func field(body json.RawMessage, name string) string {
	return after(body, `"`+name+`":"`)
}

// after is the text that follows a name and its marks.
func after(body json.RawMessage, name string) string {
	at := bytes.Index(body, []byte(name))
	if at < 0 {
		return ""
	}
	rest, end := body[at+len(name):], 0
	for end < len(rest) && rest[end] != '"' {
		if rest[end] == '\\' {
			end++
		}
		end++
	}
	text := rest[:min(end, len(rest))]
	if bytes.IndexByte(text, '\\') < 0 {
		return string(text)
	}
	var plain string
	if json.Unmarshal(append(append([]byte{'"'}, text...), '"'), &plain) != nil {
		return ""
	}
	return plain
}

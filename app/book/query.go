package book

import (
	"net/url"
	"time"

	"denghuo/app/words"
	"denghuo/shared/ledger"
)

// The three pages.
const (
	path     = "/staff/ledger"
	writeAt  = path + "/write"
	importAt = path + "/inventory"
)

// query is what the address asks for, so that a reload and a link show the same:
//
//	/staff/ledger?p=month&see=div.lamps
//
// What is as usual is left out; what nobody knows is as usual.
type query struct {
	span span
	see  string // a figure's name, or one of the lists below; empty: the dashboard
}

// span is the time that is counted.
type span string

const (
	quarter span = ""
	month   span = "month"
	year    span = "year"
	ever    span = "all"
)

var spans = []struct {
	id   span
	name words.T
}{{quarter, words.SpanQuarter}, {month, words.SpanMonth}, {year, words.SpanYear}, {ever, words.SpanAll}}

// Lists that are no figure's. A spell is see=time.DISTRICT.FAULT.
const (
	seeLeft  = "left"
	seeRates = "rates"
	seeBook  = "book"
	seeTime  = "time."
)

func parse(u *url.URL) query {
	v := u.Query()
	q := query{span: span(v.Get("p")), see: v.Get("see")}
	for _, s := range spans {
		if s.id == q.span {
			return q
		}
	}
	q.span = quarter
	return q
}

// address is where this is shown.
func (q query) address() string {
	v := url.Values{}
	if q.span != quarter {
		v.Set("p", string(q.span))
	}
	if q.see != "" {
		v.Set("see", q.see)
	}
	if len(v) == 0 {
		return path
	}
	return path + "?" + v.Encode()
}

// to is the same time with something opened.
func (q query) to(see string) string { return query{q.span, see}.address() }

// figure is to for a figure.
func (q query) figure(n ledger.Name) string { return q.to(string(n)) }

// from is when the time begins, in the city's calendar; zero for all of it. It ends now.
func (s span) from(now time.Time) time.Time {
	y, m, _ := now.In(words.Zone).Date()
	switch s {
	case ever:
		return time.Time{}
	case year:
		m = time.January
	case quarter:
		m -= (m - 1) % 3
	}
	return time.Date(y, m, 1, 0, 0, 0, 0, words.Zone)
}

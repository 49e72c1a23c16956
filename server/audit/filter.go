package audit

import (
	"fmt"
	"net/url"
	"strconv"
	"strings"
	"time"

	"denghuo/shared/audit"
	"denghuo/shared/op"
	"denghuo/shared/person"
)

// Filter says which entries are wanted; the zero Filter wants the latest hundred.
type Filter struct {
	Who         person.ID
	Kind, About string // beginnings
	Q           string // anywhere in who, kind, about or the refusal, whatever the case
	From, To    time.Time
	Before      uint64 // entries with a smaller number only; 0: all
	N           int    // at most
}

// Page sizes. A screen asks for a hundred.
const (
	usual = 100
	most  = 1000
)

// city is the city's time, for days without an hour.
var city = time.FixedZone("CST", 8*60*60)

// ParseFilter reads a filter from a query.
func ParseFilter(q url.Values) (f Filter, err error) {
	f = Filter{Who: person.ID(q.Get("who")), Kind: q.Get("kind"), About: q.Get("about"), Q: strings.ToLower(strings.TrimSpace(q.Get("q"))), N: usual}
	if f.From, err = moment(q.Get("from"), 0); err != nil {
		return f, op.Refuse(op.Malformed, "from")
	}
	if f.To, err = moment(q.Get("to"), 24*time.Hour); err != nil {
		return f, op.Refuse(op.Malformed, "to")
	}
	if text := q.Get("before"); text != "" {
		if f.Before, err = strconv.ParseUint(text, 10, 64); err != nil {
			return f, op.Refuse(op.Malformed, "before")
		}
	}
	if text := q.Get("n"); text != "" {
		if f.N, err = strconv.Atoi(text); err != nil || f.N < 1 {
			return f, op.Refuse(op.Malformed, "n")
		}
	}
	f.N = min(f.N, most)
	return f, nil
}

// moment reads a time, or a day and adds to it: the end of a span is that day's end.
func moment(text string, day time.Duration) (time.Time, error) {
	if text == "" {
		return time.Time{}, nil
	}
	if at, err := time.ParseInLocation(time.DateOnly, text, city); err == nil {
		return at.Add(day), nil
	}
	at, err := time.Parse(time.RFC3339, text)
	if err != nil {
		return at, fmt.Errorf("read a time: %w", err)
	}
	return at, nil
}

// wants reports whether an entry fits, but for its time.
func (f Filter) wants(e audit.Entry) bool {
	return (f.Who == "" || e.By == f.Who) && strings.HasPrefix(e.Kind, f.Kind) && strings.HasPrefix(e.About.String(), f.About) &&
		(f.Q == "" || strings.Contains(strings.ToLower(fmt.Sprint(e.By, " ", e.Kind, " ", e.About, " ", e.Refused)), f.Q))
}

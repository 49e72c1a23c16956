package triage

import (
	"net/url"
	"testing"

	"denghuo/shared/lamp"
	"denghuo/shared/op"

	"pgregory.net/rapid"
)

// TestAddressKeepsTheQuery: what stands in the address is what was chosen.
func TestAddressKeepsTheQuery(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		q := query{
			stage:    rapid.SampledFrom(append(stages, allStages)).Draw(t, "stage"),
			district: rapid.SampledFrom([]string{"", "zhongyuan", "elsewhere"}).Draw(t, "district"),
			fault:    rapid.SampledFrom(append([]lamp.Fault{""}, lamp.Faults...)).Draw(t, "fault"),
			late:     rapid.Bool().Draw(t, "late"), photos: rapid.Bool().Draw(t, "photos"), danger: rapid.Bool().Draw(t, "danger"),
			age: rapid.SampledFrom(append(ages, 0)).Draw(t, "age"), voices: rapid.IntRange(0, 20).Draw(t, "voices"),
			search: rapid.OneOf(rapid.String(), rapid.SampledFrom([]string{"桐柏路 & 伊河路", "a=b?c#d+e%", "0"})).Draw(t, "search"),
			sort:   rapid.SampledFrom(orders).Draw(t, "sort"),
			spot:   op.ID(rapid.SampledFrom([]string{"", "s-1"}).Draw(t, "spot")),
		}
		u, err := url.Parse(q.address())
		if err != nil {
			t.Fatal(err)
		}
		if u.Path != path || parse(u) != q {
			t.Fatalf("%+v became %s and that %+v", q, u, parse(u))
		}
	})
}

// TestAddressOfNothing: a desk as usual has the plain address, and nonsense in an
// address is a desk as usual.
func TestAddressOfNothing(t *testing.T) {
	if got := (query{}).address(); got != path {
		t.Errorf("as usual it is %s", got)
	}
	for _, text := range []string{"?stage=x&sort=y&age=-3&voices=many&spot=../x&late=2", "?%zz", "?"} {
		u, err := url.Parse(path + text)
		if err != nil {
			t.Fatal(err)
		}
		if q := parse(u); q != (query{}) {
			t.Errorf("%s is read as %+v", text, q)
		}
	}
}

func TestNarrows(t *testing.T) {
	if (query{sort: byAge, spot: "a"}).narrows() || !(query{late: true}).narrows() || !(query{search: "桐"}).narrows() {
		t.Error("an order is no choice, and a filter is one")
	}
}

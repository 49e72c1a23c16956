package browser

import (
	"fmt"
	"path/filepath"
	"sort"
	"testing"
	"time"

	"denghuo/server/store"
	"denghuo/shared/geo"
	"denghuo/shared/lamp"
	"denghuo/shared/op"
	"denghuo/shared/person"
	"denghuo/shared/photo"
)

// standing is where every phone of these tests is at first.
var standing = geo.Point{Lat: 34.7516, Lon: 113.6053}

// crewDay is a city in which the demo's crew has six jobs around where it stands.
func crewDay(t testing.TB) *city {
	t.Helper()
	c := newCity(t)
	names, arrive := c.hang(8)
	var first []said
	for _, a := range arrive {
		first = append(first, said{time.Now().Add(-200 * time.Hour), person.TheCity(), a})
	}
	first = append(first, said{time.Now().Add(-199 * time.Hour), person.Actor{ID: "s-admin", Roles: []person.Role{person.Admin}},
		lamp.SetRules{ID: "rules-of-the-day", Rules: lamp.Shipped(), Members: []lamp.CrewMembers{{Crew: "zhongyuan", Members: []person.ID{"s-crew"}}}}})
	c.live(append(first, sixJobs(time.Now(), names)...))
	c.open()
	return c
}

// sixJobs are six places that were reported and given to the crew, one of them with a
// danger, one long overdue.
func sixJobs(now time.Time, names []photo.Hash) []said {
	t := &town{now: now, names: names}
	for i := range 12 {
		t.report("tongbai", time.Duration(120-i)*time.Minute, lamp.Place{Point: near(standing, 170, 170), Words: "桐柏路与伊河路口", Pole: "0417"}, lamp.Dark, lamp.Safe)
	}
	t.report("longhai", 5*time.Hour, lamp.Place{Point: near(standing, -600, 150), Words: "陇海路灯杆 0398", Pole: "0398"}, lamp.Dark, lamp.Safe)
	t.report("jianshe", 6*time.Hour, lamp.Place{Point: near(standing, 300, -1050), Words: "建设路西段"}, lamp.NoLamp, lamp.Safe)
	t.report("huzhu", 120*time.Hour, lamp.Place{Point: near(standing, 1500, 500), Words: "互助路 12 号院"}, lamp.Dark, lamp.Safe)
	t.report("wires", 2*time.Hour, lamp.Place{Point: near(standing, 900, 1700), Words: "嵩山路 28 号门口"}, lamp.Facility, lamp.Wires)
	t.report("works", 30*time.Hour, lamp.Place{Point: near(standing, -1900, -900), Words: "航海路地铁口"}, lamp.Works, lamp.Safe)
	for i, spot := range []op.ID{"tongbai", "longhai", "jianshe", "huzhu", "wires", "works"} {
		for k, m := range []lamp.Move{{From: lamp.Sent, To: lamp.Checked}, {From: lamp.Checked, To: lamp.Repairing, Crew: "zhongyuan"}} {
			m.ID, m.Spot = op.ID(fmt.Sprintf("%s-m%d", spot, k)), spot
			t.said = append(t.said, said{now.Add(-time.Duration(60-i) * time.Minute), clerkOfTown, m})
		}
	}
	sort.SliceStable(t.said, func(i, j int) bool { return t.said[i].at.Before(t.said[j].at) })
	return t.said
}

// inTheBooks ends the city and reads its rows.
func (c *city) inTheBooks(read func(op.Reader)) {
	c.t.Helper()
	c.kill()
	s, err := store.Open(filepath.Join(c.data, "rows"))
	if err != nil {
		c.t.Fatal(err)
	}
	defer func() {
		if err := s.Close(); err != nil {
			c.t.Error(err)
		}
	}()
	r := s.Read(nil)
	defer r.Close()
	read(r)
}

package browser

import (
	"fmt"
	"sort"
	"testing"
	"time"

	"denghuo/shared/lamp"
	"denghuo/shared/op"
	"denghuo/shared/person"
	"denghuo/shared/photo"
)

// share is how many reports and spots a district has in the town of the script:
// 500 reports in 186 spots.
var share = []struct {
	district       string
	reports, spots int
}{
	{"gongyi", 21, 7}, {"shangjie", 14, 5}, {"huiji", 38, 13}, {"jinshui", 96, 34}, {"guancheng", 62, 21}, {"zhongmu", 27, 9},
	{"dengfeng", 18, 6}, {"xinmi", 23, 8}, {"xingyang", 31, 11}, {"zhongyuan", 84 - 29, 28}, {"erqi", 58, 20}, {"xinzheng", 28, 10},
}

var roads = []string{"伏牛路 88 号院后巷", "文化宫路中段", "建设路西段", "嵩山路地铁口", "农业路高架下", "航海路小学门口", "淮河路 12 号", "京广路公交站", "长江路东口", "大学路天桥"}

// startScript is the town of "triage clerk, 500 reports": twelve spots of one report
// each at one crossing of Zhongyuan, one with nine and one with eight reports there,
// and the rest of the city.
func startScript(t testing.TB) *city {
	t.Helper()
	c := newCity(t)
	names, arrive := c.hang(8)
	town := script(time.Now(), names)
	var first []said
	for _, a := range arrive {
		first = append(first, said{time.Now().Add(-200 * time.Hour), person.TheCity(), a})
	}
	c.live(append(first, town...))
	c.open()
	return c
}

func script(now time.Time, names []photo.Hash) []said {
	t := &town{now: now, names: names}
	middle := middles["zhongyuan"]
	for i := range 12 {
		t.report(op.ID(fmt.Sprintf("crossing-%02d", i)), time.Duration(120-i)*time.Minute,
			lamp.Place{Point: near(middle, float64(i%4)*7, float64(i/4)*7), Words: "桐柏路与伊河路口"}, lamp.Dark, lamp.Safe)
	}
	for i := range 9 {
		t.report("longhai", 5*time.Hour-time.Duration(i)*time.Minute, lamp.Place{Point: near(middle, 900, 300), Words: "陇海路灯杆 0417", Pole: "0417"}, lamp.Dark, lamp.Safe)
	}
	for i := range 8 {
		t.report("park", 26*time.Hour-time.Duration(i)*time.Minute, lamp.Place{Point: near(middle, -800, 700), Words: "五一公园地铁口北侧"}, lamp.Works, lamp.Safe)
	}
	for d, s := range share {
		for i := range s.reports {
			k := i % s.spots
			spot := op.ID(fmt.Sprintf("%s-%02d", s.district, k))
			danger := lamp.Safe
			if i == 3 {
				danger = lamp.Dangers[1+d%5]
			}
			ago := time.Duration(40+(k*97+d*31)%1700)*time.Minute - time.Duration(i/s.spots)*time.Minute
			t.report(spot, ago, lamp.Place{Point: near(middles[s.district], 300+float64(k)*45, float64(k%5)*160), Words: roads[(d+k)%len(roads)]}, lamp.Faults[(d+k)%len(lamp.Faults)], danger)
			if i == s.spots-1 && d%2 == 0 {
				t.dispatched(spot, 20*time.Minute)
			}
		}
	}
	sort.SliceStable(t.said, func(i, j int) bool { return t.said[i].at.Before(t.said[j].at) })
	return t.said
}

package geo

import (
	"encoding/json"
	"math/rand/v2"
	"os"
	"testing"
)

// TestDistrictOf asks for places that are known to lie well inside their district.
func TestDistrictOf(t *testing.T) {
	tests := []struct {
		name     string
		lat, lon float64
		want     string
	}{
		{"gongyi_town", 34.7480, 113.0220, "gongyi"},
		{"shangjie_town", 34.8028, 113.3090, "shangjie"},
		{"huiji_office", 34.8674, 113.6170, "huiji"},
		{"tower_of_zhengdong", 34.7726, 113.7206, "jinshui"},
		{"shang_city_walls", 34.7480, 113.6850, "guancheng"},
		{"zhongmu_town", 34.7190, 113.9763, "zhongmu"},
		{"shaolin", 34.5075, 112.9353, "dengfeng"},
		{"dengfeng_town", 34.4531, 113.0506, "dengfeng"},
		{"xinmi_town", 34.5394, 113.3906, "xinmi"},
		{"xingyang_town", 34.7870, 113.3834, "xingyang"},
		{"university_new_campus", 34.8175, 113.5350, "zhongyuan"},
		{"erqi_office", 34.7240, 113.6403, "erqi"},
		{"xinzheng_town", 34.3960, 113.7400, "xinzheng"},
		{"airport", 34.5197, 113.8409, "xinzheng"},
		{"kaifeng", 34.7970, 114.3070, ""},
		{"luoyang", 34.6197, 112.4540, ""},
		{"xinxiang_over_the_river", 35.3030, 113.9268, ""},
		{"null_island", 0, 0, ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := DistrictOf(Point{Lat: tt.lat, Lon: tt.lon}); got != tt.want {
				t.Errorf("%q, want %q", got, tt.want)
			}
		})
	}
}

type shape struct {
	ID   string       `json:"id"`
	Ring [][2]float64 `json:"ring"` // longitude first
}

// holds is the usual test, on the full shape.
func (s shape) holds(p Point) (in bool) {
	for i := range len(s.Ring) - 1 {
		a, b := s.Ring[i], s.Ring[i+1]
		if (a[1] > p.Lat) != (b[1] > p.Lat) && p.Lon < a[0]+(p.Lat-a[1])*(b[0]-a[0])/(b[1]-a[1]) {
			in = !in
		}
	}
	return in
}

// TestDistrictsAgreeWithTheFullShapes: what is packed gives the answer of the shapes
// it was made of, except within the eleven metres of its rounding.
func TestDistrictsAgreeWithTheFullShapes(t *testing.T) {
	raw, err := os.ReadFile("testdata/districts.json")
	if err != nil {
		t.Fatal(err)
	}
	var shapes []shape
	if err := json.Unmarshal(raw, &shapes); err != nil {
		t.Fatal(err)
	}
	if len(shapes) != len(Districts) {
		t.Fatalf("%d shapes", len(shapes))
	}
	chance := rand.New(rand.NewPCG(1, 2))
	seen := map[string]int{}
	other := 0
	for range 10000 {
		p := Point{Lat: 34.25 + chance.Float64()*0.75, Lon: 112.7 + chance.Float64()*1.55}
		want := ""
		for _, s := range shapes {
			if s.holds(p) {
				want = s.ID
			}
		}
		seen[want]++
		if DistrictOf(p) != want {
			other++
		}
	}
	t.Logf("%d of 10,000 points get another answer than by the full shapes", other)
	if other > 10 {
		t.Errorf("%d points differ", other)
	}
	for _, d := range Districts {
		if seen[d.ID] == 0 {
			t.Errorf("no point fell into %s", d.ID)
		}
		if got, ok := DistrictNamed(d.ID); !ok || got != d {
			t.Errorf("%s is not found by its ID", d.ID)
		}
	}
}

func BenchmarkDistrictOf(b *testing.B) {
	for b.Loop() {
		DistrictOf(City)
	}
}

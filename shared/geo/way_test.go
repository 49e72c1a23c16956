package geo

import (
	"math"
	"slices"
	"testing"

	"pgregory.net/rapid"
)

func TestBearing(t *testing.T) {
	from := Point{Lat: 34.75, Lon: 113.62}
	tests := []struct {
		name    string
		to      Point
		want    float64
		compass int
	}{
		{"north", Point{Lat: 34.76, Lon: 113.62}, 0, 0},
		{"north_east", Point{Lat: 34.7545, Lon: 113.62548}, 45, 1},
		{"east", Point{Lat: 34.75, Lon: 113.63}, 90, 2},
		{"south_east", Point{Lat: 34.7455, Lon: 113.62548}, 135, 3},
		{"south", Point{Lat: 34.74, Lon: 113.62}, 180, 4},
		{"west", Point{Lat: 34.75, Lon: 113.61}, 270, 6},
		{"north_west", Point{Lat: 34.7545, Lon: 113.61452}, 315, 7},
		{"a_hair_west_of_north", Point{Lat: 34.76, Lon: 113.6199}, 359.5, 0},
		{"here", from, 0, 0},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got := Bearing(from, tt.to)
			if math.Abs(math.Remainder(got-tt.want, 360)) > 0.1 || got < 0 || got >= 360 {
				t.Errorf("%.2f degrees, want %.2f", got, tt.want)
			}
			if c := Compass(got); c != tt.compass {
				t.Errorf("word %d, want %d", c, tt.compass)
			}
		})
	}
}

func TestCellsHoldWhatIsNear(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := Point{Lat: rapid.Float64Range(34.3, 35).Draw(t, "lat"), Lon: rapid.Float64Range(112.8, 114.2).Draw(t, "lon")}
		q := Point{Lat: p.Lat + rapid.Float64Range(-0.002, 0.002).Draw(t, "up"), Lon: p.Lon + rapid.Float64Range(-0.002, 0.002).Draw(t, "right")}
		cells := Cells(p, Metres(p, q)+0.01)
		if !slices.Contains(cells, Cell(q)) || !slices.Contains(cells, Cell(p)) {
			t.Fatalf("%v is %.1f m from %v, but %s is not in %v", q, Metres(p, q), p, Cell(q), cells)
		}
	})
	if n := len(Cells(City, 120)); n > 9 {
		t.Errorf("120 m are %d cells", n)
	}
	if n := len(Cells(City, 1e9)); n > 150 {
		t.Errorf("the farthest reach is %d cells", n)
	}
	if got := Cell(Point{Lat: 34.7516, Lon: 113.6053}); got != "17375x56802" {
		t.Errorf("cell %s", got)
	}
}

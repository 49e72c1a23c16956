package geo

import (
	"math"
	"testing"

	"pgregory.net/rapid"
)

func TestMetres(t *testing.T) {
	tests := []struct {
		name string
		a, b Point
		want float64
	}{
		{"same", Point{Lat: 34.7516, Lon: 113.6053}, Point{Lat: 34.7516, Lon: 113.6053}, 0},
		{"one_degree_north", Point{Lat: 34}, Point{Lat: 35}, 111195},
		{"one_degree_east_at_the_equator", Point{}, Point{Lon: 1}, 111195},
		{"antipodes", Point{Lat: 90}, Point{Lat: -90}, math.Pi * earth},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := Metres(tt.a, tt.b); math.Abs(got-tt.want) > 1 {
				t.Errorf("%.1f m, want %.1f", got, tt.want)
			}
		})
	}
}

func TestMetresIsADistance(t *testing.T) {
	point := rapid.Custom(func(t *rapid.T) Point {
		return Point{Lat: rapid.Float64Range(-90, 90).Draw(t, "lat"), Lon: rapid.Float64Range(-180, 180).Draw(t, "lon")}
	})
	rapid.Check(t, func(t *rapid.T) {
		a, b := point.Draw(t, "a"), point.Draw(t, "b")
		if d, e := Metres(a, b), Metres(b, a); math.Abs(d-e) > 1e-3 || d < 0 {
			t.Fatalf("%v one way, %v back", d, e)
		}
	})
}

func TestValid(t *testing.T) {
	for _, p := range []Point{{Lat: 91}, {Lon: -181}, {Lat: math.NaN()}, {Acc: -1}, {Acc: math.Inf(1)}} {
		if p.Valid() {
			t.Errorf("%v passes", p)
		}
	}
	if !(Point{Lat: 34.75, Lon: 113.6, Acc: 12}).Valid() {
		t.Error("the middle of the city does not pass")
	}
}

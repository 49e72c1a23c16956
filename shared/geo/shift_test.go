package geo

import (
	"math"
	"testing"

	"pgregory.net/rapid"
)

// The vectors were made with the npm package gcoord 1.0.7 (MIT):
// gcoord.transform([lon, lat], gcoord.WGS84, gcoord.GCJ02) and the same to gcoord.BD09.
func TestShift(t *testing.T) {
	tests := []struct {
		name                                         string
		lat, lon, gcjLat, gcjLon, baiduLat, baiduLon float64
	}{
		{"zhengzhou", 34.7516, 113.6053, 34.75040773, 113.61133891, 34.75642858, 113.61782169},
		{"dengfeng", 34.4531, 113.0506, 34.45196975, 113.05699939, 34.45818663, 113.06344557},
		{"airport", 34.5197, 113.8409, 34.51837561, 113.84685389, 34.52431484, 113.85335517},
		{"gongyi", 34.748, 113.022, 34.74704244, 113.02833617, 34.75331811, 113.03474388},
		{"shanghai", 31.2304, 121.4737, 31.22845774, 121.47822306, 31.23431059, 121.48478147},
		{"urumqi", 43.8256, 87.6168, 43.82680539, 87.61964995, 43.83294979, 87.62609977},
		{"sanya", 18.2528, 109.5119, 18.25109479, 109.51598429, 18.25687655, 109.52253179},
		{"harbin", 45.8038, 126.535, 45.80578153, 126.54104035, 45.81139582, 126.54765921},
		{"london", 51.5, -0.1276, 51.5, -0.1276, 51.50601697, -0.12124247},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			p := Point{Lat: tt.lat, Lon: tt.lon}
			if lat, lon := p.GCJ02(); math.Abs(lat-tt.gcjLat) > 2e-8 || math.Abs(lon-tt.gcjLon) > 2e-8 {
				t.Errorf("GCJ-02 %.8f, %.8f", lat, lon)
			}
			if lat, lon := p.BD09(); math.Abs(lat-tt.baiduLat) > 2e-8 || math.Abs(lon-tt.baiduLon) > 2e-8 {
				t.Errorf("BD-09 %.8f, %.8f", lat, lon)
			}
		})
	}
}

// TestShiftIsFar is why the systems are never mixed.
func TestShiftIsFar(t *testing.T) {
	p := Point{Lat: 34.7516, Lon: 113.6053}
	lat, lon := p.GCJ02()
	if d := Metres(p, Point{Lat: lat, Lon: lon}); math.Abs(d-567) > 1 {
		t.Errorf("GCJ-02 is %.0f m away, want 567", d)
	}
	lat, lon = p.BD09()
	if d := Metres(p, Point{Lat: lat, Lon: lon}); math.Abs(d-1264) > 1 {
		t.Errorf("BD-09 is %.0f m away, want 1264", d)
	}
}

func TestShiftAndBack(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := Point{Lat: rapid.Float64Range(18, 53).Draw(t, "lat"), Lon: rapid.Float64Range(74, 135).Draw(t, "lon")}
		back := FromGCJ02(p.GCJ02())
		if math.Abs(back.Lat-p.Lat) > 1e-7 || math.Abs(back.Lon-p.Lon) > 1e-7 {
			t.Fatalf("%v came back as %v", p, back)
		}
	})
}

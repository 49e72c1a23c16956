// Package geo is places: a WGS-84 point with its accuracy, distances and directions, the
// district that holds it, the hours of the sun there, and the shift to GCJ-02 and BD-09
// for links into outside map apps. Records keep WGS-84 only.
package geo

import "math"

// Point is a place by WGS-84, degrees, with the accuracy in metres that the
// phone claimed (68 % radius; 0 means not told).
type Point struct {
	Lat float64 `json:"lat"`
	Lon float64 `json:"lon"`
	Acc float64 `json:"acc,omitempty"`
}

// Valid reports whether the numbers can be a place on earth.
func (p Point) Valid() bool {
	return p.Lat >= -90 && p.Lat <= 90 && p.Lon >= -180 && p.Lon <= 180 && p.Acc >= 0 && !math.IsInf(p.Acc, 0) &&
		p.Lat == p.Lat && p.Lon == p.Lon && p.Acc == p.Acc // NaN is unequal to itself
}

// Round gives the point to about eleven metres (four decimals) and without its
// accuracy: fine enough for a lamp on a road, too coarse for a doorway.
func (p Point) Round() Point {
	return Point{Lat: math.Round(p.Lat*1e4) / 1e4, Lon: math.Round(p.Lon*1e4) / 1e4}
}

const earth = 6371008.8 // mean radius in metres (IUGG)

// Metres is the great-circle distance (haversine).
func Metres(a, b Point) float64 {
	rad := math.Pi / 180
	dLat, dLon := (b.Lat-a.Lat)*rad, (b.Lon-a.Lon)*rad
	h := math.Pow(math.Sin(dLat/2), 2) + math.Cos(a.Lat*rad)*math.Cos(b.Lat*rad)*math.Pow(math.Sin(dLon/2), 2)
	return 2 * earth * math.Asin(math.Min(1, math.Sqrt(h)))
}

// InCity is a generous box around Zhengzhou's administrative area. Outside it a
// report is kept all the same; the form only asks "is this right?".
func (p Point) InCity() bool {
	return p.Lat > 34.25 && p.Lat < 34.99 && p.Lon > 112.7 && p.Lon < 114.25
}

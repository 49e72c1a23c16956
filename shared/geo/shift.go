package geo

import "math"

// The axis and the flattening of the ellipsoid of Krasovsky, 1940, by which GCJ-02
// was made.
const (
	krasovsky  = 6378245.0
	flattening = 0.00669342162296594323
)

// GCJ02 is where maps sold in China show the point (AMap, Tencent, Apple's of China),
// degrees: some hundred metres away. Outside a box around China nothing is moved. The
// numbers are those of the widely used open reckoning, which agrees with the maps to
// about a metre.
func (p Point) GCJ02() (lat, lon float64) {
	if p.Lon < 72.004 || p.Lon > 137.8347 || p.Lat < 0.8293 || p.Lat > 55.8271 {
		return p.Lat, p.Lon
	}
	dLat, dLon := drift(p.Lon-105, p.Lat-35)
	rad := p.Lat * math.Pi / 180
	magic := 1 - flattening*math.Sin(rad)*math.Sin(rad)
	root := math.Sqrt(magic)
	dLat = dLat * 180 / (krasovsky * (1 - flattening) / (magic * root) * math.Pi)
	dLon = dLon * 180 / (krasovsky / root * math.Cos(rad) * math.Pi)
	return p.Lat + dLat, p.Lon + dLon
}

// drift is the shift in metres to the north and to the east.
func drift(x, y float64) (north, east float64) {
	sin := func(v, parts float64) float64 { return math.Sin(v * math.Pi / parts) }
	both := (20*sin(x, 1.0/6) + 20*sin(x, 0.5)) * 2 / 3
	north = -100 + 2*x + 3*y + 0.2*y*y + 0.1*x*y + 0.2*math.Sqrt(math.Abs(x)) + both +
		(20*sin(y, 1)+40*sin(y, 3))*2/3 + (160*sin(y, 12)+320*sin(y, 30))*2/3
	east = 300 + x + 2*y + 0.1*x*x + 0.1*x*y + 0.1*math.Sqrt(math.Abs(x)) + both +
		(20*sin(x, 1)+40*sin(x, 3))*2/3 + (150*sin(x, 12)+300*sin(x, 30))*2/3
	return north, east
}

// FromGCJ02 is the point that such a map shows at lat and lon: within a ten-millionth
// of a degree (a centimetre) of the one that was moved.
func FromGCJ02(lat, lon float64) Point {
	p := Point{Lat: lat, Lon: lon}
	for range 6 { // each round leaves less than a hundredth of the error before
		gotLat, gotLon := p.GCJ02()
		p.Lat, p.Lon = p.Lat+lat-gotLat, p.Lon+lon-gotLon
	}
	return p
}

// BD09 is where Baidu's maps show the point, degrees.
func (p Point) BD09() (lat, lon float64) {
	y, x := p.GCJ02()
	const turns = math.Pi * 3000 / 180
	z := math.Hypot(x, y) + 0.00002*math.Sin(y*turns)
	angle := math.Atan2(y, x) + 0.000003*math.Cos(x*turns)
	return z*math.Sin(angle) + 0.006, z*math.Cos(angle) + 0.0065
}

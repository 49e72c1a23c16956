package geo

import (
	"math"
	"time"
)

// City is the middle of the city: People's Park. It stands in where a spot has no
// point of its own.
var City = Point{Lat: 34.7552, Lon: 113.6612}

// Altitudes of the sun's centre, degrees: at rise and set half its width and the
// bending of light at the horizon are allowed for; civil twilight ends at six below,
// when street lamps must burn.
const (
	riseAltitude = -0.833
	darkAltitude = -6
)

// day is how long the city's day is; it keeps no summer time.
const day = 24 * time.Hour

// zone is the city's time.
var zone = time.FixedZone("+08:00", 8*60*60)

// Sun tells when the sun rises and sets on the city's day (+08:00) that holds at, and
// when civil twilight begins before (dawn) and ends after (dusk). A pair is zero where
// the sun does not come to that height on that day, as near the poles.
//
// It is the way of NOAA's solar calculator: Jean Meeus, Astronomical Algorithms, second
// edition, chapter 25 (the lower accuracy, 0.01 degrees) with the equation of time of
// chapter 28. Between 1950 and 2050 rise and set are right to a minute or two, which
// the air at the horizon takes anyhow.
func Sun(at time.Time, p Point) (rise, set, dawn, dusk time.Time) {
	y, m, d := at.In(zone).Date()
	midday := noon(time.Date(y, m, d, 12, 0, 0, 0, zone), p)
	rise, set = crossing(midday, p, riseAltitude, -1), crossing(midday, p, riseAltitude, 1)
	dawn, dusk = crossing(midday, p, darkAltitude, -1), crossing(midday, p, darkAltitude, 1)
	if rise.IsZero() || set.IsZero() {
		rise, set = time.Time{}, time.Time{}
	}
	if dawn.IsZero() || dusk.IsZero() {
		dawn, dusk = time.Time{}, time.Time{}
	}
	return rise, set, dawn, dusk
}

// Dark reports whether civil twilight is over: the sun's centre stands more than six
// degrees below the horizon.
func Dark(at time.Time, p Point) bool { return altitude(at, p) < darkAltitude }

// DarkBetween reports whether it is dark at any moment from a to b, both included. It
// is false when b is before a.
func DarkBetween(a, b time.Time, p Point) bool {
	if b.Before(a) {
		return false
	}
	if Dark(a, p) || Dark(b, p) {
		return true
	}
	// Between two moments of light only the middle of a night can be dark. After a
	// year every night there is has been.
	for mid := noon(a, p).Add(-day / 2); mid.Before(b) && mid.Sub(a) < 367*day; mid = mid.Add(day) {
		if mid.After(a) && Dark(mid, p) {
			return true
		}
	}
	return false
}

// crossing is when the sun stands at a height before (-1) or after (1) noon. It is
// asked for three times, each with the sun as it stands at the answer before.
func crossing(midday time.Time, p Point, height float64, side float64) time.Time {
	at := midday
	for range 3 {
		decl, _ := sun(at)
		lat := p.Lat * math.Pi / 180
		c := (math.Sin(height*math.Pi/180) - math.Sin(lat)*math.Sin(decl)) / (math.Cos(lat) * math.Cos(decl))
		if !(c >= -1 && c <= 1) { // at a pole it is no number at all
			return time.Time{}
		}
		hours := math.Acos(c) * 12 / math.Pi
		at = noon(at, p).Add(time.Duration(side * hours * float64(time.Hour)))
	}
	return at.Truncate(time.Second)
}

// noon is when the sun stands highest, nearest to at.
func noon(at time.Time, p Point) time.Time {
	angle := hourAngle(at, p)
	return at.Add(-time.Duration(angle / (2 * math.Pi) * float64(day)))
}

// hourAngle is how far the sun has gone since noon, in radians from -pi to pi.
func hourAngle(at time.Time, p Point) float64 {
	_, equation := sun(at)
	utc := at.UTC()
	hours := float64(utc.Hour()) + float64(utc.Minute())/60 + (float64(utc.Second())+float64(utc.Nanosecond())/1e9)/3600
	return math.Remainder((hours-12)*math.Pi/12+p.Lon*math.Pi/180+equation, 2*math.Pi)
}

// altitude is the height of the sun's centre in degrees, without the bending of light.
func altitude(at time.Time, p Point) float64 {
	decl, _ := sun(at)
	lat := p.Lat * math.Pi / 180
	s := math.Sin(lat)*math.Sin(decl) + math.Cos(lat)*math.Cos(decl)*math.Cos(hourAngle(at, p))
	return math.Asin(max(-1, min(1, s))) * 180 / math.Pi
}

// sun is the declination and the equation of time (how far a sundial is ahead of the
// clock), both in radians. Days are counted in UTC; the minute by which ephemeris time
// is ahead of it moves the sun by a third of a thousandth of a degree in height.
func sun(at time.Time) (declination, equation float64) {
	const rad = math.Pi / 180
	t := (float64(at.Unix())/86400 - 10957.5) / 36525 // Julian centuries from noon of 2000-01-01
	mean := math.Mod(280.46646+t*(36000.76983+t*0.0003032), 360) * rad
	anomaly := (357.52911 + t*(35999.05029-t*0.0001537)) * rad
	eccentricity := 0.016708634 - t*(0.000042037+t*0.0000001267)
	centre := (1.914602-t*(0.004817+t*0.000014))*math.Sin(anomaly) + (0.019993-t*0.000101)*math.Sin(2*anomaly) + 0.000289*math.Sin(3*anomaly)
	node := (125.04 - 1934.136*t) * rad
	long := mean + (centre-0.00569-0.00478*math.Sin(node))*rad
	tilt := (23.439291 - t*(0.0130042+t*(0.00000016-t*0.000000504)) + 0.00256*math.Cos(node)) * rad
	y := math.Tan(tilt/2) * math.Tan(tilt/2)
	equation = y*math.Sin(2*mean) - 2*eccentricity*math.Sin(anomaly) + 4*eccentricity*y*math.Sin(anomaly)*math.Cos(2*mean) -
		y*y/2*math.Sin(4*mean) - 1.25*eccentricity*eccentricity*math.Sin(2*anomaly)
	return math.Asin(math.Sin(tilt) * math.Sin(long)), equation
}

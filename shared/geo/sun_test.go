package geo

import (
	"fmt"
	"math"
	"testing"
	"time"

	"pgregory.net/rapid"
)

// almanac is the sun by another way than Sun's: the low-precision formulas of the
// Astronomical Almanac (page C5, good to 0.01 degrees from 1950 to 2050), right
// ascension and sidereal time, and no equation of time. It gives the height in degrees.
func almanac(at time.Time, p Point) float64 {
	const rad = math.Pi / 180
	n := float64(at.UnixMilli())/86400e3 + 2440587.5 - 2451545
	mean, anomaly := 280.460+0.9856474*n, (357.528+0.9856003*n)*rad
	long := (mean + 1.915*math.Sin(anomaly) + 0.020*math.Sin(2*anomaly)) * rad
	tilt := (23.439 - 0.0000004*n) * rad
	ascension := math.Atan2(math.Cos(tilt)*math.Sin(long), math.Cos(long))
	declination := math.Asin(math.Sin(tilt) * math.Sin(long))
	sidereal := (280.46061837+360.98564736629*n)*rad + p.Lon*rad
	lat := p.Lat * rad
	return math.Asin(math.Sin(lat)*math.Sin(declination)+math.Cos(lat)*math.Cos(declination)*math.Cos(sidereal-ascension)) / rad
}

// crosses looks for when the almanac's sun passes a height, within half a second.
func crosses(a, b time.Time, p Point, height float64) time.Time {
	up := almanac(a, p) > height
	for b.Sub(a) > time.Second/2 {
		mid := a.Add(b.Sub(a) / 2)
		if (almanac(mid, p) > height) == up {
			a = mid
		} else {
			b = mid
		}
	}
	return a
}

func TestSunAgreesWithTheAlmanac(t *testing.T) {
	places := map[string]Point{"zhengzhou": City, "equator": {Lon: 120}, "south": {Lat: -33.9, Lon: 115}, "north": {Lat: 60, Lon: 118}}
	for name, p := range places {
		var worst time.Duration
		for d := time.Date(2024, 1, 1, 3, 0, 0, 0, zone); d.Year() < 2031; d = d.AddDate(0, 0, 5) {
			rise, set, dawn, dusk := Sun(d, p)
			mid := rise.Add(set.Sub(rise) / 2)
			for got, want := range map[time.Time]time.Time{
				rise: crosses(mid.Add(-day/2), mid, p, -0.833), set: crosses(mid, mid.Add(day/2), p, -0.833),
				dawn: crosses(mid.Add(-day/2), mid, p, -6), dusk: crosses(mid, mid.Add(day/2), p, -6),
			} {
				worst = max(worst, got.Sub(want).Abs())
			}
		}
		if worst > 15*time.Second {
			t.Errorf("%s: %v away from the almanac", name, worst)
		}
		t.Logf("%s: at most %v", name, worst)
	}
}

// TestSunStandsWhereMeeusSays is his example 25.a.
func TestSunStandsWhereMeeusSays(t *testing.T) {
	got, _ := sun(time.Date(1992, 10, 13, 0, 0, 0, 0, time.UTC))
	if want := -7.78507; math.Abs(got*180/math.Pi-want) > 0.001 {
		t.Errorf("declination %.5f, want %.5f", got*180/math.Pi, want)
	}
	_, equation := sun(time.Date(1992, 10, 13, 0, 0, 0, 0, time.UTC)) // example 28.a: 13 m 42.6 s
	if got, want := equation*12*3600/math.Pi, 13*60+42.6; math.Abs(got-want) > 2 {
		t.Errorf("equation of time %.1f s, want %.1f s", got, want)
	}
}

// TestSunAtTheSeasons uses the published moments of the seasons of 2024, UTC.
func TestSunAtTheSeasons(t *testing.T) {
	for at, want := range map[string]float64{"2024-03-20T03:06:00Z": 0, "2024-06-20T20:51:00Z": 23.436, "2024-09-22T12:44:00Z": 0, "2024-12-21T09:21:00Z": -23.436} {
		moment, err := time.Parse(time.RFC3339, at)
		if err != nil {
			t.Fatal(err)
		}
		if got, _ := sun(moment); math.Abs(got*180/math.Pi-want) > 0.01 {
			t.Errorf("%s: declination %.4f, want %.3f", at, got*180/math.Pi, want)
		}
	}
}

// TestSunAtKnownHours has hours that everybody can look up: the flag on Tian'anmen
// goes up with the sun, at 7:36 on New Year's Day and at 6:10 on the first of October.
func TestSunAtKnownHours(t *testing.T) {
	beijing, london := Point{Lat: 39.9055, Lon: 116.3976}, Point{Lat: 51.5, Lon: -0.1276}
	tests := []struct {
		name, rise, set string
		day             time.Time
		p               Point
	}{
		{"new_year_in_beijing", "07:36", "", time.Date(2024, 1, 1, 0, 0, 0, 0, zone), beijing},
		{"first_of_october_in_beijing", "06:10", "", time.Date(2024, 10, 1, 23, 59, 0, 0, zone), beijing},
		{"longest_day_in_london", "11:43", "04:21", time.Date(2024, 6, 20, 12, 0, 0, 0, zone), london},
		{"shortest_day_in_london", "16:04", "23:53", time.Date(2024, 12, 21, 20, 0, 0, 0, zone), london},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			rise, set, _, _ := Sun(tt.day, tt.p)
			for want, got := range map[string]time.Time{tt.rise: rise, tt.set: set} {
				if want == "" {
					continue
				}
				at, err := time.Parse("15:04", want)
				if err != nil {
					t.Fatal(err)
				}
				got = got.In(zone)
				minutes := (got.Hour()*60 + got.Minute()) - (at.Hour()*60 + at.Minute())
				if minutes < -2 || minutes > 2 {
					t.Errorf("%s, want %s", got.Format("15:04:05"), want)
				}
			}
		})
	}
}

// TestSunOfTheCity keeps the hours that the almanac above agrees with.
func TestSunOfTheCity(t *testing.T) {
	for _, tt := range []struct {
		day  time.Time
		want string
	}{
		{time.Date(2026, 6, 21, 12, 0, 0, 0, zone), "04:42 05:12 19:41 20:11"},
		{time.Date(2026, 12, 22, 12, 0, 0, 0, zone), "07:00 07:29 17:18 17:46"},
		{time.Date(2026, 3, 21, 0, 0, 0, 0, zone), "06:03 06:28 18:37 19:02"},
		{time.Date(2026, 3, 20, 16, 0, 0, 0, time.UTC), "06:03 06:28 18:37 19:02"}, // the same day of the city
	} {
		rise, set, dawn, dusk := Sun(tt.day, City)
		if got := fmt.Sprintf("%s %s %s %s", hour(dawn), hour(rise), hour(set), hour(dusk)); got != tt.want {
			t.Errorf("%v: %s, want %s", tt.day, got, tt.want)
		}
	}
}

func hour(at time.Time) string { return at.In(zone).Format("15:04") }

func TestSunNeedsNoDayToEnd(t *testing.T) {
	arctic := Point{Lat: 78, Lon: 115}
	summer, winter := time.Date(2026, 6, 21, 12, 0, 0, 0, zone), time.Date(2026, 12, 21, 12, 0, 0, 0, zone)
	for _, at := range []time.Time{summer, winter} {
		for _, p := range []Point{arctic, {Lat: 90}, {Lat: -90, Lon: 180}} {
			rise, set, dawn, dusk := Sun(at, p)
			if !rise.IsZero() || !set.IsZero() || !dawn.IsZero() || !dusk.IsZero() {
				t.Errorf("%v at %v: %v %v %v %v", at, p, rise, set, dawn, dusk)
			}
		}
	}
	if DarkBetween(summer, summer.AddDate(0, 0, 30), arctic) {
		t.Error("the summer of the far north is dark")
	}
	if !DarkBetween(summer, summer.AddDate(50, 0, 0), arctic) {
		t.Error("half a century of the far north is light")
	}
	if !Dark(winter, arctic) {
		t.Error("the noon of the far north in winter is light")
	}
}

func TestDark(t *testing.T) {
	_, _, dawn, dusk := Sun(time.Date(2026, 11, 24, 12, 0, 0, 0, zone), City)
	tests := []struct {
		name string
		a, b time.Time
		want bool
	}{
		{"after_dusk", dusk.Add(2 * time.Minute), dusk.Add(2 * time.Minute), true},
		{"before_dusk", dusk.Add(-2 * time.Minute), dusk.Add(-2 * time.Minute), false},
		{"before_dawn", dawn.Add(-2 * time.Minute), dawn.Add(-2 * time.Minute), true},
		{"a_whole_day", dawn.Add(2 * time.Minute), dusk.Add(-2 * time.Minute), false},
		{"into_the_evening", dawn.Add(2 * time.Minute), dusk.Add(2 * time.Minute), true},
		{"afternoon_to_morning", dusk.Add(-2 * time.Minute), dawn.Add(day + 5*time.Minute), true},
		{"a_week", dusk.Add(-2 * time.Minute), dusk.Add(7*day - time.Hour), true},
		{"backwards", dusk.Add(2 * time.Hour), dusk.Add(time.Hour), false},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := DarkBetween(tt.a, tt.b, City); got != tt.want {
				t.Errorf("dark is %v from %s to %s", got, hour(tt.a), hour(tt.b))
			}
		})
	}
}

func TestSunGoesInOrder(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		at := time.Unix(rapid.Int64Range(0, 2524608000).Draw(t, "at"), 0) // to 2050
		p := Point{Lat: rapid.Float64Range(-90, 90).Draw(t, "lat"), Lon: rapid.Float64Range(-180, 180).Draw(t, "lon")}
		rise, set, dawn, dusk := Sun(at, p)
		if !rise.IsZero() && !rise.Before(set) {
			t.Fatalf("rises %v, sets %v", rise, set)
		}
		if !rise.IsZero() && !dawn.IsZero() && !(dawn.Before(rise) && set.Before(dusk)) {
			t.Fatalf("%v %v %v %v", dawn, rise, set, dusk)
		}
		a, b := at, at.Add(time.Duration(rapid.Int64Range(0, 72*3600).Draw(t, "span"))*time.Second)
		seen := false
		for moment := a; !moment.After(b); moment = moment.Add(5 * time.Minute) {
			seen = seen || Dark(moment, p)
		}
		if seen && !DarkBetween(a, b, p) {
			t.Fatalf("it was dark between %v and %v at %v", a, b, p)
		}
	})
}

func TestSunsDayIsTheCitys(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		at := time.Unix(rapid.Int64Range(0, 2524608000).Draw(t, "at"), 0)
		rise, set, dawn, dusk := Sun(at, City)
		for _, moment := range []time.Time{dawn, rise, set, dusk} {
			if moment.In(zone).Format(time.DateOnly) != at.In(zone).Format(time.DateOnly) {
				t.Fatalf("the sun of %v: %v", at.In(zone), moment.In(zone))
			}
		}
	})
}

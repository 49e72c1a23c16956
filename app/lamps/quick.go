package lamps

import (
	"encoding/json"
	"strconv"
	"time"

	"denghuo/shared/geo"
	"denghuo/shared/lamp"
	"denghuo/shared/op"
	"denghuo/shared/photo"
)

// spotOf decodes a spot. A desk reads 5,000 of them before its first row, and
// encoding/json, which asks each field's type, takes a slow phone seconds for that. The
// pen below reads what Table.Put writes and nothing else: at the first thing that it
// does not know encoding/json reads the whole body instead.
func spotOf(body json.RawMessage) any {
	s := new(lamp.Spot)
	if p := (pen{b: body}); p.spot(s) {
		return s
	}
	if *s = (lamp.Spot{}); json.Unmarshal(body, s) != nil {
		return nil
	}
	return s
}

// pen is at a place of a JSON text.
type pen struct {
	b   []byte
	at  int
	bad bool // something was met that it does not know
}

// fields goes through an object; f reads the value of each name.
func (p *pen) fields(f func(name []byte)) bool {
	p.want('{')
	for more := !p.is('}'); more && !p.bad; more = p.is(',') {
		name := p.plain()
		p.want(':')
		f(name)
	}
	p.want('}')
	return !p.bad
}

// each goes through a list; f reads each value.
func (p *pen) each(f func()) {
	p.want('[')
	for more := !p.is(']'); more && !p.bad; more = p.is(',') {
		f()
	}
	p.want(']')
}

// is reports whether the text goes on with c. It takes a comma; brackets are looked
// at only.
func (p *pen) is(c byte) bool {
	if p.at >= len(p.b) || p.b[p.at] != c {
		return false
	}
	if c == ',' {
		p.at++
	}
	return true
}

func (p *pen) want(c byte) {
	if p.at >= len(p.b) || p.b[p.at] != c {
		p.bad = true
		return
	}
	p.at++
}

// plain is a text without escapes.
func (p *pen) plain() []byte {
	p.want('"')
	from := p.at
	for p.at < len(p.b) && p.b[p.at] != '"' {
		if p.b[p.at] == '\\' {
			p.bad = true
			return nil
		}
		p.at++
	}
	if p.bad || p.at == len(p.b) {
		p.bad = true
		return nil
	}
	p.at++
	return p.b[from : p.at-1]
}

func (p *pen) text() string { return string(p.plain()) }

// word is what stands between marks: a number or a truth.
func (p *pen) word() string {
	from := p.at
	for p.at < len(p.b) {
		if c := p.b[p.at]; c == ',' || c == '}' || c == ']' {
			break
		}
		p.at++
	}
	return string(p.b[from:p.at])
}

func (p *pen) int() int {
	n, err := strconv.Atoi(p.word())
	p.bad = p.bad || err != nil
	return n
}

func (p *pen) float() float64 {
	v, err := strconv.ParseFloat(p.word(), 64)
	p.bad = p.bad || err != nil
	return v
}

func (p *pen) truth() bool {
	word := p.word()
	p.bad = p.bad || word != "true" && word != "false"
	return word == "true"
}

// time is a moment in UTC to the second, as most are; others are parsed the long way.
func (p *pen) time() time.Time {
	b := p.plain()
	if len(b) != len("2006-01-02T15:04:05Z") || b[19] != 'Z' {
		at, err := time.Parse(time.RFC3339Nano, string(b))
		p.bad = p.bad || err != nil
		return at
	}
	n := func(from, to int) (v int) {
		for _, c := range b[from:to] {
			p.bad = p.bad || c < '0' || c > '9'
			v = v*10 + int(c-'0')
		}
		return v
	}
	return time.Date(n(0, 4), time.Month(n(5, 7)), n(8, 10), n(11, 13), n(14, 16), n(17, 19), 0, time.UTC)
}

func (p *pen) spot(s *lamp.Spot) bool {
	return p.fields(func(name []byte) {
		switch string(name) {
		case "id":
			s.ID = op.ID(p.text())
		case "state":
			s.State = lamp.State(p.text())
		case "fault":
			s.Fault = lamp.Fault(p.text())
		case "symptom":
			s.Symptom = lamp.Symptom(p.text())
		case "danger":
			s.Danger = lamp.Danger(p.text())
		case "point":
			s.Point = p.point()
		case "pole":
			s.Pole = p.text()
		case "district":
			s.District = p.text()
		case "road":
			s.Road = p.text()
		case "level":
			s.Level = lamp.Level(p.text())
		case "owner":
			s.Owner = lamp.Owner(p.text())
		case "voices":
			s.Voices = p.int()
		case "photos":
			s.Photos = p.int()
		case "pictures":
			s.Pictures = []photo.Hash{}
			p.each(func() { s.Pictures = append(s.Pictures, photo.Hash(p.text())) })
		case "first":
			s.First = p.time()
		case "steps":
			s.Steps = []lamp.Step{}
			p.each(func() { s.Steps = append(s.Steps, p.step()) })
		default:
			p.rarer(s, name)
		}
	}) && p.at == len(p.b)
}

func (p *pen) rarer(s *lamp.Spot, name []byte) {
	switch string(name) {
	case "crew":
		s.Crew = p.text()
	case "job":
		s.Job = op.ID(p.text())
	case "again":
		s.Again = p.int()
	case "into":
		s.Into = op.ID(p.text())
	case "linked":
		s.Linked = op.ID(p.text())
	case "proof":
		s.Proof = lamp.Proof(p.text())
	case "mended":
		s.Mended = p.truth()
	case "old":
		s.Old = p.truth()
	default:
		p.bad = true
	}
}

func (p *pen) point() *geo.Point {
	at := new(geo.Point)
	p.fields(func(name []byte) {
		switch string(name) {
		case "lat":
			at.Lat = p.float()
		case "lon":
			at.Lon = p.float()
		case "acc":
			at.Acc = p.float()
		default:
			p.bad = true
		}
	})
	return at
}

func (p *pen) step() (s lamp.Step) {
	p.fields(func(name []byte) {
		switch string(name) {
		case "id":
			s.ID = op.ID(p.text())
		case "state":
			s.State = lamp.State(p.text())
		case "at":
			s.At = p.time()
		case "tapped":
			s.Tapped = p.time()
		case "reason":
			s.Reason = p.text()
		case "crew":
			s.Crew = p.text()
		case "owner":
			s.Owner = lamp.Owner(p.text())
		case "cause":
			s.Cause = lamp.Cause(p.text())
		case "proof":
			s.Proof = lamp.Proof(p.text())
		case "into":
			s.Into = op.ID(p.text())
		default:
			p.bad = true
		}
	})
	return s
}

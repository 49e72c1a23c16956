package lights

import (
	"bufio"
	"bytes"
	"errors"
	"io"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"

	"denghuo/server/sheet"
	"denghuo/shared/geo"
	"denghuo/shared/ledger"
	"denghuo/shared/op"
)

// Codes of a line of the inventory that is not taken, and of a whole file.
const (
	BadHead  op.Code = "lamps_header" // no column with the number on the plate
	BadJSON  op.Code = "lamps_json"   // no GeoJSON FeatureCollection
	BadPoint op.Code = "bad_point"    // not a pair of numbers, or outside the city: often the two are swapped
	BadSort  op.Code = "bad_sort"
	BadState op.Code = "bad_health"
	BadDay   op.Code = "bad_day"
	Twice    op.Code = "twice" // the number was there before in the file
)

// most is how many lines a file has at most.
const most = 1_000_000

// Wrong is a line that is not taken.
type Wrong struct {
	Line int     `json:"line"` // from 1, the header; of GeoJSON the first feature
	Code op.Code `json:"code"`
}

// columns are the names that a header may give; a feature's properties have the same.
// The number is wanted.
var columns = [][]string{
	cPole: {"pole", "灯杆编号", "杆号", "编号", "number"}, cSort: {"sort", "类型", "类别", "kind"},
	cLat: {"lat", "纬度", "latitude"}, cLon: {"lon", "经度", "lng", "longitude"},
	cRoad: {"road", "路名", "道路", "道路名称"}, cDistrict: {"district", "区县", "区", "辖区"},
	cHealth: {"health", "状态", "state"}, cSince: {"since", "起始日期", "状态起始"},
}

// Places of the columns.
const (
	cPole = iota
	cSort
	cLat
	cLon
	cRoad
	cDistrict
	cHealth
	cSince
)

// What a cell may say; the first of each is what is kept.
var (
	sorts = map[string]ledger.Sort{"": ledger.IsLamp, "lamp": ledger.IsLamp, "路灯": ledger.IsLamp, "box": ledger.IsBox, "箱变": ledger.IsBox,
		"台变": ledger.IsBox, "箱台变": ledger.IsBox, "cabinet": ledger.IsCabinet, "控制箱": ledger.IsCabinet, "配电箱": ledger.IsCabinet}
	healths = map[string]ledger.Health{"": ledger.Well, "ok": ledger.Well, "正常": ledger.Well, "完好": ledger.Well, "out": ledger.Out, "不亮": ledger.Out,
		"灭灯": ledger.Out, "damaged": ledger.Damaged, "损坏": ledger.Damaged}
	days = []string{"2006-01-02", "2006/1/2", "2006-1-2", time.RFC3339}
)

// zone is the city's: a date in a file begins there.
var zone = time.FixedZone("CST", 8*3600)

// reading is a file that is being taken apart.
type reading struct {
	lamps []ledger.Lamp
	wrong []Wrong
	seen  map[op.ID]bool
	geo   bool // its lines are features
}

// places counts the lines by district.
func (d *reading) places() []ByPlace {
	lines := map[string]int{}
	for _, l := range d.lamps {
		lines[l.District]++
	}
	var all []ByPlace
	for _, name := range slices.Sorted(maps.Keys(lines)) {
		all = append(all, ByPlace{name, lines[name]})
	}
	return all
}

// read takes a file apart: CSV as package sheet reads it, or a GeoJSON
// FeatureCollection of points (RFC 7946: longitude first, WGS-84).
//
//	pole,sort,lat,lon,road,district,health,since
//	ZY-0183,lamp,34.7516,113.6053,桐柏路,中原区,out,2026-11-02
//
// All of it is read before anything is brought in, so a file with a wrong line
// leaves nothing half done. A refusal is about the whole file.
func read(r io.Reader) (reading, error) {
	in := bufio.NewReaderSize(r, 4<<10)
	head, err := in.Peek(64)
	if err != nil && !errors.Is(err, io.EOF) {
		return reading{}, err
	}
	d := reading{seen: map[op.ID]bool{}}
	if bytes.HasPrefix(bytes.TrimLeft(head, "\xef\xbb\xbf \t\r\n"), []byte("{")) {
		_, err = in.Discard(len(head) - len(bytes.TrimPrefix(head, []byte("\xef\xbb\xbf"))))
		d.geo = true
		err = errors.Join(err, d.features(in))
	} else {
		err = d.lines(in)
	}
	return d, err
}

func (d *reading) lines(r io.Reader) error {
	f, err := sheet.Open(r, columns, 1)
	if refusal, ok := op.AsRefusal(err); ok && refusal.Code != sheet.BadEncoding {
		return op.Refuse(BadHead, refusal.Field)
	}
	if err != nil {
		return err
	}
	for {
		cells, err := f.Next()
		if errors.Is(err, io.EOF) {
			return nil
		}
		var l ledger.Lamp
		if err == nil {
			l, err = lampOf(cells)
		}
		if err := d.take(f.Line, l, err); err != nil {
			return err
		}
	}
}

// take keeps a line, or notes why not. What is no refusal ends the file.
func (d *reading) take(line int, l ledger.Lamp, err error) error {
	refusal, refused := op.AsRefusal(err)
	switch {
	case refused:
		d.wrong = append(d.wrong, Wrong{line, refusal.Code})
	case err != nil:
		return err
	case len(d.lamps) == most:
		return op.Refuse(op.TooLong, "file")
	case d.seen[l.RecordID()]:
		d.wrong = append(d.wrong, Wrong{line, Twice})
	default:
		d.seen[l.RecordID()] = true
		d.lamps = append(d.lamps, l)
	}
	return nil
}

// lampOf is a line as it is kept.
func lampOf(cells []string) (l ledger.Lamp, err error) {
	for i := range cells {
		cells[i] = strings.TrimSpace(strings.TrimPrefix(strings.TrimSpace(cells[i]), "'")) // an export of ours
	}
	l = ledger.Lamp{Pole: cells[cPole], Road: cells[cRoad], District: cells[cDistrict]}
	var ok bool
	if l.Sort, ok = sorts[strings.ToLower(cells[cSort])]; !ok {
		return l, op.Refuse(BadSort, "sort")
	}
	if l.Health, ok = healths[strings.ToLower(cells[cHealth])]; !ok {
		return l, op.Refuse(BadState, "health")
	}
	if l.Point, err = pointOf(cells[cLat], cells[cLon]); err != nil {
		return l, err
	}
	if l.Since, err = dayOf(cells[cSince]); err != nil {
		return l, err
	}
	return l, l.Check()
}

// pointOf reads a pair of degrees; neither is no point.
func pointOf(lat, lon string) (*geo.Point, error) {
	if lat == "" && lon == "" {
		return nil, nil
	}
	var p geo.Point
	var err, err2 error
	p.Lat, err = strconv.ParseFloat(lat, 64)
	p.Lon, err2 = strconv.ParseFloat(lon, 64)
	if err != nil || err2 != nil || !p.Valid() || !p.InCity() {
		return nil, op.Refuse(BadPoint, "point")
	}
	return &p, nil
}

// dayOf reads a date of the city, or a moment; nothing is no date.
func dayOf(text string) (time.Time, error) {
	if text == "" {
		return time.Time{}, nil
	}
	for _, form := range days {
		// JSON has years of four digits, wherever it is: the year 0 begins before that here.
		if t, err := time.ParseInLocation(form, text, zone); err == nil && t.Year() >= 1800 && t.Year() < 9000 {
			return t.UTC(), nil
		}
	}
	return time.Time{}, op.Refuse(BadDay, "since")
}

package lights

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"denghuo/shared/ledger"
	"denghuo/shared/op"

	"golang.org/x/text/encoding/simplifiedchinese"
)

const small = "pole,sort,lat,lon,road,district,health,since\n" +
	"ZY-0001,lamp,34.7516,113.6053,桐柏路,中原区,,\n" +
	"ZY-0002,,34.7517,113.6054,桐柏路,中原区,out,2026-11-02\n" +
	"EQ-B7,box,,,大学路,二七区,damaged,\n"

func gbk(t testing.TB, text string) string {
	t.Helper()
	out, err := simplifiedchinese.GBK.NewEncoder().String(text)
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// said is a file's lamps and wrong lines as a text to compare.
func said(d reading) string {
	var b strings.Builder
	for _, l := range d.lamps {
		at := ""
		if l.Point != nil {
			at = fmt.Sprint(l.Point.Lat, ",", l.Point.Lon)
		}
		since := ""
		if !l.Since.IsZero() {
			since = l.Since.In(zone).Format("2006-01-02")
		}
		fmt.Fprintln(&b, l.Pole, l.Sort, at, l.Road, l.District, l.Health, since)
	}
	for _, w := range d.wrong {
		fmt.Fprintln(&b, "line", w.Line, w.Code)
	}
	return b.String()
}

const wanted = "ZY-0001 lamp 34.7516,113.6053 桐柏路 中原区  \n" +
	"ZY-0002 lamp 34.7517,113.6054 桐柏路 中原区 out 2026-11-02\n" +
	"EQ-B7 box  大学路 二七区 damaged \n"

const collection = `{"type":"FeatureCollection","name":"lamps","features":[
{"type":"Feature","geometry":{"type":"Point","coordinates":[113.6053,34.7516]},"properties":{"pole":"ZY-0001","road":"桐柏路","district":"中原区"}},
{"type":"Feature","geometry":{"type":"Point","coordinates":[113.6054,34.7517,110]},"properties":{"灯杆编号":"ZY-0002","路名":"桐柏路","区县":"中原区","状态":"不亮","since":"2026/11/2"}},
{"type":"Feature","geometry":null,"properties":{"pole":"EQ-B7","sort":"箱变","road":"大学路","district":"二七区","health":"损坏"}}]}`

func TestFilesOfEveryForm(t *testing.T) {
	for name, text := range map[string]string{
		"csv":          small,
		"csv_marked":   "\xef\xbb\xbf" + small,
		"csv_gbk":      gbk(t, small),
		"csv_windows":  strings.ReplaceAll(gbk(t, small), "\n", "\r\n"),
		"csv_chinese":  gbk(t, strings.Replace(small, "pole,sort,lat,lon,road,district,health,since", "灯杆编号,类型,纬度,经度,路名,区县,状态,起始日期", 1)),
		"csv_words":    strings.NewReplacer(",lamp,", ",路灯,", ",out,", ",灭灯,", ",box,", ",箱变,", ",damaged,", ",损坏,").Replace(small),
		"geojson":      collection,
		"geojson_mark": "\xef\xbb\xbf" + collection,
	} {
		t.Run(name, func(t *testing.T) {
			d, err := read(strings.NewReader(text))
			if err != nil || said(d) != wanted {
				t.Errorf("%v\n%swant\n%s", err, said(d), wanted)
			}
		})
	}
}

// TestEveryWrongLineIsNamed by the reason.
func TestEveryWrongLineIsNamed(t *testing.T) {
	text := "pole,sort,lat,lon,health,since\n" +
		"A1,lamp,34.7,113.6,,\n" + // 2
		",lamp,34.7,113.6,,\n" + // 3
		"A3,tree,34.7,113.6,,\n" + // 4
		"A4,lamp,113.6,34.7,,\n" + // 5: swapped
		"A5,lamp,34.7,,,\n" + // 6
		"A6,lamp,34.7,113.6,sad,\n" + // 7
		"A7,lamp,34.7,113.6,out,yesterday\n" + // 8
		"a1,lamp,34.7,113.6,,\n" + // 9: the same plate
		"A9,lamp,34.7,113.6,\n" + // 10
		"A10,lamp,NaN,113.6,,\n" + // 11
		strings.Repeat("9", 25) + ",lamp,34.7,113.6,,\n" // 12
	d, err := read(strings.NewReader(text))
	want := "A1 lamp 34.7,113.6    \nline 3 missing\nline 4 bad_sort\nline 5 bad_point\nline 6 bad_point\nline 7 bad_health\nline 8 bad_day\nline 9 twice\nline 10 columns\nline 11 bad_point\nline 12 too_long\n"
	if err != nil || said(d) != want {
		t.Errorf("%v\n%swant\n%s", err, said(d), want)
	}
}

func TestWrongFeaturesAreNamed(t *testing.T) {
	text := `{"type":"FeatureCollection","features":[
{"geometry":{"type":"Point","coordinates":[113.6,34.7]},"properties":{"pole":7}},
{"geometry":{"type":"LineString","coordinates":[[113.6,34.7],[113.6,34.8]]},"properties":{"pole":"B"}},
{"geometry":{"type":"Point","coordinates":[34.7,113.6]},"properties":{"pole":"C"}},
{"geometry":{"type":"Point","coordinates":["x"]},"properties":{"pole":"D"}},
{"geometry":5,"properties":{"pole":"E"}},
{"properties":{"pole":"F"}}]}`
	d, err := read(strings.NewReader(text))
	want := "7 lamp 34.7,113.6    \nF lamp     \nline 2 bad_point\nline 3 bad_point\nline 4 bad_point\nline 5 malformed\n"
	if err != nil || said(d) != want {
		t.Errorf("%v\n%swant\n%s", err, said(d), want)
	}
}

func TestFilesThatAreNone(t *testing.T) {
	for name, c := range map[string]struct {
		text string
		code op.Code
	}{
		"empty":        {"", BadHead},
		"no_pole":      {"lat,lon\n34.7,113.6\n", BadHead},
		"a_picture":    {"\xff\xd8\xff\xe0" + strings.Repeat("\x00", 9000), BadHead},
		"json_cut":     {collection[:len(collection)-40], BadJSON},
		"json_other":   {`{"type":"Feature"}`, BadJSON},
		"json_numbers": {`{"features":{"a":1}}`, BadJSON},
		"json_array":   {`{"a":[1,2`, BadJSON},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := read(strings.NewReader(c.text))
			if r, _ := op.AsRefusal(err); r.Code != c.code {
				t.Errorf("%v, want %s", err, c.code)
			}
		})
	}
}

// FuzzInventory: whatever a file holds, reading it ends, every line that is taken is
// whole, and no number is taken twice.
func FuzzInventory(f *testing.F) {
	for _, seed := range []string{small, gbk(f, small), collection, `{"features":[{"properties":{"pole":1e999}}]}`, "pole\n\"", `{"features":[`, "pole,since\n1,0000-1-1\n2,9999-12-31T23:59:59-12:00\n"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		d, err := read(strings.NewReader(text))
		if _, refused := op.AsRefusal(err); err != nil && !refused {
			t.Fatalf("a fault: %v", err)
		}
		seen := map[op.ID]bool{}
		for _, l := range d.lamps {
			if err := l.Check(); err != nil || seen[l.RecordID()] {
				t.Fatalf("%+v: %v", l, err)
			}
			seen[l.RecordID()] = true
			if b, err := json.Marshal(l); err != nil || json.Unmarshal(b, new(ledger.Lamp)) != nil {
				t.Fatal(err)
			}
		}
	})
}

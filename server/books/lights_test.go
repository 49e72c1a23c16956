package books

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"denghuo/server/store"
	"denghuo/shared/geo"
	"denghuo/shared/lamp"
	"denghuo/shared/ledger"
	"denghuo/shared/op"
	"denghuo/shared/person"

	"github.com/xuri/excelize/v2"
)

// lit is a city with a spot, and one of each entry; a road is named like a formula.
func lit(t *testing.T) *store.Store {
	t.Helper()
	s, err := store.Open("")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	at := time.Date(2026, 11, 24, 12, 0, 0, 0, time.UTC)
	crew := person.Actor{ID: "s-crew", Roles: []person.Role{person.Crew}}
	over := op.NewOverlay(op.Empty{})
	for _, o := range []op.Op{
		lamp.Submit{ID: "r1", Spot: "p1", Fault: lamp.Dark, Place: lamp.Place{Point: &geo.Point{Lat: 34.75, Lon: 113.6}, Pole: "ZY-1"}},
		ledger.WritePatrol{Patrol: ledger.Patrol{ID: "w1", Began: at, Ended: at, Roads: []string{"桐柏路", "嵩山路"}, Track: []geo.Point{{Lat: 34.75, Lon: 113.6}, {Lat: 34.76, Lon: 113.6}}}},
		ledger.WriteSection{Section: ledger.Section{ID: "l1", Road: "=HYPERLINK(\"x\")", Kind: ledger.Dark, Metres: 1100, Lit: at}},
		ledger.WriteBlind{Blind: ledger.Blind{ID: "b1", Road: "五里堡站", Found: at, Point: &geo.Point{Lat: 34.7, Lon: 113.6}}},
		ledger.WriteWork{Work: ledger.Work{ID: "k1", Road: "大学路", At: at, Lamps: 3, Note: "+1"}},
	} {
		top, err := op.Run(o, over, crew, at, at, &op.City{})
		if err != nil {
			t.Fatalf("%s: %v", o.Kind().Name, err)
		}
		over.Merge(top)
	}
	if _, _, _, err := s.Commit(over.Rows()); err != nil {
		t.Fatal(err)
	}
	return s
}

func file(s *store.Store, role person.Role, name string) (int, []byte) {
	mux := http.NewServeMux()
	Room{Store: s, Log: slog.New(slog.DiscardHandler), Who: func(*http.Request) (person.Actor, error) {
		return person.Actor{ID: "s-1", Roles: []person.Role{role}}, nil
	}}.Register(mux)
	w := httptest.NewRecorder()
	mux.ServeHTTP(w, httptest.NewRequest("GET", "/api/staff/ledger/"+name, nil))
	return w.Code, w.Body.Bytes()
}

// TestTheLedgerLeavesInEveryForm: each is read by a reader that is not ours.
func TestTheLedgerLeavesInEveryForm(t *testing.T) {
	s := lit(t)
	for name, lines := range map[string]int{"jobs": 0, "patrols": 1, "sections": 1, "blinds": 1, "works": 1, "spots": 1} {
		t.Run(name, func(t *testing.T) {
			_, body := file(s, person.Crew, name+".csv")
			in := csv.NewReader(bytes.NewReader(bytes.TrimPrefix(body, []byte("\ufeff"))))
			in.FieldsPerRecord = -1
			if all, err := in.ReadAll(); err != nil || len(all) != lines+2 {
				t.Errorf("csv: %d lines, %v", len(all), err)
			}
			_, body = file(s, person.Clerk, name+".xlsx")
			book, err := excelize.OpenReader(bytes.NewReader(body))
			if err != nil {
				t.Fatal(err)
			}
			if rows, err := book.GetRows(book.GetSheetName(0)); err != nil || len(rows) != lines+1 {
				t.Errorf("xlsx: %d rows, %v", len(rows), err)
			}
			_, body = file(s, person.Admin, name+".geojson")
			var got struct {
				Type     string
				Features []struct {
					Geometry   *struct{ Type string }
					Properties map[string]any
				}
			}
			if err := json.Unmarshal(body, &got); err != nil || got.Type != "FeatureCollection" || len(got.Features) != lines {
				t.Errorf("geojson: %d features, %v", len(got.Features), err)
			}
			want := map[string]string{"patrols": "LineString", "blinds": "Point", "spots": "Point"}[name]
			if lines == 1 && (want == "") != (got.Features[0].Geometry == nil) || want != "" && got.Features[0].Geometry.Type != want {
				t.Errorf("geojson: %s", body)
			}
		})
	}
	_, body := file(s, person.Admin, "ledger.xlsx")
	if book, err := excelize.OpenReader(bytes.NewReader(body)); err != nil || len(book.GetSheetList()) != 6 {
		t.Errorf("everything: %v", err)
	}
}

// TestNoTextOfTheLedgerIsAFormula in the reader's spreadsheet.
func TestNoTextOfTheLedgerIsAFormula(t *testing.T) {
	s := lit(t)
	for name, want := range map[string]string{"sections": "'=HYPERLINK", "works": "'+1"} {
		if _, body := file(s, person.Clerk, name+".csv"); !strings.Contains(string(body), want) {
			t.Errorf("%s: %s", name, body)
		}
	}
	_, body := file(s, person.Clerk, "sections.xlsx")
	book, err := excelize.OpenReader(bytes.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	name := book.GetSheetName(0)
	if f, err := book.GetCellFormula(name, "C2"); err != nil || f != "" {
		t.Errorf("C2 is the formula %q, %v", f, err)
	}
	if v, _ := book.GetCellValue(name, "C2"); !strings.HasPrefix(v, "=HYPERLINK") {
		t.Errorf("C2 says %q", v)
	}
}

func TestTheLedgerIsForTheStaff(t *testing.T) {
	s := lit(t)
	for _, role := range []person.Role{person.Resident, person.Cardholder, person.Merchant} {
		if status, _ := file(s, role, "jobs.csv"); status != 404 {
			t.Errorf("%s: %d", role, status)
		}
	}
	for _, name := range []string{"accounts.csv", "jobs.pdf", "jobs", "ledger.geojson"} {
		if status, _ := file(s, person.Admin, name); status != 404 {
			t.Errorf("%s: %d", name, status)
		}
	}
}

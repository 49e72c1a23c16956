package lights

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"time"

	"denghuo/server/authority"
	"denghuo/server/hub"
	"denghuo/server/store"
	"denghuo/shared/ledger"
	"denghuo/shared/op"
	"denghuo/shared/person"
)

var noon = time.Date(2026, 11, 24, 12, 0, 0, 0, time.UTC)

// town is the true store and authority behind the room.
type town struct {
	*Room
	t    testing.TB
	who  person.Actor
	http *httptest.Server
}

func newTown(t testing.TB) *town {
	t.Helper()
	s, err := store.Open("")
	if err != nil {
		t.Fatal(err)
	}
	log, h := slog.New(slog.DiscardHandler), hub.New()
	w := &town{t: t, who: person.Actor{ID: "s-clerk", Roles: []person.Role{person.Clerk}}}
	w.Room = &Room{Store: s, Authority: authority.New(s, h, nil, log), Log: log, Now: func() time.Time { return noon },
		Who: func(*http.Request) (person.Actor, error) { return w.who, nil },
		Refuse: func(rw http.ResponseWriter, err error) {
			refusal, _ := op.AsRefusal(err)
			rw.WriteHeader(409)
			fmt.Fprint(rw, refusal.Code)
		}}
	mux := http.NewServeMux()
	w.Register(mux)
	w.http = httptest.NewServer(mux)
	ctx, stop := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	runs := w.Authority // a test may put another in its place before the goroutine begins
	go func() { ended <- runs.Run(ctx) }()
	t.Cleanup(func() {
		w.http.Close()
		stop()
		if err := <-ended; err != nil {
			t.Error(err)
		}
		s.Close()
	})
	return w
}

func (w *town) post(file string) (int, Imported, string) {
	w.t.Helper()
	resp, err := http.Post(w.http.URL+"/api/staff/inventory", "text/csv", strings.NewReader(file))
	if err != nil {
		w.t.Fatal(err)
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	if err != nil {
		w.t.Fatal(err)
	}
	var done Imported
	_ = json.Unmarshal(body, &done) // a refusal is none
	return resp.StatusCode, done, string(body)
}

func (w *town) kept() []ledger.Lamp {
	r := w.Store.Read(nil)
	defer r.Close()
	return ledger.Lamps.All(r)
}

func TestInventoryIsBroughtInOnce(t *testing.T) {
	w := newTown(t)
	if status, done, body := w.post(gbk(t, small)); status != 200 || done.Added != 3 || done.Lines != 3 {
		t.Fatalf("%d %s", status, body)
	}
	_, before := w.Store.At()
	if _, done, body := w.post(small); done.Same != 3 || done.Added+done.Changed != 0 {
		t.Errorf("again: %s", body)
	}
	if _, after := w.Store.At(); after != before {
		t.Error("the same file again wrote something")
	}
	if _, done, body := w.post(strings.Replace(small, "damaged", "ok", 1)); done.Changed != 1 || done.Same != 2 {
		t.Errorf("a change: %s", body)
	}
	if kept := w.kept(); len(kept) != 3 || kept[0].Health != ledger.Well {
		t.Errorf("%+v", kept)
	}
}

// TestWhatWasReadIsToldByDistrict: the lines of a file by the districts that it names,
// and whether a line is a line.
func TestWhatWasReadIsToldByDistrict(t *testing.T) {
	w := newTown(t)
	_, done, body := w.post(small)
	lines := 0
	for _, p := range done.Places {
		lines += p.Lines
	}
	if lines != done.Lines || !slices.Contains(done.Places, ByPlace{"二七区", 1}) || done.Features {
		t.Error(body)
	}
	if _, done, body = w.post(collection); !done.Features {
		t.Error(body)
	}
}

// TestAFileWithAWrongLineLeavesNothingHalfDone.
func TestAFileWithAWrongLineLeavesNothingHalfDone(t *testing.T) {
	w := newTown(t)
	status, done, body := w.post(small + "ZY-0001,lamp,34.7,113.6,,,,\n")
	if status != 200 || done.Wrongs != 1 || len(done.Wrong) != 1 || done.Wrong[0] != (Wrong{5, Twice}) {
		t.Errorf("%d %s", status, body)
	}
	if kept := w.kept(); len(kept) != 0 {
		t.Errorf("%d are kept", len(kept))
	}
	var many strings.Builder
	many.WriteString("pole\n")
	for range maxNamed + 5 {
		many.WriteString("same\n")
	}
	if _, done, _ := w.post(many.String()); done.Wrongs != maxNamed+4 || len(done.Wrong) != maxNamed {
		t.Errorf("%d wrong, %d named", done.Wrongs, len(done.Wrong))
	}
}

func TestOnlyClerksBringItIn(t *testing.T) {
	w := newTown(t)
	for role, may := range map[person.Role]bool{person.Clerk: true, person.Admin: true, person.Crew: false, person.Officer: false, person.Resident: false, person.Merchant: false} {
		w.who = person.Actor{ID: "s-1", Roles: []person.Role{role}}
		if status, _, body := w.post(small); (status == 200) != may {
			t.Errorf("%s: %d %s", role, status, body)
		}
	}
	w.who = person.Actor{ID: "s-1", Roles: []person.Role{person.Clerk}}
	if status, _, body := w.post("nothing"); status != 409 || body != string(BadHead) {
		t.Errorf("%d %s", status, body)
	}
	w.file.Lock()
	defer w.file.Unlock()
	if _, _, body := w.post(small); body != "busy" {
		t.Errorf("two at once: %s", body)
	}
}

// TestACityThatStopsInTheMiddle says how far it came, and the file again does the rest.
func TestACityThatStopsInTheMiddle(t *testing.T) {
	w := newTown(t)
	runs := w.Authority
	w.Authority = authority.New(w.Store, hub.New(), nil, w.Log) // nobody runs it
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	done, err := w.Import(ctx, strings.NewReader(small))
	if err == nil || !errors.Is(err, authority.ErrLater) || done.Broken != "later" || done.Lines != 3 || done.Added != 0 {
		t.Errorf("%+v %v", done, err)
	}
	w.Authority = runs
	if done, err = w.Import(t.Context(), strings.NewReader(small)); err != nil || done.Added != 3 {
		t.Errorf("%+v %v", done, err)
	}
}

func TestPole(t *testing.T) {
	w := newTown(t)
	w.post(small)
	for no, want := range map[string]string{
		"zy-0001": `{"pole":"ZY-0001","point":{"lat":34.7516,"lon":113.6053},"road":"桐柏路","district":"中原区","sort":"lamp"}` + "\n",
		"EQ-B7":   `{"pole":"EQ-B7","road":"大学路","district":"二七区","sort":"box"}` + "\n",
		"ZY-9":    "not_found", "": "malformed",
	} {
		resp, err := http.Get(w.http.URL + "/api/pole?no=" + no)
		if err != nil {
			t.Fatal(err)
		}
		body, _ := io.ReadAll(resp.Body)
		resp.Body.Close()
		if string(body) != want {
			t.Errorf("%q: %s", no, body)
		}
	}
}

// BenchmarkImport is a city's inventory, and the same file again.
func BenchmarkImport(b *testing.B) {
	var file strings.Builder
	file.WriteString("pole,lat,lon,road,district,health,since\n")
	for i := range 100_000 {
		health := ",,"
		if i%50 == 0 {
			health = ",out,2026-11-02"
		}
		fmt.Fprintf(&file, "ZY-%06d,%.5f,%.5f,桐柏路,中原区%s\n", i, 34.6+float64(i)/1e6, 113.5+float64(i)/1e6, health)
	}
	text := file.String()
	for range b.N {
		w := newTown(b)
		for _, name := range []string{"first", "again"} {
			start := time.Now()
			done, err := w.Import(b.Context(), strings.NewReader(text))
			if err != nil || done.Wrongs > 0 || done.Lines != 100_000 {
				b.Fatalf("%+v %v", done, err)
			}
			b.ReportMetric(time.Since(start).Seconds(), name+"-s")
		}
	}
}

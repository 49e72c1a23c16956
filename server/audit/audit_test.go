package audit

import (
	"bytes"
	"context"
	"encoding/csv"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"denghuo/server/authority"
	"denghuo/server/hub"
	"denghuo/server/store"
	"denghuo/shared/audit"
	"denghuo/shared/op"
	"denghuo/shared/person"
)

var noon = time.Date(2026, 11, 24, 12, 0, 0, 0, city)

// deed is an op with nothing but a name.
type deed struct {
	kind    string
	about   op.ID
	refused op.Code
}

func (d deed) Kind() op.Kind { return op.Kind{Name: d.kind, Delivery: op.Inner} }
func (deed) Check() error    { return nil }
func (d deed) About() op.Key { return op.Key{Table: "spot", ID: d.about} }
func (d deed) Apply(*op.Tx) error {
	if d.refused != "" {
		return op.Refuse(d.refused, "")
	}
	return nil
}

type town struct {
	t     testing.TB
	store *store.Store
	*authority.Authority
	now   time.Time
	watch *Watch
}

func newTown(t testing.TB) *town {
	t.Helper()
	s, err := store.Open("")
	if err != nil {
		t.Fatal(err)
	}
	w := &town{t: t, store: s, Authority: authority.New(s, hub.New(), nil, slog.New(slog.DiscardHandler)), now: noon}
	w.watch = NewWatch(s, w.Authority, func() time.Time { return w.now }, slog.New(slog.DiscardHandler))
	ctx, stop := context.WithCancel(t.Context())
	done := make(chan error, 1)
	go func() { done <- w.Run(ctx) }()
	t.Cleanup(func() {
		stop()
		if err := <-done; err != nil {
			t.Error(err)
		}
		s.Close()
	})
	return w
}

func (w *town) does(who person.ID, role person.Role, at time.Time, d deed) {
	w.t.Helper()
	err := w.Ask(w.t.Context(), d, person.Actor{ID: who, Roles: []person.Role{role}}, at)
	if refusal, _ := op.AsRefusal(err); refusal.Code != d.refused {
		w.t.Fatal(err)
	}
}

// busy is 30 entries, one a minute: by clerk 1 and 2 in turn, each third refused.
func (w *town) busy() {
	for i := range 30 {
		d := deed{kind: []string{"lamp.move", "offer.stop"}[i%2], about: op.ID(fmt.Sprint("s", i))}
		if i%3 == 2 {
			d.refused = op.Moved
		}
		w.does(person.ID(fmt.Sprint("s-", 1+i%2)), person.Officer, noon.Add(time.Duration(i)*time.Minute), d)
	}
}

func (w *town) search(query string) Page {
	w.t.Helper()
	q, err := url.ParseQuery(query)
	if err != nil {
		w.t.Fatal(err)
	}
	f, err := ParseFilter(q)
	if err != nil {
		w.t.Fatal(err)
	}
	r := w.store.Read(nil)
	defer r.Close()
	return Search(r, f)
}

func TestSearch(t *testing.T) {
	w := newTown(t)
	w.busy()
	for query, want := range map[string]struct {
		n     int
		first uint64
	}{
		"":                              {30, 30},
		"who=s-1":                       {15, 29},
		"kind=offer.":                   {15, 30},
		"about=spot/s7":                 {1, 8},
		"about=spot/s1":                 {11, 20},
		"q=MOVED":                       {10, 30},
		"q=s-2&kind=lamp.":              {0, 0},
		"before=11":                     {10, 10},
		"n=4":                           {4, 30},
		"from=2026-11-24&to=2026-11-24": {30, 30},
		"to=2026-11-23":                 {0, 0},
		"from=2026-11-25":               {0, 0},
		"from=2026-11-24T12:10:00%2B08:00&to=2026-11-24T12:20:00%2B08:00": {10, 20},
		"who=s-1&q=moved&before=20":                                       {3, 15},
	} {
		t.Run(query, func(t *testing.T) {
			p := w.search(query)
			if len(p.Entries) != want.n || (want.n > 0 && p.Entries[0].N != want.first) {
				t.Errorf("%d entries, first %v; want %d, %d", len(p.Entries), p.Entries[:min(1, len(p.Entries))], want.n, want.first)
			}
		})
	}
}

// TestPagesGiveEachEntryOnce however they are cut.
func TestPagesGiveEachEntryOnce(t *testing.T) {
	w := newTown(t)
	w.busy()
	for n := 1; n < 32; n += 5 {
		want, next := uint64(30), uint64(0)
		for {
			p := w.search(fmt.Sprintf("n=%d&before=%d", n, next))
			for _, e := range p.Entries {
				if e.N != want {
					t.Fatalf("entry %d, want %d", e.N, want)
				}
				want--
			}
			if next = p.Next; !p.More {
				break
			}
		}
		if want != 0 {
			t.Errorf("pages of %d end before entry %d", n, want)
		}
	}
}

func TestFilterSaysWhatIsWrong(t *testing.T) {
	for _, query := range []string{"from=yesterday", "to=2026-13-01", "before=-1", "n=0", "n=x"} {
		q, _ := url.ParseQuery(query)
		if _, err := ParseFilter(q); err == nil {
			t.Errorf("%s is taken", query)
		}
	}
	if f, err := ParseFilter(url.Values{"n": {"1000000"}}); err != nil || f.N != most {
		t.Errorf("n is %d, %v", f.N, err)
	}
}

// TestCSV is what the search gives, and nothing in it runs in a spreadsheet.
func TestCSV(t *testing.T) {
	w := newTown(t)
	w.busy()
	for _, kind := range []string{`=HYPERLINK("http://evil.example")`, "+1", "-1", "@SUM(A1)", "\tx", "|calc", "a,\"b\"\n=1"} {
		w.does("s-1", person.Clerk, noon.Add(time.Hour), deed{kind: kind, about: "s", refused: op.NotYours})
	}
	var b bytes.Buffer
	r := w.store.Read(nil)
	defer r.Close()
	if err := WriteCSV(&b, r, Filter{}); err != nil {
		t.Fatal(err)
	}
	if !strings.HasPrefix(b.String(), "\ufeffn,at,by,") {
		t.Errorf("it begins with %q", b.String()[:20])
	}
	lines, err := csv.NewReader(strings.NewReader(strings.TrimPrefix(b.String(), "\ufeff"))).ReadAll()
	if err != nil || len(lines) != 1+37 {
		t.Fatalf("%d lines, %v", len(lines), err)
	}
	for _, line := range lines[1:] {
		for _, cell := range line {
			if cell != "" && strings.ContainsAny(cell[:1], "=+-@\t\r|") {
				t.Errorf("cell %q runs", cell)
			}
		}
	}
	if last := lines[len(lines)-1]; last[0] != "1" || last[1] != "2026-11-24T12:00:00+08:00" || last[5] != "spot/s0" {
		t.Errorf("%q", last)
	}
}

func (w *town) get(path string, who person.Actor) (int, http.Header, string) {
	w.t.Helper()
	d := &Desk{Store: w.store, Watch: w.watch, Log: slog.New(slog.DiscardHandler), Who: func(*http.Request) (person.Actor, error) {
		if who.ID == "" {
			return who, op.Refuse("sign_in", "")
		}
		return who, nil
	}}
	mux := http.NewServeMux()
	d.Register(mux)
	rec := httptest.NewRecorder()
	mux.ServeHTTP(rec, httptest.NewRequest("GET", path, nil))
	return rec.Code, rec.Header(), rec.Body.String()
}

func TestOnlyTheAdministratorReads(t *testing.T) {
	w := newTown(t)
	w.busy()
	for _, path := range []string{"/api/admin/audit", "/api/admin/audit.csv"} {
		for role, want := range map[person.Role]int{person.Admin: 200, person.Clerk: 403, person.Officer: 403, person.Merchant: 403, person.Cardholder: 403, person.Resident: 403} {
			if got, _, body := w.get(path, person.Actor{ID: "x", Roles: []person.Role{role}}); got != want || (got != 200 && strings.Contains(body, "lamp.move")) {
				t.Errorf("%s for %s: %d, want %d", path, role, got, want)
			}
		}
		if got, _, _ := w.get(path, person.Actor{}); got != 401 {
			t.Errorf("%s for nobody: %d", path, got)
		}
		if got, _, _ := w.get(path+"?from=x", admin); got != 400 {
			t.Errorf("%s with a wrong filter: %d", path, got)
		}
	}
	if _, h, _ := w.get("/api/admin/audit.csv", admin); h.Get("Content-Disposition") != `attachment; filename="audit-20261124.csv"` || h.Get("Cache-Control") != "no-store" {
		t.Errorf("%v", h)
	}
}

var admin = person.Actor{ID: "s-0", Roles: []person.Role{person.Admin}}

func (w *town) whole() bool {
	w.t.Helper()
	status, _, body := w.get("/api/admin/audit?n=1", admin)
	var answer struct{ Whole bool }
	if err := json.Unmarshal([]byte(body), &answer); err != nil || status != 200 {
		w.t.Fatal(status, body, err)
	}
	return answer.Whole
}

// TestAChangeUnderTheProgramShows: an entry that comes new and wrong at once, one
// that was changed later in the night.
func TestAChangeUnderTheProgramShows(t *testing.T) {
	w := newTown(t)
	w.busy()
	if !w.whole() {
		t.Fatal("it is whole")
	}
	r := w.store.Read(nil)
	row, _ := r.Get(audit.Entries.Key(audit.EntryID(7)))
	r.Close()
	row.Body = bytes.Replace(row.Body, []byte("lamp.move"), []byte("lamp.none"), 1)
	if _, _, _, err := w.store.Commit([]op.Row{row}); err != nil {
		t.Fatal(err)
	}
	w.watch.Anew()
	if w.whole() || !errors.Is(w.watch.Whole(), audit.ErrBroken) {
		t.Error("a changed entry is whole")
	}
	if err := w.watch.Trim(t.Context()); !errors.Is(err, audit.ErrBroken) {
		t.Errorf("evidence is cut: %v", err)
	}
}

func TestANewEntryThatDoesNotFitShowsAtOnce(t *testing.T) {
	w := newTown(t)
	w.busy()
	w.whole()
	r := w.store.Read(nil)
	row, _ := r.Get(audit.Entries.Key(audit.EntryID(30)))
	r.Close()
	row.Key.ID = audit.EntryID(31)
	if _, _, _, err := w.store.Commit([]op.Row{row}); err != nil {
		t.Fatal(err)
	}
	if w.whole() {
		t.Error("a forged entry is whole")
	}
}

func TestTrimKeepsWhatIsPromised(t *testing.T) {
	w := newTown(t)
	w.busy()
	w.now = noon.Add(Keep() - time.Minute)
	if err := w.watch.Trim(t.Context()); err != nil || len(w.search("").Entries) != 30 {
		t.Fatalf("%d entries are left: %v", len(w.search("").Entries), err)
	}
	w.now = noon.Add(Keep() + 10*time.Minute + time.Second)
	if err := w.watch.Trim(t.Context()); err != nil {
		t.Fatal(err)
	}
	left := w.search("").Entries
	if len(left) != 30-11+1 || left[0].Kind != audit.TrimKind || left[0].By != person.City || left[len(left)-1].N != 12 {
		t.Errorf("%d are left, from %d", len(left), left[len(left)-1].N)
	}
	if w.watch.Anew(); !w.whole() {
		t.Errorf("what is left is not whole: %v", w.watch.Whole())
	}
	if Keep() < 180*24*time.Hour {
		t.Errorf("kept for %s", Keep())
	}
}

// BenchmarkSearchThatFitsNothing among 60,000 entries, and the check of them all.
func BenchmarkSearchThatFitsNothing(b *testing.B) {
	w := newTown(b)
	jobs := make([]authority.Job, 1000)
	for range 60 {
		for i := range jobs {
			jobs[i] = authority.Job{Op: deed{kind: "lamp.move", about: "s"}, By: admin, At: noon}
		}
		if err := w.Decide(jobs); err != nil {
			b.Fatal(err)
		}
	}
	b.Run("search", func(b *testing.B) {
		for b.Loop() {
			if p := w.search("q=nobody"); !p.More || p.Next == 0 {
				b.Fatalf("%+v", p)
			}
		}
	})
	b.Run("verify", func(b *testing.B) {
		for b.Loop() {
			if w.watch.Anew(); w.watch.Whole() != nil {
				b.Fatal(w.watch.Whole())
			}
		}
		b.ReportMetric(60_000*float64(b.N)/b.Elapsed().Seconds(), "entries/s")
	})
}

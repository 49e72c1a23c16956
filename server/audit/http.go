package audit

import (
	"encoding/json"
	"fmt"
	"log/slog"
	"net/http"

	"denghuo/server/people"
	"denghuo/server/store"
	"denghuo/shared/op"
	"denghuo/shared/person"
)

// Desk is the log as an administrator sees it.
type Desk struct {
	Store *store.Store
	Watch *Watch
	Who   func(*http.Request) (person.Actor, error) // who asks
	Log   *slog.Logger
}

// Register puts the desk's addresses into a mux.
func (d *Desk) Register(mux *http.ServeMux) {
	mux.HandleFunc("GET /api/admin/audit", d.search)
	mux.HandleFunc("GET /api/admin/audit.csv", d.export)
}

// filter is what is wanted, by an administrator; otherwise it has answered.
func (d *Desk) filter(w http.ResponseWriter, r *http.Request) (f Filter, ok bool) {
	who, err := d.Who(r)
	if err == nil && !who.Is(person.Admin) {
		err = op.Refuse(op.NotYours, "")
	}
	if err == nil {
		f, err = ParseFilter(r.URL.Query())
	}
	if err != nil {
		people.Refuse(w, d.Log, err)
		return f, false
	}
	w.Header().Set("Cache-Control", "no-store")
	return f, true
}

func (d *Desk) search(w http.ResponseWriter, r *http.Request) {
	f, ok := d.filter(w, r)
	if !ok {
		return
	}
	reader := d.Store.Read(nil)
	defer reader.Close()
	answer := struct {
		Page
		Whole bool `json:"whole"`
	}{Search(reader, f), d.Watch.Whole() == nil}
	w.Header().Set("Content-Type", "application/json")
	if err := json.NewEncoder(w).Encode(answer); err != nil {
		d.Log.Debug("answer", "err", err) // whoever asked has gone
	}
}

func (d *Desk) export(w http.ResponseWriter, r *http.Request) {
	f, ok := d.filter(w, r)
	if !ok {
		return
	}
	reader := d.Store.Read(nil)
	defer reader.Close()
	w.Header().Set("Content-Type", "text/csv; charset=utf-8")
	w.Header().Set("Content-Disposition", fmt.Sprintf("attachment; filename=%q", "audit-"+d.Watch.now().In(city).Format("20060102")+".csv"))
	if err := WriteCSV(w, reader, f); err != nil {
		d.Log.Debug("answer", "err", err) // whoever asked has gone
	}
}

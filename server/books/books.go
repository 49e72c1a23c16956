// Package books is what leaves the city as a file about offers: the report of a
// drop for its officer as CSV and XLSX, and the record of a draw for everybody. It
// reads rows as of one instant and writes nothing.
//
//	GET /api/v1/draws/{drop}.json       everybody, after the draw; see offer.Protocol
//	GET /api/officer/drops/{drop}.csv   officers and administrators
//	GET /api/officer/drops/{drop}.xlsx  the same
//	GET /api/staff/ledger/{jobs…}.{csv,xlsx,geojson}  the staff; see lights.go
//
// It is the one room of the city that knows what an offer is: a report must.
package books

import (
	"encoding/json"
	"log/slog"
	"net/http"
	"strings"

	"denghuo/server/store"
	"denghuo/shared/offer"
	"denghuo/shared/op"
	"denghuo/shared/person"
)

// Room serves the files.
type Room struct {
	Store *store.Store
	Who   func(*http.Request) (person.Actor, error) // who asks; an error is nobody
	Log   *slog.Logger
}

// Register puts the addresses into a mux.
func (b Room) Register(mux *http.ServeMux) {
	mux.HandleFunc("GET /api/v1/draws/{file}", b.draw)
	mux.HandleFunc("GET /api/officer/drops/{file}", b.report)
	mux.HandleFunc("GET /api/staff/ledger/{file}", b.lights)
}

func (b Room) draw(w http.ResponseWriter, r *http.Request) {
	drop, ok := strings.CutSuffix(r.PathValue("file"), ".json")
	if !ok || !op.ValidID(op.ID(drop)) {
		http.NotFound(w, r)
		return
	}
	reader := b.Store.Read(nil)
	defer reader.Close()
	p, ok := offer.ProtocolOf(reader, op.ID(drop))
	if !ok {
		http.Error(w, "this drop is no draw, or it has not been drawn", http.StatusNotFound)
		return
	}
	w.Header().Set("Content-Type", "application/json")
	w.Header().Set("Content-Disposition", `attachment; filename="`+drop+`.json"`)
	if err := json.NewEncoder(w).Encode(p); err != nil {
		b.Log.Debug("send a draw's record", "err", err) // the reader has gone
	}
}

// report is for officers; for everybody else there is no such file.
func (b Room) report(w http.ResponseWriter, r *http.Request) {
	name := r.PathValue("file")
	drop, kind, _ := strings.Cut(name, ".")
	who, err := b.Who(r)
	if err != nil || !who.Is(person.Officer, person.Admin) || !op.ValidID(op.ID(drop)) {
		http.NotFound(w, r)
		return
	}
	reader := b.Store.Read(nil)
	defer reader.Close()
	report, ok := Of(reader, op.ID(drop))
	if !ok {
		http.NotFound(w, r)
		return
	}
	w.Header().Set("Cache-Control", "no-store")
	w.Header().Set("Content-Disposition", `attachment; filename="denghuo-`+drop+`.`+kind+`"`)
	switch kind {
	case "csv":
		w.Header().Set("Content-Type", "text/csv; charset=utf-8")
		err = report.CSV(w)
	case "xlsx":
		w.Header().Set("Content-Type", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet")
		err = report.XLSX(w)
	default:
		w.Header().Del("Content-Disposition")
		http.NotFound(w, r)
	}
	if err != nil {
		b.Log.Error("write a report", "drop", drop, "err", err)
	}
}

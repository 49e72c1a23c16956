package gate

import (
	"encoding/json"
	"net/http"

	"denghuo/server/edge"
	"denghuo/server/people"
	"denghuo/shared/city"
	"denghuo/shared/op"
	"denghuo/shared/wire"
)

// askNow has an op decided while its doer waits: one that only the city can say, and
// that no outbox ever holds. It answers {} or {"code","field"}. The gate knows no op:
// shared/city decodes, and who asks is whoever the request shows.
func (g *Gate) askNow(w http.ResponseWriter, r *http.Request) {
	if !edge.SameSite(r) {
		edge.Refuse(w, http.StatusForbidden, "other_site")
		return
	}
	actor, ok := g.actor(w, r)
	if !ok {
		return
	}
	if wait := g.often.mayDo(actor.ID, edge.Neighbours(r), 1); wait > 0 {
		edge.TooOften(w, "too_often", wait)
		return
	}
	var in struct {
		Kind string          `json:"kind"`
		Op   json.RawMessage `json:"op"`
	}
	if json.NewDecoder(http.MaxBytesReader(w, r.Body, wire.MaxEnvelope)).Decode(&in) != nil {
		edge.Refuse(w, http.StatusBadRequest, string(op.Malformed))
		return
	}
	o, err := city.Decode(in.Kind, in.Op)
	if err == nil && o.Kind().Delivery != op.Live {
		err = op.Refuse(op.NotYours, "kind")
	}
	if err == nil {
		g.People.Meet(actor)
		err = g.ask(r.Context(), o, actor)
	}
	if err != nil {
		people.Refuse(w, g.Log, err)
		return
	}
	g.answer(w, http.StatusOK, struct{}{})
}

package gate

import (
	"encoding/json"
	"net/http"
	"net/url"
	"strings"

	"denghuo/server/authority"
	"denghuo/shared/city"
	"denghuo/shared/op"
	"denghuo/shared/person"
)

// plain takes a form from a phone that cannot run the program. The form's fields
// are the op's fields; a dot in a name is a field inside a field (place.words).
// The op's ID was made with the page, so a double tap is one report. The gate
// knows no lamp: shared/city decodes, and the actor is a device person made from
// that ID, who can do what any resident can.
func (g *Gate) plain(w http.ResponseWriter, r *http.Request) {
	if !sameHost(r) {
		http.Error(w, "another site", http.StatusForbidden)
		return
	}
	r.Body = http.MaxBytesReader(w, r.Body, 16<<10)
	if err := r.ParseForm(); err != nil {
		http.Error(w, "the form cannot be read", http.StatusBadRequest)
		return
	}
	refusal := g.plainOp(r)
	back := url.Values{"sent": {r.PostForm.Get("id")}}
	if refusal != nil {
		back = url.Values{"refused": {string(refusal.Code)}, "field": {refusal.Field}}
	}
	http.Redirect(w, r, "/report?"+back.Encode(), http.StatusSeeOther)
}

func (g *Gate) plainOp(r *http.Request) *op.Refusal {
	id := r.PostForm.Get("id")
	if len(id) < 16 || !op.ValidID(op.ID(id)) {
		return &op.Refusal{Code: op.Malformed, Field: "id"}
	}
	o, err := city.Decode(r.PostForm.Get("kind"), fields(r.PostForm))
	if err != nil {
		refusal, _ := op.AsRefusal(err)
		return &refusal
	}
	done := make(chan authority.Outcome, 1)
	by := person.Actor{ID: DeviceID("plain\n" + id), Roles: []person.Role{person.Resident}}
	job := authority.Job{Op: o, By: by, At: g.now(), Done: func(o authority.Outcome) { done <- o }}
	if o.Kind().Delivery != op.Queued || !g.authority.Submit(job) {
		return &op.Refusal{Code: op.Unknown}
	}
	select {
	case out := <-done:
		return out.Refusal
	case <-r.Context().Done():
		return &op.Refusal{Code: op.Broken}
	}
}

// fields turns form values into the op's JSON.
func fields(form url.Values) json.RawMessage {
	body := map[string]any{}
	for name, values := range form {
		if name == "kind" {
			continue
		}
		at, last := body, name
		if outer, inner, nested := strings.Cut(name, "."); nested {
			child, ok := body[outer].(map[string]any)
			if !ok {
				child = map[string]any{}
				body[outer] = child
			}
			at, last = child, inner
		}
		at[last] = values[0]
	}
	raw, err := json.Marshal(body)
	if err != nil { // strings only
		return nil
	}
	return raw
}

package gate

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"strings"

	"denghuo/server/edge"
	"denghuo/server/people"
	"denghuo/shared/city"
	"denghuo/shared/op"
	"denghuo/shared/person"
)

// plain takes a form from a phone that cannot run the program:
//
//	kind   the op's name
//	back   where to go afterwards, a path of ours; the form's page if it is not there
//	…      the op's fields; a dot in a name is a field inside a field (place.words)
//
// It answers 303 to back?sent=<the record's number, or its ID>, or to
// back?refused=<code>&field=<field>. The op's ID was made with the page, so a
// double tap is one report. The gate knows no lamp: shared/city decodes, and the
// actor is the phone's own device person, or a new one that a cookie remembers.
func (g *Gate) plain(w http.ResponseWriter, r *http.Request) {
	if !edge.SameSite(r) {
		http.Error(w, "another site", http.StatusForbidden)
		return
	}
	if !counted(w, g.often.forms, edge.Neighbours(r), 1) {
		return
	}
	r.Body = http.MaxBytesReader(w, r.Body, 16<<10)
	if err := r.ParseForm(); err != nil {
		http.Error(w, "the form cannot be read", http.StatusBadRequest)
		return
	}
	actor, err := g.plainActor(w, r)
	if err != nil {
		g.Log.Error("plain form", "err", err)
		http.Error(w, "try again", http.StatusServiceUnavailable)
		return
	}
	g.People.Meet(actor)
	sent, refusal := g.plainOp(r, actor)
	query := url.Values{"sent": {sent}}
	if refusal != nil {
		query = url.Values{"refused": {string(refusal.Code)}, "field": {refusal.Field}}
	}
	http.Redirect(w, r, backPath(r)+"?"+query.Encode(), http.StatusSeeOther)
}

// backPath is a path of this site: the form's own word, or the page it stood on.
func backPath(r *http.Request) string {
	back := r.PostForm.Get("back")
	if page, err := url.Parse(r.Referer()); back == "" && err == nil {
		back = page.Path
	}
	u, err := url.Parse(back)
	if err != nil || u.Scheme != "" || u.Host != "" || !strings.HasPrefix(back, "/") || strings.HasPrefix(back, "//") || strings.ContainsAny(back, "\\\r\n") {
		return "/"
	}
	return u.EscapedPath()
}

// plainActor is who the phone is: somebody who signed in, the phone's own person if
// the program or a form before this one made one, or a new one.
func (g *Gate) plainActor(w http.ResponseWriter, r *http.Request) (person.Actor, error) {
	actor, err := g.People.Actor(r.Context(), "", people.Cookie(r))
	if err == nil {
		return actor, nil
	}
	if token := people.DeviceCookie(r); token != "" {
		if actor, err = g.People.Actor(r.Context(), token, ""); err == nil {
			return actor, nil
		}
	}
	token := people.NewDevice()
	if actor, err = g.People.Actor(r.Context(), token, ""); err != nil {
		return actor, fmt.Errorf("meet a new phone: %w", err)
	}
	people.SetDeviceCookie(w, r, token)
	return actor, nil
}

func (g *Gate) plainOp(r *http.Request, by person.Actor) (sent string, refusal *op.Refusal) {
	id := r.PostForm.Get("id")
	if len(id) < 16 || !op.ValidID(op.ID(id)) {
		return "", &op.Refusal{Code: op.Malformed, Field: "id"}
	}
	o, err := city.Decode(r.PostForm.Get("kind"), fields(r.PostForm))
	if err != nil {
		refusal, ok := op.AsRefusal(err)
		if !ok {
			refusal.Code = op.Malformed
		}
		return "", &refusal
	}
	if o.Kind().Delivery != op.Queued {
		return "", &op.Refusal{Code: op.NotYours}
	}
	if err := g.ask(r.Context(), o, by); err != nil {
		refusal, ok := op.AsRefusal(err)
		if !ok {
			refusal.Code = op.Broken // said on the page: try again
		}
		return "", &refusal
	}
	return g.number(o, id), nil
}

// number is what the city calls the record that the op made, if it gives numbers.
func (g *Gate) number(o op.Op, id string) string {
	s, ok := o.(op.Subject)
	if !ok {
		return id
	}
	reader := g.Store.Read(nil)
	defer reader.Close()
	row, _ := reader.Get(s.About())
	var numbered struct {
		No string `json:"no"`
	}
	if json.Unmarshal(row.Body, &numbered) != nil || numbered.No == "" {
		return id
	}
	return numbered.No
}

// fields turns form values into the op's JSON: text, or a field with text in it.
func fields(form url.Values) json.RawMessage {
	body := map[string]json.RawMessage{}
	inner := map[string]map[string]string{}
	for name, values := range form {
		outer, last, nested := strings.Cut(name, ".")
		switch {
		case name == "kind" || name == "back":
		case !nested:
			body[name] = quote(values[0])
		case inner[outer] == nil:
			inner[outer] = map[string]string{last: values[0]}
		default:
			inner[outer][last] = values[0]
		}
	}
	for outer, texts := range inner {
		body[outer] = quote(texts)
	}
	return quote(body)
}

func quote(v any) json.RawMessage {
	b, err := json.Marshal(v)
	if err != nil { // texts only
		panic("gate: encode a form: " + err.Error())
	}
	return b
}

package gate

import (
	"encoding/json"
	"net/http"
	"net/url"
	"strings"
	"time"

	"denghuo/shared/city"
	"denghuo/shared/op"
	"denghuo/shared/person"
)

// plainCookie names the device person of a phone that cannot run the program.
const (
	plainCookie = "dh_plain"
	plainLasts  = 400 * 24 * time.Hour // the most that browsers keep
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
	if !sameSite(r) {
		http.Error(w, "another site", http.StatusForbidden)
		return
	}
	r.Body = http.MaxBytesReader(w, r.Body, 16<<10)
	if err := r.ParseForm(); err != nil {
		http.Error(w, "the form cannot be read", http.StatusBadRequest)
		return
	}
	sent, refusal := g.plainOp(r, g.plainActor(w, r))
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

// plainActor is who the phone is: the program's own person if it ever ran here.
func (g *Gate) plainActor(w http.ResponseWriter, r *http.Request) person.Actor {
	for _, name := range []string{tokenCookie, plainCookie} {
		if actor, err := g.byCookie(r, name); err == nil {
			return actor
		}
	}
	token := newDevice()
	http.SetCookie(w, &http.Cookie{Name: plainCookie, Value: token, Path: "/", MaxAge: int(plainLasts.Seconds()),
		HttpOnly: true, SameSite: http.SameSiteStrictMode, Secure: r.TLS != nil || r.Header.Get("X-Forwarded-Proto") == "https"})
	actor, err := g.Tokens.Actor(token)
	if err != nil { // we made it
		panic("gate: our own token does not hold: " + err.Error())
	}
	return actor
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
	out, ok := g.ask(r.Context(), o, by)
	if !ok || out.Reason != "" {
		return "", &op.Refusal{Code: op.Broken} // said on the page: try again
	}
	if out.Refusal != nil {
		return "", out.Refusal
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

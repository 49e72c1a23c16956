package door

import (
	"encoding/json"
	"net/url"
	"strconv"
	"time"

	"denghuo/shared/op"
	"denghuo/shared/person"
)

// First is an account with its first password, which is told once.
type First struct {
	ID       person.ID `json:"id"`
	Password string    `json:"password"`
}

// Add makes an account.
func (d *Door) Add(login, name string, roles []person.Role) (f First, err error) {
	return f, d.ask("POST", "/api/admin/accounts", struct {
		Login string        `json:"login"`
		Name  string        `json:"name"`
		Roles []person.Role `json:"roles"`
	}{login, name, roles}, &f)
}

// FreshPassword gives an account a first password again.
func (d *Door) FreshPassword(id person.ID) (f First, err error) {
	return f, d.ask("POST", "/api/admin/accounts/password", struct {
		ID person.ID `json:"id"`
	}{id}, &f)
}

// Entry is one line of the audit log.
type Entry struct {
	N       uint64        `json:"n"`
	At      time.Time     `json:"at"`
	By      person.ID     `json:"by"`
	Roles   []person.Role `json:"roles"`
	Kind    string        `json:"kind"`
	About   op.Key        `json:"about"`
	Refused op.Code       `json:"refused"`
}

// Page is a stretch of the audit log, newest first.
type Page struct {
	Entries []Entry `json:"entries"`
	More    bool    `json:"more"`
	Next    uint64  `json:"next"`  // older ones are before this number
	Whole   bool    `json:"whole"` // the chain has been looked through and holds
}

// Search is what is looked for in the audit log; empty fields are not asked about.
type Search struct {
	Who, Kind, About, Q string
	From, To            time.Time
	Before              uint64 // entries below this number; 0: from the newest
	N                   int
}

func (s Search) query() string {
	v := url.Values{}
	for key, value := range map[string]string{"who": s.Who, "kind": s.Kind, "about": s.About, "q": s.Q} {
		if value != "" {
			v.Set(key, value)
		}
	}
	for key, at := range map[string]time.Time{"from": s.From, "to": s.To} {
		if !at.IsZero() {
			v.Set(key, at.Format(time.RFC3339))
		}
	}
	if s.Before > 0 {
		v.Set("before", strconv.FormatUint(s.Before, 10))
	}
	if s.N > 0 {
		v.Set("n", strconv.Itoa(s.N))
	}
	return v.Encode()
}

// Audit reads the log.
func (d *Door) Audit(s Search) (p Page, err error) {
	return p, d.ask("GET", "/api/admin/audit?"+s.query(), nil, &p)
}

// AuditFile is the same entries, all of them, as CSV.
func (d *Door) AuditFile(s Search) ([]byte, error) {
	return d.file("/api/admin/audit.csv?" + s.query())
}

// Imported is what became of a register of cards.
type Imported struct {
	Added   int     `json:"added"`
	Changed int     `json:"changed"`
	Same    int     `json:"same"`
	Wrong   []Wrong `json:"wrong"`            // the first of them
	Wrongs  int     `json:"wrongs"`           // all
	Broken  string  `json:"broken,omitempty"` // the rest of the file was not looked at
	Line    int     `json:"line"`             // the last one that was
}

// Wrong is a line that was not taken.
type Wrong struct {
	Line int     `json:"line"`
	Code op.Code `json:"code"`
}

// Cards brings in a register: lines of name, number, phone. One that could be read
// only in part is told with what was taken.
func (d *Door) Cards(csv []byte) (i Imported, err error) {
	status, answer, err := d.Send("POST", "/api/admin/cards", "text/csv", csv)
	if err != nil {
		return i, op.Refuse(NoLine, "")
	}
	if json.Unmarshal(answer, &i) == nil && (status < 300 || i.Broken != "") {
		return i, nil
	}
	return i, refused("/api/admin/cards", status, answer)
}

package house

import (
	"fmt"
	"strings"
)

// room is a line of the plan. A room imports only rooms above it in its own half,
// or shared ones; outside packages only those that it is a home of.
type room struct {
	path string
	home []string // outside modules it may name
	more []string // doors that the order does not give
}

const (
	goapp   = "github.com/maxence-charriere/go-app/v10"
	badger  = "github.com/dgraph-io/badger/v4"
	gorilla = "github.com/gorilla/websocket"

	xcrypto  = "golang.org/x/crypto"
	xtext    = "golang.org/x/text"
	webauthn = "github.com/go-webauthn/webauthn"
	goidc    = "github.com/coreos/go-oidc/v3"
	oauth2   = "golang.org/x/oauth2"
)

// plan is all rooms in order.
var plan = []room{
	{path: "shared/privacy"}, {path: "shared/geo"}, {path: "shared/person"}, {path: "shared/op"}, {path: "shared/op/optest"}, {path: "shared/audit"}, {path: "shared/photo"},
	{path: "shared/account"},
	{path: "shared/lamp"}, {path: "shared/ledger"}, {path: "shared/offer"}, {path: "shared/progress"}, {path: "shared/city"}, {path: "shared/wire"},

	{path: "app/replica"}, {path: "app/replica/keepertest"}, {path: "app/link"}, {path: "app/tabs"}, {path: "app/photo"}, {path: "app/photo/shelftest"}, {path: "app/door"}, {path: "app/browser"},
	{path: "app/words"}, {path: "app/kit", home: []string{goapp, "rsc.io/qr"}}, {path: "app/frame", home: []string{goapp}},
	{path: "app/lamps", home: []string{goapp}}, {path: "app/shots", home: []string{goapp}}, {path: "app/sessions", home: []string{goapp}}, {path: "app/atlas", home: []string{goapp}},
	{path: "app/progress", home: []string{goapp}}, {path: "app/report", home: []string{goapp}}, {path: "app/offers", home: []string{goapp}},
	{path: "app/me", home: []string{goapp}}, {path: "app/signin", home: []string{goapp}}, {path: "app/triage", home: []string{goapp}},
	{path: "app/card", home: []string{goapp}}, {path: "app/mydata", home: []string{goapp}}, {path: "app/admin", home: []string{goapp}},
	{path: "app/till", home: []string{goapp}}, {path: "app/drops", home: []string{goapp}}, {path: "app/book", home: []string{goapp}}, {path: "app/crew", home: []string{goapp}},
	{path: "app/shell", home: []string{goapp}}, {path: "app", home: []string{goapp}},

	{path: "web"},
	{path: "server/store", home: []string{badger}}, {path: "server/hub"}, {path: "server/authority"}, {path: "server/photo", home: []string{"gocloud.dev"}},
	{path: "server/machine"}, {path: "server/limit", home: []string{"golang.org/x/time"}}, {path: "server/edge", home: []string{"golang.org/x/crypto"}},
	{path: "server/sheet", home: []string{xtext}}, {path: "server/lights"},
	{path: "server/people", home: []string{xcrypto, xtext, webauthn, goidc, oauth2}},
	{path: "server/audit"}, {path: "server/gate", home: []string{gorilla}}, {path: "server/page", home: []string{goapp}}, {path: "server/seed"},
	{path: "server/gate", home: []string{gorilla}}, {path: "server/books", home: []string{"github.com/xuri/excelize/v2"}}, {path: "server/page", home: []string{goapp}}, {path: "server/seed"},
	{path: "server", home: []string{goapp}, more: []string{"app/shell", "app/frame", "app/words", "app/atlas"}},

	{path: "e2e/house"}, {path: "e2e/tally"}, {path: "e2e/sim"}, {path: "e2e/crash", home: []string{gorilla}}, {path: "e2e/bench", home: []string{gorilla, badger, "github.com/redis/go-redis/v9", "github.com/jackc/pgx/v5"}},
	{path: "e2e/browser"}, {path: "e2e/hostile"}, {path: "e2e/load", home: []string{gorilla}},
}

// apart are rooms of the same half that never import each other: domains, and the
// task rooms, which meet in app/shell.
var apart = [][]string{
	{"shared/account", "shared/lamp", "shared/offer", "shared/progress"},
	{"app/atlas", "app/progress", "app/report", "app/offers", "app/me", "app/signin", "app/triage", "app/card", "app/mydata", "app/admin", "app/till", "app/drops", "app/crew", "app/book"},
}

// unread is what rules may not import: they would know the clock, chance, or the
// world outside.
var unread = []string{"math/rand", "math/rand/v2", "crypto/rand", "os", "net", "net/http", "io/fs", "syscall", "syscall/js", "os/exec"}

// place is a room's position in the plan, or -1.
func place(path string) int {
	for i, r := range plan {
		if r.path == path {
			return i
		}
	}
	return -1
}

func half(path string) string { h, _, _ := strings.Cut(path, "/"); return h }

// judge tells what is wrong with a room's import of another package, or nothing.
func judge(from, to string) string {
	at := place(from)
	if at < 0 {
		return fmt.Sprintf("%s is not on the plan: add it in its place, and say in its package comment what may not enter", from)
	}
	inside, ours := strings.CutPrefix(to, "denghuo/")
	switch {
	case !ours && strings.Contains(strings.SplitN(to, "/", 2)[0], "."):
		return outside(plan[at], to)
	case !ours:
		return standard(from, to)
	case half(from) == "e2e":
		return ""
	case half(inside) == "shared" && half(from) != "shared":
		return ""
	case half(from) != half(inside):
		return door(plan[at], inside)
	case place(inside) < 0:
		return fmt.Sprintf("%s is not on the plan", inside)
	case place(inside) >= at:
		return fmt.Sprintf("%s imports %s, which stands below it", from, inside)
	}
	for _, group := range apart {
		if among(group, from) && among(group, inside) {
			return fmt.Sprintf("%s and %s do not import each other", from, inside)
		}
	}
	return ""
}

func outside(r room, to string) string {
	if half(r.path) == "e2e" {
		return ""
	}
	for _, home := range r.home {
		if to == home || strings.HasPrefix(to, home+"/") {
			return ""
		}
	}
	return fmt.Sprintf("%s imports %s, whose home is elsewhere", r.path, to)
}

func standard(from, to string) string {
	if half(from) == "shared" && from != "shared/op/optest" && among(unread, to) {
		return fmt.Sprintf("%s imports %s: rules know no clock, no chance and no world outside", from, to)
	}
	if to == "syscall/js" && from != "app/browser" && from != "app" {
		return fmt.Sprintf("%s imports syscall/js: JavaScript lives in app/browser", from)
	}
	return ""
}

// door are the few ways between the halves.
func door(r room, to string) string {
	if (r.path == "server" || r.path == "server/page") && to == "web" || among(r.more, to) {
		return ""
	}
	return fmt.Sprintf("%s imports %s: there is a wall between them", r.path, to)
}

func among(list []string, s string) bool {
	for _, each := range list {
		if each == s {
			return true
		}
	}
	return false
}

package edge

import (
	"net/http"
	"slices"
	"strings"
	"sync/atomic"
	"time"

	"denghuo/server/limit"
)

// Rules are what differs from city to city.
type Rules struct {
	Proxies Proxies          // who may say for whom they speak
	Hosts   []string         // names that are ours; empty: any, as on a test machine
	Rate    int              // requests a second from one address; 0: Rate
	Bodies  map[string]int64 // bytes of a body, by the beginning of its path; others have Body

	Pictures []string // hosts of a map, https://tiles.example: pages may show their pictures
}

// Limits for everybody. Thousands of phones share one address of a carrier's NAT, and
// each takes some 30 files at its first visit: an address is only kept from what no
// crowd of people does. What is guessed at has limits of its own, far lower.
const (
	Rate      = 1000      // requests a second from one address in the long run
	rateBurst = 100       // times the rate at once
	pageCost  = 5         // a page is printed anew each time, a file lies ready
	keys      = 100_000   // addresses that are remembered
	atOnce    = 4096      // requests in hand
	Body      = 512 << 10 // a request's body; rooms want less and say so in their own words
	maxPath   = 2048      // bytes of path and query
	headers   = 16 << 10  // bytes of all headers
	headWait  = 10 * time.Second
	bodyWait  = 60 * time.Second // for all of a body
	writeWait = 30 * time.Second // for each piece of an answer
	idleWait  = 2 * time.Minute
	piece     = 32 << 10 // what a slow phone takes in writeWait: 1 KB/s
)

// Edge is the chain that every request passes, and what it has counted.
type Edge struct {
	rules  Rules
	reads  *limit.Buckets
	inHand atomic.Int64
	policy string
	Counts Counts
}

// New is an edge with nobody in it.
func New(r Rules) *Edge {
	if r.Rate == 0 {
		r.Rate = Rate
	}
	return &Edge{rules: r, policy: policy(r.Pictures), reads: limit.New(limit.PerSecond(float64(r.Rate), r.Rate*rateBurst), keys, time.Now)}
}

// Wrap puts the chain before a handler. Who asks, what every answer carries, and
// whether the request is one at all come first; then the handler has it.
func (e *Edge) Wrap(next http.Handler) http.Handler {
	return http.HandlerFunc(func(inner http.ResponseWriter, r *http.Request) {
		heard(r)
		who := e.rules.Proxies.know(r)
		r = with(r, who)
		w := &writer{ResponseWriter: inner, control: http.NewResponseController(inner)}
		defer func() { e.Counts.answered(w.status) }()
		w.hurry()
		e.dress(w.Header(), who.secure)
		if len(r.TransferEncoding) > 0 {
			// It may have had a length as well, which net/http drops: a proxy that
			// went by the length sees another end of it. Nothing follows here.
			w.Header().Set("Connection", "close")
		}
		defer e.inHand.Add(-1)
		if e.inHand.Add(1) > atOnce {
			w.Header().Set("Retry-After", "5")
			Refuse(w, http.StatusServiceUnavailable, "busy")
		} else if e.lets(w, r) {
			next.ServeHTTP(w, r)
		}
	})
}

// methods are all that any room listens to.
var methods = []string{http.MethodGet, http.MethodHead, http.MethodPost, http.MethodPut, http.MethodPatch, http.MethodDelete}

// lets answers what no room needs to see.
func (e *Edge) lets(w *writer, r *http.Request) bool {
	switch {
	case !slices.Contains(methods, r.Method):
		w.Header().Set("Allow", strings.Join(methods, ", "))
		Refuse(w, http.StatusMethodNotAllowed, "malformed")
	case !plainPath(r):
		Refuse(w, http.StatusBadRequest, "malformed")
	case !e.ours(r.Host):
		Refuse(w, http.StatusMisdirectedRequest, "other_site")
	case r.Method != http.MethodGet && r.Method != http.MethodHead && !SameSite(r):
		Refuse(w, http.StatusForbidden, "other_site")
	case r.ContentLength > e.body(r.URL.Path):
		w.Header().Set("Connection", "close") // the body is not read
		Refuse(w, http.StatusRequestEntityTooLarge, "too_big")
	default:
		if wait := e.reads.TakeN(Neighbours(r), cost(r)); wait > 0 {
			TooOften(w, "too_often", wait)
			return false
		}
		e.bound(w, r)
		return true
	}
	return false
}

// plainPath refuses what no address of ours has: control bytes, a backslash, a way
// upwards, two slashes, an escaped slash or dot, in the form that was sent. Between here and a
// proxy nobody then reads two paths in one.
func plainPath(r *http.Request) bool {
	sent := r.URL.EscapedPath()
	if len(r.RequestURI) > maxPath || !strings.HasPrefix(r.URL.Path, "/") || strings.ContainsFunc(r.URL.Path, control) || strings.Contains(r.URL.Path, "//") {
		return false
	}
	for _, trick := range []string{"%2f", "%5c", "%2e", "%00"} {
		if strings.Contains(strings.ToLower(sent), trick) {
			return false
		}
	}
	return !slices.ContainsFunc(strings.Split(r.URL.Path, "/"), func(s string) bool { return s == ".." || s == "." })
}

func control(c rune) bool { return c < ' ' || c == 0x7f || c == '\\' }

func (e *Edge) ours(host string) bool {
	if len(e.rules.Hosts) == 0 {
		return true
	}
	name, _, _ := strings.Cut(host, ":")
	return slices.ContainsFunc(e.rules.Hosts, func(h string) bool { return strings.EqualFold(h, name) })
}

// cost: what lies ready costs one, what is made for the asker more.
func cost(r *http.Request) int {
	if strings.HasPrefix(r.URL.Path, "/web/") || r.URL.Path == "/sync" || r.URL.Path == "/healthz" {
		return 1
	}
	return pageCost
}

func (e *Edge) body(path string) int64 {
	most, longest := int64(Body), 0
	for begins, bytes := range e.rules.Bodies {
		if strings.HasPrefix(path, begins) && len(begins) > longest {
			most, longest = bytes, len(begins)
		}
	}
	return most
}

// bound limits the body in bytes and time, for rooms that forget to. What came when
// the time is up is an error of reading.
func (e *Edge) bound(w *writer, r *http.Request) {
	if r.ContentLength == 0 || r.Body == nil {
		return
	}
	_ = w.control.SetReadDeadline(time.Now().Add(bodyWait)) // tests' recorders have none
	r.Body = http.MaxBytesReader(w, r.Body, e.body(r.URL.Path))
}

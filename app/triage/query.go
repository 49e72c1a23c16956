package triage

import (
	"net/url"
	"slices"
	"strconv"

	"denghuo/shared/lamp"
	"denghuo/shared/op"
)

// path is where the desk lives.
const path = "/staff/triage"

// query is what the clerk wants to see. It stands in the address, so the back button
// goes back through it, a reload keeps it, and a link shows a colleague the same:
//
//	/staff/triage?stage=new&d=zhongyuan&fault=dark&late=1&age=3&voices=2&photos=1&danger=1&q=桐柏路&sort=age&spot=…
//
// What is as usual is left out; what nobody knows is let be.
type query struct {
	stage    stage
	district string
	fault    lamp.Fault
	late     bool // past its deadline
	age      int  // days since the first report, at least
	voices   int  // people, at least
	photos   bool
	danger   bool
	search   string
	sort     order
	spot     op.ID // the one that is open
}

// stage is what there is to do with a spot: the split of the bar.
type stage string

// Stages, in the order of the bar. The empty one is all that the clerk has to act on.
const (
	allStages stage = ""
	fresh     stage = "new"    // to be checked
	double    stage = "double" // to be checked, and the city thinks it knows the lamp
	ready     stage = "ready"  // checked, without a crew
	out       stage = "out"    // with a crew
	watched   stage = "watched"
	done      stage = "done"
)

var stages = []stage{fresh, double, ready, out, watched, done}

// order is how the list is sorted.
type order string

// Orders; the empty one is lamp.Urgent.
const (
	urgent order = ""
	byAge  order = "age"
	byMany order = "many"
	byNear order = "near"
)

var orders = []order{urgent, byAge, byMany, byNear}

// ages are the choices of days.
var ages = []int{1, 3, 7}

// parse reads an address; what it does not know is as usual.
func parse(u *url.URL) query {
	v := u.Query()
	number := func(name string) int {
		n, err := strconv.Atoi(v.Get(name))
		if err != nil || n < 0 || n > 999 {
			return 0
		}
		return n
	}
	q := query{stage: stage(v.Get("stage")), district: v.Get("d"), fault: lamp.Fault(v.Get("fault")), late: v.Get("late") == "1",
		age: number("age"), voices: number("voices"), photos: v.Get("photos") == "1", danger: v.Get("danger") == "1",
		search: v.Get("q"), sort: order(v.Get("sort")), spot: op.ID(v.Get("spot"))}
	if !slices.Contains(stages, q.stage) {
		q.stage = allStages
	}
	if !slices.Contains(orders, q.sort) {
		q.sort = urgent
	}
	if !op.ValidID(q.spot) {
		q.spot = ""
	}
	return q
}

// address is where the desk shows this.
func (q query) address() string {
	v := url.Values{}
	set := func(name, value string) {
		if value != "" {
			v.Set(name, value)
		}
	}
	flag := func(name string, on bool) {
		if on {
			v.Set(name, "1")
		}
	}
	set("stage", string(q.stage))
	set("d", q.district)
	set("fault", string(q.fault))
	flag("late", q.late)
	count := func(name string, n int) {
		if n > 0 {
			v.Set(name, strconv.Itoa(n))
		}
	}
	count("age", q.age)
	count("voices", q.voices)
	flag("photos", q.photos)
	flag("danger", q.danger)
	set("q", q.search)
	set("sort", string(q.sort))
	set("spot", string(q.spot))
	if len(v) == 0 {
		return path
	}
	return path + "?" + v.Encode()
}

// narrows reports whether anything but the order and the open spot is chosen.
func (q query) narrows() bool {
	q.sort, q.spot = urgent, ""
	return q != query{}
}

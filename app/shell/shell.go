// Package shell is the route table: which path shows which screen, for the phone
// and for the server's prerender alike. It is where the task rooms meet; they do
// not import each other.
//
// There are two programs of the same rooms: the residents', which a phone on a weak
// line waits for, is built with the tag resident and leaves out the desks of staff
// and shops (staff.go); theirs has everything. web/app.js takes the one that fits.
//
// Mount is the only caller of go-app's routes, its one global. Each route has a
// root type of its own: with one type for two routes go-app would update in place
// and go on showing the old screen.
package shell

import (
	"denghuo/app/atlas"
	"denghuo/app/card"
	"denghuo/app/frame"
	"denghuo/app/me"
	"denghuo/app/mydata"
	"denghuo/app/offers"
	"denghuo/app/progress"
	"denghuo/app/report"
	"denghuo/app/signin"

	"github.com/maxence-charriere/go-app/v10/pkg/app"
)

// Mount tells go-app every route. Call it once in a program.
func Mount(p frame.Port) {
	port := p
	p.News = func() int { return me.Unread(port) }
	p.Recalled = recalled(port)
	route := func(path string, screen func(frame.Port) app.Composer) {
		app.Route(path, func() app.Composer { return screen(p) })
	}
	below := func(pattern string, screen func(frame.Port) app.Composer) {
		app.RouteWithRegexp(pattern, func() app.Composer { return screen(p) })
	}
	route("/", progress.Home)
	route("/progress", progress.List)
	below("^/progress/[a-z0-9-]+$", progress.Project)
	route("/lighting", progress.Lighting)
	route("/report", report.Form)
	route("/spots", report.Spots)
	route("/spots/map", atlas.Screen)
	below("^/spots/[A-Za-z0-9._-]+$", report.Spot)
	route("/offers", offers.List)
	below("^/offers/[A-Za-z0-9._-]+$", offers.Drop)
	route("/coupons", offers.Coupons)
	route("/me", me.Screen)
	route("/me/card", card.Screen)
	route("/me/data", mydata.Screen)
	route("/signin", signin.Screen)
	desks(route)
}

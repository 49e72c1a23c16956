package frame

import "github.com/maxence-charriere/go-app/v10/pkg/app"

// Root is the page that is open. go-app drops what is dispatched from an element that is
// not drawn any more: of what ends after the button is gone that began it, nobody would
// hear, neither that it failed nor that it is over. So what ends later is dispatched from
// the page. It is only touched while a screen draws or handles an event.
type Root struct{ page *app.Context }

func (r *Root) opens(ctx app.Context) (closes func()) {
	if r == nil {
		return func() {}
	}
	mine := &ctx
	r.page = mine
	return func() {
		if r.page == mine { // the next one may be there already
			r.page = nil
		}
	}
}

// Page is where to dispatch what ends later, for an event whose context is ctx: the page
// that is open, if it follows the port. What is asked for by a page that is gone by then
// is dropped.
func (p Port) Page(ctx app.Context) app.Context {
	if p.Root == nil || p.Root.page == nil {
		return ctx
	}
	return *p.Root.page
}

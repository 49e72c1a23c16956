// Package browser is the phone's true world: storage, socket, place, camera, tabs,
// looks, identity. It is the only room with JavaScript, and it knows no domain:
// bytes, names and codes go in and come out.
//
// Everything that waits for JavaScript waits on a channel and has a deadline, so
// it may be called from any goroutine but never inside a JavaScript callback, nor
// on the goroutine that draws: what it waits for could then not happen.
//
// No promise is trusted longer than its deadline, no handle for ever: phones close
// databases, freeze pages and keep dead sockets open.
//
//	keeper, err := browser.OpenKeeper(who.Me.ID)
//	err = keeper.Claim()               // from now on only this tab writes
//	r, err := replica.Open(keeper, who.Me, time.Now, browser.NewID)
package browser

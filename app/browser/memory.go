//go:build js && wasm

package browser

import (
	"errors"
	"strconv"
	"strings"
	"syscall/js"
	"time"
)

// What is the matter with storage, as far as a browser says it.
var (
	ErrNewer  = errors.New("a newer version has stored it")
	ErrBroken = errors.New("storage is damaged")
	ErrSlow   = errors.New("storage does not answer")
)

// Diagnose sorts a failure of storage. What stays unsorted is a storage that the
// browser does not give: a private window, cookies forbidden.
func Diagnose(err error) error {
	switch {
	case named(err, "VersionError"):
		return ErrNewer
	case errors.Is(err, errSlow):
		return ErrSlow
	case named(err, "UnknownError"), named(err, "DataError"), named(err, "NotFoundError"), err != nil && strings.Contains(err.Error(), "cut off"):
		return ErrBroken
	}
	return err
}

// Outbox and NoteOutbox are a mark outside the store: how many ops wait in it. If the
// store is empty and the mark is not, the browser has cleared what was kept.
func Outbox(who string) int {
	n, err := strconv.Atoi(pocket{}.get("dh.outbox." + who))
	if err != nil {
		return 0 // never, or forbidden
	}
	return n
}

// NoteOutbox writes the mark.
func NoteOutbox(who string, n int) {
	Complain("note what waits", pocket{}.set("dh.outbox."+who, strconv.Itoa(n)))
}

// forgetsAfter is when Apple's browsers clear what a page has stored, unless it is on
// the home screen.
const forgetsAfter = 7 * 24 * time.Hour

// ForgetsAt is when this browser clears our storage if nobody opens us again; zero
// where it does not.
func ForgetsAt(now time.Time) time.Time {
	nav := js.Global().Get("navigator")
	apple := strings.HasPrefix(text(nav.Get("vendor")), "Apple")
	if !apple || nav.Get("standalone").Truthy() ||
		js.Global().Call("matchMedia", "(display-mode: standalone)").Get("matches").Bool() {
		return time.Time{}
	}
	return now.Add(forgetsAfter)
}

// Private reports whether this is most likely a private window: Chromium gives those
// a quota below what a page may have of memory. It waits.
func Private() bool {
	nav := js.Global().Get("navigator")
	if !nav.Get("storage").Truthy() || !nav.Get("storage").Get("estimate").Truthy() {
		return false
	}
	memory := js.Global().Get("performance").Get("memory")
	estimate, err := await(nav.Get("storage").Call("estimate"), saveTime)
	if err != nil || !memory.Truthy() || estimate.Get("quota").Type() != js.TypeNumber {
		return false
	}
	return estimate.Get("quota").Float() < memory.Get("jsHeapSizeLimit").Float()
}

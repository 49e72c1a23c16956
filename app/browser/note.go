//go:build js && wasm

package browser

import (
	"strings"
	"syscall/js"
)

// Recall is a small note of this person's on this phone, empty if there is none; and
// Remember writes it. What the browser forgets or forbids is not there: a note must
// never be the only place of what was said to be saved.
func Recall(who, name string) string { return pocket{}.get(noteKey(who, name)) }

// Remember keeps a note, or drops it when it is empty.
func Remember(who, name, note string) {
	if note == "" {
		Complain("drop a note", pocket{}.drop(noteKey(who, name)))
		return
	}
	Complain("keep a note", pocket{}.set(noteKey(who, name), note))
}

const noteBegin = "dh.note."

func noteKey(who, name string) string { return noteBegin + name + "." + who }

// Notes names this person's notes that begin so, in no order.
func Notes(who, begin string) (names []string) {
	storage, err := property(js.Global(), "localStorage")
	if err != nil {
		return nil // forbidden: there are none
	}
	for i := range storage.Get("length").Int() {
		key, err := inPocket("key", i)
		name, mine := strings.CutSuffix(text(key), "."+who)
		if name, note := strings.CutPrefix(name, noteBegin); err == nil && mine && note && strings.HasPrefix(name, begin) {
			names = append(names, name)
		}
	}
	return names
}

func forgetNotes(who string) {
	for _, name := range Notes(who, "") {
		Remember(who, name, "")
	}
}

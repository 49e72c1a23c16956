//go:build js && wasm

package browser

// The notes there are: a report that is being written, how far the inbox was read, the
// role that the person has chosen; and a crew's: whose jobs are shown, ends of jobs and
// a walk that are not done yet, withdrawn jobs that were understood.
var noteNames = [...]string{"draft", "read", "role", "crew", "jobs", "patrol", "recalled"}

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

func noteKey(who, name string) string { return "dh.note." + name + "." + who }

func forgetNotes(who string) {
	for _, name := range noteNames {
		Remember(who, name, "")
	}
}

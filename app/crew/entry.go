package crew

import (
	"sort"
	"time"

	"denghuo/app/words"
	"denghuo/shared/op"

	"github.com/maxence-charriere/go-app/v10/pkg/app"
)

// entry is what this person wrote into the ledger, as the list below a form has it.
type entry struct {
	id  op.ID
	at  time.Time
	say func() (name, line string)
}

// lately is the twenty latest, the latest first.
func lately(all []entry) []entry {
	sort.Slice(all, func(i, j int) bool { return all[i].at.After(all[j].at) })
	return all[:min(len(all), 20)]
}

// mine lists entries, each with whether the city has it. wrote is the entry that an op
// writes, if it is of this list. (op.Subject would tell, and keep every About of all ops
// in the program: 60 KB.)
func (b *base) mine(title words.T, past []entry, wrote func(op.Op) op.ID) app.UI {
	waits := map[op.ID]bool{}
	for _, w := range b.port.Waiting() {
		waits[wrote(w.Op)] = true
	}
	var all []app.UI
	for _, e := range past {
		name, line := e.say()
		all = append(all, row(name, line, b.heard(waits[e.id])))
	}
	return rows("mine", b.say(title), all)
}

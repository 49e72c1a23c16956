package lamps

import (
	"encoding/json"
	"time"

	"denghuo/app/frame"
	"denghuo/app/kit"
	"denghuo/app/words"
	"denghuo/shared/lamp"
	"denghuo/shared/op"

	"github.com/maxence-charriere/go-app/v10/pkg/app"
)

// Draft is a report that is being written. It lies on this phone under its report's
// ID, each by itself: two pages write two drafts, and none lies at a place in a list.
type Draft struct {
	At     time.Time   `json:"at"` // of the last change
	Report lamp.Submit `json:"report"`
}

const draftNote = "draft."

// KeepDraft writes one.
func KeepDraft(p frame.Port, d Draft) {
	b, err := json.Marshal(d)
	if err != nil { // texts and numbers only
		panic("encode a draft: " + err.Error())
	}
	p.Remember(draftNote+string(d.Report.ID), string(b))
}

// DropDraft lets one go: it was sent, or is not wanted.
func DropDraft(p frame.Port, id op.ID) { p.Remember(draftNote+string(id), "") }

// DraftOf finds one.
func DraftOf(p frame.Port, id op.ID) (d Draft, ok bool) {
	note := p.Recall(draftNote + string(id))
	return d, note != "" && json.Unmarshal([]byte(note), &d) == nil
}

// DraftsOf is all of this person's, the latest first.
func DraftsOf(p frame.Port) (all []Draft) {
	if p.Notes == nil {
		return nil
	}
	for _, name := range p.Notes(draftNote) {
		if d, ok := DraftOf(p, op.ID(name[len(draftNote):])); ok {
			all = append(all, d)
		}
	}
	sortBy(all, func(a, b Draft) bool { return a.At.After(b.At) })
	return all
}

// Drafts lists them, each to go on with or to throw away, without the one in hand;
// nothing when there is none.
func Drafts(p frame.Port, inHand op.ID) app.UI {
	lang := p.Looks().Lang
	var items []app.UI
	for _, d := range DraftsOf(p) {
		id, photos := d.Report.ID, d.Report.Photos
		if id == inHand {
			continue
		}
		about := Fault(lang, *Of(p).Rules(), d.Report.Fault) + lang.Say(words.DeskComma) + lang.Moment(d.At, p.Now())
		if n := len(photos); n > 0 {
			about += lang.Say(words.DeskComma) + words.Put(lang.Say(words.NPhotos), words.Int(n))
		}
		items = append(items, kit.Div("zz-out zz-out--words", kit.Block(kit.B(Where(lang, d.Report.Place)), kit.Span("zz-cap", about),
			kit.Div("zz-two",
				app.A().Class("zz-btn2").Href("/report?draft="+string(id)).Text(lang.Say(words.DraftGoOn)),
				app.Button().Class("zz-btn2").Type("button").Text(lang.Say(words.DraftDrop)).OnClick(func(ctx app.Context, _ app.Event) {
					if !app.Window().Call("confirm", lang.Say(words.DraftDropAsk)).Bool() {
						return
					}
					DropDraft(p, id)
					ctx.Async(func() {
						for _, h := range photos {
							p.Forget(h)
						}
					})
				}, app.EventScope(id))))))
	}
	return kit.Maybe(len(items) > 0, func() app.UI { return kit.Card(lang.Say(words.DraftsTitle), nil, items...) })
}

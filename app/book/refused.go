package book

import (
	"denghuo/app/kit"
	"denghuo/app/words"
	"denghuo/shared/ledger"
	"denghuo/shared/op"

	"github.com/maxence-charriere/go-app/v10/pkg/app"
)

// entryOf is what an op writes down, or nil if it writes no entry.
func entryOf(o op.Op) any {
	switch o := o.(type) {
	case ledger.WriteSection:
		return &o.Section
	case ledger.WriteBlind:
		return &o.Blind
	case ledger.WriteWork:
		return &o.Work
	case ledger.WritePatrol:
		return &o.Patrol
	}
	return nil
}

// refused are entries that the city did not take: what was written is shown until its
// writer has seen it, a colleague's correction that came first among the reasons.
func (s *screen) refused() app.UI {
	lang := s.lang()
	var items []app.UI
	for _, r := range s.port.Refused() {
		rec := entryOf(r.Op)
		e, ok := factsOf(rec)
		if !ok {
			continue
		}
		items = append(items, kit.Div("zz-report",
			kit.B(lang.Say(kindNames[e.kind])+" · "+e.road), kit.Cap(s.summary(rec)), kit.P("zz-problem", lang.Refusal(r.Refusal)),
			kit.Div("zz-wrap",
				kit.Maybe(r.Refusal.Code == op.Moved, func() app.UI {
					return app.A().Class("zz-btn2").Href(writeAt + "?kind=" + e.kind + "&of=" + string(e.id)).Text(lang.Say(words.CorrectIt))
				}),
				app.Button().Class("zz-btn2").Type("button").Text(lang.Say(words.GotIt)).OnClick(func(ctx app.Context, _ app.Event) { s.dismiss(ctx, r.ID) }, app.EventScope(r.ID)))))
	}
	return kit.Maybe(len(items) > 0, func() app.UI { return kit.Card(lang.Say(words.NotAccepted), nil, items...) })
}

func (s *screen) dismiss(ctx app.Context, id op.Hash) {
	ctx.Async(func() {
		if err := s.port.Dismiss(id); err != nil {
			app.Log("let a refused entry go: " + err.Error()) // it stays and can be tapped again
		}
	})
}

package triage

import (
	"denghuo/app/kit"
	"denghuo/app/words"
	"denghuo/shared/op"

	"github.com/maxence-charriere/go-app/v10/pkg/app"
)

// kind is an action of the desk.
type kind string

const (
	check    kind = "check"
	merge    kind = "merge"
	refuse   kind = "refuse"
	wanting  kind = "more"
	dispatch kind = "dispatch"
	hold     kind = "hold"
	recall   kind = "recall"
	rest     kind = "rest" // those that have no room in the bar
	help     kind = "help"
)

var kindNames = map[kind]words.T{check: words.DoCheck, merge: words.DoMerge, refuse: words.DoRefuse, wanting: words.DoReturn,
	dispatch: words.DoDispatch, hold: words.DoHold, recall: words.DoRecall, rest: words.DoMore, help: words.DeskKeys}

// sheet is what an action still wants to know.
type sheet struct {
	kind kind
	of   []op.ID // what it is for
	main op.ID   // of merge
	text string
}

// targets are what an action is for: what is picked, or what is open, or the row
// that keys are about.
func (s *screen) targets() []op.ID {
	switch {
	case len(s.picks) > 0:
		return s.picks.in(s.list.ids)
	case s.q.spot != "":
		return []op.ID{s.q.spot}
	case s.here != "":
		return []op.ID{s.here}
	}
	return nil
}

// begin does an action, or asks first for what it wants to know.
func (s *screen) begin(ctx app.Context, k kind, of []op.ID) {
	able := s.able(k, of)
	if len(able) == 0 || k == merge && len(able) < 2 {
		s.problem = s.lang().Say(words.NotPossible)
		return
	}
	switch k {
	case check, recall:
		s.run(s.moves(k, able, move{}), s.saying(k, ""))
	default:
		s.ask(ctx, sheet{kind: k, of: of, main: s.biggest(able)})
	}
}

// ask opens a sheet and takes the focus there.
func (s *screen) ask(ctx app.Context, sh sheet) {
	s.sheet, s.problem = sh, ""
	ctx.Defer(func(app.Context) { focus("sheet") })
}

// closeSheet goes back to where the hand was.
func (s *screen) closeSheet(ctx app.Context) {
	was := s.sheet
	s.sheet = sheet{}
	ctx.Defer(func(app.Context) {
		if len(s.picks) > 0 && was.kind != help {
			focus("do-" + string(was.kind))
		} else if s.here != "" {
			focus("open-" + string(s.here))
		}
	})
}

// bar is what stands above the tab bar: the sheet, what was done, what is picked.
func (s *screen) bar() app.UI {
	if len(s.picks) == 0 && s.sheet.kind == "" && s.last == nil && s.problem == "" {
		return nil
	}
	return app.Div().Class("zz-bars").Body(
		app.Div().Role("status").Body(kit.Maybe(s.last != nil && s.sheet.kind == "", s.toast)),
		app.Div().Body(kit.Maybe(s.sheet.kind != "", s.sheetUI)),
		app.Div().Body(kit.Maybe(len(s.picks) > 0, s.bulk)),
	)
}

// bulk is the dark bar: how much is picked, and what to do with it.
func (s *screen) bulk() app.UI {
	lang, reports := s.lang(), 0
	for id := range s.picks {
		if it := s.pile.find(id); it != nil {
			reports += it.reports
		}
	}
	button := func(k kind, class string) app.UI {
		return app.Button().ID("do-"+string(k)).Class(class).Type("button").Disabled(s.busy).Text(lang.Say(kindNames[k])).
			OnClick(func(ctx app.Context, _ app.Event) { s.begin(ctx, k, s.targets()) }, app.EventScope(k))
	}
	return app.Div().Class("zz-bulk").Role("toolbar").Aria("label", lang.Say(words.BulkName)).Body(
		app.Span().ID("picked").Body(
			app.Text(words.Put(lang.Say(words.PickedPlaces), words.Int(len(s.picks)))), app.Br(),
			app.Text(words.Put(lang.Say(words.PickedReports), words.Int(reports)))),
		button(merge, ""), button(refuse, ""), button(dispatch, "pri"),
		app.Button().ID("do-rest").Class("zz-bulk__m").Type("button").Aria("label", lang.Say(words.DoMore)).Aria("expanded", s.sheet.kind == rest).
			Body(kit.Icon("dots")).OnClick(func(ctx app.Context, _ app.Event) { s.ask(ctx, sheet{kind: rest, of: s.targets()}) }),
	)
}

// toast says what was done, until the next thing is done, and takes it back.
func (s *screen) toast() app.UI {
	lang := s.lang()
	return app.Div().Class("zz-toast2").Body(
		app.Span().ID("done").Text(s.last.text),
		kit.Maybe(len(s.last.undo) > 0, func() app.UI {
			return app.Button().ID("undo").Type("button").Disabled(s.busy).Text(lang.Say(words.Undo)).
				OnClick(func(ctx app.Context, _ app.Event) { s.undo() })
		}),
		app.Button().ID("done-close").Type("button").Aria("label", lang.Say(words.CloseDetail)).Body(kit.Icon("x")).
			OnClick(func(app.Context, app.Event) { s.last = nil }),
	)
}

package admin

import (
	"denghuo/app/door"
	"denghuo/app/frame"
	"denghuo/app/kit"
	"denghuo/app/words"

	"github.com/maxence-charriere/go-app/v10/pkg/app"
)

// mostWrong is how many lines are listed that were not taken.
const mostWrong = 200

// cards is the screen at /admin/cards.
type cards struct {
	app.Compo
	port frame.Port
	stop func()
	file app.Value // picked; nil before
	name string
	try  frame.Try
	done *door.Imported // nil before
}

// Cards brings in the register of cards.
func Cards(p frame.Port) app.Composer { return &cards{port: p} }

func (s *cards) OnPreRender(ctx app.Context) { s.OnNav(ctx) }

func (s *cards) OnNav(ctx app.Context) { ctx.Page().SetTitle(s.lang().Say(words.NavCards)) }

func (s *cards) OnMount(ctx app.Context) { s.stop = frame.Follow(ctx, s.port) }

func (s *cards) OnDismount() { s.stop() }

func (s *cards) lang() words.Lang { return s.port.Looks().Lang }

// Render is a file, a button, and what became of it line by line.
func (s *cards) Render() app.UI {
	lang := s.lang()
	return page(s.port, cardsAt, lang.Say(words.CardsSub),
		kit.Card("", nil, app.Form().OnSubmit(s.submit).Body(
			kit.P("zz-lede", lang.Say(words.CardsForm)),
			app.Label().Class("zz-btn2 zz-wide zz-gap zz-file").Body(
				kit.Icon("upload"), app.Text(s.picked()),
				app.Input().ID("cards-file").Class("zz-sr").Type("file").Accept(".csv,text/csv").OnChange(s.pick)),
			s.try.Problem(lang),
			s.try.Button(&s.port, "import", "check", words.CardsNow, words.CardsDoing).Class("weui-btn weui-btn_primary zz-go zz-gap").
				Disabled(s.file == nil || s.port.Door == nil || s.try.Shut()),
		)),
		kit.Live(kit.Maybe(s.done != nil, s.result)),
	)
}

func (s *cards) picked() string {
	if s.name == "" {
		return s.lang().Say(words.CardsPick)
	}
	return words.Put(s.lang().Say(words.CardsPicked), s.name)
}

func (s *cards) pick(ctx app.Context, _ app.Event) {
	if file := ctx.JSSrc().Get("files").Index(0); file.Truthy() {
		s.file, s.name, s.done = file, file.Get("name").String(), nil
		s.try.Clear()
	}
}

func (s *cards) submit(ctx app.Context, e app.Event) {
	e.PreventDefault()
	d, file := s.port.Door, s.file
	if d == nil || file == nil {
		return
	}
	var done door.Imported
	s.done = nil
	s.try.Go(ctx, func() error {
		csv, err := d.Read(file)
		if err == nil {
			done, err = d.Cards(csv)
		}
		return err
	}, func() { s.done = &done })
}

func (s *cards) result() app.UI {
	lang := s.lang()
	fact := func(n words.T, v int) app.UI { return kit.Fact(lang.Say(n), words.Int(v)) }
	return kit.Block(
		kit.Card(lang.Say(words.CardsDone), nil, kit.Facts(fact(words.CardsAdded, s.done.Added), fact(words.CardsChanged, s.done.Changed),
			fact(words.CardsSame, s.done.Same), fact(words.CardsWrong, s.done.Wrongs)),
			kit.Maybe(s.done.Broken != "", func() app.UI {
				return app.P().Class("zz-problem").Role("alert").Text(words.Put(lang.Say(words.CardsBroken), words.Int(s.done.Line)))
			})),
		kit.Maybe(len(s.done.Wrong) > 0, s.wrong),
	)
}

func (s *cards) wrong() app.UI {
	lang := s.lang()
	var lines []app.UI
	for _, w := range s.done.Wrong[:min(len(s.done.Wrong), mostWrong)] {
		lines = append(lines, kit.Fact(words.Put(lang.Say(words.CardsLine), words.Int(w.Line)), lang.LineCode(w.Code)))
	}
	return kit.Card(lang.Say(words.CardsWrongAre), nil, kit.Facts(lines...),
		kit.Maybe(s.done.Wrongs > mostWrong, func() app.UI { return kit.Note(lang.Say(words.CardsFirst)) }))
}

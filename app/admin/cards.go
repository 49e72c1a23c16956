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
	file frame.Upload
	done *door.Imported // nil before
}

// Cards brings in the register of cards.
func Cards(p frame.Port) app.Composer {
	s := &cards{port: p}
	var came door.Imported
	s.file = frame.Upload{Port: &s.port, ID: "cards-file", Accept: ".csv,text/csv", Pick: words.CardsPick, Picked: words.CardsPicked,
		Button: "import", Now: words.CardsNow, Doing: words.CardsDoing,
		Changed: func() { s.done = nil },
		Bring:   func(csv []byte) (err error) { came, err = s.port.Door.Cards(csv); return err },
		Done:    func() { done := came; s.done = &done }}
	return s
}

func (s *cards) OnPreRender(ctx app.Context) { s.OnNav(ctx) }

func (s *cards) OnNav(ctx app.Context) { ctx.Page().SetTitle(s.lang().Say(words.NavCards)) }

func (s *cards) OnMount(ctx app.Context) { s.stop = frame.Follow(ctx, s.port) }

func (s *cards) OnDismount() { s.stop() }

func (s *cards) lang() words.Lang { return s.port.Looks().Lang }

// Render is a file, a button, and what became of it line by line.
func (s *cards) Render() app.UI {
	lang := s.lang()
	return page(s.port, cardsAt, lang.Say(words.CardsSub),
		s.file.UI(nil, kit.P("zz-lede", lang.Say(words.CardsForm))),
		kit.Live(kit.Maybe(s.done != nil, s.result)),
	)
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

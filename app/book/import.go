package book

import (
	"denghuo/app/door"
	"denghuo/app/frame"
	"denghuo/app/kit"
	"denghuo/app/words"
	"denghuo/shared/ledger"
	"denghuo/shared/op"

	"github.com/maxence-charriere/go-app/v10/pkg/app"
)

// mostWrong is how many lines are listed that are wrong.
const mostWrong = 200

// inventory is the screen at /staff/ledger/inventory.
type inventory struct {
	app.Compo
	port frame.Port
	stop func()
	file frame.Upload
	no   op.Refusal // why the file as a whole was not taken
	done *door.Inventory
}

// Import brings in the inventory of lamps.
func Import(p frame.Port) app.Composer {
	s := &inventory{port: p}
	var came door.Inventory
	var no op.Refusal
	s.file = frame.Upload{Port: &s.port, ID: "lamps-file", Accept: ".csv,.json,.geojson,text/csv,application/geo+json", Pick: words.ImportPick, Picked: words.ImportPicked,
		Button: "import-now", Now: words.ImportNow, Doing: words.ImportDoing,
		Changed: func() { s.done, s.no = nil, op.Refusal{} },
		Bring: func(lamps []byte) (err error) {
			came, err = s.port.Door.BringIn(lamps)
			if no, _ = op.AsRefusal(err); lineCodes[no.Code] {
				return nil
			}
			no = op.Refusal{}
			return err
		},
		Done: func() {
			if s.no = no; no.Code == "" {
				done := came
				s.done = &done
			}
		}}
	return s
}

func (s *inventory) OnPreRender(ctx app.Context) { s.OnNav(ctx) }

func (s *inventory) OnNav(ctx app.Context) { ctx.Page().SetTitle(s.lang().Say(words.LedgerImport)) }

func (s *inventory) OnMount(ctx app.Context) { s.stop = frame.Follow(ctx, s.port) }

func (s *inventory) OnDismount() { s.stop() }

func (s *inventory) lang() words.Lang { return s.port.Looks().Lang }

// Render is what there is, a file to choose, and what became of it line by line.
func (s *inventory) Render() app.UI {
	lang := s.lang()
	opts := frame.Opts{Tab: frame.Ledger, Title: lang.Say(words.LedgerImport), Back: path}
	if !mayImport(s.port.Me()) {
		return stranger(s.port, opts)
	}
	return frame.Page(s.port, opts,
		frame.Offline(s.port, words.ImportOffline),
		s.file.UI(s.problem(), kit.P("zz-lede", lang.Say(words.ImportForm)), kit.Note(lang.Say(words.ImportWhole))),
		kit.Live(kit.Maybe(s.done != nil, s.result)),
		s.has(),
	)
}

// problem is about the whole file, or nil.
func (s *inventory) problem() app.UI {
	if s.no.Code == "" {
		return nil
	}
	return app.P().ID("file-wrong").Class("zz-problem").Role("alert").Text(s.lang().LampLine(s.no))
}

// lineCodes are the refusals of a file that this room has words for.
var lineCodes = map[op.Code]bool{"lamps_header": true, "lamps_json": true}

func (s *inventory) result() app.UI {
	lang, d := s.lang(), s.done
	fact := func(n words.T, v int) app.UI { return kit.Fact(lang.Say(n), words.Int(v)) }
	if d.Wrongs > 0 {
		return kit.Card(words.Put(lang.Say(words.ImportNone), words.Int(d.Wrongs)), nil, s.wrong())
	}
	return kit.Card(lang.Say(words.ImportDone), nil,
		kit.Facts(fact(words.ImportLines, d.Lines), fact(words.ImportAdded, d.Added), fact(words.ImportChanged, d.Changed), fact(words.ImportSame, d.Same)),
		kit.Maybe(d.Broken != "", func() app.UI {
			return app.P().Class("zz-problem").Role("alert").Text(words.Put(lang.Say(words.ImportBroken), words.Int(d.Added+d.Changed+d.Same)))
		}),
		kit.Maybe(len(d.Places) > 0, func() app.UI {
			var rows []app.UI
			for _, p := range d.Places {
				rows = append(rows, kit.Fact(district(lang, p.District), words.Int(p.Lines)))
			}
			return kit.Div("zz-part", app.H3().Class("zz-h3").Text(lang.Say(words.ByDistrict)), kit.Facts(rows...))
		}))
}

// wrong is every line that is not as it should be, with its number.
func (s *inventory) wrong() app.UI {
	lang, at := s.lang(), words.ImportLine
	if s.done.Features {
		at = words.ImportPoint
	}
	var lines []app.UI
	for _, w := range s.done.Wrong[:min(len(s.done.Wrong), mostWrong)] {
		lines = append(lines, kit.Fact(words.Put(lang.Say(at), words.Int(w.Line)), lang.LampLine(op.Refusal{Code: w.Code})))
	}
	return kit.Block(kit.Facts(lines...), kit.Maybe(s.done.Wrongs > mostWrong, func() app.UI {
		return kit.Note(words.Put(lang.Say(words.ImportFirst), words.Int(mostWrong)))
	}))
}

// has is what the inventory holds now, by district.
func (s *inventory) has() app.UI {
	lang := s.lang()
	var rows []app.UI
	ledger.Stands.Each(s.port.View(), func(st ledger.Stand) bool {
		if st.Lamps+st.Others > 0 {
			rows = append(rows, kit.Fact(district(lang, st.District), words.Put(words.Put(lang.Say(words.ImportLampsN), words.Int(st.Lamps)), words.Int(st.Others))))
		}
		return true
	})
	return kit.Card(lang.Say(words.ImportHas), nil,
		kit.Maybe(len(rows) == 0, func() app.UI { return app.P().ID("no-stand").Class("zz-cap").Text(lang.Say(words.ImportHasNone)) }),
		kit.Facts(rows...))
}

package book

import (
	"encoding/json"
	"slices"
	"strings"

	"denghuo/app/frame"
	"denghuo/app/kit"
	"denghuo/app/lamps"
	"denghuo/app/shots"
	"denghuo/app/words"
	"denghuo/shared/geo"
	"denghuo/shared/ledger"
	"denghuo/shared/op"
	"denghuo/shared/photo"
	"denghuo/shared/wire"

	"github.com/maxence-charriere/go-app/v10/pkg/app"
)

// write is the screen at /staff/ledger/write?kind=work, and &of=ID for a correction.
type write struct {
	app.Compo
	port frame.Port
	stop func()

	kind    string
	of      op.ID             // the entry that is corrected; empty for a new one
	old     any               // it, as it was when it was opened
	draft   map[string]string // what is typed, by the names of fields
	point   *geo.Point        // of the pole that was found
	roll    shots.Roll
	kept    []photo.Hash // photos that a corrected entry has already
	strike  bool
	busy    bool
	problem string
	wrong   string // the field that is not right
	pole    string // what became of the number that was looked up
	saved   op.ID
	n       int // forms so far: each has fields of its own
}

// Write is the form for what is written by hand.
func Write(p frame.Port) app.Composer { return &write{port: p} }

func (s *write) OnPreRender(ctx app.Context) { s.OnNav(ctx) }

// OnNav reads which form it is.
func (s *write) OnNav(ctx app.Context) {
	ctx.Page().SetTitle(s.lang().Say(words.LedgerWrite))
	v := ctx.Page().URL().Query()
	kind, of := v.Get("kind"), op.ID(v.Get("of"))
	if _, ok := kindNames[kind]; !ok {
		kind = kWork
	}
	if kind != s.kind || of != s.of || s.draft == nil {
		s.begin(kind, of)
	}
}

// begin is an empty form, or one that has what the entry says.
func (s *write) begin(kind string, of op.ID) {
	*s = write{Compo: s.Compo, port: s.port, stop: s.stop, kind: kind, of: of, n: s.n + 1, draft: map[string]string{}, roll: shots.Roll{Most: ledger.MaxPhotos}}
	if of == "" && !s.recalled() {
		s.draft["at"] = stampText(s.port.Now())
		s.draft["ended"] = s.draft["at"]
		s.draft["found"] = s.draft["at"][:len("2006-01-02")]
	}
}

// note is where this phone keeps what was typed into a new form and not saved yet.
func (s *write) note() string { return "ledger-" + s.kind }

// recalled takes up what was typed before.
func (s *write) recalled() bool {
	return s.port.Recall != nil && json.Unmarshal([]byte(s.port.Recall(s.note())), &s.draft) == nil && len(s.draft) > 0
}

// set keeps what is typed, here and on this phone.
func (s *write) set(name, value string) {
	s.draft[name] = value
	if s.of == "" {
		s.remember(s.draft)
	}
}

// remember writes the note, or with nothing drops it.
func (s *write) remember(draft map[string]string) {
	if s.port.Remember == nil {
		return
	}
	text := ""
	if len(draft) > 0 {
		text = string(wire.Encode(draft))
	}
	s.port.Remember(s.note(), text)
}

func (s *write) OnMount(ctx app.Context) { s.stop = frame.Follow(ctx, s.port) }

func (s *write) OnDismount() { s.stop() }

func (s *write) lang() words.Lang { return s.port.Looks().Lang }

// open takes what the corrected entry says into the form, once it is on this phone.
func (s *write) open() {
	if s.of == "" || s.old != nil {
		return
	}
	for i, t := range tables {
		if kindOf[i] == s.kind {
			s.old = shelfOf(s.port).find(op.Key{Table: t.name, ID: s.of})
		}
	}
	if s.old != nil {
		s.fill(s.old)
	}
}

// Render is the form, or that it was kept.
func (s *write) Render() app.UI {
	lang := s.lang()
	title := lang.Say(kindNames[s.kind])
	if s.of != "" {
		title += " · " + lang.Say(words.WriteMend)
	}
	opts := frame.Opts{Tab: frame.Ledger, Title: title, Sub: lang.Say(words.WriteHint), Back: path}
	if !mayWrite(s.port.Me()) {
		return stranger(s.port, opts)
	}
	s.open()
	switch {
	case s.saved != "":
		return frame.Page(s.port, opts, s.done())
	case s.of != "" && s.old == nil:
		return frame.Page(s.port, opts, kit.Cap(lang.Say(words.WriteGone)))
	}
	return frame.Page(s.port, opts, kit.Maybe(s.of == "", s.kinds), s.form())
}

// kinds are the other forms.
func (s *write) kinds() app.UI {
	var links []app.UI
	for _, kind := range kindOf {
		a := app.A().ID("kind-" + kind).Href(writeAt + "?kind=" + kind).Text(s.lang().Say(kindNames[kind]))
		if kind == s.kind {
			a = a.Aria("current", "page")
		}
		links = append(links, a)
	}
	return app.Nav().Class("zz-seg").Aria("label", s.lang().Say(words.FieldKind)).Body(links...)
}

func (s *write) form() app.UI {
	lang := s.lang()
	parts := s.inputs()
	if s.kind != kPatrol {
		parts = append(parts, s.keptPhotos())
		s.roll.Most = max(1, ledger.MaxPhotos-len(s.kept))
		parts = append(parts, kit.Div("zz-gap", s.roll.UI(&s.port, "w-photos")))
	}
	if s.of != "" {
		parts = append(parts, s.text("why", words.FieldWhy, words.T{}, ledger.MaxWhy),
			kit.Toggle("w-strike", "x", lang.Say(words.StrikeIt), s.strike, func(on bool) { s.strike = on }))
	}
	name := words.SaveEntry
	if s.busy {
		name = words.SavingEntry
	}
	parts = append(parts,
		app.Div().Role("alert").Body(kit.Maybe(s.problem != "", func() app.UI { return app.P().ID("w-problem").Class("zz-problem").Text(s.problem) })),
		app.Button().ID("w-save").Class("weui-btn weui-btn_primary zz-go zz-gap").Type("submit").Disabled(s.busy || s.port.Do == nil || s.roll.Busy()).Text(lang.Say(name)))
	return app.Form().Class("zz-card").OnSubmit(s.submit).Body(parts...)
}

// keptPhotos are those that the entry has, each with a way to take it off. The old
// text keeps its name.
func (s *write) keptPhotos() app.UI {
	var shown []app.UI
	for i, h := range s.kept {
		shown = append(shown, kit.Div("zz-photo", lamps.Picture(s.port, h),
			app.Button().ID("w-off-"+words.Int(i+1)).Type("button").Aria("label", s.lang().Say(words.PhotoRemove)).Body(app.Span().Body(kit.Icon("x"))).
				OnClick(func(app.Context, app.Event) {
					s.kept = slices.DeleteFunc(slices.Clone(s.kept), func(each photo.Hash) bool { return each == h })
				}, app.EventScope(h))))
	}
	return kit.Maybe(len(shown) > 0, func() app.UI { return kit.Div("zz-photos zz-gap", shown...) })
}

// element is a field's name on the page.
func (s *write) element(name string) string { return "w" + words.Int(s.n) + "-" + name }

func (s *write) field(name string, label, hint words.T, kind, mode string, most int) app.UI {
	return kit.Field{ID: s.element(name), Label: s.lang().Say(label), Hint: s.lang().Say(hint), Type: kind, Mode: mode, Value: s.draft[name], Most: most,
		Wrong: s.wrong == name, Set: func(v string) { s.set(name, v) }}.UI()
}

func (s *write) text(name string, label, hint words.T, most int) app.UI {
	return s.field(name, label, hint, "", "", most)
}

func (s *write) number(name string, label words.T) app.UI {
	return s.field(name, label, words.T{}, "", "numeric", 7)
}

func (s *write) day(name string, label, hint words.T) app.UI {
	return s.field(name, label, hint, "date", "", 0)
}

func (s *write) moment(name string, label words.T) app.UI {
	return s.field(name, label, words.T{}, "datetime-local", "", 0)
}

// one is one of a list.
func (s *write) one(name string, label words.T, all []choice) app.UI {
	var options []app.UI
	for _, c := range all {
		options = append(options, kit.Option(c.value, c.name, c.value == s.draft[name]))
	}
	return kit.Div("zz-field", app.Label().For(s.element(name)).Text(s.lang().Say(label)),
		app.Select().ID(s.element(name)).OnChange(func(ctx app.Context, _ app.Event) { s.set(name, kit.Chosen(ctx)) }, app.EventScope(s.n, name)).Body(options...))
}

func (s *write) submit(ctx app.Context, e app.Event) {
	e.PreventDefault()
	if s.busy || s.port.Do == nil {
		return
	}
	o, id, err := s.made()
	if err != nil {
		s.failed(ctx, err)
		return
	}
	s.busy, s.problem, s.wrong = true, "", ""
	ctx = s.port.Page(ctx)
	ctx.Async(func() {
		err := s.port.Do(o)
		ctx.Dispatch(func(ctx app.Context) {
			if s.busy = false; err != nil {
				s.failed(ctx, err)
				return
			}
			s.saved = id
			s.remember(nil)
			app.Window().Call("scrollTo", 0, 0)
		})
	})
}

// failed says what is wrong and goes there; nothing that was typed is lost.
func (s *write) failed(ctx app.Context, err error) {
	s.problem, s.wrong = s.lang().Say(words.SaveFailed), ""
	if refusal, ok := op.AsRefusal(err); ok {
		s.problem, s.wrong = s.lang().Refusal(refusal), refusal.Field
	}
	at := s.element(s.wrong)
	ctx.Defer(func(app.Context) {
		if e := app.Window().GetElementByID(at); e.Truthy() {
			e.Call("focus")
		}
	})
}

// done says that it is kept, and what can be done next.
func (s *write) done() app.UI {
	lang := s.lang()
	return kit.Card("", nil,
		frame.Said(true, lang.Say(words.EntrySaved)),
		kit.Div("zz-wrap zz-wrap--gap",
			link("to-ledger", path, "chart-bar", lang.Say(words.ToLedger)),
			kit.Press("w-more", "zz-btn2", "plus", lang.Say(words.WriteMore), false, func(ctx app.Context, _ app.Event) {
				s.begin(s.kind, "")
				ctx.Navigate(writeAt + "?kind=" + s.kind)
			})))
}

// find looks the pole up: in the city's inventory, or without a network among the
// places that this phone knows.
func (s *write) find(ctx app.Context, _ app.Event) {
	no := strings.TrimSpace(s.draft["pole"])
	if no == "" || s.busy {
		return
	}
	lang := s.lang()
	s.busy, s.pole = true, lang.Say(words.FindingPole)
	ctx = s.port.Page(ctx)
	ctx.Async(func() {
		found, err := s.lookUp(no)
		ctx.Dispatch(func(app.Context) {
			s.busy = false
			if err != nil {
				s.pole = lang.Say(words.PoleOffline)
				if refusal, ok := op.AsRefusal(err); ok && refusal.Code == op.NotFound {
					s.pole = lang.Say(words.PoleUnknown)
				}
				return
			}
			s.found(found)
		})
	})
}

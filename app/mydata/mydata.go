// Package mydata is what the city keeps of a person and what they can do about it:
// read the table, take a copy, end sign-ins, change what they prove themselves
// with, have all of it deleted.
//
// The table is that of shared/privacy, printed by the server too, so that it can be
// read without the program and without a network. Nothing that cannot be taken back
// is done before it has been said what will happen.
package mydata

import (
	"strings"

	"denghuo/app/door"
	"denghuo/app/frame"
	"denghuo/app/kit"
	"denghuo/app/words"
	"denghuo/shared/privacy"

	"github.com/maxence-charriere/go-app/v10/pkg/app"
)

type screen struct {
	app.Compo
	port             frame.Port
	stop             func()
	open             string // the part that is unfolded
	export           frame.Try
	exported         bool
	end, key, delete frame.Try
	typed            string // into the field that confirms a deletion
	keys             []door.Passkey
	label            string
	added            bool
	pass             frame.Try
	old, fresh       string
	changed          bool
	show             bool
}

// Screen is the screen at /me/data.
func Screen(p frame.Port) app.Composer { return &screen{port: p} }

func (s *screen) OnPreRender(ctx app.Context) { s.OnNav(ctx) }

func (s *screen) OnNav(ctx app.Context) { ctx.Page().SetTitle(s.lang().Say(words.MyData)) }

func (s *screen) OnMount(ctx app.Context) {
	s.stop = frame.Follow(ctx, s.port)
	s.label = s.lang().Say(words.KeyLabelIs)
	s.readKeys(ctx)
}

func (s *screen) OnDismount() { s.stop() }

func (s *screen) lang() words.Lang { return s.port.Looks().Lang }

// hired reports whether this is an account for work, which has a password.
func (s *screen) hired() bool { return strings.HasPrefix(string(s.port.Me().ID), "s-") }

// Render is the page.
func (s *screen) Render() app.UI {
	lang := s.lang()
	return frame.Page(s.port, frame.Opts{Tab: frame.Me, Back: "/me", Title: lang.Say(words.MyData), Sub: lang.Say(words.MyDataSub)},
		frame.Offline(s.port, words.DataOffline), s.exporting(), s.sessions(),
		kit.Maybe(s.hired(), func() app.UI { return kit.Block(s.passkeys(), s.password()) }),
		s.table(), s.deleting(),
	)
}

// exporting gives the person a file.
func (s *screen) exporting() app.UI {
	lang := s.lang()
	return kit.Card("", nil,
		kit.Cap(lang.Say(words.MyDataGetSub)),
		s.export.Button(&s.port, "export", "download", words.MyDataGet, words.Exporting).Class("zz-btn2 zz-wide zz-gap").Type("button").
			OnClick(s.takeAway),
		s.export.Problem(lang), frame.Said(s.exported, lang.Say(words.Exported)),
	)
}

func (s *screen) takeAway(ctx app.Context, _ app.Event) {
	d := s.port.Door
	var file []byte
	s.exported = false
	s.export.Go(s.port.Page(ctx), func() (err error) {
		file, err = d.Data()
		return err
	}, func() {
		d.Keep("denghuo-"+s.port.Now().In(words.Zone).Format("2006-01-02")+".zip", "application/zip", file)
		s.exported = true
	})
}

// table is what is kept, each line open to its reasons. It is raw HTML of our own
// words: it never changes, and a page of two hundred nodes would be made anew at
// every drawing.
func (s *screen) table() app.UI {
	lang := s.lang()
	var b strings.Builder
	b.WriteString("<div>")
	for _, k := range privacy.Table() {
		b.WriteString(`<details class="zz-kept"><summary><b>` + kit.Escape(lang.KeptName(k)) + `</b><span class="zz-cap">` +
			kit.Escape(lang.KeptTerm(k.Term)) + `</span></summary><dl class="zz-facts">`)
		for _, f := range [][2]string{
			{lang.Say(words.KeptWhy), lang.KeptBasis(k.Why)}, {lang.Say(words.KeptBy), readers(lang, k.Who)},
			{lang.Say(words.KeptAfter), lang.KeptFate(k.Fate)},
		} {
			b.WriteString("<div><dt>" + kit.Escape(f[0]) + "</dt><dd>" + kit.Escape(f[1]) + "</dd></div>")
		}
		b.WriteString("</dl></details>")
	}
	b.WriteString("</div>")
	return kit.Card(lang.Say(words.KeptTitle), nil, kit.Cap(lang.Say(words.KeptMore)), app.Raw(b.String()))
}

func readers(lang words.Lang, who []privacy.Reader) string {
	var all []string
	for _, r := range who {
		all = append(all, lang.KeptReader(r))
	}
	return strings.Join(all, lang.Say(words.T{Zh: "、", En: ", "}))
}

// deleting says all that will happen, wants a word typed, and is for residents and
// cardholders: an account for work is not the person's own.
func (s *screen) deleting() app.UI {
	lang := s.lang()
	if s.hired() {
		return kit.Note(lang.Say(words.DeleteStaff))
	}
	return kit.List(kit.Fold{ID: "delete", Icon: "trash", Title: lang.Say(words.MyDataForget), Sub: lang.Say(words.DeleteSub),
		Open: s.open == "delete", Set: func(open bool) { s.open = map[bool]string{true: "delete"}[open]; s.typed = "" }}.UI(s.sure))
}

func (s *screen) sure() app.UI {
	lang := s.lang()
	points := []string{lang.Say(words.ForgetSub), lang.Say(words.ForgetHere), lang.Say(words.ForgetAsk)}
	if n := len(s.port.Waiting()); n > 0 {
		points = append(points, words.Put(lang.Say(words.ForgetWaiting), words.Int(n)))
	}
	return app.Form().OnSubmit(s.forget).Body(
		kit.Points(points...),
		kit.Field{ID: "delete-word", Label: lang.Say(words.DeleteTyped), Fill: "off", Value: s.typed, Set: func(v string) { s.typed = v }}.UI(),
		s.delete.Problem(lang),
		s.delete.Button(&s.port, "delete-now", "trash", words.MyDataForget, words.Deleting).Class("zz-btn2 zz-btn2--err zz-wide").
			Disabled(!s.meant() || s.delete.Shut()),
	)
}

func (s *screen) meant() bool {
	return strings.EqualFold(strings.TrimSpace(s.typed), s.lang().Say(words.DeleteWord))
}

func (s *screen) forget(ctx app.Context, e app.Event) {
	e.PreventDefault()
	d := s.port.Door
	if d == nil || !s.meant() {
		return
	}
	s.delete.Go(s.port.Page(ctx), d.Forget, func() { d.Wipe(s.port.Me().ID) })
}

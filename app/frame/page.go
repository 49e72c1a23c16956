package frame

import (
	"denghuo/app/kit"
	"denghuo/app/words"

	"github.com/maxence-charriere/go-app/v10/pkg/app"
)

// Opts is what a screen tells the frame.
type Opts struct {
	Tab     Tab
	Title   string
	Status  bool     // shows under the title how fresh everything is
	Sub     string   // or one line of the screen's own
	Back    string   // address; a page below another has it in place of a title bar
	Actions []app.UI // right of the title, before language and 长辈版
	Plain   bool     // no language and 长辈版 buttons
	Wide    bool     // room for an action bar above the tab bar
	Broad   bool     // two columns where the screen is wide enough for them
	Work    bool     // with Status: the page is worked on, and what is done waits without a network
	Away    string   // with Status: what to say without a network; empty: the usual
	Above   app.UI   // fixed above the tab bar
}

// Page is the whole screen: title, body, tab bar.
func Page(p Port, o Opts, body ...app.UI) app.UI {
	lang := p.Looks().Lang
	class := "zz-main"
	if o.Wide {
		class += " zz-main--bar"
	}
	if o.Broad {
		class += " zz-main--broad"
	}
	return app.Div().Class("zz-app").Lang(string(lang)).Body(
		app.A().Class("zz-skip").Href("#main").Text(lang.Say(words.SkipToMain)),
		app.Main().Class(class).ID("main").Body(
			append([]app.UI{head(p, o), notices(p)}, body...)...,
		),
		kit.Maybe(o.Above != nil, func() app.UI { return o.Above }),
		bar(p, o.Tab),
	)
}

// Bare is a screen that nothing stands around: one thing to do, and no way out of it
// but its own.
func Bare(p Port, class string, body ...app.UI) app.UI {
	return app.Div().Class("zz-app " + class).Lang(string(p.Looks().Lang)).Body(app.Main().ID("main").Class("zz-main").Body(append([]app.UI{notices(p)}, body...)...))
}

func head(p Port, o Opts) app.UI {
	lang := p.Looks().Lang
	left := app.Div().Body(
		app.H1().Text(o.Title),
		kit.Maybe(o.Status, func() app.UI { return status(p, o) }),
		kit.Maybe(o.Sub != "", func() app.UI { return app.P().Class("zz-cap").Text(o.Sub) }),
	)
	acts := o.Actions
	if !o.Plain {
		acts = append(acts, langButton(p), careButton(p))
	}
	acts = append(acts, sayButton(p))
	right := app.Div().Class("zz-head__act").Body(acts...)
	if o.Back == "" {
		return app.Header().Class("zz-head").Body(left, right)
	}
	back := app.Header().Class("zz-head zz-head--back").Body(
		app.A().Class("zz-pill").Href(o.Back).Body(kit.Icon("chevron-left"), app.Text(lang.Say(words.Back))),
		right,
	)
	if o.Title == "" { // the screen writes its own
		return back
	}
	return kit.Block(back, kit.Div("zz-under", app.H1().Class("zz-h1").Text(o.Title), kit.Cap(o.Sub)))
}

// Offline says what cannot be done here without a network.
func Offline(p Port, text words.T) app.UI {
	return kit.Live(kit.Maybe(p.Door != nil && p.Line().Off, func() app.UI {
		return kit.Amber("wifi-off", p.Looks().Lang.Say(text))
	}))
}

// status tells how fresh the page is: a filled dot and a time, or a ring and a time.
func status(p Port, o Opts) app.UI {
	lang, line := p.Looks().Lang, p.Line()
	class, text, asOf := "zz-status", "", words.OnlineAsOf
	if o.Work {
		asOf = words.WorkAsOf
	}
	switch {
	case line.Behind:
		text = lang.Say(words.Updating)
	case line.Online:
		text = words.Put(lang.Say(asOf), lang.Moment(line.AsOf, p.Now()))
	case o.Away != "" && line.Off:
		class += " is-off"
		text = o.Away
	case line.AsOf.IsZero():
		class += " is-off"
		text = lang.Say(words.Connecting)
	case o.Work && line.Off && len(p.Waiting()) > 0:
		class += " is-off"
		text = words.Put(lang.Say(words.WorkOffline), words.Int(len(p.Waiting())))
	default:
		class += " is-off"
		text = words.Put(lang.Say(words.OfflineAsOf), lang.Moment(line.AsOf, p.Now()))
	}
	return app.P().Class(class).Aria("live", "polite").Body(app.I(), app.Text(text))
}

// notices stand above every screen while they are true.
func notices(p Port) app.UI {
	lang, line := p.Looks().Lang, p.Line()
	return app.Div().Body(
		kit.Maybe(line.Trouble != words.T{}, func() app.UI {
			return app.Div().Class("zz-net").Body(kit.Icon("info-circle"), app.Div().Body(
				app.P().Text(lang.Say(line.Trouble)), wayOut(p, line)))
		}),
		kit.Maybe(line.Renew, func() app.UI {
			return app.Div().Class("zz-net").Body(kit.Icon("refresh"), app.Div().Body(
				app.P().Text(lang.Say(words.RenewReady)), retry(p, words.RenewNow)))
		}),
		kit.Maybe(!line.Storage && p.Do != nil, func() app.UI {
			why := words.NoStorage
			if line.Why != (words.T{}) {
				why = line.Why
			}
			return warning(lang.Say(why))
		}),
		kit.Maybe(line.Lost > 0, func() app.UI { return warning(words.Put(lang.Say(words.LostOutbox), words.Int(line.Lost))) }),
		kit.Maybe(line.Private && p.Do != nil, func() app.UI { return warning(lang.Say(words.PrivateWindow)) }),
		kit.Maybe(len(p.Waiting()) >= manyWait, func() app.UI {
			return warning(words.Put(lang.Say(words.ManyWait), words.Int(len(p.Waiting()))))
		}),
	)
}

// wayOut is what a person can do about the trouble.
func wayOut(p Port, line Line) app.UI {
	if !line.Out {
		return retry(p, words.UseHere)
	}
	return app.A().Class("zz-btn2 zz-gap").Href(Entrance(p.Me())).Text(p.Looks().Lang.Say(words.SignInAgain))
}

// manyWait is how many ops may wait before a person is told: a day of a patrol.
const manyWait = 200

func warning(text string) app.UI {
	return app.Div().Class("zz-net").Body(kit.Icon("alert-triangle"), app.Div().Text(text))
}

// retry takes the new version, or the seat from another tab, or tries the line:
// whichever is wanted now.
func retry(p Port, name words.T) app.UI {
	return kit.Maybe(p.Retry != nil, func() app.UI {
		return app.Button().Class("zz-btn2 zz-gap").Type("button").Text(p.Looks().Lang.Say(name)).
			OnClick(func(app.Context, app.Event) { p.Retry() })
	})
}

func langButton(p Port) app.UI {
	lang := p.Looks().Lang
	other, name := "en", "EN"
	if lang == words.En {
		other, name = "zh-CN", "中"
	}
	return app.Button().Class("zz-pill zz-pill--sq").Type("button").ID("lang").
		Aria("label", lang.Say(words.SwitchLang)).Lang(other).Text(name).
		OnClick(func(app.Context, app.Event) {
			looks := p.Looks()
			looks.Lang = looks.Lang.Other()
			p.SetLooks(looks)
		})
}

func careButton(p Port) app.UI {
	looks := p.Looks()
	return app.Button().Class("zz-pill").Type("button").ID("care").Aria("pressed", looks.Care).
		Body(kit.Icon("text-size"), app.Text(looks.Lang.Say(words.Care))).
		OnClick(func(app.Context, app.Event) {
			looks := p.Looks()
			looks.Care = !looks.Care
			p.SetLooks(looks)
		})
}

// sayButton reads the page aloud in 长辈版, and is silent at the second tap; it is left
// out on a phone without a voice.
func sayButton(p Port) app.UI {
	return kit.Maybe(p.Looks().Care && p.Device.Say != nil, func() app.UI {
		lang := p.Looks().Lang
		return app.Button().ID("say").Class("zz-pill").Type("button").Body(kit.Icon("volume"), app.Text(lang.Say(words.ReadAloud))).
			OnClick(func(app.Context, app.Event) {
				text := app.Window().GetElementByID("main").Get("innerText").String()
				if app.Window().Get("speechSynthesis").Get("speaking").Bool() {
					text = ""
				}
				p.Device.Say(lang, text)
			}, app.EventScope(lang))
	})
}

// bar is links, so it works before the program has come.
func bar(p Port, here Tab) app.UI {
	lang := p.Looks().Lang
	var items []app.UI
	all := tabs(Part(p))
	here = shown(all, here)
	for _, t := range all {
		icon, name := t.look()
		a := app.A().Class("weui-tabbar__item").Href(string(t))
		if t == here {
			a = a.Aria("current", "page")
		}
		n, label := 0, words.NWaiting
		if t == Me {
			n = len(p.Waiting()) + len(p.Refused())
			if n == 0 && p.News != nil {
				n, label = p.News(), words.NUnread
			}
		}
		if t == Jobs && p.Recalled != nil {
			n, label = p.Recalled(), words.NRecalled
		}
		items = append(items, a.Body(
			kit.Icon(icon),
			app.Span().Class("weui-tabbar__label").Text(lang.Say(name)),
			kit.Maybe(n > 0, func() app.UI {
				return app.Span().Class("zz-badge").Aria("label", words.Put(lang.Say(label), words.Int(n))).Text(words.Int(n))
			}),
		))
	}
	return app.Nav().Class("weui-tabbar").Aria("label", lang.Say(words.MainNav)).Body(items...)
}

// Follow redraws the screen after every change of what the port shows. A screen
// calls it when it is mounted and stop when it is dismounted.
func Follow(ctx app.Context, p Port) (stop func()) {
	closes := p.Root.opens(ctx)
	unwatch := p.Watch(func() { ctx.Dispatch(func(app.Context) {}) })
	return func() { unwatch(); closes() }
}

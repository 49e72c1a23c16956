//go:build js && wasm

package browser

import (
	"strings"
	"syscall/js"
)

// Looks is what a person chose, as it is stored: Lang zh-CN or en, Theme light,
// dark or empty to follow the phone.
type Looks struct {
	Lang  string
	Care  bool
	Theme string
}

// ReadLooks reads the choices; a language never chosen is that of the page as the
// server made it, and then the phone's.
func ReadLooks() Looks {
	p := pocket{}
	l := Looks{Lang: p.get("dh.lang"), Care: p.get("dh.care") == "1", Theme: p.get("dh.theme")}
	if l.Theme != "light" && l.Theme != "dark" {
		l.Theme = ""
	}
	if l.Lang != "zh-CN" && l.Lang != "en" {
		l.Lang = spoken()
	}
	return l
}

func spoken() string {
	page := text(root().Get("lang"))
	if page == "" {
		page = text(js.Global().Get("navigator").Get("language"))
	}
	if strings.HasPrefix(page, "en") {
		return "en"
	}
	return "zh-CN"
}

// Keep stores the choices here and, for the server's first paint, in cookies.
func (l Looks) Keep() {
	care := ""
	if l.Care {
		care = "1"
	}
	for _, kv := range [][2]string{{"lang", l.Lang}, {"care", care}, {"theme", l.Theme}} {
		Complain("keep the looks", pocket{}.set("dh."+kv[0], kv[1])) // forbidden: they last as long as the page
		setCookie("dh_"+kv[0], kv[1])
	}
	l.Wear()
}

// Wear puts the choices on the page.
func (l Looks) Wear() {
	root().Set("lang", l.Lang)
	body := js.Global().Get("document").Get("body")
	if l.Care {
		body.Call("setAttribute", "data-weui-mode", "care")
	} else {
		body.Call("removeAttribute", "data-weui-mode")
	}
	theme := l.Theme
	if theme == "" {
		theme = phoneTheme()
	}
	body.Call("setAttribute", "data-weui-theme", theme)
}

// OnPhoneTheme calls f when the phone goes from day to night or back.
func OnPhoneTheme(f func()) { listen(prefersDark(), "change", func(js.Value) { f() }) }

func phoneTheme() string {
	if prefersDark().Get("matches").Bool() {
		return "dark"
	}
	return "light"
}

func prefersDark() js.Value {
	return js.Global().Call("matchMedia", "(prefers-color-scheme: dark)")
}

func root() js.Value { return js.Global().Get("document").Get("documentElement") }

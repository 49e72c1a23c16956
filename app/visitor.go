//go:build js && wasm

package main

import (
	"fmt"
	"slices"
	"time"

	"denghuo/app/browser"
	"denghuo/app/door"
	"denghuo/shared/account"
	"denghuo/shared/op"
	"denghuo/shared/wire"

	"github.com/maxence-charriere/go-app/v10/pkg/app"
)

// counter is the city's counter in this phone's name. A screen has a picked file
// as go-app's value; it crosses over in an array, which both sides can hold.
func (p *phone) counter() *door.Door {
	d := browser.Counter(func() string { return p.token() })
	d.Read = func(file any) ([]byte, error) {
		basket := browser.Basket()
		app.ValueOf(basket).Call("push", file)
		b, err := browser.ReadFile(basket.Index(0))
		if err != nil {
			return nil, fmt.Errorf("read a file: %w", err)
		}
		return b, nil
	}
	return d
}

func (p *phone) token() string {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.who.Token
}

// keepSession runs beside every wake: it tells the city of a sign-out that it has
// not heard, and renews the session once a day.
func (p *phone) keepSession() {
	if browser.Leaving() {
		if p.door.SignOut() == nil {
			browser.Left()
		}
		return
	}
	if _, signed := browser.Known(); signed && browser.RenewalDue() {
		p.hear(p.door.Renew())
	}
}

// offAfter is how long a line may be away before a screen says that there is none.
const offAfter = 4 * time.Second

// off tells whether the line is away for more than a moment.
func (p *phone) off(live bool) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	if live {
		p.live = time.Now()
	}
	return !live && time.Since(p.live) >= offAfter
}

// askAgain is how often at most the city is asked whose session this is because it
// ended a line.
const askAgain = 10 * time.Second

// lineChanged redraws, and asks who is signed in when the city has sent the line
// away for it: the session may have ended elsewhere.
func (p *phone) lineChanged() {
	p.keepFirstHeard()
	p.ring()
	time.AfterFunc(offAfter, p.ring)
	if d := p.at(); d.works() && d.link.State().Bye == wire.SignIn {
		p.doubt()
	}
}

// rowsChanged redraws, and asks who is signed in when their own account says that
// they may do other things than this page thinks.
func (p *phone) rowsChanged() {
	p.keepFirstHeard()
	p.ring()
	me := p.me()
	if a, ok := account.Accounts.Get(p.view(), op.ID(me.ID)); ok && (a.Disabled || !slices.Equal(a.Roles, me.Roles)) {
		p.doubt()
	}
}

// doubt asks, beside whatever goes on, but not again and again.
func (p *phone) doubt() {
	if p.token() != "" {
		return // a phone of its own
	}
	p.mu.Lock()
	due := time.Since(p.asked) > askAgain
	if due {
		p.asked = time.Now()
	}
	p.mu.Unlock()
	if due {
		go p.ask()
	}
}

// ask brings the line back if the person is who they were: it does not dial again
// by itself after it was sent away.
func (p *phone) ask() {
	if me, err := p.door.Who(); !p.hear(me, err) || p.keeper == nil {
		return
	}
	p.moving.Lock()
	p.term = -1 // no term of the seat: settle sits down anew
	p.moving.Unlock()
	p.settle()
}

// hear takes what the city says about who is signed in, and reports whether they
// are who they were. With other rights the page begins anew, so that no screen
// goes on with the old ones; without any the strip says so, and all that is here
// stays.
func (p *phone) hear(me door.Me, err error) (same bool) {
	if no, refused := op.AsRefusal(err); refused && no.Code != door.NoLine {
		p.mu.Lock()
		p.out = true
		p.mu.Unlock()
		p.ring()
	}
	if err != nil {
		return false // without a line there will be another wake
	}
	now := p.me()
	browser.Learn(me)
	if me.ID != now.ID || me.MustChange || !slices.Equal(me.Roles, now.Roles) {
		browser.Reload()
		return false
	}
	return true
}

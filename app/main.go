//go:build js && wasm

// Command app is the program on the phone. It opens what the phone kept, joins it
// to the browser and to the line, fills the port that the screens see, and mounts
// them. It decides nothing about lamps and draws nothing.
//
// The first drawing waits until there are rows to show: some ten milliseconds when
// storage has them, on the first visit until the city has spoken (see firstRows).
// The server's page is on the screen until then, and go-app does not take it over
// but draws anew: an empty view would wipe out what is being read.
//
// A tab works only while it has the seat: then it writes, dials and sends photos.
// Each time it sits down it reads its storage anew, since another tab may have
// written. Without the seat it follows the tab that has it, and hands it what the
// person does here (pages.go).
package main

import (
	"runtime"
	"runtime/debug"
	"sync"
	"time"

	"denghuo/app/browser"
	"denghuo/app/door"
	"denghuo/app/frame"
	"denghuo/app/photo"
	"denghuo/app/replica"
	"denghuo/app/shell"
	"denghuo/app/tabs"
	"denghuo/app/words"
	"denghuo/shared/wire"

	"github.com/maxence-charriere/go-app/v10/pkg/app"
)

// remind is how often a line is tried while something waits.
const remind = 30 * time.Second

// Why the line does not work, as a calm sentence.
var troubles = map[wire.Reason]words.T{
	wire.SignIn: {Zh: "登录已过期，内容都保留着。重新登录后自动送出", En: "Your sign-in has ended. Everything is kept and goes out when you sign in again"},
	wire.Renew:  {Zh: "版本太旧，更新后自动送出，内容都保留着", En: "This version is too old. Everything is kept and goes out after the update"},
	wire.Later:  {Zh: "市端暂时忙，稍后自动再试", En: "The city is busy. This tries again by itself"},
	wire.Busy:   {Zh: "市端暂时忙，稍后自动再试", En: "The city is busy. This tries again by itself"},
}

// otherTab is said where pages cannot talk, so this one only looks; Retry brings the
// seat here.
var otherTab = words.T{Zh: "灯火在另一个页面开着，这里只能看。点“再试”就在这里用", En: "Denghuo is open in another tab, so this one can only look. Tap “Retry” to use it here"}

// How much garbage may lie about before it is looked for, in percent of what is in use.
// A start makes little of it. Each look through a clerk's 30,000 rows is one frame of a
// third of a second on a slow processor: one as soon as the first rows are drawn, before
// anybody scrolls, and later when a person rests, which is long before it must be.
const (
	atStart = 400
	atWork  = 200
	drawn   = 200 * time.Millisecond
)

func main() {
	debug.SetGCPercent(atStart)
	browser.EnsureStorage()
	p := &phone{looks: browser.ReadLooks(), storage: true, watchers: map[int]func(){}, kept: frame.NewKept()}
	p.door = p.counter()
	p.looks.Wear()
	browser.OnPhoneTheme(func() { p.Looks().Wear() })
	shell.Mount(p.port())
	opened := make(chan struct{})
	go func() { p.open(); close(opened) }()
	p.firstRows()
	time.AfterFunc(drawn, func() { debug.SetGCPercent(atWork) })
	browser.OnRest(tidy)
	go func() { <-opened; browser.Ready(version()) }()
	app.RunWhenOnBrowser()
}

// tidy looks for garbage if there is half of what may lie about.
func tidy() {
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	if m.HeapAlloc > m.NextGC/2 {
		runtime.GC()
	}
}

// version is the server's hash of program, worker and stylesheet.
func version() string { return app.Getenv("GOAPP_VERSION") }

// phone is what lies behind the port for as long as the page lives.
type phone struct {
	who     browser.Identity // set once in open, like the four below
	seat    *browser.Seat    // nil without storage: then nobody else can write either
	keeper  *browser.Keeper  // nil without storage
	channel tabs.Channel     // nil where pages cannot talk
	shelf   photo.Shelf
	renewal *browser.Renewal
	gallery browser.Gallery
	door    *door.Door
	kept    *frame.Kept

	moving sync.Mutex // one change of desks at a time
	term   int        // of the seat when desk was made; guarded by moving

	mu       sync.Mutex // guards all below
	looks    browser.Looks
	desk     *desk     // nil before open
	live     time.Time // when the line lived last, or this page began
	out      bool      // the city has said that nobody is signed in here
	asked    time.Time // when it was asked whose session this is
	storage  bool
	store    store     // what else is to be said of it
	asOf     time.Time // when the city was heard before this start
	watchers map[int]func()
	next     int
}

// open runs once, beside the first drawing.
func (p *phone) open() {
	who := browser.Recognise()
	asOf := browser.Heard(string(who.Me.ID))
	p.mu.Lock()
	p.who, p.asOf, p.live = who, asOf, time.Now()
	p.mu.Unlock()
	p.renewal = browser.WatchRenewal(version(), p.ring)
	if c := browser.OpenChannel(who.Me.ID); c != nil {
		p.channel = c
	}
	if err := p.openStorage(); err != nil {
		browser.Complain("open storage", err)
		p.withoutStorage(err)
	} else {
		p.settle()
		go func() {
			for range p.seat.Bell() {
				p.settle()
			}
		}()
	}
	browser.OnWake(p.wake)
	browser.OnHidden(p.renewAtRest)
	browser.OnLeave(p.keepHeard)
	time.AfterFunc(offAfter, p.ring)
	go p.keepSession()
	go p.private()
	p.ring()
}

func (p *phone) openStorage() error {
	seat := make(chan *browser.Seat, 1)
	go func() { seat <- browser.TakeSeat(p.who.Me.ID) }()
	keeper, err := browser.OpenKeeper(p.who.Me.ID)
	p.seat = <-seat
	if err != nil {
		return err
	}
	shelf, err := browser.OpenShelf(p.who.Me.ID)
	if err != nil {
		return err
	}
	keeper.OnStale(p.seat.Yield)
	keeper.OnFull(func() error { browser.DropMap(); return dropSent(shelf) })
	p.keeper, p.shelf = keeper, shelf
	return nil
}

// withoutStorage goes on in memory: reads, and sends while there is a line.
func (p *phone) withoutStorage(why error) {
	p.mu.Lock()
	p.storage, p.store.why = false, whys[browser.Diagnose(why)]
	p.mu.Unlock()
	p.keeper, p.shelf = nil, photo.NewMemory()
	r, err := replica.Open(replica.NewMemory(), p.who.Me, time.Now, browser.NewID)
	if err != nil {
		browser.Complain("open in memory", err)
		return
	}
	p.swap(p.work(r))
}

// settle follows the seat: to a new desk when this tab sits down, to looking when
// it has lost it.
func (p *phone) settle() {
	p.moving.Lock()
	defer p.moving.Unlock()
	term, held := p.seat.Term()
	now := p.at()
	switch {
	case p.keeper == nil: // storage has failed since: this tab goes on in memory
		return
	case held && now.works() && term == p.term:
		return
	case held:
		p.term = term
		p.leave(now)
		p.sit()
	case now == nil:
		p.look()
	case now.works():
		p.leave(now)
		p.follow(now.replica.State(nil))
	}
}

// sit begins a term: claim, read, work. A storage that fails now is worked around
// in memory, and said.
func (p *phone) sit() {
	var shown replica.State
	if d := p.at(); d.follows() {
		shown = d.replica.State(nil)
	}
	err := p.keeper.Claim()
	var r *replica.Replica
	if err == nil {
		r, err = replica.Open(kept{p.keeper, shown}, p.who.Me, time.Now, browser.NewID)
	}
	if err != nil {
		browser.Complain("sit down", err)
		p.withoutStorage(err)
		return
	}
	p.missing(r)
	p.swap(p.work(r))
}

// kept is the keeper, with the rows that this page shows where the disk's do not
// answer.
type kept struct {
	*browser.Keeper
	shown replica.State
}

// Load is what is kept.
func (k kept) Load() (replica.State, error) {
	s, err := k.Keeper.Load()
	if err == nil && k.Stuck() {
		s.Epoch, s.Since, s.Rows = k.shown.Epoch, k.shown.Since, k.shown.Rows
	}
	return s, err
}

// look reads what the writing tab has kept so far, and follows it.
func (p *phone) look() {
	s, err := p.keeper.Load()
	if err != nil {
		browser.Complain("look at what is kept", err)
	}
	p.follow(s)
}

// follow shows a state, and what the writing tab makes of it.
func (p *phone) follow(s replica.State) {
	d := &desk{replica: replica.Mirror(s, p.who.Me, time.Now)}
	unwatch := d.replica.Watch(p.rowsChanged)
	d.stop = unwatch
	if p.channel != nil {
		d.guest = tabs.Follow(p.channel, string(browser.NewID()), d.replica, p.ring)
		d.stop = func() { unwatch(); d.guest.Stop() }
	}
	p.swap(d)
}

func (p *phone) leave(d *desk) {
	if d != nil {
		d.stop()
	}
}

func (p *phone) swap(d *desk) {
	p.mu.Lock()
	p.desk = d
	p.mu.Unlock()
	p.ring()
}

func (p *phone) at() *desk {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.desk
}

// ring tells every screen that something has changed; it does not wait.
func (p *phone) ring() {
	p.mu.Lock()
	fs := make([]func(), 0, len(p.watchers))
	for _, f := range p.watchers {
		fs = append(fs, f)
	}
	d := p.desk
	p.mu.Unlock()
	if d.works() && d.lane != nil {
		d.lane.Wake()
	}
	if d.works() && d.host != nil {
		d.host.Changed()
	}
	for _, f := range fs {
		f()
	}
}

// wake runs inside an event, so what waits goes beside it.
func (p *phone) wake() {
	p.renewal.Ask(false)
	go p.keepSession()
	if d := p.at(); d.works() {
		d.link.Wake()
		if p.keeper != nil {
			go p.mend(d)
		}
		return
	}
	if p.keeper != nil && p.channel == nil {
		go p.lookAgain()
	}
}

// lookAgain is for a browser whose pages cannot talk.
func (p *phone) lookAgain() {
	p.moving.Lock()
	defer p.moving.Unlock()
	if d := p.at(); !d.works() {
		p.leave(d)
		p.look()
	}
}

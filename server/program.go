package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"path/filepath"
	"sync"
	"time"

	"denghuo/app/atlas"
	"denghuo/app/shell"
	"denghuo/app/words"
	"denghuo/server/audit"
	"denghuo/server/authority"
	"denghuo/server/books"
	"denghuo/server/edge"
	"denghuo/server/gate"
	"denghuo/server/hub"
	"denghuo/server/lights"
	"denghuo/server/page"
	"denghuo/server/people"
	"denghuo/server/photo"
	"denghuo/server/seed"
	"denghuo/server/store"
	"denghuo/shared/account"
	"denghuo/shared/op"
	"denghuo/shared/person"
	"denghuo/web"
)

// options are the flags of serve.
type options struct {
	listen    string
	data      string
	photos    string // address of a bucket; empty: a folder in data
	demo      bool
	afterLoss bool
	rehearsal time.Duration // of a demo: how long after the start its drops open
	doors     doors
	who       who
	sms       smsFlags
	maps      mapFlags

	killWorker bool // see web/kill-worker.js
}

// program is the city as a value: made, run, closed.
type program struct {
	opts      options
	out       io.Writer
	log       *slog.Logger
	store     *store.Store
	authority *authority.Authority
	people    *people.People
	cards     *people.Cards
	gate      *gate.Gate
	edge      *edge.Edge
	audit     *audit.Watch
	lights    *lights.Room
	hub       *hub.Hub
	photos    *photo.Room
	parts     *photo.Parts
	pages     http.Handler
	assets    *web.Assets
	fresh     bool // the data folder was empty
	losses    losses
	keys      keys
	turning   sync.Mutex // of keys: one rotation at a time
}

func newProgram(o options, out io.Writer, log *slog.Logger) (*program, error) {
	k, err := openKeys(filepath.Join(o.data, "keys"))
	if err != nil {
		return nil, err
	}
	var how []store.Option
	if o.afterLoss {
		how = append(how, store.AfterLoss())
	}
	s, err := store.Open(filepath.Join(o.data, "rows"), how...)
	if err != nil {
		return nil, err
	}
	p := &program{opts: o, out: out, log: log, store: s}
	if err := p.wire(k); err != nil {
		return nil, errors.Join(err, s.Close())
	}
	return p, nil
}

// wire joins the rooms; afterwards nobody holds them all.
func (p *program) wire(k keys) error {
	if err := p.openPhotos(); err != nil {
		return err
	}
	var err error
	if p.assets, err = web.Open(); err != nil {
		return err
	}
	chart, err := p.opts.maps.read()
	if err != nil {
		return err
	}
	if p.edge, err = p.opts.doors.edge(chart.Hosts()); err != nil {
		return err
	}
	h := hub.New()
	p.hub = h
	p.authority = authority.New(p.store, h, k.sign, p.log)
	p.authority.Key, p.keys = k.name(), k
	if err := p.authority.Beware(p.opts.data); err != nil {
		return err
	}
	p.authority.Prove(k.proofs())
	p.audit = audit.NewWatch(p.store, p.authority, time.Now, p.log)
	p.losses.told = make(chan string, 1)
	sso, err := p.opts.who.sso()
	if err != nil {
		return err
	}
	p.people = people.New(people.Config{Store: p.store, Hub: h, Authority: p.authority, Now: time.Now, Log: p.log,
		StaffOffline: p.opts.who.staffOffline, Origin: p.opts.who.origin, SSO: sso, Demo: p.opts.demo})
	if err := p.openCards(); err != nil {
		return err
	}
	p.lights = &lights.Room{Store: p.store, Authority: p.authority, Now: time.Now, Log: p.log, Who: p.asks,
		Refuse: func(w http.ResponseWriter, err error) { people.Refuse(w, p.log, err) }}
	p.gate = gate.New(gate.Config{Store: p.store, Hub: h, Authority: p.authority, Photos: p.photos, Parts: p.parts,
		People: p.people, Now: time.Now, Log: p.log, Proofs: k.proofs(), Lost: p.losses.tell})
	shell.Mount(printed(p.store))
	p.pages = page.New(p.assets, page.Options{Kill: p.opts.killWorker, Map: chart,
		Words: map[string]map[string]string{string(words.Zh): atlas.Says(words.Zh), string(words.En): atlas.Says(words.En)}})
	_, seq := p.store.At()
	p.fresh = seq == 0
	return nil
}

// openPhotos opens where whole photos are, and where unfinished ones lie: always on
// this machine's disk.
func (p *program) openPhotos() (err error) {
	if p.opts.photos == "" {
		p.photos, err = photo.NewRoom(filepath.Join(p.opts.data, "photos"), store.Free)
	} else {
		p.photos, err = photo.OpenRoom(context.Background(), p.opts.photos, store.Free)
	}
	if err != nil {
		return err
	}
	p.parts, err = photo.OpenParts(filepath.Join(p.opts.data, "parts"), store.Free, time.Now)
	return err
}

// sweepParts lets unfinished photos go that nobody went on with, until ctx ends.
func (p *program) sweepParts(ctx context.Context) {
	hour := time.NewTicker(time.Hour)
	defer hour.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-hour.C:
		}
		if err := p.parts.Sweep(); err != nil {
			p.log.Error("sweep unfinished photos", "err", err)
		}
	}
}

// run serves until ctx ends or something breaks, then drains. Only after the last
// batch is decided does it return, so that close finds nobody writing.
func (p *program) run(ctx context.Context) error {
	deciding, stop := context.WithCancel(context.Background())
	decided := make(chan error, 1)
	go func() { decided <- p.authority.Run(deciding) }()
	go p.sweepParts(deciding)
	go p.tell(deciding)
	var watched sync.WaitGroup
	follow := p.people.Watch(p.gate.Look)
	watched.Go(func() { follow(deciding) })
	watched.Go(func() { p.audit.Run(deciding) })
	watched.Go(func() { p.lights.Watch(deciding, p.hub) })
	tidied := make(chan error, 2) // by night and by the hour
	watched.Go(func() { tidy(deciding, p.cards.Nightly, tidied) })
	watched.Go(func() { tidy(deciding, p.people.Hourly, tidied) })
	served := make(chan error, 2) // by TLS and by port 80
	hush := p.answerAdmin()
	porch, err := p.listen(served)
	if err == nil {
		select {
		case <-ctx.Done():
		case err = <-served:
		case err = <-decided:
			decided <- err // told again below
		case err = <-p.verified(ctx):
		case err = <-p.mended(ctx):
		case err = <-tidied:
		}
		hush()
		err = errors.Join(err, p.drain(porch))
	}
	hush()
	stop()
	watched.Wait()
	if last := <-decided; !errors.Is(err, last) {
		err = errors.Join(err, last)
	}
	return err
}

// listen brings in what a new city needs, and opens the doors.
func (p *program) listen(served chan<- error) (*porch, error) {
	if err := p.fill(); err != nil {
		return nil, err
	}
	if err := p.firstAdmin(context.Background()); err != nil {
		return nil, err
	}
	if p.opts.demo {
		if err := p.fillCards(context.Background()); err != nil {
			return nil, err
		}
	}
	porch, err := p.opts.doors.open(p.edge, p.handler(), p.opts.listen, p.opts.data, p.log, served)
	if err == nil {
		p.greet(porch.ways)
	}
	return porch, err
}

// drainTime is how long phones and requests have to end when the city stops.
const drainTime = 10 * time.Second

func (p *program) drain(porch *porch) error {
	ctx, cancel := context.WithTimeout(context.Background(), drainTime)
	defer cancel()
	p.gate.Drain(ctx)
	defer p.cards.Close(ctx)
	return porch.shut(ctx)
}

// verified tells when the nightly look at every table has found damage: what is
// read then may be wrong, so the city stops and is restored.
func (p *program) verified(ctx context.Context) <-chan error {
	damage := make(chan error, 1)
	go func() {
		night := time.NewTicker(24 * time.Hour)
		defer night.Stop()
		for {
			select {
			case <-ctx.Done():
				return
			case <-night.C:
			}
			if err := p.store.Verify(); err != nil {
				damage <- err
				return
			}
		}
	}()
	return damage
}

// fill brings in the shipped data, and the rehearsal in a demo.
func (p *program) fill() error {
	ops := p.keys.known()
	if p.fresh {
		shipped, err := seed.Shipped()
		if err != nil {
			return err
		}
		ops = append(ops, shipped...)
	}
	if p.opts.demo {
		accounts, err := seed.SignIns(p.missing, func(password string) (string, error) { return p.people.Hash(context.Background(), password) })
		if err != nil {
			return err
		}
		ops = append(append(ops, accounts...), seed.Rehearsal(time.Now(), p.opts.rehearsal)...)
	}
	var refused error
	jobs := make([]authority.Job, len(ops))
	for i, o := range ops {
		jobs[i] = authority.Job{Op: o, By: person.TheCity(), At: time.Now(), Done: func(out authority.Outcome) {
			if out.Refusal != nil {
				refused = errors.Join(refused, fmt.Errorf("%s: %w", o.Kind().Name, *out.Refusal))
			}
		}}
	}
	if err := p.authority.Decide(jobs); err != nil {
		return fmt.Errorf("bring in data: %w", err)
	}
	return refused
}

// missing reports whether there is no account of this person.
func (p *program) missing(id person.ID) bool {
	r := p.store.Read(nil)
	defer r.Close()
	_, had := account.Accounts.Get(r, op.ID(id))
	return !had
}

// asks tells who is signed in.
func (p *program) asks(r *http.Request) (person.Actor, error) {
	return p.people.Actor(r.Context(), "", people.Cookie(r))
}

func (p *program) handler() http.Handler {
	mux := http.NewServeMux()
	p.gate.Register(mux)
	p.people.Register(mux)
	p.cards.Register(mux)
	(&audit.Desk{Store: p.store, Watch: p.audit, Log: p.log, Who: p.asks}).Register(mux)
	books.Room{Store: p.store, Log: p.log, Who: p.asks}.Register(mux)
	p.lights.Register(mux)
	mux.HandleFunc("GET /healthz", func(w http.ResponseWriter, _ *http.Request) { fmt.Fprintln(w, "alive") })
	mux.HandleFunc("GET /readyz", p.ready)
	mux.HandleFunc("GET /metrics", p.metrics)
	mux.Handle("GET /web/", p.assets)
	mux.Handle("/", p.pages)
	return mux
}

// ready is what a balancer asks: no while the city stops.
func (p *program) ready(w http.ResponseWriter, _ *http.Request) {
	if !p.gate.Open() {
		http.Error(w, "stopping", http.StatusServiceUnavailable)
		return
	}
	fmt.Fprintln(w, "serving")
}

func (p *program) greet(ways []string) {
	if p.opts.demo {
		fmt.Fprintf(p.out, "演练 demo: everything in it is for practice. Accounts, all with the password %s:\n", seed.Password)
		for _, a := range seed.Accounts() {
			fmt.Fprintf(p.out, "  %-8s %-10s %s\n", a.Name, a.Actor.Roles[0], a.Page)
		}
		fmt.Fprintf(p.out, "Cards to bind at /me/card, codes come here instead of to a phone:\n%s", seed.Register)
		fmt.Fprintln(p.out, "Pages: /progress /lighting /report /spots /offers /coupons /me · sign in at /signin · staff at /staff/triage /staff/jobs /staff/patrol /staff/drops · shops at /till")
		fmt.Fprintf(p.out, "Rehearsal drops open in %s: claim as card1, and redeem as shop in a private window (one browser profile is one phone)\n", p.opts.rehearsal)
	}
	for _, way := range ways {
		fmt.Fprintf(p.out, "listening on %s\n", way)
	}
}

func (p *program) close() error {
	return errors.Join(p.authority.Forget(), p.photos.Close(), p.store.Close())
}

package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"path/filepath"
	"time"

	"denghuo/app/shell"
	"denghuo/server/authority"
	"denghuo/server/gate"
	"denghuo/server/hub"
	"denghuo/server/page"
	"denghuo/server/photo"
	"denghuo/server/seed"
	"denghuo/server/store"
	"denghuo/shared/op"
	"denghuo/shared/person"
	"denghuo/web"
)

// options are the flags of serve.
type options struct {
	listen string
	data   string
	demo   bool
}

// program is the city as a value: made, run, closed.
type program struct {
	opts      options
	out       io.Writer
	log       *slog.Logger
	store     *store.Store
	authority *authority.Authority
	gate      *gate.Gate
	pages     http.Handler
	assets    *web.Assets
	fresh     bool // the data folder was empty
}

func newProgram(o options, out io.Writer, log *slog.Logger) (*program, error) {
	k, err := openKeys(filepath.Join(o.data, "keys"))
	if err != nil {
		return nil, err
	}
	s, err := store.Open(filepath.Join(o.data, "rows"))
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
	photos, err := photo.NewRoom(filepath.Join(p.opts.data, "photos"))
	if err != nil {
		return err
	}
	if p.assets, err = web.Open(); err != nil {
		return err
	}
	h := hub.New()
	p.authority = authority.New(p.store, h, k.sign, p.log)
	var accounts gate.Accounts = seed.Nobody{}
	if p.opts.demo {
		accounts = seed.Demo{}
	}
	p.gate = gate.New(gate.Config{Store: p.store, Hub: h, Authority: p.authority, Photos: photos,
		Tokens: gate.NewTokens(k.tokens, time.Now), Accounts: accounts, Now: time.Now, Log: p.log})
	shell.Mount(printed(p.store))
	p.pages = page.New(p.assets)
	_, seq := p.store.At()
	p.fresh = seq == 0
	return nil
}

// run serves until ctx ends, then drains.
func (p *program) run(ctx context.Context) error {
	deciding, stop := context.WithCancel(context.Background())
	defer stop()
	broken := make(chan error, 1)
	go func() { broken <- p.authority.Run(deciding) }()
	if err := p.fill(); err != nil {
		return err
	}
	listener, err := net.Listen("tcp", p.opts.listen)
	if err != nil {
		return fmt.Errorf("listen on %s: %w", p.opts.listen, err)
	}
	server := &http.Server{Handler: p.handler(), ReadHeaderTimeout: 10 * time.Second, IdleTimeout: 2 * time.Minute,
		MaxHeaderBytes: 32 << 10, ErrorLog: slog.NewLogLogger(p.log.Handler(), slog.LevelDebug)}
	served := make(chan error, 1)
	go func() { served <- server.Serve(listener) }()
	p.greet(listener.Addr())
	select {
	case <-ctx.Done():
	case err = <-served:
	case err = <-broken:
	}
	drain, cancel := context.WithTimeout(context.Background(), 10*time.Second)
	defer cancel()
	p.gate.Drain(drain)
	if shut := server.Shutdown(drain); err == nil {
		err = shut
	}
	return err
}

// fill brings in the shipped data, and the rehearsal in a demo.
func (p *program) fill() error {
	var ops []op.Op
	if p.fresh {
		shipped, err := seed.Shipped()
		if err != nil {
			return err
		}
		ops = shipped
	}
	if p.opts.demo {
		ops = append(ops, seed.Rehearsal(time.Now())...)
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

func (p *program) handler() http.Handler {
	mux := http.NewServeMux()
	p.gate.Register(mux)
	mux.HandleFunc("GET /healthz", func(w http.ResponseWriter, _ *http.Request) { fmt.Fprintln(w, "alive") })
	mux.HandleFunc("GET /readyz", func(w http.ResponseWriter, _ *http.Request) { fmt.Fprintln(w, "serving") })
	mux.HandleFunc("GET /metrics", p.metrics)
	mux.Handle("GET /web/", p.assets)
	mux.Handle("/", p.pages)
	return mux
}

// metrics are Prometheus text; the few numbers an operator looks at.
func (p *program) metrics(w http.ResponseWriter, _ *http.Request) {
	_, seq := p.store.At()
	w.Header().Set("Content-Type", "text/plain; version=0.0.4")
	fmt.Fprintf(w, "# TYPE denghuo_lines gauge\ndenghuo_lines %d\n", p.gate.Lines.Load())
	fmt.Fprintf(w, "# TYPE denghuo_ops_total counter\ndenghuo_ops_total %d\n", p.gate.Ops.Load())
	fmt.Fprintf(w, "# TYPE denghuo_rows_sent_total counter\ndenghuo_rows_sent_total %d\n", p.gate.Rows.Load())
	fmt.Fprintf(w, "# TYPE denghuo_sequence counter\ndenghuo_sequence %d\n", seq)
}

func (p *program) greet(addr net.Addr) {
	if p.opts.demo {
		fmt.Fprintf(p.out, "演练 demo: everything in it is for practice. Accounts, all with the password %s:\n", seed.Password)
		for _, a := range seed.Accounts() {
			fmt.Fprintf(p.out, "  %-8s %s\n", a.Name, a.Actor.Roles[0])
		}
		fmt.Fprintln(p.out, "Pages: /progress /lighting /report /spots /offers /coupons /me · sign in at /signin · staff at /staff/triage")
		fmt.Fprintln(p.out, "A rehearsal drop opens in a minute at /offers")
	}
	host := addr.String()
	if tcp, ok := addr.(*net.TCPAddr); ok && tcp.IP.IsUnspecified() {
		host = fmt.Sprintf("localhost:%d", tcp.Port)
	}
	fmt.Fprintf(p.out, "listening on http://%s\n", host)
}

func (p *program) close() error { return p.store.Close() }

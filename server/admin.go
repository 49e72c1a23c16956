package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"
)

// order is one command of denghuo admin. It runs where the data is: in the program
// that serves, asked over a socket, or in the command itself when none does.
type order struct {
	name string // one word, or two: cards import
	args string // for the help: LOGIN NAME ROLE[,ROLE]
	help string
	file bool // the last argument names a file, whose content comes as in
	run  func(p *program, c call) error
}

// call is one use of an order.
type call struct {
	ctx  context.Context
	args []string
	in   io.Reader // the file; empty without one
	out  io.Writer
}

// orders is all of them: a room that has something to command adds its own here.
func orders() []order {
	return slices.Concat(accountOrders(), cardOrders(), lampOrders(), auditOrders(), keyOrders(), []order{backupOrder()})
}

// errUsage says that an order was not given what it wants.
var errUsage = errors.New("not what this command wants")

func adminUsage() string {
	var b strings.Builder
	fmt.Fprintf(&b, "Commands of denghuo admin, beside a running program or alone:\n")
	for _, o := range orders() {
		fmt.Fprintf(&b, "  %-40s %s\n", strings.TrimSpace("admin "+o.name+" "+o.args), o.help)
	}
	fmt.Fprintf(&b, "  --data DIR and --photos URL stand before the command, as for serve\n")
	return b.String()
}

// find gives the order that the words begin with, and its arguments.
func find(words []string) (order, []string, error) {
	for _, o := range orders() {
		name := strings.Fields(o.name)
		if len(words) >= len(name) && slices.Equal(words[:len(name)], name) {
			return o, words[len(name):], nil
		}
	}
	return order{}, nil, fmt.Errorf("there is no command %q; see denghuo admin help", strings.Join(words, " "))
}

// admin is the command: it asks the program that serves the data folder, or opens
// the data itself.
func admin(args []string, out, errs io.Writer) error {
	var o options
	f := flag.NewFlagSet("denghuo admin", flag.ContinueOnError)
	f.SetOutput(errs)
	f.StringVar(&o.data, "data", fromEnv("DATA", "./data"), "where everything is kept")
	f.StringVar(&o.photos, "photos", fromEnv("PHOTOS", ""), "where photos are kept")
	if err := f.Parse(args); err != nil {
		return err
	}
	if f.NArg() == 0 || f.Arg(0) == "help" {
		fmt.Fprint(out, adminUsage())
		return nil
	}
	order, rest, err := find(f.Args())
	if err != nil {
		return err
	}
	c := call{ctx: context.Background(), args: rest, in: strings.NewReader(""), out: out}
	if order.file {
		if len(rest) == 0 {
			return fmt.Errorf("admin %s %s: %w", order.name, order.args, errUsage)
		}
		file, err := os.Open(rest[len(rest)-1])
		if err != nil {
			return fmt.Errorf("open the file: %w", err)
		}
		defer file.Close()
		c.in = file
	}
	return carryOutAt(o, order, c, errs)
}

// carryOutAt has an order carried out where the data is.
func carryOutAt(o options, ord order, c call, errs io.Writer) error {
	conn, err := net.Dial("unix", socket(o.data))
	if err == nil {
		return askProgram(conn, ord, c)
	}
	return alone(o, ord, c, errs)
}

// socket is where the running program is asked. Who may open it may do all.
func socket(data string) string { return filepath.Join(data, "admin.sock") }

// failed is the trailer that says what went wrong after the output.
const failed = "Denghuo-Failed"

// askProgram has the program that serves carry it out, and copies what it says.
func askProgram(conn net.Conn, o order, c call) error {
	client := &http.Client{Transport: &http.Transport{DialContext: func(context.Context, string, string) (net.Conn, error) { return conn, nil }}}
	defer client.CloseIdleConnections()
	query := url.Values{"order": {o.name}, "arg": c.args}
	resp, err := client.Post("http://admin/?"+query.Encode(), "application/octet-stream", c.in)
	if err != nil {
		return fmt.Errorf("ask the program: %w", err)
	}
	defer resp.Body.Close()
	if _, err := io.Copy(c.out, resp.Body); err != nil {
		return fmt.Errorf("hear the program: %w", err)
	}
	if what := resp.Trailer.Get(failed); what != "" {
		return errors.New(what)
	}
	return nil
}

// alone opens the data, which nobody else may have open.
func alone(o options, ord order, c call, errs io.Writer) (err error) {
	if _, err := os.Stat(o.data); err != nil {
		return fmt.Errorf("there is no data folder: %w", err)
	}
	p, err := newProgram(o, io.Discard, slog.New(slog.NewTextHandler(errs, nil)))
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, p.close()) }()
	ctx, stop := context.WithCancel(c.ctx)
	decided := make(chan error, 1)
	go func() { decided <- p.authority.Run(ctx) }()
	err = ord.do(p, c)
	stop()
	return errors.Join(err, <-decided)
}

// do runs an order and says how it is used when it was not.
func (o order) do(p *program, c call) error {
	err := o.run(p, c)
	if errors.Is(err, errUsage) {
		return fmt.Errorf("admin %s %s: %w", o.name, o.args, err)
	}
	return err
}

// answerAdmin listens for the command until stop is called. A folder whose name is
// too long for a socket is served without: the command works when the program stops.
func (p *program) answerAdmin() (stop func()) {
	path := socket(p.opts.data)
	_ = os.Remove(path) // the store's lock says that whoever made it has gone
	listener, err := net.Listen("unix", path)
	if err == nil {
		err = os.Chmod(path, 0o600)
	}
	if err != nil {
		p.log.Error("listen for denghuo admin", "err", err)
		return func() {}
	}
	server := &http.Server{Handler: http.HandlerFunc(p.carryOut), ReadHeaderTimeout: 10 * time.Second, ErrorLog: slog.NewLogLogger(p.log.Handler(), slog.LevelDebug)}
	done := make(chan struct{})
	go func() { defer close(done); _ = server.Serve(listener) }() // it ends when it is closed
	return func() { _ = server.Close(); <-done }
}

func (p *program) carryOut(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Trailer", failed)
	query := r.URL.Query()
	o, _, err := find(strings.Fields(query.Get("order")))
	if err == nil {
		err = o.do(p, call{ctx: r.Context(), args: query["arg"], in: r.Body, out: w})
	}
	if err != nil {
		w.Header().Set(failed, strings.ReplaceAll(err.Error(), "\n", "; "))
	}
}

// The denghuo command is the city: one binary with everything in it. This package
// reads flags, wires the rooms, prints pages, and ends on a signal; it decides
// nothing.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"log/slog"
	"os"
	"os/signal"
	"runtime/debug"
	"strconv"
	"syscall"
)

func main() {
	if err := run(os.Args[1:], os.Stdout, os.Stderr); err != nil {
		fmt.Fprintln(os.Stderr, "denghuo:", err)
		os.Exit(1)
	}
}

const usage = `denghuo serves the city mini-app.

  denghuo serve     serve the app and the sync
  denghuo version   what this binary was built from
  denghuo help      this text

Flags of serve, each with a twin in the environment:
  --listen ADDR   where to listen, port 0 for any   DENGHUO_LISTEN  :8080
  --data DIR      where everything is kept          DENGHUO_DATA    ./data
  --demo          demo accounts and a rehearsal     DENGHUO_DEMO    false
`

func run(args []string, out, errs io.Writer) error {
	command := "help"
	if len(args) > 0 {
		command = args[0]
	}
	switch command {
	case "serve":
		return serve(args[1:], out, errs)
	case "version":
		info, _ := debug.ReadBuildInfo()
		fmt.Fprintln(out, info)
		return nil
	case "help", "-h", "--help":
		fmt.Fprint(out, usage)
		return nil
	}
	return fmt.Errorf("there is no command %q; see denghuo help", command)
}

func serve(args []string, out, errs io.Writer) (err error) {
	o, err := flags(args, errs)
	if err != nil {
		return err
	}
	log := slog.New(slog.NewTextHandler(errs, nil))
	p, err := newProgram(o, out, log)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, p.close()) }()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	return p.run(ctx)
}

func flags(args []string, errs io.Writer) (options, error) {
	env := func(name, otherwise string) string {
		if v, ok := os.LookupEnv("DENGHUO_" + name); ok {
			return v
		}
		return otherwise
	}
	demo, err := strconv.ParseBool(env("DEMO", "false"))
	if err != nil {
		return options{}, fmt.Errorf("DENGHUO_DEMO: say true or false: %w", err)
	}
	var o options
	f := flag.NewFlagSet("denghuo serve", flag.ContinueOnError)
	f.SetOutput(errs)
	f.StringVar(&o.listen, "listen", env("LISTEN", ":8080"), "where to listen, port 0 for any")
	f.StringVar(&o.data, "data", env("DATA", "./data"), "where everything is kept")
	f.BoolVar(&o.demo, "demo", demo, "demo accounts and a rehearsal drop")
	return o, f.Parse(args)
}

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
	"time"

	"denghuo/server/machine"
	"denghuo/server/seed"
	"denghuo/shared/wire"
)

func main() {
	if err := run(os.Args[1:], os.Stdout, os.Stderr); err != nil {
		fmt.Fprintln(os.Stderr, "denghuo:", err)
		os.Exit(1)
	}
}

const usage = `denghuo serves the city mini-app.

  denghuo serve     serve the app and the sync
  denghuo admin     look after accounts; see denghuo admin help
  denghuo import lamps FILE  bring in the inventory of lamps
  denghuo backup    copy the city into one file, and look whether it is whole
  denghuo restore   make a data folder of such a file
  denghuo draw verify FILE   recompute a draw from its public record
  denghuo version   what this binary was built from
  denghuo help      this text

Flags of serve, each with a twin in the environment:
  --listen ADDR   where to listen, port 0 for any   DENGHUO_LISTEN  :8080
  --data DIR      where everything is kept          DENGHUO_DATA    ./data
  --photos URL    where photos are kept: file:///   DENGHUO_PHOTOS  photos in data
                  path, or mem:// for a trial
  --demo          demo accounts and a rehearsal     DENGHUO_DEMO    false
  --rehearsal TIME  of a demo: how long after the   DENGHUO_REHEARSAL 1m
                  start its drops open
  --after-loss    open a store that has lost rows,  DENGHUO_AFTER_LOSS false
                  in a new epoch: phones send again what they hold
  --kill-worker   free phones from a broken worker  DENGHUO_KILL_WORKER false
` + whoUsage + cardsUsage + doorsUsage + mapUsage

func run(args []string, out, errs io.Writer) error {
	command := "help"
	if len(args) > 0 {
		command = args[0]
	}
	switch command {
	case "serve":
		return serve(args[1:], out, errs)
	case "admin":
		return admin(args[1:], out, errs)
	case "import":
		return importing(args[1:], out, errs)
	case "backup":
		return backup(args[1:], out, errs)
	case "restore":
		return restore(args[1:], out, errs)
	case "draw":
		return draw(args[1:], out)
	case "version":
		fmt.Fprintln(out, version())
		return nil
	case "help", "-h", "--help":
		fmt.Fprint(out, usage+"\n"+adminUsage()+backupUsage)
		return nil
	}
	return fmt.Errorf("there is no command %q; see denghuo help", command)
}

// version is what the binary was built from: commit, moment, toolchain.
func version() string {
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return "denghuo, built without information"
	}
	v := map[string]string{}
	for _, s := range info.Settings {
		v[s.Key] = s.Value
	}
	return fmt.Sprintf("denghuo %s %s %s, wire %d, %s", info.Main.Version, v["vcs.revision"], v["vcs.time"], wire.Version, info.GoVersion)
}

func serve(args []string, out, errs io.Writer) (err error) {
	o, err := flags(args, errs)
	if errors.Is(err, flag.ErrHelp) {
		return nil // the flags have been printed
	}
	if err != nil {
		return err
	}
	log := slog.New(slog.NewTextHandler(errs, nil))
	machine.OneMore()
	if err := machine.Wide(machine.Room); err != nil {
		log.Info("the heap lies in small pages", "err", err)
	}
	p, err := newProgram(o, out, log)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, p.close()) }()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	return p.run(ctx)
}

// fromEnv reads the twin of a flag.
func fromEnv(name, otherwise string) string {
	if v, ok := os.LookupEnv("DENGHUO_" + name); ok {
		return v
	}
	return otherwise
}

func flags(args []string, errs io.Writer) (options, error) {
	env := fromEnv
	yes := func(name string) (bool, error) {
		b, err := strconv.ParseBool(env(name, "false"))
		if err != nil {
			return false, fmt.Errorf("DENGHUO_%s: say true or false: %w", name, err)
		}
		return b, nil
	}
	demo, wrongDemo := yes("DEMO")
	afterLoss, wrongLoss := yes("AFTER_LOSS")
	killWorker, wrongKill := yes("KILL_WORKER")
	rehearsal, wrongTime := time.ParseDuration(env("REHEARSAL", seed.RehearsalIn.String()))
	if wrongTime != nil {
		wrongTime = fmt.Errorf("DENGHUO_REHEARSAL: say a time such as 1m: %w", wrongTime)
	}
	if err := errors.Join(wrongDemo, wrongLoss, wrongKill, wrongTime); err != nil {
		return options{}, err
	}
	var o options
	f := flag.NewFlagSet("denghuo serve", flag.ContinueOnError)
	f.SetOutput(errs)
	f.StringVar(&o.listen, "listen", env("LISTEN", ""), "where to listen, port 0 for any; :8080, or :443 with TLS")
	f.StringVar(&o.data, "data", env("DATA", "./data"), "where everything is kept")
	f.StringVar(&o.photos, "photos", env("PHOTOS", ""), "where photos are kept, as an address; empty: in the data folder")
	f.BoolVar(&o.demo, "demo", demo, "demo accounts and a rehearsal drop")
	f.DurationVar(&o.rehearsal, "rehearsal", rehearsal, "of a demo: how long after the start its drops open")
	f.BoolVar(&o.afterLoss, "after-loss", afterLoss, "open a store that has lost rows, in a new epoch")
	f.BoolVar(&o.killWorker, "kill-worker", killWorker, "free phones from a broken worker: it clears its caches and goes; no outbox is touched")
	if err := errors.Join(o.doors.flags(f, env), o.who.flags(f, env), o.maps.flags(f, env)); err != nil {
		return o, err
	}
	o.sms.flags(f, env)
	if err := f.Parse(args); err != nil {
		return o, err
	}
	if f.NArg() > 0 {
		return o, fmt.Errorf("serve takes flags only, not %q", f.Arg(0))
	}
	o.listen = o.doors.at(o.listen)
	_, err := o.maps.read()
	return o, err
}

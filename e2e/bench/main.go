// Command bench prints the city's speed and the client's size in one run, as
// figures and as ratios: the city against bare counterparts (ratios.go); durable
// claims of our authority, Redis and PostgreSQL (contest.go, wants `make rivals`);
// 5,000 phones that claim at one instant over real sockets (instant.go);
// ops per second through the authority on a real Badger folder with synced commits,
// one by one and in batches; then a report's way from socket to socket through the
// true program (line.go), and a photo's over a line that breaks (photo.go). Words
// after it name the parts to measure: ratios, claims, crowd, ops, near, lines, photos, sizes. The
// browser's figures (a report's way from phone to phone, time to content and to
// the first answered tap) are printed after it by `make bench`.
package main

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"log/slog"
	"os"
	"path/filepath"
	"runtime/pprof"
	"slices"
	"strconv"
	"time"

	"denghuo/server/authority"
	"denghuo/server/hub"
	"denghuo/server/store"
	"denghuo/shared/lamp"
	"denghuo/shared/op"
	"denghuo/shared/person"
	"denghuo/shared/wire"
)

// rounds are interleaved, so that a busy moment of the machine hits all ways.
const rounds = 3

func main() {
	played, err := play()
	if err == nil && !played {
		err = watched()
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(1)
	}
}

// watched measures what is named, with a look at the processor where one is asked for:
// a file for this process, and one beside it for each role (role.go).
func watched() (err error) {
	profile := flag.String("cpuprofile", os.Getenv(profileEnv), "write where the processor's time goes to this file")
	flag.BoolVar(&alone, "alone", false, "claims: only our authority")
	flag.IntVar(&callersOnly, "callers", 0, "claims: only with so many callers: 1, 16, 128 or 512")
	flag.Parse()
	if err := os.Setenv(profileEnv, *profile); err != nil {
		return err
	}
	stop, err := watch(*profile)
	if err != nil {
		return err
	}
	return errors.Join(chosen(flag.Args()), stop())
}

const profileEnv = "DENGHUO_BENCH_CPUPROFILE"

// watch does nothing without a path.
func watch(path string) (stop func() error, err error) {
	if path == "" {
		return func() error { return nil }, nil
	}
	f, err := os.Create(path)
	if err == nil {
		err = pprof.StartCPUProfile(f)
	}
	return func() error {
		pprof.StopCPUProfile()
		return f.Close()
	}, err
}

// chosen measures what is named, or all.
func chosen(names []string) error {
	parts := []struct {
		name    string
		measure func() error
	}{{"ratios", ratios}, {"claims", contest}, {"crowd", instant}, {"ops", ops}, {"near", near}, {"lines", lines}, {"photos", photoLines}, {"sizes", sizesOfClient}}
	for _, p := range parts {
		if len(names) > 0 && !slices.Contains(names, p.name) {
			continue
		}
		if err := p.measure(); err != nil {
			return fmt.Errorf("%s: %w", p.name, err)
		}
	}
	return nil
}

// ops measures reports through the authority.
func ops() error {
	dir, err := os.MkdirTemp("", "denghuo-bench-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	s, err := store.Open(filepath.Join(dir, "rows"))
	if err != nil {
		return err
	}
	defer s.Close()
	b := &bench{city: authority.New(s, hub.New(), func(m []byte) []byte { return m }, slog.New(slog.NewTextHandler(io.Discard, nil)))}
	sizes := []int{1, 16, 128, 1024}
	best := map[int]float64{}
	for range rounds {
		for _, size := range sizes {
			rate, err := b.measure(size)
			if err != nil {
				return err
			}
			best[size] = max(best[size], rate)
		}
	}
	fmt.Println("ops through the authority, each a report of a lamp, durable on disk (best of", rounds, "interleaved rounds):")
	for _, size := range sizes {
		fmt.Printf("  batch of %4d  %8.0f ops/s  %6.1f times one by one\n", size, best[size], best[size]/best[1])
	}
	return nil
}

// bench makes ops of phones that never were.
type bench struct {
	city    *authority.Authority
	clients int
}

// measure decides batches of size for about a second.
func (b *bench) measure(size int) (perSecond float64, err error) {
	n, begin := 0, time.Now()
	for time.Since(begin) < time.Second {
		if err := b.city.Decide(b.jobs(size)); err != nil {
			return 0, err
		}
		n += size
	}
	return float64(n) / time.Since(begin).Seconds(), nil
}

// jobs are first ops of as many phones.
func (b *bench) jobs(n int) []authority.Job {
	jobs := make([]authority.Job, n)
	now := time.Now()
	for i := range jobs {
		b.clients++
		id := "b" + strconv.Itoa(b.clients)
		by := person.Actor{ID: person.ID("d-" + id), Roles: []person.Role{person.Resident}}
		o := lamp.Submit{ID: op.ID(id), Spot: op.ID(id), Fault: lamp.Dark, Place: lamp.Place{Words: "桐柏路与伊河路口"}}
		raw := wire.Encode(wire.Envelope{N: 1, By: by.ID, At: now, Kind: o.Kind().Name, Op: wire.Encode(o)})
		jobs[i] = authority.Job{Client: op.ClientID(id), By: by, Raw: raw, At: now, Sent: now}
	}
	return jobs
}

// sizesOfClient compares with go-app's own hello world as it comes (1,398,251
// bytes after brotli 11, measured with go-app v10.1.11 and Go 1.26).
func sizesOfClient() error {
	const hello = 1_398_251
	raw, err := os.Stat("web/dist/app.wasm")
	if err != nil {
		return fmt.Errorf("run make wasm: %w", err)
	}
	br, err := os.Stat("web/dist/app.wasm.br")
	if err != nil {
		return fmt.Errorf("run make wasm: %w", err)
	}
	fmt.Printf("client: %d bytes raw, %d after brotli, %.2f times go-app's hello world\n", raw.Size(), br.Size(), float64(br.Size())/hello)
	return nil
}

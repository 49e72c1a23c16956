package main

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"
)

// claimers is how many phones claim at one instant.
const claimers = 5000

// instant compares 5,000 phones on open lines that claim a coupon of one drop at one
// instant, until each of them knows, with as many bare round trips of as many bytes.
// Phones and server share the processors of this machine, in both.
func instant() error {
	dir, err := os.MkdirTemp("", "denghuo-bench-instant-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	city, err := newPair("city", filepath.Join(dir, "city"))
	if err != nil {
		return err
	}
	bare, err := newPair("echo", filepath.Join(dir, "bare"))
	if err != nil {
		return err
	}
	for _, p := range []*pair{city, bare} {
		if _, err := p.crowd.ask("stand", p.port, claimers); err != nil {
			return err
		}
	}
	took := map[*pair][3][]float64{}
	for round := range 7 {
		drop := fmt.Sprint("instant-", round)
		if _, err := city.server.ask("open", drop); err != nil {
			return err
		}
		for _, p := range []*pair{city, bare} {
			said, err := p.crowd.ask("instant", p.kind, drop)
			if err != nil {
				return err
			}
			all := took[p]
			for i, ms := range strings.Fields(said) {
				n, err := strconv.ParseFloat(ms, 64)
				if err != nil {
					return err
				}
				all[i] = append(all[i], n)
			}
			took[p] = all
			if p == city {
				err = bare.answerAs(city)
			}
			if err != nil {
				return err
			}
		}
	}
	fmt.Printf("%d phones on open lines claim at one instant, %d coupons, all decided and durable, until each knows; phones and server on the same %d processors; bare gorilla round trips of as many bytes in turn:\n",
		claimers, given, runtime.NumCPU())
	for i, name := range []string{"half of them", "99 of 100", "the last"} {
		goal := ""
		if i == 1 {
			goal = " (goal 3)"
		}
		c, b := median(took[city][i]), median(took[bare][i])
		fmt.Printf("  %-12s  the city %6.0f ms, bare %6.0f ms: %.2f times%s\n", name, c, b, c/b, goal)
	}
	return errors.Join(city.end(), bare.end())
}

// answerAs has a bare server answer with as many bytes as the city did: to what opened
// the line, and to a claim.
func (p *pair) answerAs(city *pair) error {
	sizes, err := city.crowd.ask("sizes")
	if err == nil {
		_, err = p.server.ask("answers", sizes)
	}
	return err
}

// stand PORT COUNT opens the lines and leaves them to instant.
func (c *crowd) stand(args []string) (string, error) {
	n, err := strconv.Atoi(args[1])
	if err != nil {
		return "", err
	}
	c.trips++
	c.more(n)
	c.opened = make([]int, n)
	return "ok", c.each(func(i int, w *walker) error {
		if err := w.dial(args[0], i, c.trips); err != nil {
			return err
		}
		if err := w.write(w.hello()); err != nil {
			return err
		}
		_, b, err := w.conn.ReadMessage()
		c.opened[i] = len(b)
		if err != nil || !strings.HasPrefix(string(b), `{"delta"`) {
			return err
		}
		return w.take(b)
	})
}

// instant KIND DROP has all claim at one instant, and tells after how many milliseconds
// half of them, 99 of 100 and the last one knew.
func (c *crowd) instant(args []string) (string, error) {
	kind, drop := args[0], args[1]
	frames := make([][]byte, len(c.phones))
	for i, w := range c.phones {
		frames[i] = w.push([]string{drop})
	}
	took, errs := make([]float64, len(c.phones)), make([]error, len(c.phones))
	var ready, over sync.WaitGroup
	begin := make(chan struct{})
	var at time.Time
	for i, w := range c.phones {
		ready.Add(1)
		over.Go(func() {
			ready.Done()
			<-begin
			if errs[i] = w.write(frames[i]); errs[i] != nil {
				return
			}
			var sizes []int
			sizes, errs[i] = w.settle(kind, 1)
			took[i] = float64(time.Since(at).Microseconds()) / 1000
			if i == 0 && kind == "city" {
				c.sizes = append([]int{c.opened[0]}, sizes...)
			}
		})
	}
	ready.Wait()
	at = time.Now()
	close(begin)
	over.Wait()
	slices.Sort(took)
	return fmt.Sprintf("%.1f %.1f %.1f", took[len(took)/2], took[len(took)*99/100], took[len(took)-1]), errors.Join(errs...)
}

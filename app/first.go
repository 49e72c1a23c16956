//go:build js && wasm

package main

import "time"

// firstVisit is how long the first drawing of all waits for the city's first rows.
const firstVisit = 6 * time.Second

// firstRows waits on the very first visit until this phone has something to show.
// The server's page stays on the screen until then and can be read; an empty
// drawing would wipe it out.
func (p *phone) firstRows() {
	rung := make(chan struct{}, 1)
	stop := p.watch(func() {
		select {
		case rung <- struct{}{}:
		default:
		}
	})
	defer stop()
	deadline := time.After(firstVisit)
	for {
		if d := p.at(); d != nil && d.replica.Hello("", "").Since > 0 {
			return
		}
		select {
		case <-rung:
		case <-deadline:
			return
		}
	}
}

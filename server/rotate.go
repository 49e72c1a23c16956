package main

import (
	"fmt"
	"text/tabwriter"
	"time"

	"denghuo/shared/offer"
	"denghuo/shared/person"
)

// keyOrders look after the keys that coupons are sealed with.
func keyOrders() []order {
	return []order{
		{name: "keys rotate", help: "seal coupons with the next key; those of before go on holding, offline too", run: (*program).rotateKeys},
		{name: "keys", help: "list the keys that coupons are sealed with", run: (*program).listKeys},
	}
}

// rotateKeys has the next key seal from now on, and makes the one after it known to
// every till, so that the next rotation finds them prepared as well.
func (p *program) rotateKeys(c call) error {
	p.turning.Lock()
	defer p.turning.Unlock()
	next, err := p.keys.rotated()
	if err != nil {
		return err
	}
	before := p.keys.name()
	p.keys = next
	p.authority.SealWith(next.sign, next.name())
	for _, o := range next.known() {
		if err := p.authority.Ask(c.ctx, o, person.TheCity(), time.Now()); err != nil {
			return fmt.Errorf("make a key known: %w", explain(err))
		}
	}
	p.log.Info("keys rotated", "before", before, "now", next.name())
	fmt.Fprintf(c.out, "coupons are sealed with %s now; those sealed with %s go on holding. Make a backup: it has the new keys.\n", next.name(), before)
	return nil
}

func (p *program) listKeys(c call) error {
	p.turning.Lock()
	defer p.turning.Unlock()
	r := p.store.Read(nil)
	defer r.Close()
	state := map[string]string{p.keys.name(): "seals now", offer.KeyName(public(p.keys.next)): "next"}
	return table(c, func(w *tabwriter.Writer) {
		for _, k := range offer.CityKeys.All(r) {
			what, ok := state[string(k.ID)]
			if !ok {
				what = "verifies only"
			}
			fmt.Fprintf(w, "%s\t%s\tknown since %s\t%x\n", k.ID, what, k.Since.Format(time.RFC3339), k.Public)
		}
	})
}

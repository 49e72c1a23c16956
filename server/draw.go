package main

import (
	"errors"
	"fmt"
	"io"
	"os"

	"denghuo/shared/offer"
)

// draw is `denghuo draw verify FILE`: anyone recomputes a draw from its public
// record, without a city and without a network.
func draw(args []string, out io.Writer) error {
	if len(args) != 2 || args[0] != "verify" {
		return errors.New("say: denghuo draw verify FILE, with the record that the app offers after a draw")
	}
	b, err := os.ReadFile(args[1])
	if err != nil {
		return fmt.Errorf("read the record: %w", err)
	}
	p, err := offer.ReadProtocol(b)
	if err != nil {
		return err
	}
	if err := p.Verify(); err != nil {
		return err
	}
	fmt.Fprintf(out, "%s adds up: %d entries, %d coupons, %d winners, commitment %s\n", p.Draw.Drop, p.Draw.Entries, p.Draw.Stock, len(p.Winners), p.Draw.Commit)
	for i, token := range p.Winners {
		fmt.Fprintf(out, "%6d  %s  %s\n", i+1, token, offer.ScoreOf(p.Draw.Seed, token))
	}
	return nil
}

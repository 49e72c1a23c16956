package main

import (
	"context"
	"crypto/ed25519"
	"fmt"
	"log/slog"
	"net/http"
	"os"
	"path/filepath"
	"strconv"
	"time"

	"denghuo/server/authority"
	"denghuo/server/gate"
	"denghuo/server/hub"
	"denghuo/server/store"
	"denghuo/shared/offer"
	"denghuo/shared/op"
	"denghuo/shared/person"
)

// everybody is a cardholder by their token: who is who is not what is measured.
type everybody struct{}

func (everybody) Actor(_ context.Context, token, _ string) (person.Actor, error) {
	return person.Actor{ID: person.ID("h-" + token), Roles: []person.Role{person.Cardholder}}, nil
}

func (everybody) Meet(person.Actor) {}

// given is the stock of a drop: most who ask get none, as at 10:00.
const given = 500

// town is the city's own rooms, with diary, proofs and seals as in the program.
func town() (map[string]command, error) {
	dir := os.Getenv(folderEnv)
	s, err := store.Open(filepath.Join(dir, "rows"))
	if err != nil {
		return nil, err
	}
	h := hub.New()
	key := ed25519.NewKeyFromSeed(make([]byte, ed25519.SeedSize))
	log := slog.New(slog.DiscardHandler)
	a := authority.New(s, h, func(m []byte) []byte { return ed25519.Sign(key, m) }, log)
	a.Prove(authority.NewProofs([]byte("bench")))
	if err := a.Beware(dir); err != nil {
		return nil, err
	}
	go a.Run(context.Background())
	g := gate.New(gate.Config{Store: s, Hub: h, Authority: a, People: everybody{}, Now: time.Now, Log: log})
	mux := http.NewServeMux()
	g.Register(mux)
	port, err := serve(mux)
	if err := offerFirst(a); err != nil {
		return nil, err
	}
	return map[string]command{
		"port": func([]string) (string, error) { return port, nil },
		"open": func(args []string) (string, error) { return "ok", openDrops(a, args) },
		// tell changes one public row, durable on disk before anybody hears of it
		"tell": func(args []string) (string, error) {
			begin := time.Now().UnixNano()
			return strconv.FormatInt(begin, 10), decide(a, offer.Publish{Offer: bareOffer("told-" + args[0])})
		},
	}, err
}

func bareOffer(id string) offer.Offer {
	return offer.Offer{ID: op.ID(id), Title: offer.Text{Zh: "消夏观影优惠", En: "Summer films"}, Benefit: offer.Benefit{Type: offer.UpTo, Max: 20, Quoted: "最高20元"}}
}

func offerFirst(a *authority.Authority) error { return decide(a, offer.Publish{Offer: bareOffer("o")}) }

// openDrops opens the drops of one round.
func openDrops(a *authority.Authority, names []string) error {
	for _, name := range names {
		n := given
		if err := decide(a, offer.Open{Drop: offer.Drop{ID: op.ID(name), Offer: "o", At: time.Now().Add(-time.Minute), Stock: &n}}); err != nil {
			return err
		}
	}
	return nil
}

func decide(a *authority.Authority, o op.Op) error {
	told := make(chan authority.Outcome, 1)
	if !a.Submit(authority.Job{Op: o, By: person.TheCity(), At: time.Now(), Done: func(o authority.Outcome) { told <- o }}) {
		return fmt.Errorf("no room for %s", o.Kind().Name)
	}
	if out := <-told; out.Refusal != nil {
		return *out.Refusal
	}
	return nil
}

const folderEnv = "DENGHUO_BENCH_FOLDER"

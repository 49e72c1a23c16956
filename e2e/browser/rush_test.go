package browser

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"denghuo/server/people"
	"denghuo/shared/offer"
	"denghuo/shared/op"
	"denghuo/shared/person"
	"denghuo/shared/wire"

	"github.com/gorilla/websocket"
)

// The city decides a full queue in a fraction of a second, so what it says of places is
// hardly seen on a healthy machine. Here it is the true program over a disk that stands
// as long as the file "stands" lies beside its data: what is made durable waits, and
// nobody is answered. The program that make build makes has nothing of it.
const standingDisk = `package main

import (
	"os"
	"path/filepath"
	"time"

	"denghuo/server/store"
)

func standingDisk(data string) store.Option {
	return store.Faulty(func() error {
		for {
			if _, err := os.Stat(filepath.Join(data, "stands")); err != nil {
				return nil
			}
			time.Sleep(5 * time.Millisecond)
		}
	})
}
`

// withStandingDisk builds that program.
func withStandingDisk(t *testing.T) string {
	t.Helper()
	const main, opens = "server/program.go", "var how []store.Option\n"
	program := strings.Replace(source(t, main), opens, "how := []store.Option{standingDisk(o.data)}\n", 1)
	if !strings.Contains(program, "standingDisk") {
		t.Fatalf("%s does not choose its store by %q any more", main, opens)
	}
	return buildWith(t, map[string]string{main: program, "server/standing_disk.go": standingDisk})
}

// crowd has phones without a screen claim of a drop as often as a push holds, each from
// its own line, and returns when the city has told each of them where it stands: then all
// of them stand before whoever taps. They have no card and take no coupon from anybody.
func crowd(t *testing.T, c *city, phones int, drop op.ID) {
	t.Helper()
	for range phones {
		conn, _, err := websocket.DefaultDialer.Dial("ws://"+c.addr+"/sync", nil)
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { conn.Close() })
		token := people.NewDevice()
		by := people.DeviceID(token[2:])
		hello := wire.Hello{Version: wire.Version, Client: op.ClientID(by), Token: token}
		push := wire.Push{Sent: time.Now(), Envelopes: claims(by, drop)}
		for _, up := range []wire.Up{{Hello: &hello}, {Push: &push}} {
			if err := conn.WriteMessage(websocket.TextMessage, wire.Encode(up)); err != nil {
				t.Fatal(err)
			}
		}
		if err := conn.SetReadDeadline(time.Now().Add(wait)); err != nil {
			t.Fatal(err)
		}
		for placed := false; !placed; {
			_, b, err := conn.ReadMessage()
			if err != nil {
				t.Fatalf("a phone of the crowd is told of no place: %v", err)
			}
			down, err := wire.DecodeDown(b)
			if err != nil || down.Bye != nil {
				t.Fatalf("a phone of the crowd hears %s: %v", b, err)
			}
			placed = down.Delta.Place != nil
		}
	}
}

// claims is the outbox of a phone of the crowd.
func claims(by person.ID, drop op.ID) (envelopes []json.RawMessage) {
	claim := offer.Claim{Drop: drop}
	e := wire.Envelope{By: by, At: time.Now(), Kind: claim.Kind().Name, Op: wire.Encode(claim)}
	for range wire.MaxPush {
		e.N++
		raw := wire.Encode(e)
		envelopes, e.Prev = append(envelopes, raw), wire.HashOf(raw)
	}
	return envelopes
}

// Who taps in a rush reads how many stand before them, each in their own language, and
// hears it in rounder numbers. Then they have the coupon, with the one tap.
func TestPlaceInTheQueue(t *testing.T) {
	c := startCity(t)
	c.kill()
	c.bin = withStandingDisk(t)
	c.start()
	now := time.Now().Truncate(time.Second)
	practice(t, c, offer.Drop{ID: "rush", Offer: "fuel", At: now, Ends: now.Add(time.Hour), Valid: now.Add(24 * time.Hour), Stock: stockOf(10), PerPerson: 1, Title: offer.Text{Zh: "十点场", En: "Ten"}})
	p, q := newPhone(t, c, "cardholder"), newPhone(t, c, "another")
	signIn(p, "card1")
	signIn(q, "card2")
	q.open("/me")
	q.alive()
	q.tap("#lang")
	for _, each := range []*phone{p, q} {
		each.open("/offers/rush")
		each.alive()
		each.see(`document.querySelector("#claim:enabled")`, "the button")
		each.countTaps()
	}

	stands := filepath.Join(c.data, "stands")
	if err := os.WriteFile(stands, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	crowd(t, c, 10, "rush") // 1,280 wishes
	tapped := time.Now()
	p.tap("#claim")
	q.tap("#claim")
	const seen, heard = `document.querySelector(".zz-ticket__s")?.innerText === `, `document.querySelector(".zz-ticket [role=status]")?.innerText === `
	p.see(seen+quote("正在排队，前面约 1300 位，别关页面"), "the place in the queue")
	q.see(seen+quote("In the queue, about 1300 before you, keep this open"), "the place in English")
	t.Logf("both know their place %v after the first tap", time.Since(tapped).Round(time.Millisecond))
	p.see(heard+quote("正在排队，前面约 2000 位，别关页面"), "the place for the ear")
	p.shot("drop-queue")
	for _, each := range []*phone{p, q} {
		each.readsNot("领到了")
		if each.eval(`String(document.querySelectorAll("#claim").length)`) != "0" {
			t.Errorf("%s has a button to tap again", each.name)
		}
	}

	if err := os.Remove(stands); err != nil {
		t.Fatal(err)
	}
	p.reads("领到了，已存在手机")
	q.reads("Yours")
	for _, each := range []*phone{p, q} {
		if taps := each.eval(`String(window.__taps)`); taps != "1" {
			t.Errorf("%s: %s taps", each.name, taps)
		}
	}
}

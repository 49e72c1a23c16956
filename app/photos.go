//go:build js && wasm

package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"

	"denghuo/app/browser"
	"denghuo/app/frame"
	"denghuo/app/photo"
	"denghuo/app/tabs"
	shared "denghuo/shared/photo"

	"github.com/maxence-charriere/go-app/v10/pkg/app"
)

var errNoPhotos = errors.New("the photos did not open")

// keep shrinks a picked file and keeps it. A screen has the file as go-app's value;
// it crosses over in an array, which both sides can hold.
func (p *phone) keep(file any) (frame.KeptPhoto, error) {
	basket := browser.Basket()
	app.ValueOf(basket).Call("push", file)
	b, err := browser.Shrink(basket.Index(0))
	if err != nil {
		return frame.KeptPhoto{}, err
	}
	return p.keepBytes(b)
}

func (p *phone) keepBytes(b []byte) (frame.KeptPhoto, error) {
	var h shared.Hash
	value, err := p.through(tabs.Ask{What: keepPhoto, Body: b})
	if err != nil {
		return frame.KeptPhoto{}, err
	}
	if err := json.Unmarshal(value, &h); err != nil {
		return frame.KeptPhoto{}, fmt.Errorf("keep a photo: %w", err)
	}
	return frame.KeptPhoto{Hash: h, Bytes: len(b), URL: p.gallery.URL(h, b)}, nil
}

// blacken keeps the changed picture first and then lets the other go: if the phone
// dies in between, both lie here and neither has left.
func (p *phone) blacken(h shared.Hash, boxes []frame.Box) (frame.KeptPhoto, error) {
	if p.shelf == nil {
		return frame.KeptPhoto{}, errNoPhotos
	}
	b, here, err := p.shelf.Bytes(h)
	if err != nil || !here {
		return frame.KeptPhoto{}, fmt.Errorf("read the photo to draw over: %w", errors.Join(err, errNoPhotos))
	}
	black := make([]browser.Box, len(boxes))
	for i, box := range boxes {
		black[i] = browser.Box(box)
	}
	changed, err := browser.Blacken(b, black)
	if err != nil {
		return frame.KeptPhoto{}, err
	}
	kept, err := p.keepBytes(changed)
	if err == nil && kept.Hash != h {
		p.forget(h)
	}
	return kept, err
}

func (p *phone) forget(h shared.Hash) {
	if _, err := p.through(tabs.Ask{What: forget, Body: []byte(h)}); err != nil {
		browser.Complain("let a photo go", err) // a week later it goes by itself
		return
	}
	p.gallery.Forget(h)
}

// lend brings photos here one after another, as long as the line holds.
func (p *phone) lend(hs []shared.Hash) {
	for _, h := range hs {
		if d := p.at(); !statusOf(d).Live {
			return
		}
		if _, err := p.through(tabs.Ask{What: lend, Body: []byte(h)}); err != nil {
			browser.Complain("bring a photo here", err) // another may come all the same
		}
	}
}

// lendHere is what the page that writes does, for itself and for the others.
func (p *phone) lendHere(d *desk, h shared.Hash) error {
	if d.lane == nil || d.lane.Here(h) {
		return nil
	}
	b, err := browser.Carrier{Token: p.who.Token}.Fetch(context.Background(), h)
	if err != nil {
		return err
	}
	return d.lane.Lend(h, b)
}

// tellPhotos is what pages that follow are told of the photos under way.
func tellPhotos(l *photo.Lane) string {
	if l == nil {
		return ""
	}
	var ways []frame.PhotoWay
	for _, w := range l.Queue() {
		ways = append(ways, frame.PhotoWay{Hash: w.Hash, Percent: 100 * w.Sent / max(1, w.Bytes), Refused: w.Refused})
	}
	if len(ways) == 0 {
		return ""
	}
	b, err := json.Marshal(ways)
	if err != nil { // names and numbers only
		panic("encode photos: " + err.Error())
	}
	return string(b)
}

func (p *phone) photos() []frame.PhotoWay {
	var ways []frame.PhotoWay
	told := statusOf(p.at()).Photos
	if told == "" {
		return nil
	}
	if err := json.Unmarshal([]byte(told), &ways); err != nil {
		return nil // a page of another version says it otherwise
	}
	return ways
}

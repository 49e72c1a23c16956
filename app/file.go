//go:build js && wasm

package main

import (
	"encoding/json"
	"fmt"
	"strings"

	"denghuo/app/browser"
	"denghuo/app/frame"
	"denghuo/app/replica"
	"denghuo/app/tabs"
	"denghuo/shared/op"
	"denghuo/shared/photo"
	"denghuo/shared/wire"

	"github.com/maxence-charriere/go-app/v10/pkg/app"
)

// export saves what has not gone from here, with the photos that the city is still
// to get. A page that follows has the same to give.
func (p *phone) export() error {
	d := p.at()
	if d == nil {
		return browser.ErrElsewhere
	}
	f := d.replica.Export()
	photos, err := p.unsentPhotos()
	if err != nil {
		return fmt.Errorf("export: %w", err)
	}
	f.Photos = photos
	return browser.SaveFile("denghuo-"+f.Made.Format("2006-01-02")+".json", wire.Encode(f))
}

func (p *phone) unsentPhotos() (map[string][]byte, error) {
	if p.shelf == nil {
		return nil, nil
	}
	all, err := p.shelf.All()
	if err != nil {
		return nil, err
	}
	photos := map[string][]byte{}
	for _, k := range all {
		if !k.Named || k.Sent {
			continue
		}
		b, here, err := p.shelf.Bytes(k.Hash)
		if err != nil {
			return nil, err
		}
		if here {
			photos[string(k.Hash)] = b
		}
	}
	return photos, nil
}

// bringIn reads a picked file and has it taken by the page that writes.
func (p *phone) bringIn(file any) (frame.Imported, error) {
	basket := browser.Basket()
	app.ValueOf(basket).Call("push", file)
	b, err := browser.ReadBytes(basket.Index(0), replica.MaxFile)
	if err != nil {
		return frame.Imported{}, err
	}
	value, err := p.through(tabs.Ask{What: importFile, Body: b})
	if err != nil {
		return frame.Imported{}, err
	}
	var done frame.Imported
	if err := json.Unmarshal(value, &done); err != nil {
		return done, fmt.Errorf("import: %w", err)
	}
	return done, nil
}

// importHere keeps the photos first: an op without its photo would wait for ever.
func (p *phone) importHere(d *desk, b []byte) (json.RawMessage, error) {
	f, err := replica.ReadFile(b)
	if err != nil {
		return nil, err
	}
	if f.By != p.who.Me.ID {
		return nil, op.Refuse(replica.OtherPerson, "")
	}
	if d.lane != nil {
		for name, bytes := range f.Photos {
			if photo.Name(bytes) != photo.Hash(name) {
				continue // not what it says it is: the op goes without it
			}
			if _, err := d.lane.Keep(bytes); err != nil {
				return nil, err
			}
		}
		for _, raw := range f.Ops {
			if !strings.Contains(string(raw), `"photos"`) {
				continue
			}
			if err := d.lane.Want(raw); err != nil {
				return nil, err
			}
		}
	}
	done, err := d.replica.Import(f)
	if err != nil {
		return nil, err
	}
	out := frame.Imported{Taken: done.Taken, Known: done.Known}
	for _, l := range done.Refused {
		out.Refused = append(out.Refused, frame.ImportedLine{At: l.At, Refusal: l.Refusal})
	}
	if !d.link.State().Live {
		d.link.Wake()
		browser.SendLater()
	}
	return json.Marshal(out)
}

// Package seed brings in what the product opens with: the bulletin, the campaign
// and the offers of the shipped page, and for a demo one account a role and a
// rehearsal drop. It hands ops to the authority like anybody else.
//
// The files in data are typed from one newspaper page; what the page does not say
// is null there, and nothing is filled in here.
package seed

import (
	"embed"
	"encoding/json"
	"fmt"
	"time"

	"denghuo/shared/offer"
	"denghuo/shared/op"
	"denghuo/shared/progress"
)

//go:embed data/*.json
var files embed.FS

func read(name string, into any) error {
	b, err := files.ReadFile("data/" + name)
	if err != nil {
		return fmt.Errorf("read shipped data: %w", err)
	}
	if err := json.Unmarshal(b, into); err != nil {
		return fmt.Errorf("shipped %s: %w", name, err)
	}
	return nil
}

// Shipped is the ops that fill an empty city.
func Shipped() ([]op.Op, error) {
	var bulletin progress.Bulletin
	if err := read("bulletin-2024q1.json", &bulletin); err != nil {
		return nil, err
	}
	var campaign progress.Campaign
	if err := read("lighting-2024.json", &campaign); err != nil {
		return nil, err
	}
	offers, err := shippedOffers()
	if err != nil {
		return nil, err
	}
	return append([]op.Op{
		progress.PublishBulletin{Bulletin: bulletin},
		progress.PublishCampaign{Campaign: campaign},
	}, offers...), nil
}

// page is the form of the offers' file.
type page struct {
	FirstWave struct {
		Offer op.ID `json:"offer"`
		Drops []struct {
			ID    op.ID     `json:"id"`
			At    time.Time `json:"at"`
			Stock *int      `json:"stock"`
		} `json:"drops"`
	} `json:"first_wave"`
	Offers []offer.Offer `json:"offers"`
}

func shippedOffers() ([]op.Op, error) {
	var p page
	if err := read("offers-2024.json", &p); err != nil {
		return nil, err
	}
	var ops []op.Op
	for i, o := range p.Offers {
		o.Order = i + 1
		ops = append(ops, offer.Publish{Offer: o})
	}
	names := []offer.Text{{Zh: "首场", En: "First drop"}, {Zh: "第二场", En: "Second drop"}}
	for i, d := range p.FirstWave.Drops {
		ops = append(ops, offer.Open{Drop: offer.Drop{ID: d.ID, Offer: p.FirstWave.Offer, Order: i + 1, At: d.At, Stock: d.Stock, Title: names[i]}})
	}
	return ops, nil
}

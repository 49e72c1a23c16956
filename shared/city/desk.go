//go:build !resident

package city

import (
	"denghuo/shared/account"
	"denghuo/shared/lamp"
	"denghuo/shared/ledger"
	"denghuo/shared/offer"
	"denghuo/shared/progress"
)

// desk is what staff and shops say at theirs; a resident's program is spared their
// code. It sends one that it finds in an outbox as it is, like any that it does not know.
var desk = list{
	account.Change{}.Kind().Name: decoder[account.Change](),

	lamp.Begin{}.Kind().Name:    decoder[lamp.Begin](),
	lamp.LetOut{}.Kind().Name:   decoder[lamp.LetOut](),
	lamp.Merge{}.Kind().Name:    decoder[lamp.Merge](),
	lamp.Note{}.Kind().Name:     decoder[lamp.Note](),
	lamp.Part{}.Kind().Name:     decoder[lamp.Part](),
	lamp.Set{}.Kind().Name:      decoder[lamp.Set](),
	lamp.SetRules{}.Kind().Name: decoder[lamp.SetRules](),
	lamp.Split{}.Kind().Name:    decoder[lamp.Split](),

	offer.Announce{}.Kind().Name: decoder[offer.Announce](),
	offer.Halt{}.Kind().Name:     decoder[offer.Halt](),
	offer.Rehearse{}.Kind().Name: decoder[offer.Rehearse](),
	offer.Review{}.Kind().Name:   decoder[offer.Review](),
	offer.Write{}.Kind().Name:    decoder[offer.Write](),
	offer.Open{}.Kind().Name:     decoder[offer.Open](),
	offer.Stop{}.Kind().Name:     decoder[offer.Stop](),
	offer.SetShop{}.Kind().Name:  decoder[offer.SetShop](),
	offer.Redeem{}.Kind().Name:   decoder[offer.Redeem](),
	offer.Present{}.Kind().Name:  decoder[offer.Present](),
	offer.Reverse{}.Kind().Name:  decoder[offer.Reverse](),
	offer.Cancel{}.Kind().Name:   decoder[offer.Cancel](),

	ledger.WriteBlind{}.Kind().Name:   decoder[ledger.WriteBlind](),
	ledger.WriteSection{}.Kind().Name: decoder[ledger.WriteSection](),
	ledger.WriteWork{}.Kind().Name:    decoder[ledger.WriteWork](),
	ledger.WritePatrol{}.Kind().Name:  decoder[ledger.WritePatrol](),

	progress.PublishBulletin{}.Kind().Name: decoder[progress.PublishBulletin](),
	progress.PublishCampaign{}.Kind().Name: decoder[progress.PublishCampaign](),
}

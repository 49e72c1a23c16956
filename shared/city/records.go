package city

import (
	"denghuo/shared/account"
	"denghuo/shared/audit"
	"denghuo/shared/lamp"
	"denghuo/shared/ledger"
	"denghuo/shared/offer"
	"denghuo/shared/op"
	"denghuo/shared/photo"
	"denghuo/shared/progress"
)

// Shapes counts the shapes of ops, records and frames. Fields are only added, and
// each addition to a kind that is already there raises it. A kind that is new needs
// no raise. What each one looks like is in testdata/shapes.txt, and one op of every
// kind and shape is in testdata/ops, run for ever.
//
//	1  2026-11  first light
//	2  2026-11  a mark carries its proof
//	3  2026-11  a drop has a mode, shops and a stop; a stock counts; a coupon moves and ends
//	4  2026-11  a move has an ID, and the step that it took names it
//	5  2026-11  a spot grows old; a phone is joined again
//	6  2026-11  a coupon expires into a later drop; a refund may be of a part
//	7  2026-11  an offer and its drops stand still together;
//	            a report has a symptom, a time and a way; a move says cause, counts and photos
//	8  2026-11  the rules say what they were set by
//	9  2026-11  whom to call and what a crew finds are rules
//	10 2026-11  a move says which job its doer saw
//	11 2026-11  a place in the queue: a delta says it, a bye says that there is no room,
//	            a refusal says as the how manieth it was heard
const Shapes = 11

// Records is an empty record of every table, by the table's name: the counterpart
// of the list of ops.
func Records() map[string]op.Record {
	return map[string]op.Record{
		op.Marks.Name:   op.Mark{},
		op.Answers.Name: op.Answer{},

		account.Accounts.Name: account.Account{},
		account.Sessions.Name: account.Session{},
		account.Devices.Name:  account.Device{},
		"secret":              account.Secret{},
		"key":                 account.Key{},
		"held":                account.Held{},
		"login":               account.Owner{},
		"admins":              account.Admins{},

		audit.Entries.Name: audit.Entry{},
		audit.Heads.Name:   audit.Head{},

		account.Cards.Name: account.Card{},
		account.Codes.Name: account.Code{},
		"holder":           account.Holder{},
		"sending":          account.Sending{},

		lamp.Reports.Name:     lamp.Report{},
		lamp.Spots.Name:       lamp.Spot{},
		lamp.Voices.Name:      lamp.Voice{},
		lamp.Movers.Name:      lamp.Mover{},
		"count":               lamp.Count{},
		lamp.Jobs.Name:        lamp.Job{},
		lamp.Tolds.Name:       lamp.Told{},
		lamp.Pasts.Name:       lamp.Past{},
		lamp.Likelies.Name:    lamp.Likely{},
		lamp.OfficeNotes.Name: lamp.OfficeNote{},
		lamp.RulesTable.Name:  lamp.Rules{},
		lamp.Members.Name:     lamp.CrewMembers{},

		ledger.Patrols.Name:   ledger.Patrol{},
		ledger.Sections.Name:  ledger.Section{},
		ledger.Blinds.Name:    ledger.Blind{},
		ledger.Works.Name:     ledger.Work{},
		ledger.Lamps.Name:     ledger.Lamp{},
		ledger.Faults.Name:    ledger.Faulty{},
		ledger.Stands.Name:    ledger.Stand{},
		ledger.RateBook.Name:  ledger.Rates{},
		ledger.TotalBook.Name: ledger.Totals{},

		offer.Offers.Name:      offer.Offer{},
		offer.Drops.Name:       offer.Drop{},
		offer.Stocks.Name:      offer.Stock{},
		offer.Claims.Name:      offer.Asked{},
		offer.Coupons.Name:     offer.Coupon{},
		"coupon_code":          offer.CouponCode{},
		offer.Shops.Name:       offer.Shop{},
		offer.Redemptions.Name: offer.Redemption{},
		offer.Days.Name:        offer.Day{},
		offer.Showings.Name:    offer.Showing{},
		offer.CityKeys.Name:    offer.CityKey{},
		offer.Boards.Name:      offer.Board{},
		offer.Remainder.Name:   offer.Remaining{},
		offer.Entries.Name:     offer.Entry{},
		offer.Draws.Name:       offer.Draw{},
		offer.VoidLists.Name:   offer.Voided{},
		offer.Plans.Name:       offer.Plan{},
		"winners":              offer.Winners{},
		"draw_seed":            offer.DrawSeed{},

		photo.Table.Name:        photo.Photo{},
		photo.Shows.Name:        photo.Shown{},
		progress.Bulletins.Name: progress.Bulletin{},
		progress.Campaigns.Name: progress.Campaign{},
	}
}

//go:build !js

package city

import (
	"denghuo/shared/account"
	"denghuo/shared/lamp"
	"denghuo/shared/ledger"
	"denghuo/shared/offer"
	"denghuo/shared/photo"
)

// inner is what the city's edge makes after work that no op may do, and what the city
// does with offers by itself. A phone that
// sends one is refused, so a phone's program is spared their code.
var inner = list{
	account.Enter{}.Kind().Name:       decoder[account.Enter](),
	account.Add{}.Kind().Name:         decoder[account.Add](),
	account.Begin{}.Kind().Name:       decoder[account.Begin](),
	account.List{}.Kind().Name:        decoder[account.List](),
	account.Ask{}.Kind().Name:         decoder[account.Ask](),
	account.Lost{}.Kind().Name:        decoder[account.Lost](),
	account.Meet{}.Kind().Name:        decoder[account.Meet](),
	account.KeepPasskey{}.Kind().Name: decoder[account.KeepPasskey](),
	account.Password{}.Kind().Name:    decoder[account.Password](),
	account.Try{}.Kind().Name:         decoder[account.Try](),
	account.Unbind{}.Kind().Name:      decoder[account.Unbind](),
	account.Use{}.Kind().Name:         decoder[account.Use](),
	account.Wrong{}.Kind().Name:       decoder[account.Wrong](),
	Expire{}.Kind().Name:              decoder[Expire](),
	Forget{}.Kind().Name:              decoder[Forget](),
	Join{}.Kind().Name:                decoder[Join](),
	ledger.PutLamps{}.Kind().Name:     decoder[ledger.PutLamps](),
	offer.Publish{}.Kind().Name:       decoder[offer.Publish](),
	offer.Seal{}.Kind().Name:          decoder[offer.Seal](),
	offer.AddKey{}.Kind().Name:        decoder[offer.AddKey](),
	offer.Tell{}.Kind().Name:          decoder[offer.Tell](),
	ledger.Tell{}.Kind().Name:         decoder[ledger.Tell](),
	photo.Arrive{}.Kind().Name:        decoder[photo.Arrive](),
	lamp.Tend{}.Kind().Name:           decoder[lamp.Tend](),
}

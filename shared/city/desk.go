//go:build !resident

package city

import "denghuo/shared/offer"

// desk is what officers say at theirs; a resident's program is spared their code.
var desk = list{
	offer.Announce{}.Kind().Name: decoder[offer.Announce](),
	offer.Halt{}.Kind().Name:     decoder[offer.Halt](),
	offer.Rehearse{}.Kind().Name: decoder[offer.Rehearse](),
	offer.Review{}.Kind().Name:   decoder[offer.Review](),
	offer.Write{}.Kind().Name:    decoder[offer.Write](),
}

package browser

import (
	"denghuo/app/door"
	"denghuo/app/photo"
	"denghuo/shared/op"
)

// What this phone can say no to, as codes for a sentence. They are refusals, not
// faults: the person can do something about each of them.
const (
	PlaceDenied      op.Code = "place_denied"      // the person or the phone said no
	PlaceUnavailable op.Code = "place_unavailable" // no satellites, no service
	PlaceTimeout     op.Code = "place_timeout"     // nothing in ten seconds
	NotPicture       op.Code = "not_a_picture"     // this file does not open as one
	PhotoTooBig      op.Code = "photo_too_big"     // no phone should try to open this file
	PhotoHEIC        op.Code = "photo_heic"        // a kind of picture that this browser does not open
	PhoneFull        op.Code = photo.Full          // storage has no more room
	OtherTab         op.Code = "other_tab"         // another tab of this phone writes
	NoLine           op.Code = door.NoLine         // this needs the city, and it cannot be reached
	PasskeyStopped   op.Code = "passkey_stopped"   // the person or the phone let it be
	PasskeyHere      op.Code = "passkey_here"      // this phone has one for the account already
)

// Refusals as errors, for errors.Is: Refusal is comparable.
var (
	ErrFull      error = op.Refusal{Code: PhoneFull}
	ErrElsewhere error = op.Refusal{Code: OtherTab}
)

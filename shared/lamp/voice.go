package lamp

import (
	"denghuo/shared/op"
	"denghuo/shared/person"
)

// maxSpotID leaves room for a person's ID behind it in a voice's name.
const maxSpotID = 48

// Voice is a record: this person said that this lamp is dark. One person is one
// voice however many reports they send, and who has a voice may say "still dark".
type Voice struct {
	Spot op.ID     `json:"spot"`
	By   person.ID `json:"by"`
}

// Voices has one record a spot and person.
var Voices = op.Table[Voice]{Name: "voice"}

func voiceID(spot op.ID, by person.ID) op.ID { return spot + "." + op.ID(by) }

// RecordID is spot plus person.
func (v Voice) RecordID() op.ID { return voiceID(v.Spot, v.By) }

// Audience is the person alone: who else spoke is nobody's business.
func (v Voice) Audience() []person.Scope { return []person.Scope{v.By.Own()} }

// reported looks up one name and scans nothing, so it costs the same among a
// hundred thousand reports.
func reported(tx *op.Tx, spot op.ID, by person.Actor) bool {
	return Mine(tx, spot, by.ID) || by.Joined != "" && Mine(tx, spot, by.Joined)
}

// Mine reports whether the person has a voice about the spot.
func Mine(view op.Reader, spot op.ID, by person.ID) bool {
	_, ok := Voices.Get(view, voiceID(spot, by))
	return ok
}

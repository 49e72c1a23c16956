package lamp

import (
	"slices"
	"time"

	"denghuo/shared/op"
	"denghuo/shared/person"
	"denghuo/shared/photo"
)

// maxSpotID leaves room for a person's ID behind it in a voice's name.
const maxSpotID = 48

// Voice is a record: this person said that this lamp is dark. One person is one
// voice however many reports they send, and who has a voice may say "still dark".
type Voice struct {
	Spot   op.ID        `json:"spot"`
	By     person.ID    `json:"by"`
	Report op.ID        `json:"report,omitempty"` // since 2026-11: their first report about it
	At     time.Time    `json:"at,omitzero"`      // and its tap
	After  []photo.Hash `json:"after,omitempty"`  // photos of the repair: whoever spoke may see them
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
	_, ok := voiceOf(tx, spot, by)
	return ok
}

func voiceOf(tx *op.Tx, spot op.ID, by person.Actor) (Voice, bool) {
	v, ok := Voices.Get(tx, voiceID(spot, by.ID))
	if !ok && by.Joined != "" {
		return Voices.Get(tx, voiceID(spot, by.Joined))
	}
	return v, ok
}

// Mine reports whether the person has a voice about the spot.
func Mine(view op.Reader, spot op.ID, by person.ID) bool {
	_, ok := Voices.Get(view, voiceID(spot, by))
	return ok
}

// VoiceOf finds a person's voice about a spot.
func VoiceOf(view op.Reader, spot op.ID, by person.ID) (Voice, bool) {
	return Voices.Get(view, voiceID(spot, by))
}

// people are who the reports are of, each once, in the order of their first.
func people(reports []Report) (all []person.ID) {
	for _, r := range reports {
		if !slices.Contains(all, r.By) {
			all = append(all, r.By)
		}
	}
	return all
}

// speak makes the voices of a spot those of its reports: before are the reports that
// it had. A phone changes its own person's alone, since it has no others.
func speak(tx *op.Tx, spot Spot, before, now []Report) error {
	after, with := afterOf(tx, spot), people(now)
	for _, by := range people(before) {
		if !slices.Contains(with, by) && heard(tx, by) {
			tx.Drop(Voices.Key(voiceID(spot.ID, by)))
		}
	}
	for _, by := range with {
		first := now[slices.IndexFunc(now, func(r Report) bool { return r.By == by })]
		if !heard(tx, by) {
			continue
		}
		if err := Voices.Put(tx, Voice{Spot: spot.ID, By: by, Report: first.ID, At: first.Tapped, After: after}); err != nil {
			return err
		}
	}
	return nil
}

func heard(tx *op.Tx, by person.ID) bool { return tx.City != nil || tx.By.Same(by) }

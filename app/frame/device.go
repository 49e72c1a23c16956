package frame

import (
	"denghuo/app/words"
	"denghuo/shared/geo"
)

// Device is what a phone can do beside showing pages. A nil func means that this
// one cannot, and the screen leaves the button out.
type Device struct {
	// Scan watches the camera through the video element of this ID and calls found
	// for each code it reads, until stop. It waits for the camera; a refusal says
	// why there is none.
	Scan func(videoID string, found func(text string)) (stop func(), err error)
	// Plate is Scan for the plate on a pole: QR or a barcode. It is nil where the
	// browser has no reader of its own.
	Plate func(videoID string, found func(text string)) (stop func(), err error)
	// Track calls found for each position, until stop. A person who has not said yes
	// before is asked by the phone.
	Track    func(found func(geo.Point), failed func(error)) (stop func())
	MayTrack func() bool // they have said yes; waits a moment
	// Share hands an address to other apps, or copies it; waits for the person.
	Share func(title, address string) (copied bool)

	// Map opens the lamps' map in the element of this ID, until stop, and show gives it
	// the rows of spots; desk says that this person has the clerk's. It waits for the
	// map's files.
	Map func(elementID string) (show func(spots string, desk bool), stop func(), err error)
	// Pick is the map with a cross to choose a place by; it begins at a point, or at nil
	// where the phone is. took is called as often as the person likes, until stop.
	Pick func(elementID string, at *geo.Point, took func(geo.Point)) (stop func(), err error)

	Say  func(lang words.Lang, text string)   // aloud, silent when empty; nil without a voice
	Stay func(on bool)                        // keeps the screen on and awake
	Hand func(name, kind string, body []byte) // gives a file to the person
}

package frame

import "denghuo/app/words"

// Device is what a phone can do beside showing pages. A nil func means that this
// one cannot, and the screen leaves the button out.
type Device struct {
	// Scan watches the camera through the video element of this ID and calls found
	// for each code it reads, until stop. It waits for the camera; a refusal says
	// why there is none.
	Scan func(videoID string, found func(text string)) (stop func(), err error)
	Say  func(lang words.Lang, text string)   // aloud; nil without a voice
	Stay func(on bool)                        // keeps the screen on and awake
	Hand func(name, kind string, body []byte) // gives a file to the person
}

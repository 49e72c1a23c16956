//go:build js && wasm

package main

import (
	"denghuo/app/browser"
	"denghuo/app/frame"
	"denghuo/app/words"
)

// device is what this phone can do.
func device() frame.Device {
	d := frame.Device{Scan: browser.Scan, Plate: browser.Plate(), Stay: browser.Awake(), Hand: browser.HandFile,
		Track: browser.Track, MayTrack: browser.MayTrack, Share: browser.Share,
		Map: browser.Map, Pick: browser.Pick}
	if say := browser.Voice(); say != nil {
		d.Say = func(lang words.Lang, text string) { say(string(lang), text) }
	}
	return d
}

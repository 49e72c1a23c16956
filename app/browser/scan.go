//go:build js && wasm

package browser

import (
	"errors"
	"fmt"
	"syscall/js"
	"time"

	"denghuo/shared/op"
)

// Codes of what a camera may answer.
const (
	CameraDenied op.Code = "camera_denied"
	NoCamera     op.Code = "no_camera"
)

// How the camera is read: often enough for a hand that moves, seldom enough for a
// cheap phone. Pixels beyond scanWide help no reader.
const (
	scanEvery  = 150 * time.Millisecond
	scanWide   = 720
	cameraTime = 60 * time.Second // a person may have to say yes
	readerTime = 30 * time.Second // the reader of our own comes over the line once
)

// reader finds codes in what a video shows.
type reader func(video js.Value) ([]string, error)

// Scan shows the camera in a video element and calls found for each code, until
// stop. The browser's own detector reads if it has one; else one that is loaded
// for this page only.
func Scan(videoID string, found func(string)) (stop func(), err error) {
	return scan(videoID, openReader, found)
}

func scan(videoID string, open func() (reader, error), found func(string)) (stop func(), err error) {
	video := js.Global().Get("document").Call("getElementById", videoID)
	if !video.Truthy() {
		return nil, errors.New("scan: there is no such video element")
	}
	stream, err := camera()
	if err != nil {
		return nil, err
	}
	off := func() {
		tracks := stream.Call("getTracks")
		for i := range tracks.Length() {
			tracks.Index(i).Call("stop")
		}
		video.Set("srcObject", js.Null())
	}
	read, err := open()
	if err != nil {
		off()
		return nil, err
	}
	video.Set("srcObject", stream)
	if _, err := await(video.Call("play"), cameraTime); err != nil {
		off()
		return nil, fmt.Errorf("scan: show the camera: %w", err)
	}
	done := make(chan struct{})
	go func() {
		if watch(video, read, found, done); !video.Get("isConnected").Bool() {
			off()
		}
	}()
	return func() { close(done); off() }, nil
}

func camera() (js.Value, error) {
	devices := js.Global().Get("navigator").Get("mediaDevices")
	if !devices.Truthy() || !devices.Get("getUserMedia").Truthy() {
		return js.Undefined(), op.Refuse(NoCamera, "")
	}
	stream, err := await(devices.Call("getUserMedia", map[string]any{"audio": false,
		"video": map[string]any{"facingMode": "environment", "width": map[string]any{"ideal": 1280}}}), cameraTime)
	switch {
	case named(err, "NotAllowedError"), named(err, "SecurityError"):
		return stream, op.Refuse(CameraDenied, "")
	case err != nil:
		Complain("open the camera", err)
		return stream, op.Refuse(NoCamera, "")
	}
	return stream, nil
}

// watch reads until done, or until the page with the video is left: whoever leaves while
// the camera is being opened has no stop yet. A frame that cannot be read is followed by
// another.
func watch(video js.Value, read reader, found func(string), done <-chan struct{}) {
	tick := time.NewTicker(scanEvery)
	defer tick.Stop()
	for {
		select {
		case <-done:
			return
		case <-tick.C:
		}
		if !video.Get("isConnected").Bool() {
			return
		}
		if video.Get("readyState").Int() < 2 || !Visible() {
			continue
		}
		texts, err := read(video)
		if err != nil {
			continue
		}
		for _, text := range texts {
			select {
			case <-done:
				return
			default:
				found(text)
			}
		}
	}
}

// openReader prefers the browser's own.
func openReader() (reader, error) {
	if own := js.Global().Get("BarcodeDetector"); own.Truthy() {
		formats, err := await(own.Call("getSupportedFormats"), cameraTime)
		if err == nil && formats.Call("includes", "qr_code").Bool() {
			return detect([]any{"qr_code"}), nil
		}
	}
	return loadReader()
}

func texts(promise js.Value, field string) ([]string, error) {
	list, err := await(promise, scanEvery*20)
	if err != nil {
		return nil, err
	}
	var all []string
	for i := range list.Length() {
		if t := text(list.Index(i).Get(field)); t != "" {
			all = append(all, t)
		}
	}
	return all, nil
}

// loadReader brings in zxing, a reader compiled to Wasm, from our own address.
func loadReader() (reader, error) {
	if !js.Global().Get("ZXingWASM").Truthy() {
		if err := script("/web/zxing.js"); err != nil {
			return nil, fmt.Errorf("load the code reader: %w", err)
		}
	}
	zxing := js.Global().Get("ZXingWASM")
	where := js.FuncOf(func(js.Value, []js.Value) any { return "/web/zxing_reader.wasm" }) // for the life of the page
	if _, err := await(zxing.Call("prepareZXingModule", map[string]any{
		"overrides": map[string]any{"locateFile": where}, "fireImmediately": true}), readerTime); err != nil {
		return nil, fmt.Errorf("start the code reader: %w", err)
	}
	canvas := js.Global().Get("document").Call("createElement", "canvas")
	pen := canvas.Call("getContext", "2d", map[string]any{"willReadFrequently": true})
	options := map[string]any{"formats": []any{"QRCode"}, "maxNumberOfSymbols": 1, "tryHarder": true}
	return func(video js.Value) ([]string, error) {
		w, h := video.Get("videoWidth").Float(), video.Get("videoHeight").Float()
		if w < 1 || h < 1 {
			return nil, errors.New("scan: no picture yet")
		}
		scale := min(1, scanWide/w)
		canvas.Set("width", int(w*scale))
		canvas.Set("height", int(h*scale))
		pen.Call("drawImage", video, 0, 0, int(w*scale), int(h*scale))
		pixels := pen.Call("getImageData", 0, 0, int(w*scale), int(h*scale))
		return texts(zxing.Call("readBarcodes", pixels, options), "text")
	}, nil
}

// script adds a script of ours to the page and waits for it.
func script(src string) error {
	loaded := make(chan error, 1)
	tag := js.Global().Get("document").Call("createElement", "script")
	ok := listen(tag, "load", func(js.Value) { loaded <- nil })
	bad := listen(tag, "error", func(js.Value) { loaded <- fault{"NetworkError", src + " did not come"} })
	defer ok()
	defer bad()
	tag.Set("src", src)
	js.Global().Get("document").Get("head").Call("appendChild", tag)
	timer := time.NewTimer(readerTime)
	defer timer.Stop()
	select {
	case err := <-loaded:
		return err
	case <-timer.C:
		return errSlow
	}
}

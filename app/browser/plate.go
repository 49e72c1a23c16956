//go:build js && wasm

package browser

import "syscall/js"

// plateCodes are what the plate of a pole may carry.
var plateCodes = [...]string{"qr_code", "data_matrix", "code_128", "code_39", "ean_13"}

// Plate is Scan for the plate on a pole. It is nil where the browser has no reader of
// its own: the till's (400 KB) is not worth its bytes on a dark street for a number
// that is typed sooner, and without a network it would not come.
func Plate() func(videoID string, found func(string)) (stop func(), err error) {
	if !js.Global().Get("BarcodeDetector").Truthy() {
		return nil
	}
	return func(videoID string, found func(string)) (func(), error) {
		return scan(videoID, ownReader, found)
	}
}

// ownReader reads what the browser's own detector knows of plateCodes.
func ownReader() (reader, error) {
	own := js.Global().Get("BarcodeDetector")
	known, err := await(own.Call("getSupportedFormats"), cameraTime)
	if err != nil {
		return nil, err
	}
	var formats []any
	for _, f := range plateCodes {
		if known.Call("includes", f).Bool() {
			formats = append(formats, f)
		}
	}
	return detect(formats), nil
}

func detect(formats []any) reader {
	detector := js.Global().Get("BarcodeDetector").New(map[string]any{"formats": formats})
	return func(video js.Value) ([]string, error) { return texts(detector.Call("detect", video), "rawValue") }
}

//go:build js && wasm

package browser

import (
	"fmt"
	"syscall/js"
	"time"

	"denghuo/shared/op"
)

// SaveFile gives a person a file, by the browser's own way of saving.
func SaveFile(name string, b []byte) error {
	blob := js.Global().Get("Blob").New([]any{toJS(b)}, map[string]any{"type": "application/json"})
	return attempt(func() {
		url := js.Global().Get("URL").Call("createObjectURL", blob)
		link := js.Global().Get("document").Call("createElement", "a")
		link.Set("href", url)
		link.Set("download", name)
		link.Call("click")
	})
}

// ReadBytes reads a picked File of at most so many bytes.
func ReadBytes(file js.Value, most int) ([]byte, error) {
	if file.Type() != js.TypeObject || file.Get("size").Type() != js.TypeNumber {
		return nil, op.Refuse(op.Missing, "file")
	}
	if file.Get("size").Float() > float64(most) {
		return nil, op.Refuse(op.TooLong, "file")
	}
	buffer, err := await(file.Call("arrayBuffer"), 20*time.Second)
	if err != nil {
		return nil, fmt.Errorf("read the file: %w", err)
	}
	return toGo(buffer), nil
}

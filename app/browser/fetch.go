//go:build js && wasm

package browser

import (
	"context"
	"fmt"
	"syscall/js"
	"time"
)

// request is what fetch sends beside method and address.
type request struct {
	kind  string // content type
	token string
	body  []byte
	span  string                 // Content-Range, if it is a piece
	heard func(headers js.Value) // gets the answer's headers; may be nil
}

func (r request) headers() map[string]any {
	headers := map[string]any{}
	if r.kind != "" {
		headers["Content-Type"] = r.kind
	}
	if r.token != "" {
		headers["Authorization"] = "Bearer " + r.token
	}
	if r.span != "" {
		headers["Content-Range"] = r.span
	}
	return headers
}

// fetch asks the city over HTTP. Only the counter (door.go) and photos go this way.
func fetch(ctx context.Context, method, path string, r request, limit time.Duration) (status int, body []byte, err error) {
	stop := js.Global().Get("AbortController").New()
	defer context.AfterFunc(ctx, func() { stop.Call("abort") })()
	options := map[string]any{"method": method, "headers": r.headers(), "signal": stop.Get("signal"),
		"cache": "no-store", "credentials": "same-origin"}
	if r.body != nil { // GET and HEAD may not even have an empty one
		options["body"] = toJS(r.body)
	}
	promise := js.Global().Call("fetch", path, options)
	answer, err := await(promise, limit)
	if err != nil {
		stop.Call("abort")
		return 0, nil, fmt.Errorf("%s %s: %w", method, path, err)
	}
	buffer, err := await(answer.Call("arrayBuffer"), limit)
	if err != nil {
		stop.Call("abort")
		return 0, nil, fmt.Errorf("%s %s: %w", method, path, err)
	}
	if r.heard != nil {
		r.heard(answer.Get("headers"))
	}
	return answer.Get("status").Int(), toGo(buffer), nil
}

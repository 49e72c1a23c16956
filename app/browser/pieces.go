//go:build js && wasm

package browser

import (
	"context"
	"encoding/json"
	"fmt"
	"strconv"
	"syscall/js"
	"time"

	"denghuo/app/photo"
	"denghuo/shared/op"
	shared "denghuo/shared/photo"
)

// pieceTime is how long one piece may take. What of it came counts all the same.
const pieceTime = time.Minute

// Carrier brings photos to the city in the name of a token, by HTTP: HEAD asks,
// PATCH with a Content-Range sends (server/gate/pieces.go has the whole of it).
type Carrier struct{ Token string }

// Has asks how much the city has.
func (c Carrier) Has(ctx context.Context, h shared.Hash) (photo.There, error) {
	return c.call(ctx, "HEAD", h, request{})
}

// Piece sends one.
func (c Carrier) Piece(ctx context.Context, h shared.Hash, from, total int, b []byte) (photo.There, error) {
	return c.call(ctx, "PATCH", h, request{kind: "application/octet-stream", body: b,
		span: fmt.Sprintf("bytes %d-%d/%d", from, from+len(b)-1, total)})
}

func (c Carrier) call(ctx context.Context, method string, h shared.Hash, r request) (photo.There, error) {
	var there photo.There
	r.token = c.Token
	r.heard = func(headers js.Value) {
		there.Whole = headers.Call("get", "Upload-Complete").String() == "?1"
		there.Bytes, _ = strconv.Atoi(headers.Call("get", "Upload-Offset").String()) // not said: nothing
	}
	status, said, err := fetch(ctx, method, "/photo/"+string(h), r, pieceTime)
	switch {
	case err != nil:
		return photo.There{}, err
	case status == 200 && method == "HEAD" || status == 204 || status == 409:
		return there, nil
	case status == 200 || status == 201:
		return photo.There{Whole: true}, nil
	case status == 400 || status == 413 || status == 415: // it will never be taken
		return photo.There{}, op.Refuse(codeIn(said), "photo")
	}
	return photo.There{}, fmt.Errorf("the city answers %d", status)
}

// codeIn is what an answer says; a HEAD says nothing.
func codeIn(said []byte) op.Code {
	var answer struct{ Code op.Code }
	if err := json.Unmarshal(said, &answer); err != nil || answer.Code == "" {
		return NotPicture
	}
	return answer.Code
}

// Fetch gives the bytes of a photo that the city has and this person may see.
func (c Carrier) Fetch(ctx context.Context, h shared.Hash) ([]byte, error) {
	status, body, err := fetch(ctx, "GET", "/photo/"+string(h), request{token: c.Token}, pieceTime)
	if err == nil && status != 200 {
		err = fmt.Errorf("fetch a photo: the city answers %d", status)
	}
	return body, err
}

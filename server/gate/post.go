package gate

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"time"

	"denghuo/server/edge"
	"denghuo/server/people"
	"denghuo/shared/wire"
)

// bodyWait is how long the body of a request may take.
const bodyWait = 60 * time.Second

// post takes the frames of a service worker: Hello and pushes, as a JSON list or
// one a line, at most wire.MaxUp bytes. It answers when all are decided, with the
// rows that the phone does not know, or with a Bye; the status is 200 for both.
// Page and worker may race: the numbers make it harmless.
func (g *Gate) post(w http.ResponseWriter, r *http.Request) {
	if !edge.SameSite(r) {
		http.Error(w, "another site", http.StatusForbidden)
		return
	}
	d, err := g.exchange(w, r)
	down := wire.Down{Delta: &d}
	if err != nil {
		e := asEnd(err)
		if e.reason == "" {
			e.reason = wire.Later
		}
		g.Counts.Byes.Add(1)
		b := g.bye(e)
		down = wire.Down{Bye: &b}
	}
	w.Header().Set("Content-Type", "application/json")
	w.Header().Set("Cache-Control", "no-store")
	if _, err := w.Write(wire.Encode(down)); err != nil {
		g.Log.Debug("answer", "err", err) // the worker has gone
	}
}

func (g *Gate) exchange(w http.ResponseWriter, r *http.Request) (wire.Delta, error) {
	select {
	case g.posts <- struct{}{}:
		defer func() { <-g.posts }()
	default:
		return wire.Delta{}, end{reason: wire.Busy, detail: "too many requests at once"}
	}
	if !g.Open() {
		return wire.Delta{}, end{reason: wire.Later, detail: restarts}
	}
	ctx, cancel := context.WithCancel(r.Context())
	defer cancel()
	defer context.AfterFunc(g.ctx, cancel)()
	_ = http.NewResponseController(w).SetReadDeadline(time.Now().Add(bodyWait)) // tests' recorders have none
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, wire.MaxUp))
	if big := (*http.MaxBytesError)(nil); errors.As(err, &big) {
		return wire.Delta{}, end{reason: wire.TooBig, detail: err.Error()}
	}
	if err != nil {
		return wire.Delta{}, end{reason: wire.Later, detail: "the body did not come whole"}
	}
	v, err := g.posted(ctx, body, people.Cookie(r), edge.Neighbours(r))
	if err != nil {
		return wire.Delta{}, err
	}
	v.room = wire.MaxDown
	return v.page()
}

// posted decides all that came, in order.
func (g *Gate) posted(ctx context.Context, body []byte, cookie, from string) (*visit, error) {
	frames, err := split(body)
	if err != nil {
		return nil, err
	}
	v := &visit{gate: g, cookie: cookie, from: from}
	for i, frame := range frames {
		up, err := wire.DecodeUp(frame)
		g.Counts.Frames.Add(1)
		switch {
		case err != nil:
			err = end{reason: wire.Malformed, detail: err.Error()}
		case (i == 0) != (up.Hello != nil):
			err = end{reason: wire.Order, detail: "Hello comes first and once"}
		case up.Hello != nil:
			err = v.greet(ctx, *up.Hello)
		case up.Push != nil:
			err = v.push(ctx.Done(), *up.Push, nil)
		}
		if err != nil {
			return nil, err
		}
	}
	if v.renew {
		return nil, end{reason: wire.Renew, detail: "this version is not spoken here"}
	}
	return v, nil
}

// split reads a JSON list of frames, or frames one after another.
func split(body []byte) (frames []json.RawMessage, err error) {
	malformed := end{reason: wire.Malformed, detail: "frames are wanted: a JSON list, or one a line"}
	in := json.NewDecoder(bytes.NewReader(body))
	for {
		var one json.RawMessage
		err := in.Decode(&one)
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return nil, malformed
		}
		frames = append(frames, one)
	}
	if len(frames) == 1 && frames[0][0] == '[' {
		if err := json.Unmarshal(frames[0], &frames); err != nil {
			return nil, malformed
		}
	}
	if len(frames) == 0 {
		return nil, malformed
	}
	return frames, nil
}

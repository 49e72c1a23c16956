package gate

import (
	"encoding/json"
	"errors"
	"io"
	"net/http"

	"denghuo/server/authority"
	"denghuo/shared/wire"
)

// post takes the frames of a service worker: a JSON list of Hello and Push, at
// most wire.MaxUp bytes. It answers when all are decided, with the rows that the
// phone does not know, or with a Bye. Page and worker may race: the numbers make
// it harmless.
func (g *Gate) post(w http.ResponseWriter, r *http.Request) {
	down := func(d wire.Down) {
		w.Header().Set("Content-Type", "application/json")
		w.Header().Set("Cache-Control", "no-store")
		if _, err := w.Write(wire.Encode(d)); err != nil {
			g.log.Debug("answer", "err", err) // the worker has gone
		}
	}
	if !sameHost(r) {
		http.Error(w, "another site", http.StatusForbidden)
		return
	}
	s, err := g.posted(w, r)
	if err != nil {
		e := asEnd(err)
		if e.reason == "" {
			e.reason = wire.Later
		}
		down(wire.Down{Bye: &wire.Bye{Reason: e.reason, Again: g.again(e.reason), Detail: e.detail}})
		return
	}
	page, err := g.store.Since(s.actor.Scopes(), s.since, wire.MaxDown)
	if err != nil {
		g.log.Error("read rows", "err", err)
		down(wire.Down{Bye: &wire.Bye{Reason: wire.Later}})
		return
	}
	down(wire.Down{Delta: &wire.Delta{Epoch: page.Epoch, From: s.since, To: page.To, Now: g.now(), More: page.More, Rows: page.Rows}})
}

// posted decides all that came, in order.
func (g *Gate) posted(w http.ResponseWriter, r *http.Request) (*session, error) {
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, wire.MaxUp))
	if err != nil {
		var big *http.MaxBytesError
		if errors.As(err, &big) {
			return nil, end{wire.TooBig, err.Error()}
		}
		return nil, err
	}
	var frames []json.RawMessage
	if err := json.Unmarshal(body, &frames); err != nil || len(frames) == 0 {
		return nil, end{wire.Malformed, "a JSON list of frames is wanted"}
	}
	s := &session{gate: g, ends: make(chan end, 1)}
	for i, frame := range frames {
		up, err := wire.DecodeUp(frame)
		if err != nil {
			return nil, end{wire.Malformed, err.Error()}
		}
		switch {
		case (i == 0) != (up.Hello != nil):
			return nil, end{wire.Order, "Hello comes first and once"}
		case up.Hello != nil:
			err = s.greet(*up.Hello)
		case up.Push != nil:
			err = s.decide(*up.Push, r)
		}
		if err != nil {
			return nil, err
		}
	}
	return s, nil
}

// decide waits for each envelope's outcome.
func (s *session) decide(p wire.Push, r *http.Request) error {
	at := s.gate.now()
	for _, raw := range p.Envelopes {
		done := make(chan authority.Outcome, 1)
		job := authority.Job{Client: s.hello.Client, By: s.actor, Raw: raw, At: at, Sent: p.Sent,
			Done: func(o authority.Outcome) { done <- o }}
		if !s.gate.authority.Submit(job) {
			return end{wire.Busy, "the city has too much to do"}
		}
		select {
		case o := <-done:
			s.gate.Ops.Add(1)
			if o.Reason != "" {
				return end{o.Reason, "an envelope does not fit"}
			}
		case <-r.Context().Done():
			return end{wire.Later, "the line broke"}
		}
	}
	return nil
}

package gate

import (
	"errors"
	"io"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"denghuo/server/edge"
	"denghuo/server/photo"
	"denghuo/shared/op"
	"denghuo/shared/person"
	shared "denghuo/shared/photo"
)

// A photo comes in pieces, so that a broken line costs no byte twice:
//
//	HEAD  /photo/{hash}                  200, Upload-Offset: how many bytes are here;
//	                                     Upload-Complete: ?1 when this person's photo is with the city
//	PATCH /photo/{hash}
//	Content-Range: bytes 65536-131071/301244
//	                                     204, Upload-Offset: bytes are missing still
//	                                     201 or 200: it is whole, looked at, and with the city
//	                                     409, Upload-Offset: begin there (a gap; or the whole had another hash: 0)
//
// Pieces may be of any size, come again, overlap, and come over two lines at once.
// Each byte counts when it is here, not when its piece is: what a broken line
// brought is kept. When all are here but the answer was not heard, or was "later",
// any piece sent again (its last byte will do) has it looked at again.
//
// Codes: 400 photo_hash, malformed; 401 sign_in; 413 photo_too_big and 415
// not_a_picture are final; 503 busy and later are not.

const (
	offsetHeader   = "Upload-Offset"
	completeHeader = "Upload-Complete"
)

// headPhoto tells how far this person's photo is. It tells nothing of others.
func (g *Gate) headPhoto(w http.ResponseWriter, r *http.Request) {
	actor, hash, ok := g.sender(w, r)
	if !ok {
		return
	}
	w.Header().Set("Cache-Control", "no-store")
	if g.has(actor, hash) {
		w.Header().Set(completeHeader, "?1")
		return
	}
	have, err := g.Parts.Have(actor.ID, hash)
	if err != nil {
		g.Log.Error("look at a part", "err", err)
		edge.Refuse(w, http.StatusServiceUnavailable, "later")
		return
	}
	w.Header().Set(completeHeader, "?0")
	w.Header().Set(offsetHeader, strconv.FormatInt(have, 10))
}

// sender is who sends which photo; otherwise it has answered.
func (g *Gate) sender(w http.ResponseWriter, r *http.Request) (a person.Actor, h shared.Hash, ok bool) {
	if !edge.SameSite(r) {
		edge.Refuse(w, http.StatusForbidden, "other_site")
		return a, h, false
	}
	if a, ok = g.actor(w, r); !ok {
		return a, h, false
	}
	g.People.Meet(a)
	if h = shared.Hash(r.PathValue("hash")); !h.Valid() {
		edge.Refuse(w, http.StatusBadRequest, "photo_hash")
		return a, h, false
	}
	return a, h, true
}

// has reports whether the city has this photo from this person. Who only knows the
// name must send the bytes.
func (g *Gate) has(a person.Actor, hash shared.Hash) bool {
	reader := g.Store.Read(nil)
	defer reader.Close()
	p, ok := shared.Table.Get(reader, op.ID(hash))
	return ok && slices.Contains(p.By, a.ID)
}

// patchPhoto takes a piece, and finishes the photo when it was the last.
func (g *Gate) patchPhoto(w http.ResponseWriter, r *http.Request) {
	select {
	case g.pieces <- struct{}{}:
		defer func() { <-g.pieces }()
	default:
		edge.Refuse(w, http.StatusServiceUnavailable, "busy")
		return
	}
	actor, hash, ok := g.sender(w, r)
	if !ok || !counted(w, g.often.pieces, string(actor.ID), 1) {
		return
	}
	span, ok := parseRange(r.Header.Get("Content-Range"))
	if !ok {
		edge.Refuse(w, http.StatusBadRequest, "malformed")
		return
	}
	if span.total > shared.MaxBytes {
		edge.Refuse(w, http.StatusRequestEntityTooLarge, "photo_too_big")
		return
	}
	if g.has(actor, hash) { // another of this person's phones was first
		w.Header().Set(completeHeader, "?1")
		g.answer(w, http.StatusOK, map[string]string{"hash": string(hash)})
		return
	}
	_ = http.NewResponseController(w).SetReadDeadline(time.Now().Add(bodyWait)) // tests' recorders have none
	have, err := g.receive(w, r, actor.ID, hash, span)
	if err == nil && have >= span.total {
		g.finish(w, r, actor, hash)
		return
	}
	w.Header().Set(offsetHeader, strconv.FormatInt(have, 10))
	g.received(w, err)
}

// received answers a piece after which bytes are missing.
func (g *Gate) received(w http.ResponseWriter, err error) {
	big := (*http.MaxBytesError)(nil)
	switch {
	case err == nil:
		w.Header().Set("Cache-Control", "no-store")
		w.WriteHeader(http.StatusNoContent)
	case errors.Is(err, photo.ErrGap):
		edge.Refuse(w, http.StatusConflict, "photo_gap")
	case errors.As(err, &big):
		edge.Refuse(w, http.StatusBadRequest, "malformed")
	case errors.Is(err, errCut):
		g.Log.Debug("receive a piece", "err", err) // nobody reads an answer
		w.WriteHeader(http.StatusRequestTimeout)
	default:
		g.Log.Error("receive a piece", "err", err)
		edge.Refuse(w, http.StatusServiceUnavailable, "later")
	}
}

var errCut = errors.New("the line broke within a piece")

// receive puts each stretch of the body where it belongs as it comes. No lock is
// held while the phone is waited for: a line that is dead and does not say so must
// not stand in the way of the next.
func (g *Gate) receive(w http.ResponseWriter, r *http.Request, who person.ID, hash shared.Hash, s span) (have int64, err error) {
	body := http.MaxBytesReader(w, r.Body, s.to-s.from)
	stretch := make([]byte, 16<<10)
	at := s.from
	for at < s.to {
		n, readErr := io.ReadFull(body, stretch[:min(int64(len(stretch)), s.to-at)])
		if n > 0 {
			g.Counts.PhotoBytes.Add(int64(n))
			if have, err = g.Parts.Add(who, hash, at, stretch[:n]); err != nil {
				return have, err
			}
			at += int64(n)
		}
		if readErr != nil {
			return have, errors.Join(errCut, readErr)
		}
	}
	_, err = body.Read(stretch[:1]) // more than was said is an error
	if errors.Is(err, io.EOF) {
		err = nil
	}
	return have, err
}

// finish has a whole photo looked at. If it is not what its name says, it was
// spoilt on the way or here, and the phone begins again.
func (g *Gate) finish(w http.ResponseWriter, r *http.Request, actor person.Actor, hash shared.Hash) {
	select {
	case g.uploads <- struct{}{}:
		defer func() { <-g.uploads }()
	case <-r.Context().Done():
		return
	}
	body, err := g.Parts.Bytes(actor.ID, hash)
	if err != nil && g.has(actor, hash) { // the other line has finished it
		w.Header().Set(completeHeader, "?1")
		g.answer(w, http.StatusOK, map[string]string{"hash": string(hash)})
		return
	}
	if err != nil {
		g.Log.Error("finish a photo", "err", err)
		edge.Refuse(w, http.StatusServiceUnavailable, "later")
		return
	}
	over := true
	if shared.Name(body) != hash {
		w.Header().Set(offsetHeader, "0")
		edge.Refuse(w, http.StatusConflict, "photo_again")
	} else {
		over = g.keepPhoto(w, r, actor, hash, body)
	}
	if !over {
		return
	}
	if err := g.Parts.Drop(actor.ID, hash); err != nil {
		g.Log.Error("finish a photo", "err", err) // the sweep takes it
	}
}

// span is a piece of a whole: bytes from to before to.
type span struct{ from, to, total int64 }

// parseRange reads "bytes 0-65535/301244": numbers of at most 10 digits, the last
// byte counted in, everything said.
func parseRange(s string) (span, bool) {
	rest, ok := strings.CutPrefix(s, "bytes ")
	first, rest, dash := strings.Cut(rest, "-")
	last, whole, slash := strings.Cut(rest, "/")
	if !ok || !dash || !slash {
		return span{}, false
	}
	var n [3]int64
	for i, digits := range []string{first, last, whole} {
		v, err := strconv.ParseUint(digits, 10, 33)
		if err != nil || len(digits) > 10 {
			return span{}, false
		}
		n[i] = int64(v)
	}
	out := span{n[0], n[1] + 1, n[2]}
	return out, out.from < out.to && out.to <= out.total
}

package gate

import (
	"context"
	"errors"
	"io"
	"io/fs"
	"net/http"
	"time"

	"denghuo/server/authority"
	"denghuo/server/edge"
	"denghuo/server/photo"
	"denghuo/shared/lamp"
	"denghuo/shared/op"
	"denghuo/shared/person"
	shared "denghuo/shared/photo"
)

// putPhoto takes a photo's bytes whole, from a client that knows nothing of pieces
// (pieces.go). Sending it again is harmless: 201 when it was
// new, 200 when the city had it.
func (g *Gate) putPhoto(w http.ResponseWriter, r *http.Request) {
	if !edge.SameSite(r) {
		edge.Refuse(w, http.StatusForbidden, "other_site")
		return
	}
	select {
	case g.uploads <- struct{}{}:
		defer func() { <-g.uploads }()
	default:
		edge.Refuse(w, http.StatusServiceUnavailable, "busy")
		return
	}
	actor, ok := g.actor(w, r)
	if !ok || !counted(w, g.often.pieces, string(actor.ID), whole) {
		return
	}
	g.People.Meet(actor)
	if r.Header.Get("Content-Range") != "" { // a piece is not the whole
		edge.Refuse(w, http.StatusBadRequest, "malformed")
		return
	}
	_ = http.NewResponseController(w).SetReadDeadline(time.Now().Add(bodyWait)) // tests' recorders have none
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, shared.MaxBytes))
	if big := (*http.MaxBytesError)(nil); errors.As(err, &big) {
		edge.Refuse(w, http.StatusRequestEntityTooLarge, "photo_too_big")
		return
	}
	if err != nil {
		g.Log.Debug("receive photo", "err", err) // the line broke: nobody reads an answer
		return
	}
	g.keepPhoto(w, r, actor, shared.Hash(r.PathValue("hash")), body)
}

// keepPhoto has the bytes looked at, made anew and told of, and answers. Over says
// that they are not wanted again.
func (g *Gate) keepPhoto(w http.ResponseWriter, r *http.Request, actor person.Actor, hash shared.Hash, body []byte) (over bool) {
	defer g.Photos.Hold(hash)()
	picture, err := g.Photos.Keep(r.Context(), hash, body)
	switch {
	case errors.Is(err, photo.ErrHash):
		edge.Refuse(w, http.StatusBadRequest, "photo_hash")
		return true
	case errors.Is(err, photo.ErrPicture):
		edge.Refuse(w, http.StatusUnsupportedMediaType, "not_a_picture")
		return true
	case errors.Is(err, photo.ErrBig):
		edge.Refuse(w, http.StatusRequestEntityTooLarge, "photo_too_big")
		return true
	case errors.Is(err, photo.ErrFull):
		g.Log.Error("refuse a photo", "err", err)
	case err != nil && r.Context().Err() != nil:
		g.Log.Debug("keep photo", "err", err) // the phone has gone
	case err != nil:
		g.Log.Error("keep photo", "hash", hash, "err", err)
	default:
		g.Counts.Photos.Add(1)
		return g.arrive(w, r, picture.New, shared.Arrive{Hash: hash, Width: picture.Width, Height: picture.Height, Bytes: picture.Bytes, From: actor.ID})
	}
	edge.Refuse(w, http.StatusServiceUnavailable, "later")
	return false
}

// arrive tells the city that the bytes are here, and answers when it is written.
func (g *Gate) arrive(w http.ResponseWriter, r *http.Request, isNew bool, a shared.Arrive) (written bool) {
	if err := g.ask(r.Context(), a, person.TheCity()); err != nil {
		if refusal, ok := op.AsRefusal(err); ok {
			g.Log.Error("a photo was refused", "hash", a.Hash, "code", refusal.Code)
		}
		edge.Refuse(w, http.StatusServiceUnavailable, "later")
		return false
	}
	status := http.StatusOK
	if isNew {
		status = http.StatusCreated
	}
	g.answer(w, status, map[string]string{"hash": string(a.Hash)})
	return true
}

// ask has an op decided outside any outbox: the city's refusal, or authority.ErrLater.
func (g *Gate) ask(ctx context.Context, o op.Op, by person.Actor) error {
	if !g.Open() {
		return authority.ErrLater
	}
	return g.Authority.Ask(ctx, o, by, g.Now())
}

// getPhoto gives a photo to whoever may see it (lamp.MaySee); for all others there is
// none. One that a clerk let out is also for those who have no name here, such as the
// reader of a page in a browser that runs no program.
func (g *Gate) getPhoto(w http.ResponseWriter, r *http.Request) {
	actor, err := g.whoAsks(r)
	who := string(actor.ID)
	if err != nil {
		actor, who = person.Actor{}, edge.Neighbours(r)
	}
	hash := shared.Hash(r.PathValue("hash"))
	if !counted(w, g.often.looks, who, 1) {
		return
	}
	if !hash.Valid() || !g.mayRead(actor, hash) {
		http.NotFound(w, r)
		return
	}
	f, err := g.Photos.Open(r.Context(), hash)
	if errors.Is(err, fs.ErrNotExist) {
		http.NotFound(w, r)
		return
	}
	if err != nil {
		g.Log.Error("open photo", "hash", hash, "err", err)
		edge.Refuse(w, http.StatusServiceUnavailable, "later")
		return
	}
	defer f.Close()
	w.Header().Set("Content-Type", "image/jpeg")
	w.Header().Set("Cache-Control", g.keptFor(actor, hash))
	w.Header().Set("X-Content-Type-Options", "nosniff")
	w.Header().Set("Content-Security-Policy", "default-src 'none'; sandbox")
	if _, err := io.Copy(w, f); err != nil {
		g.Log.Debug("send photo", "err", err) // the phone has gone
	}
}

func (g *Gate) mayRead(a person.Actor, hash shared.Hash) bool {
	reader := g.Store.Read(a.Scopes())
	defer reader.Close()
	var own func(func(op.Row) bool)
	if !a.Staff() && a.ID != "" {
		own = func(f func(op.Row) bool) { reader.EachOf(a.ID.Own(), f) }
	}
	return lamp.MaySee(reader, own, hash)
}

// keptFor is how long a browser keeps the bytes: a day where they are the person's own
// or the staff's, minutes where a clerk or a crew may take them back.
func (g *Gate) keptFor(a person.Actor, hash shared.Hash) string {
	reader := g.Store.Read(a.Scopes())
	defer reader.Close()
	if _, own := shared.Table.Get(reader, op.ID(hash)); own {
		return "private, max-age=86400, immutable"
	}
	return "private, max-age=300"
}

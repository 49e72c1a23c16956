package gate

import (
	"errors"
	"io"
	"net/http"
	"os"
	"slices"
	"strings"

	"denghuo/server/authority"
	"denghuo/server/photo"
	"denghuo/shared/op"
	"denghuo/shared/person"
	shared "denghuo/shared/photo"
)

// bearer finds who speaks: by header from the program, by cookie from an <img>.
func (g *Gate) bearer(r *http.Request) (person.Actor, error) {
	token, ok := strings.CutPrefix(r.Header.Get("Authorization"), "Bearer ")
	if !ok {
		cookie, err := r.Cookie("dh_token")
		if err != nil {
			return person.Actor{}, ErrToken
		}
		token = cookie.Value
	}
	return g.tokens.Actor(token)
}

// putPhoto takes a photo's bytes. Sending it again is harmless.
func (g *Gate) putPhoto(w http.ResponseWriter, r *http.Request) {
	actor, err := g.bearer(r)
	if err != nil {
		g.refuse(w, http.StatusUnauthorized, "sign_in")
		return
	}
	hash := shared.Hash(r.PathValue("hash"))
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, shared.MaxBytes))
	if err != nil {
		g.refuse(w, http.StatusRequestEntityTooLarge, "photo_too_big")
		return
	}
	picture, err := g.photos.Keep(hash, body)
	switch {
	case errors.Is(err, photo.ErrHash):
		g.refuse(w, http.StatusBadRequest, "photo_hash")
	case errors.Is(err, photo.ErrPicture):
		g.refuse(w, http.StatusUnsupportedMediaType, "not_a_picture")
	case err != nil:
		g.log.Error("keep photo", "err", err)
		g.refuse(w, http.StatusServiceUnavailable, "later")
	default:
		g.arrive(w, r, shared.Arrive{Hash: hash, Width: picture.Width, Height: picture.Height, Bytes: picture.Bytes, From: actor.ID})
	}
}

// arrive tells the city that the bytes are here, and answers when it is written.
func (g *Gate) arrive(w http.ResponseWriter, r *http.Request, a shared.Arrive) {
	done := make(chan authority.Outcome, 1)
	job := authority.Job{Op: a, By: person.TheCity(), At: g.now(), Done: func(o authority.Outcome) { done <- o }}
	if !g.authority.Submit(job) {
		g.refuse(w, http.StatusServiceUnavailable, "later")
		return
	}
	select {
	case o := <-done:
		if o.Refusal != nil || o.Reason != "" {
			g.refuse(w, http.StatusServiceUnavailable, "later")
			return
		}
		g.answer(w, http.StatusCreated, map[string]string{"hash": string(a.Hash)})
	case <-r.Context().Done():
	}
}

// getPhoto gives a photo to readers of its record; to all others there is none.
func (g *Gate) getPhoto(w http.ResponseWriter, r *http.Request) {
	actor, err := g.bearer(r)
	hash := shared.Hash(r.PathValue("hash"))
	if err != nil || !hash.Valid() || !g.mayRead(actor, hash) {
		http.NotFound(w, r)
		return
	}
	f, err := g.photos.Open(hash)
	if errors.Is(err, os.ErrNotExist) {
		http.NotFound(w, r)
		return
	}
	if err != nil {
		g.log.Error("open photo", "err", err)
		http.Error(w, "later", http.StatusServiceUnavailable)
		return
	}
	defer f.Close()
	w.Header().Set("Content-Type", "image/jpeg")
	w.Header().Set("Cache-Control", "private, max-age=86400, immutable")
	w.Header().Set("X-Content-Type-Options", "nosniff")
	if _, err := io.Copy(w, f); err != nil {
		g.log.Debug("send photo", "err", err) // the phone has gone
	}
}

func (g *Gate) mayRead(a person.Actor, hash shared.Hash) bool {
	reader := g.store.Read(nil)
	defer reader.Close()
	p, ok := shared.Table.Get(reader, op.ID(hash))
	return ok && slices.ContainsFunc(p.Audience(), func(s person.Scope) bool { return slices.Contains(a.Scopes(), s) })
}

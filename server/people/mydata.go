package people

import (
	"archive/zip"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"net/http"
	"os"
	"slices"
	"time"

	"denghuo/server/edge"
	"denghuo/shared/account"
	"denghuo/shared/city"
	"denghuo/shared/op"
	"denghuo/shared/person"
	"denghuo/shared/photo"
)

// Pictures is where the bytes of photos are.
type Pictures interface {
	Open(context.Context, photo.Hash) (io.ReadCloser, error)
	Drop(ctx context.Context, h photo.Hash, needed func() bool) error
}

// maxArchives is how many archives are made at once; each reads every photo of a person.
const maxArchives = 2

// asker is who asks about their own data: whoever is signed in, or the phone itself.
func (c *Cards) asker(r *http.Request) (person.Actor, error) {
	token := bearer(r)
	if token == "" && Cookie(r) == "" {
		token = DeviceCookie(r)
	}
	return c.people.Actor(r.Context(), token, Cookie(r))
}

// mine gives all that the city holds of the one who asks:
//
//	README.txt            what this is, in both languages
//	records/<table>.json  every record in the person's own scope, sessions and devices too
//	card.json             the card, masked, if one is bound
//	photos/<hash>.jpg     the photos they sent
func (c *Cards) mine(w http.ResponseWriter, r *http.Request) {
	who, err := c.asker(r)
	if err != nil {
		c.people.refuse(w, err)
		return
	}
	select {
	case c.archives <- struct{}{}:
		defer func() { <-c.archives }()
	default:
		c.people.refuse(w, errBusy)
		return
	}
	now := c.people.Now()
	w.Header().Set("Content-Type", "application/zip")
	w.Header().Set("Content-Disposition", `attachment; filename="denghuo-`+now.UTC().Format(time.DateOnly)+`.zip"`)
	w.Header().Set("Cache-Control", "no-store")
	a := archive{zip: zip.NewWriter(w), at: now}
	if err := errors.Join(c.fill(r.Context(), &a, who.ID), a.zip.Close()); err != nil {
		c.people.Log.Debug("send an archive", "err", err) // it is cut, and does not open
	}
}

// archive writes files of one time.
type archive struct {
	zip *zip.Writer
	at  time.Time
}

func (a *archive) file(name string, body io.Reader) error {
	f, err := a.zip.CreateHeader(&zip.FileHeader{Name: name, Method: zip.Deflate, Modified: a.at})
	if err == nil {
		_, err = io.Copy(f, body)
	}
	if err != nil {
		return fmt.Errorf("write %s: %w", name, err)
	}
	return nil
}

// fill writes what is held of a person as of one instant.
func (c *Cards) fill(ctx context.Context, a *archive, who person.ID) error {
	r := c.people.Store.Read(nil)
	defer r.Close()
	tables := map[string][]op.Key{}
	r.EachOf(who.Own(), func(row op.Row) bool {
		tables[row.Key.Table] = append(tables[row.Key.Table], row.Key)
		return true
	})
	names := slices.Sorted(maps.Keys(tables))
	if err := a.file("README.txt", bytes.NewBufferString(c.Readme(names, a.at))); err != nil {
		return err
	}
	for _, table := range names {
		body, err := records(r, tables[table])
		if err != nil {
			return err
		}
		if err := a.file("records/"+table+".json", body); err != nil {
			return err
		}
	}
	if err := c.fillCard(a, r, who); err != nil {
		return err
	}
	for _, k := range tables[photo.Table.Name] {
		if err := c.fillPhoto(ctx, a, r, photo.Hash(k.ID), who); err != nil {
			return err
		}
	}
	return nil
}

// records is rows as a readable list.
func records(r op.Reader, keys []op.Key) (io.Reader, error) {
	bodies := make([]json.RawMessage, 0, len(keys))
	for _, k := range keys {
		if row, ok := r.Get(k); ok {
			bodies = append(bodies, row.Body)
		}
	}
	b, err := json.MarshalIndent(bodies, "", "  ")
	if err != nil {
		return nil, fmt.Errorf("write records: %w", err)
	}
	return bytes.NewReader(b), nil
}

// fillCard tells of the bound card what its holder may know of it.
func (c *Cards) fillCard(a *archive, r op.Reader, who person.ID) error {
	card, ok := account.CardOf(r, who)
	if !ok {
		return nil
	}
	phone, err := c.Keys.open(card.ID, card.Phone)
	if err != nil {
		phone = "" // the key is gone: nobody can say it
	}
	b, err := json.MarshalIndent(map[string]any{"name": card.Name, "phone": maskPhone(phone), "bound": card.Bound, "listed": card.Listed}, "", "  ")
	if err != nil {
		return fmt.Errorf("write card: %w", err)
	}
	return a.file("card.json", bytes.NewReader(b))
}

func (c *Cards) fillPhoto(ctx context.Context, a *archive, r op.Reader, h photo.Hash, who person.ID) error {
	if p, ok := photo.Table.Get(r, op.ID(h)); !ok || !slices.Contains(p.By, who) {
		return nil
	}
	f, err := c.Pictures.Open(ctx, h)
	if errors.Is(err, os.ErrNotExist) {
		return nil // the record says what is known of it
	}
	if err != nil {
		return fmt.Errorf("open photo: %w", err)
	}
	defer f.Close()
	return a.file("photos/"+string(h)+".jpg", f)
}

// forget deletes what the city holds of the one who asks, and leaves what the books
// need under random names (city.Forget). It answers when all of it is done. What a
// kill in between has left is done by asking again: the account goes last.
func (c *Cards) forget(w http.ResponseWriter, r *http.Request) {
	var in struct{ Sure bool }
	if !form(w, r, &in) {
		return
	}
	who, err := c.asker(r)
	switch {
	case err == nil && !in.Sure:
		err = op.Refuse(op.Missing, "sure")
	case err == nil && !who.ID.Device() && !who.ID.Cardholder():
		err = op.Refuse(op.NotYours, "") // staff: the administrator answers for their books
	}
	if err == nil {
		err = c.Forget(r.Context(), who.ID)
	}
	if err != nil {
		c.people.refuse(w, err)
		return
	}
	c.people.setCookie(w, r, "", 0)
	http.SetCookie(w, &http.Cookie{Name: deviceCookie, Path: "/", MaxAge: -1, HttpOnly: true, SameSite: http.SameSiteStrictMode, Secure: edge.Secure(r)})
	w.WriteHeader(http.StatusNoContent)
}

// Forget forgets a person. Their lines end first, so that nothing new comes.
func (c *Cards) Forget(ctx context.Context, who person.ID) error {
	if who.Cardholder() {
		if err := c.people.do(ctx, account.End{Who: who}, person.TheCity()); err != nil {
			return err
		}
	}
	pictures := c.picturesOf(who)
	seed := random()
	for {
		if err := c.people.do(ctx, city.Forget{Who: who, Seed: seed}, person.TheCity()); err != nil {
			return err
		}
		if !c.has(who) {
			return c.dropPictures(ctx, pictures)
		}
	}
}

// picturesOf are the photos that a person sent.
func (c *Cards) picturesOf(who person.ID) (all []photo.Hash) {
	r := c.people.Store.Read(nil)
	defer r.Close()
	r.EachOf(who.Own(), func(row op.Row) bool {
		if row.Key.Table == photo.Table.Name {
			all = append(all, photo.Hash(row.Key.ID))
		}
		return true
	})
	return all
}

// dropPictures lets the bytes go that no record needs any more.
func (c *Cards) dropPictures(ctx context.Context, all []photo.Hash) (err error) {
	for _, h := range all {
		err = errors.Join(err, c.Pictures.Drop(ctx, h, func() bool {
			needed := false
			c.people.read(func(r op.Reader) { _, needed = photo.Table.Get(r, op.ID(h)) })
			return needed
		}))
	}
	return err
}

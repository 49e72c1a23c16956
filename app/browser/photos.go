//go:build js && wasm

package browser

import (
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"sync"
	"syscall/js"

	"denghuo/app/photo"
	"denghuo/shared/person"
	shared "denghuo/shared/photo"
)

// Shelf keeps one person's photos in IndexedDB: bytes, not Blobs, since phones
// have lost Blobs, and one record each.
//
//	denghuo.photos
//	  bytes  <person>/<hash> → Uint8Array, the JPEG
//	  about  <person>/<hash> → photo.Kept as JSON, in the frame of database.go
type Shelf struct {
	db  *database
	who person.ID
}

// OpenShelf opens the photos of a person.
func OpenShelf(who person.ID) (*Shelf, error) {
	db, err := openDatabase("denghuo.photos", "bytes", "about")
	if err != nil {
		return nil, err
	}
	return &Shelf{db, who}, nil
}

func (s *Shelf) key(h shared.Hash) string { return string(s.who) + "/" + string(h) }

// Put keeps both in one strict transaction; without bytes only what is known.
func (s *Shelf) Put(k photo.Kept, b []byte) error {
	about, err := json.Marshal(k)
	if err != nil {
		return fmt.Errorf("encode a photo's note: %w", err)
	}
	err = s.db.run(strict, []string{"bytes", "about"}, func(tx js.Value) {
		if b != nil {
			tx.Call("objectStore", "bytes").Call("put", toJS(b), s.key(k.Hash))
		}
		tx.Call("objectStore", "about").Call("put", across([][]byte{about})[0], s.key(k.Hash))
	})
	if named(err, "QuotaExceededError") {
		return ErrFull
	}
	return err
}

// Bytes reads one photo.
func (s *Shelf) Bytes(h shared.Hash) ([]byte, bool, error) {
	var request js.Value
	err := s.db.run(reading, []string{"bytes"}, func(tx js.Value) {
		request = tx.Call("objectStore", "bytes").Call("get", s.key(h))
	})
	if err != nil || !request.Get("result").Truthy() {
		return nil, false, err
	}
	return toGo(request.Get("result")), true, nil
}

// Drop lets one go.
func (s *Shelf) Drop(h shared.Hash) error {
	return s.db.run(relaxed, []string{"bytes", "about"}, func(tx js.Value) {
		tx.Call("objectStore", "bytes").Call("delete", s.key(h))
		tx.Call("objectStore", "about").Call("delete", s.key(h))
	})
}

// All is what is known of this person's photos; '0' is the character after '/'.
func (s *Shelf) All() ([]photo.Kept, error) {
	var request js.Value
	mine := js.Global().Get("IDBKeyRange").Call("bound", string(s.who)+"/", string(s.who)+"0")
	err := s.db.run(reading, []string{"about"}, func(tx js.Value) {
		request = tx.Call("objectStore", "about").Call("getAll", mine)
	})
	if err != nil {
		return nil, err
	}
	records, err := together(request.Get("result"))
	if err != nil {
		return nil, err
	}
	all := make([]photo.Kept, len(records))
	for i, r := range records {
		if err := json.Unmarshal(r, &all[i]); err != nil {
			return nil, fmt.Errorf("a photo's note: %w", err)
		}
	}
	return all, nil
}

// forgetPhotos drops all of a person's photos.
func forgetPhotos(who person.ID) error {
	s, err := OpenShelf(who)
	if err != nil {
		return err
	}
	all, err := s.All()
	for _, k := range all {
		err = errors.Join(err, s.Drop(k.Hash))
	}
	return err
}

// Gallery makes addresses for photos that lie here. It holds a few, and lets the
// oldest go: what a page shows stays shown.
type Gallery struct {
	mu    sync.Mutex
	urls  map[shared.Hash]string
	order []shared.Hash
}

const mostURLs = 48

// URL is an object URL for these bytes, the same one as long as it is held.
func (g *Gallery) URL(h shared.Hash, b []byte) string {
	if url, ok := g.Known(h); ok {
		return url
	}
	blob := js.Global().Get("Blob").New([]any{toJS(b)}, map[string]any{"type": "image/jpeg"})
	url := js.Global().Get("URL").Call("createObjectURL", blob).String()
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.urls == nil {
		g.urls = map[shared.Hash]string{}
	}
	g.urls[h] = url
	g.order = append(g.order, h)
	if len(g.order) > mostURLs {
		oldest := g.order[0]
		g.order = g.order[1:]
		js.Global().Get("URL").Call("revokeObjectURL", g.urls[oldest])
		delete(g.urls, oldest)
	}
	return url
}

// Known gives the address of a photo that was shown before.
func (g *Gallery) Known(h shared.Hash) (url string, ok bool) {
	g.mu.Lock()
	defer g.mu.Unlock()
	url, ok = g.urls[h]
	return url, ok
}

// Forget lets an address go, and the bytes that it held.
func (g *Gallery) Forget(h shared.Hash) {
	g.mu.Lock()
	defer g.mu.Unlock()
	url, ok := g.urls[h]
	if !ok {
		return
	}
	js.Global().Get("URL").Call("revokeObjectURL", url)
	delete(g.urls, h)
	g.order = slices.DeleteFunc(g.order, func(o shared.Hash) bool { return o == h })
}

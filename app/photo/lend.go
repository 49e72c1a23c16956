package photo

import (
	"errors"
	"fmt"

	shared "denghuo/shared/photo"
)

// lentRoom is the most that photos of others may take on this phone, in bytes: some
// sixty of them, which is more than a day's jobs have.
const lentRoom = 20 << 20

// Here reports whether a photo lies on this phone.
func (l *Lane) Here(h shared.Hash) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	_, here := l.kept[h]
	return here
}

// Lend lays a photo here that the city has, so that it can be looked at without a
// network. It counts as sent: it goes when its time is over or room is needed, and the
// oldest lent one goes first. Photos that wait to be sent never make room for it. b are
// the bytes that the city gives, which it has written anew: they do not have h for a
// name.
func (l *Lane) Lend(h shared.Hash, b []byte) error {
	if !h.Valid() || len(b) == 0 || len(b) > shared.MaxBytes {
		return errors.New("lend a photo: this is none")
	}
	if l.Here(h) {
		return nil
	}
	if err := l.lendRoom(len(b)); err != nil {
		return err
	}
	if err := l.clear(len(b)); err != nil {
		return err
	}
	k := Kept{Hash: h, Bytes: len(b), At: l.c.Now(), Sent: true, Lent: true}
	if err := l.c.Shelf.Put(k, b); err != nil {
		return fmt.Errorf("lend a photo: %w", err)
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	l.kept[h] = k
	return nil
}

// lendRoom lets the oldest lent photos go until there is room for more bytes.
func (l *Lane) lendRoom(more int) error {
	total := more
	var lent []Kept
	for _, k := range l.list() {
		if k.Lent {
			lent, total = append(lent, k), total+k.Bytes
		}
	}
	for _, k := range lent {
		if total <= lentRoom {
			return nil
		}
		if err := l.drop(k); err != nil {
			return err
		}
		total -= k.Bytes
	}
	return nil
}

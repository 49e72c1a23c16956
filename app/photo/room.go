package photo

import (
	"fmt"
	"sort"
	"time"

	"denghuo/shared/op"
)

func byAge(all []Kept) {
	sort.Slice(all, func(i, j int) bool {
		if all[i].At.Equal(all[j].At) {
			return all[i].Hash < all[j].Hash
		}
		return all[i].At.Before(all[j].At)
	})
}

// clear lets old photos go, and then the oldest that the city has until there is
// room for more bytes. It refuses when only unsent ones are left.
func (l *Lane) clear(more int) error {
	now, total := l.c.Now(), more
	var sent []Kept
	for _, k := range l.list() {
		if expired(k, now) {
			if err := l.drop(k); err != nil {
				return err
			}
			continue
		}
		total += k.Bytes
		if k.Sent {
			sent = append(sent, k)
		}
	}
	for _, k := range sent {
		if total <= room {
			break
		}
		if err := l.drop(k); err != nil {
			return err
		}
		total -= k.Bytes
	}
	if more > 0 && total > room {
		return op.Refuse(Full, "photo")
	}
	return nil
}

func expired(k Kept, now time.Time) bool {
	age := now.Sub(k.At)
	switch {
	case k.Sent:
		return age > keepSent
	case k.Named:
		return false
	}
	return age > keepKept
}

func (l *Lane) drop(k Kept) error {
	if err := l.c.Shelf.Drop(k.Hash); err != nil {
		return fmt.Errorf("let a photo go: %w", err)
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	delete(l.kept, k.Hash)
	return nil
}

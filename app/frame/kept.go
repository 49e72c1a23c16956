package frame

import "sync"

// Kept is what screens make once and find again on the next screen: an index over
// rows, say. It is no state of a person's: all of it can be made anew at any time.
// Rooms name what is theirs by a type of their own. A nil one keeps nothing, as in
// a prerender, which lasts for one page.
type Kept struct {
	mu   sync.Mutex
	made map[any]any
}

// NewKept is empty.
func NewKept() *Kept { return &Kept{made: map[any]any{}} }

// Of is what was made under a name, or is made now.
func (k *Kept) Of(name any, build func() any) any {
	if k == nil {
		return build()
	}
	k.mu.Lock()
	defer k.mu.Unlock()
	if _, ok := k.made[name]; !ok {
		k.made[name] = build()
	}
	return k.made[name]
}

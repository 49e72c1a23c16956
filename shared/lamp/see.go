package lamp

import (
	"encoding/json"
	"slices"

	"denghuo/shared/op"
	"denghuo/shared/photo"
)

// MaySee reports whether this reader may have a photo's bytes: it has the photo's
// record, or the one that is for everybody, or its person spoke about the lamp whose
// repair the photo shows. own goes through the person's own rows, as the reader has
// them: in the city those of the person's scope, on a phone all voices, since it has
// nobody else's. It is nil for the staff, who have the record of every photo.
func MaySee(r op.Reader, own func(f func(op.Row) bool), h photo.Hash) (found bool) {
	if photo.There(r, h) {
		return true
	}
	if own != nil {
		own(func(row op.Row) bool {
			var v Voice
			found = row.Key.Table == Voices.Name && json.Unmarshal(row.Body, &v) == nil && slices.Contains(v.After, h)
			return !found
		})
	}
	return found
}

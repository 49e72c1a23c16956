// Package city is the one list of all ops, and their names on the wire. An op
// that is not in the list does not exist; a name once in it stays for ever.
package city

import (
	"encoding/json"
	"fmt"
	"maps"

	"denghuo/shared/account"
	"denghuo/shared/lamp"
	"denghuo/shared/offer"
	"denghuo/shared/op"
)

// decoder reads the fields of one op type.
func decoder[O op.Op]() func(json.RawMessage) (op.Op, error) {
	return func(raw json.RawMessage) (op.Op, error) {
		var o O
		if err := json.Unmarshal(raw, &o); err != nil {
			return nil, op.Refuse(op.Malformed, "")
		}
		return o, nil
	}
}

// list is ops by their name on the wire.
type list map[string]func(json.RawMessage) (op.Op, error)

// ops is all of them; what the city's edge makes (op.Inner) is in inner.go, and no
// phone carries it; what no resident says is in desk.go.
var ops = all(said, desk, inner)

func all(lists ...list) list {
	every := list{}
	for _, l := range lists {
		maps.Copy(every, l)
	}
	return every
}

// said is what people say.
var said = list{
	account.End{}.Kind().Name:         decoder[account.End](),
	account.DropPasskey{}.Kind().Name: decoder[account.DropPasskey](),

	lamp.Submit{}.Kind().Name:    decoder[lamp.Submit](),
	lamp.Move{}.Kind().Name:      decoder[lamp.Move](),
	lamp.Undo{}.Kind().Name:      decoder[lamp.Undo](),
	lamp.Amend{}.Kind().Name:     decoder[lamp.Amend](),
	offer.Claim{}.Kind().Name:    decoder[offer.Claim](),
	offer.GiveBack{}.Kind().Name: decoder[offer.GiveBack](),
}

// Names is every op's name on the wire.
func Names() []string {
	names := make([]string, 0, len(ops))
	for n := range ops {
		names = append(names, n)
	}
	return names
}

// Decode makes the op of this name. An unknown name and fields that do not fit
// are refusals, so that one phone's newer op is answered and never blocks.
func Decode(kind string, raw json.RawMessage) (op.Op, error) {
	d, ok := ops[kind]
	if !ok {
		return nil, fmt.Errorf("op %q: %w", kind, op.Refuse(op.Unknown, ""))
	}
	return d(raw)
}

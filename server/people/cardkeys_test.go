package people

import (
	"bytes"
	"errors"
	"testing"

	"denghuo/shared/op"
)

func testKeys(contact ...byte) CardKeys {
	k := CardKeys{Hash: bytes.Repeat([]byte{7}, 32)}
	for _, b := range contact {
		k.Contact = append(k.Contact, bytes.Repeat([]byte{b}, 32))
	}
	return k
}

func TestKeyedHashes(t *testing.T) {
	k, other := testKeys(1), CardKeys{Hash: bytes.Repeat([]byte{8}, 32)}
	if k.card("410100001234") == other.card("410100001234") {
		t.Error("a card is named without the key")
	}
	if k.phone("13812345678") == k.keyed("addr", "13812345678") {
		t.Error("a phone number can be found as an address")
	}
	if k.name("a", "李小明") == k.name("b", "李小明") {
		t.Error("the same name shows on two cards")
	}
	if k.name("a", "李小明") != k.name("a", " 李 小明") {
		t.Error("spaces make another name")
	}
}

// TestSealedText: what is sealed is read by its key alone, on its record alone, and
// by a ring in which its key is not the first any more.
func TestSealedText(t *testing.T) {
	k := testKeys(1)
	sealed, err := k.seal("card", "13812345678")
	if err != nil {
		t.Fatal(err)
	}
	if bytes.Contains(sealed, []byte("138")) {
		t.Error("it can be read")
	}
	rotated := testKeys(2, 1)
	for name, ring := range map[string]CardKeys{"same": k, "rotated": rotated} {
		if got, err := ring.open("card", sealed); err != nil || got != "13812345678" {
			t.Errorf("%s: %q %v", name, got, err)
		}
	}
	if k.sealedNow(sealed) != true || rotated.sealedNow(sealed) {
		t.Error("which key seals now is not known")
	}
	changed := bytes.Clone(sealed)
	changed[len(changed)-1] ^= 1
	for name, c := range map[string]struct {
		ring  CardKeys
		about string
		text  []byte
	}{
		"another_key":    {testKeys(3), "card", sealed},
		"another_record": {k, "card2", sealed},
		"changed":        {k, "card", changed},
		"cut":            {k, "card", sealed[:10]},
		"empty":          {k, "card", nil},
	} {
		if _, err := c.ring.open(op.ID(c.about), c.text); !errors.Is(err, ErrSealed) {
			t.Errorf("%s opens: %v", name, err)
		}
	}
}

package store

import (
	"encoding/json"
	"reflect"
	"testing"

	"denghuo/shared/person"

	"pgregory.net/rapid"
)

// TestHeadIsItsJSON: what is put together by hand is byte for byte what was written
// before, and is read the same by hand and by the long way.
func TestHeadIsItsJSON(t *testing.T) {
	scope := rapid.Custom(func(t *rapid.T) person.Scope {
		if rapid.Bool().Draw(t, "plain") {
			return person.Scope(rapid.StringMatching(`[a-z]/[a-zA-Z0-9_.-]{0,20}`).Draw(t, "scope"))
		}
		return person.Scope(rapid.String().Draw(t, "scope"))
	})
	rapid.Check(t, func(t *rapid.T) {
		s := stored{Seq: rapid.Uint64().Draw(t, "seq"), Gone: rapid.Bool().Draw(t, "gone"),
			To: rapid.SliceOfN(scope, 0, 3).Draw(t, "to"), Was: rapid.SliceOfN(scope, 0, 2).Draw(t, "was")}
		want, err := json.Marshal(s)
		if err != nil {
			t.Fatal(err)
		}
		got, err := s.appendHead(nil)
		if err != nil || string(got) != string(want) {
			t.Fatalf("by hand %s, by JSON %s, %v", got, want, err)
		}
		var long stored
		if err := json.Unmarshal(want, &long); err != nil {
			t.Fatal(err)
		}
		if short, err := parseHead(got); err != nil || !reflect.DeepEqual(short, long) {
			t.Fatalf("%s is read as %+v, by JSON as %+v, %v", got, short, long, err)
		}
	})
}

// FuzzHead: what is taken apart by hand, JSON reads the same; what it does not take
// goes the long way.
func FuzzHead(f *testing.F) {
	for _, head := range []string{`{"q":0}`, `{"q":12,"to":["public","p/h-1"],"was":["staff"],"gone":true}`, `{"q":01}`, `{"q":1,"to":[]}`, `{"q":1,"to":["a\"b"]}`, `{"q":1}x`} {
		f.Add([]byte(head))
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		short, ok := parsePlainHead(string(b))
		if !ok {
			return
		}
		var long stored
		if err := json.Unmarshal(b, &long); err != nil || !reflect.DeepEqual(short, long) {
			t.Fatalf("%q is %+v by hand, %+v by JSON, %v", b, short, long, err)
		}
	})
}

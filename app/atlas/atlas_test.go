package atlas

import (
	"encoding/json"
	"os"
	"regexp"
	"testing"
	"time"

	"denghuo/app/words"
	"denghuo/shared/geo"
	"denghuo/shared/lamp"
	"denghuo/shared/op"
	"denghuo/shared/wire"
)

var both = []words.Lang{words.Zh, words.En}

// TestEverySentenceIsSaid: what web/map.js asks for is what it is given, in both
// languages, and nothing is given for nothing.
func TestEverySentenceIsSaid(t *testing.T) {
	script, err := os.ReadFile("../../web/map.js")
	if err != nil {
		t.Fatal(err)
	}
	wanted := map[string]bool{"none": true, "off": true, "bad": true} // says[what is under the pins]
	for _, m := range regexp.MustCompile(`says\.(\w+)|put\("(\w+)"`).FindAllStringSubmatch(string(script), -1) {
		wanted[m[1]+m[2]] = true
	}
	if len(wanted) < 15 {
		t.Fatalf("web/map.js reads as %v", wanted)
	}
	for _, lang := range both {
		said := Says(lang)
		for name := range wanted {
			if said[name] == "" {
				t.Errorf("%s: nothing is said of %s", lang, name)
			}
		}
		for _, f := range lamp.Faults {
			if said["fault."+string(f)] == "" {
				t.Errorf("%s: %s has no name", lang, f)
			}
		}
	}
	for _, one := range words.Atlas {
		if !wanted[one.Name] {
			t.Errorf("nobody asks for %s", one.Name)
		}
	}
}

// TestOnTheMapIsWhatWaitsAndWhatIsLit: every state in which somebody waits for light
// has a shape and a word, and of the others only lit.
func TestOnTheMapIsWhatWaitsAndWhatIsLit(t *testing.T) {
	said := Says(words.Zh)
	for _, state := range lamp.States {
		look, word := said["shape."+string(state)], said["state."+string(state)]
		if on := state.Open() || state == lamp.Lit; on != (look != "") || word == "" {
			t.Errorf("%s is %q and %q on the map", state, look, word)
		}
	}
}

// rows are all that a phone has.
type rows []op.Row

func (r rows) Get(op.Key) (op.Row, bool) { return op.Row{}, false }

func (r rows) Each(_ string, f func(op.Row) bool) {
	for _, one := range r {
		f(one)
	}
}

// TestSpotsAreRowsAsTheyAre: a list that JSON reads, of none, one and many, behind the
// null that saves a comma.
func TestSpotsAreRowsAsTheyAre(t *testing.T) {
	var view rows
	for n, id := range []op.ID{"", "a", "b", "c"} {
		if id != "" {
			s := lamp.Spot{ID: id, State: lamp.Sent, Fault: lamp.Dark, Point: &geo.Point{Lat: 34.7, Lon: 113.6}, First: time.Unix(1, 0)}
			view = append(view, op.Row{Key: lamp.Spots.Key(id), Body: wire.Encode(s)})
		}
		var got []*lamp.Spot
		if err := json.Unmarshal([]byte(spots(view)), &got); err != nil {
			t.Fatal(err)
		}
		if len(got) != n+1 || got[0] != nil || n > 0 && got[n].ID != id {
			t.Errorf("%d rows are %+v", n, got)
		}
	}
}

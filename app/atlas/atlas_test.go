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
	if Says(words.En)["district.erqi"] != "Erqi" {
		t.Error("a district has no name")
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

func (r rows) Each(table string, f func(op.Row) bool) {
	for _, one := range r {
		if one.Key.Table == table {
			f(one)
		}
	}
}

// TestSpotsAreRowsAsTheyAre: a list that JSON reads, of none, one and many, the rules
// first if there are any.
func TestSpotsAreRowsAsTheyAre(t *testing.T) {
	for _, rules := range []int{0, 1} {
		var view rows
		if rules == 1 {
			view = append(view, op.Row{Key: lamp.RulesTable.Key("lamp"), Body: wire.Encode(lamp.Shipped())})
		}
		for n, id := range []op.ID{"", "a", "b", "c"} {
			if id != "" {
				s := lamp.Spot{ID: id, State: lamp.Sent, Fault: lamp.Dark, Point: &geo.Point{Lat: 34.7, Lon: 113.6}, First: time.Unix(1, 0)}
				view = append(view, op.Row{Key: lamp.Spots.Key(id), Body: wire.Encode(s)})
			}
			var got []struct {
				ID     op.ID           `json:"id"`
				Faults []lamp.FaultDef `json:"faults"`
			}
			if err := json.Unmarshal([]byte(spots(view)), &got); err != nil {
				t.Fatal(err)
			}
			if len(got) != n+rules || n > 0 && got[n-1+rules].ID != id || rules == 1 && len(got[0].Faults) == 0 {
				t.Errorf("%d rows are %+v", n, got)
			}
		}
	}
}

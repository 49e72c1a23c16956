package city_test

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"flag"
	"fmt"
	"maps"
	"os"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"denghuo/shared/city"
	"denghuo/shared/wire"
)

var update = flag.Bool("update", false, "write what is new into testdata; what is there is never written again")

const shapesFile = "testdata/shapes.txt"

// field is one field of an op, a record or a frame: "op lamp.submit place.words".
type field = string

// seen is the type of a field, and the count of shapes when it came.
type seen struct {
	typ   string
	since int
}

// frames are the types of shared/wire that travel or are stored.
var frames = map[string]any{
	"envelope": wire.Envelope{}, "hello": wire.Hello{}, "push": wire.Push{}, "delta": wire.Delta{},
	"bye": wire.Bye{}, "up": wire.Up{}, "down": wire.Down{},
}

// shapes is how everything looks now.
func shapes(t *testing.T) map[field]string {
	t.Helper()
	all := map[field]string{}
	for _, name := range city.Names() {
		o, err := city.Decode(name, []byte(`{}`))
		if err != nil {
			t.Fatal(err)
		}
		walk(all, "op "+name, "", reflect.TypeOf(o))
	}
	for name, r := range city.Records() {
		walk(all, "record "+name, "", reflect.TypeOf(r))
	}
	for name, f := range frames {
		walk(all, "frame "+name, "", reflect.TypeOf(f))
	}
	return all
}

// walk notes the fields of a type under their names in JSON.
func walk(all map[field]string, kind, path string, t reflect.Type) {
	switch {
	case t == reflect.TypeFor[time.Time](), t == reflect.TypeFor[json.RawMessage](), t == reflect.TypeFor[[]byte]():
		all[kind+" "+path] = t.String()
	case t.Kind() == reflect.Pointer:
		walk(all, kind, path, t.Elem())
	case t.Kind() == reflect.Slice:
		walk(all, kind, path+"[]", t.Elem())
	case t.Kind() == reflect.Struct:
		for i := range t.NumField() {
			f := t.Field(i)
			name, _, _ := strings.Cut(f.Tag.Get("json"), ",")
			if name == "-" || !f.IsExported() {
				continue
			}
			if name == "" {
				name = f.Name
			}
			walk(all, kind, strings.TrimPrefix(path+"."+name, "."), f.Type)
		}
	default:
		all[kind+" "+path] = t.Kind().String()
	}
}

func readShapes(t *testing.T) map[field]seen {
	t.Helper()
	b, err := os.ReadFile(shapesFile)
	if err != nil && !*update {
		t.Fatal(err)
	}
	known := map[field]seen{}
	for line := range strings.Lines(string(b)) {
		var kind, name, path string
		var s seen
		if _, err := fmt.Sscan(line, &kind, &name, &path, &s.typ, &s.since); err != nil {
			t.Fatalf("%s: %q: %v", shapesFile, line, err)
		}
		known[kind+" "+name+" "+path] = s
	}
	return known
}

func kindOf(f field) string { return f[:strings.LastIndexByte(f, ' ')] }

// complaints tells what is wrong with now against what was.
func complaints(known map[field]seen, now map[field]string, version int) (lost, raise, fresh []string) {
	latest := map[string]int{}
	for f, was := range known {
		latest[kindOf(f)] = max(latest[kindOf(f)], was.since)
		switch typ, there := now[f]; {
		case !there:
			lost = append(lost, f+" is removed or renamed: old phones and old rows have it; fields are only added")
		case typ != was.typ:
			lost = append(lost, fmt.Sprintf("%s was %s and is %s: give it a new name", f, was.typ, typ))
		}
	}
	for f := range now {
		if _, there := known[f]; there {
			continue
		}
		if since, old := latest[kindOf(f)]; old && since >= version {
			raise = append(raise, f+" is new")
		} else {
			fresh = append(fresh, f)
		}
	}
	slices.Sort(lost)
	slices.Sort(raise)
	slices.Sort(fresh)
	return lost, raise, fresh
}

// hash is of all shapes in order.
func hash(all map[field]string) string {
	h := sha256.New()
	for _, f := range slices.Sorted(maps.Keys(all)) {
		fmt.Fprintln(h, f, all[f])
	}
	return hex.EncodeToString(h.Sum(nil)[:8])
}

func TestShapes(t *testing.T) {
	known, now := readShapes(t), shapes(t)
	lost, raise, fresh := complaints(known, now, city.Shapes)
	for _, l := range lost {
		t.Error(l)
	}
	for _, r := range raise {
		t.Error(r + fmt.Sprintf(": raise city.Shapes to %d, add its line, and run go test ./shared/city -update", city.Shapes+1))
	}
	if t.Failed() {
		t.Fatalf("the hash of all shapes is %s and may not be", hash(now))
	}
	if len(fresh) > 0 && !*update {
		t.Fatalf("new since the hash was taken (now %s): run go test ./shared/city -update\n%s", hash(now), strings.Join(fresh, "\n"))
	}
	if !*update {
		return
	}
	for _, f := range fresh {
		known[f] = seen{now[f], city.Shapes}
	}
	var b strings.Builder
	for _, f := range slices.Sorted(maps.Keys(known)) {
		fmt.Fprintln(&b, f, known[f].typ, known[f].since)
	}
	if err := os.WriteFile(shapesFile, []byte(b.String()), 0o644); err != nil {
		t.Fatal(err)
	}
}

// TestShapesCanFail: what is removed, renamed, of another type or added is told.
func TestShapesCanFail(t *testing.T) {
	type changed struct {
		ID   int    `json:"id"`
		Nom  string `json:"nom"`
		Back string `json:"back"`
	}
	known := map[field]seen{"op x id": {"string", 1}, "op x name": {"string", 1}, "op x back": {"string", 1}}
	now := map[field]string{}
	walk(now, "op x", "", reflect.TypeFor[changed]())
	lost, raise, fresh := complaints(known, now, 1)
	if len(lost) != 2 || len(raise) != 1 || len(fresh) != 0 || !strings.HasPrefix(lost[1], "op x name is removed") || !strings.HasPrefix(lost[0], "op x id was string") {
		t.Errorf("lost %q, raise %q, fresh %q", lost, raise, fresh)
	}
	if _, raise, fresh = complaints(known, now, 2); len(raise) != 0 || len(fresh) != 1 {
		t.Errorf("after a raise: %q, %q", raise, fresh)
	}
}

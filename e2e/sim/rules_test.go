package sim

import (
	"encoding/json"
	"flag"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
)

var rules = flag.Int("rules", 2, "how many rules to take out of the parts' own text")

// rule is a rule inside a true part, by the text that keeps it, and the text without
// it. A text that is not found any more has moved: follow it.
type rule struct {
	name, file, with, without, sky string
}

var taken = []rule{
	{"a_move_sent_again_is_done", "shared/lamp/move.go", `if did(tx, s, m.ID) {`, `if false {`, "sim_city_restored_from_last_night"},
	{"gap", "server/authority/batch.go", "case env.N > mark.N+1:", "case false:", "sim_city_restored_from_last_night"},
	{"foreign_mark", "app/replica/outbox.go", "return wire.HashOf(e.Raw) != m.Hash", "return false", "sim_rollback"},
	{"rewound_begins_anew", "app/replica/outbox.go", `r.epoch, r.since = "", 0`, "", "sim_city_rewound_epoch_forgotten"},
}

// TestRules takes rules out of the parts themselves, one at a time, builds the
// simulation over the changed text, and wants it red. -rules says how many.
func TestRules(t *testing.T) {
	for _, r := range taken[:min(*rules, len(taken))] {
		t.Run(r.name, func(t *testing.T) {
			out, err := r.run(t)
			if err == nil {
				t.Fatalf("green without the rule: the simulation does not see it\n%s", out)
			}
			if !strings.Contains(out, "seed ") {
				t.Fatalf("it did not run: %s", out)
			}
			for line := range strings.Lines(out) {
				if strings.Contains(line, "seed ") {
					t.Log(strings.TrimSpace(line))
					break
				}
			}
		})
	}
}

func (r rule) run(t *testing.T) (string, error) {
	t.Helper()
	root, err := filepath.Abs("../..")
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(root, r.file)
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if strings.Count(string(text), r.with) != 1 {
		t.Fatalf("%s has %d times %q: the rule has moved, follow it", r.file, strings.Count(string(text), r.with), r.with)
	}
	dir := t.TempDir()
	changed, overlay := filepath.Join(dir, "changed.go"), filepath.Join(dir, "overlay.json")
	files, err := json.Marshal(map[string]map[string]string{"Replace": {path: changed}})
	if err != nil {
		t.Fatal(err)
	}
	for name, b := range map[string][]byte{changed: []byte(strings.Replace(string(text), r.with, r.without, 1)), overlay: files} {
		if err := os.WriteFile(name, b, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	cmd := exec.Command("go", "test", "-count=1", "-overlay", overlay, "./e2e/sim", "-run", "^TestSeeds$", "-sky", r.sky, "-seeds", strconv.Itoa(400))
	cmd.Dir = root
	out, err := cmd.CombinedOutput()
	return string(out), err
}

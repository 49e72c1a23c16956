package sim

import (
	"cmp"
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
	test                           string // TestSeeds if empty
}

var taken = []rule{
	{name: "a_move_sent_again_is_done", file: "shared/lamp/move.go", with: `if did(tx, s, m.ID) {`, without: `if false {`, sky: "sim_city_restored_from_last_night"},
	{name: "gap", file: "server/authority/batch.go", with: "case env.N > mark.N+1:", without: "case false:", sky: "sim_city_restored_from_last_night"},
	{name: "foreign_mark", file: "app/replica/outbox.go", with: "return wire.HashOf(e.Raw) != m.Hash", without: "return false", sky: "sim_rollback"},
	{name: "rewound_begins_anew", file: "app/replica/outbox.go", with: `r.epoch, r.since = "", 0`, sky: "sim_city_rewound_epoch_forgotten"},

	{name: "a_step_is_from_what_was_seen", file: "shared/lamp/move.go", with: "if s.State != m.From {", without: "if false {", sky: "street_in_peace"},
	{name: "a_merge_is_of_what_was_seen", file: "shared/lamp/merge.go", with: "if s.State != m.From {", without: "if false {", sky: "street_in_peace"},
	{name: "a_job_given_anew_is_another", file: "shared/lamp/move.go", with: `if m.Job != "" && m.Job != s.Job {`, without: "if false {", sky: "street_in_peace"},
	{name: "a_merge_takes_the_job_back", file: "shared/lamp/merge.go", with: "if !ok || !j.Open() {", without: "if !ok || j.ID != \"\" {", sky: "street_in_peace"},
	{name: "a_split_leaves_a_report", file: "shared/lamp/split.go", with: "case len(stay) == 0:", without: "case false:", sky: "street_in_peace"},
	{name: "what_is_struck_counts_no_more", file: "shared/ledger/figures.go", with: "if !w.Kept.Struck {", without: "if true {", sky: "street_in_peace"},
	{name: "temporary_light_is_no_light", file: "shared/ledger/figures.go", with: "if s := c.whole(id); s != nil && s.State == lamp.TempLit {", without: "if c.whole(id) == nil {", sky: "street_in_peace"},
	{name: "a_note_stays_in_the_office", file: "shared/lamp/office.go", with: "func (n OfficeNote) Audience() []person.Scope { return []person.Scope{person.Staff} }",
		without: "func (n OfficeNote) Audience() []person.Scope { return []person.Scope{person.Public} }", sky: "street_in_peace"},
}

// ofARush are the rules of the flow of batches (server/authority/flow.go), which the
// histories of real claims must miss.
var ofARush = []rule{
	{name: "answered_when_durable", file: "server/authority/draft.go", test: "TestClaimsAreLinearizable",
		with:    "	if err := d.a.store.Flush(d.commit); err != nil {\n",
		without: "	d.answer()\n	for _, j := range d.jobs {\n		j.Done = nil\n	}\n	if err := d.a.store.Flush(d.commit); err != nil {\n"},
	{name: "decided_on_top_of_the_one_before", file: "server/authority/draft.go", test: "TestClaimsAreLinearizable",
		with: "below = f.over.On(below)", without: "_ = f.over"},
	{name: "a_spent_coupon_is_a_conflict", file: "shared/offer/redeem.go", test: "TestSpendingIsLinearizable",
		with: "case c.State != Given && c.State != Lapsed:", without: "case c.State == Void:"},
	{name: "one_coupon_a_holder", file: "shared/offer/claim.go", test: "TestSpendingIsLinearizable",
		with: "if had, got := Coupons.Get(tx, id); got && had.State != Back {", without: "if had, got := Coupons.Get(tx, id); got && had.State == Void {"},
}

// TestRulesOfARush takes each of them out.
func TestRulesOfARush(t *testing.T) {
	if testing.Short() {
		t.Skip("it builds the simulation anew for each rule")
	}
	for _, r := range ofARush {
		t.Run(r.name, func(t *testing.T) {
			var out string
			var err error
			for range 6 { // what happens at once is not the seed's
				if out, err = r.run(t); err != nil {
					break
				}
			}
			if err == nil {
				t.Fatalf("green without the rule: the histories do not show it\n%s", out)
			}
			if !strings.Contains(out, "no order of") {
				t.Fatalf("it is red for another reason: %s", out)
			}
		})
	}
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
	args := []string{"test", "-count=1", "-overlay", overlay, "./e2e/sim", "-run", "^" + cmp.Or(r.test, "TestSeeds") + "$"}
	if r.test == "" {
		args = append(args, "-sky", r.sky, "-seeds", strconv.Itoa(400))
	}
	cmd := exec.Command("go", args...)
	cmd.Dir = root
	out, err := cmd.CombinedOutput()
	return string(out), err
}

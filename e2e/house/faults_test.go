package house

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// faultsOfOthers is how many rows docs/faults.md has at least: a row may be added, and
// none is taken out because its test is red.
const faultsOfOthers = 48

var named = regexp.MustCompile("`([a-z0-9/]+)\\.(Test[A-Za-z0-9_]+)` \\|$")

// TestFaultsOfOthersHaveTests: every fault of another tool that docs/faults.md lists
// names a test that is there.
func TestFaultsOfOthersHaveTests(t *testing.T) {
	page, err := os.ReadFile(filepath.Join(root, "docs", "faults.md"))
	if err != nil {
		t.Fatal(err)
	}
	rows := 0
	for _, line := range strings.Split(string(page), "\n") {
		if !strings.HasPrefix(line, "| ") || strings.HasPrefix(line, "| ---") || strings.HasSuffix(line, "| test |") {
			continue
		}
		rows++
		m := named.FindStringSubmatch(line)
		if m == nil {
			t.Errorf("no test is named: %s", line)
			continue
		}
		if !declares(t, m[1], m[2]) {
			t.Errorf("%s has no %s: %s", m[1], m[2], line)
		}
	}
	if rows < faultsOfOthers {
		t.Errorf("%d rows, there were %d", rows, faultsOfOthers)
	}
}

// declares reports whether a package has the test.
func declares(t *testing.T, dir, name string) bool {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(root, dir, "*_test.go"))
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range files {
		code, err := os.ReadFile(f)
		if err != nil {
			t.Fatal(err)
		}
		if strings.Contains(string(code), "\nfunc "+name+"(t *testing.T)") {
			return true
		}
	}
	return false
}

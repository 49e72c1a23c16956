package machine

import (
	"os"
	"regexp"
	"runtime"
	"strconv"
	"strings"
	"testing"
)

// sink keeps what the test allocates.
var sink [][]byte

// TestWideTakesNothingAndIsUsed: before it is used it takes no memory, and what is
// allocated then lies in huge pages, where the system has them.
func TestWideTakesNothingAndIsUsed(t *testing.T) {
	how, err := os.ReadFile("/sys/kernel/mm/transparent_hugepage/enabled")
	has := err == nil && !strings.Contains(string(how), "[never]")
	before := kilobytes(t, "status", "VmRSS")
	if err := Wide(256 << 20); err != nil && has {
		t.Fatal(err)
	}
	if more := kilobytes(t, "status", "VmRSS") - before; more > 32<<10 {
		t.Errorf("it takes %d KiB before it is used", more)
	}
	for range 32 {
		b := make([]byte, 2<<20)
		for i := range b {
			b[i] = 1
		}
		sink = append(sink, b)
	}
	if has && kilobytes(t, "smaps_rollup", "AnonHugePages") < 32<<10 {
		t.Errorf("of 64 MiB %d KiB lie in huge pages", kilobytes(t, "smaps_rollup", "AnonHugePages"))
	}
}

func TestOneMore(t *testing.T) {
	n := runtime.GOMAXPROCS(0)
	back := OneMore()
	if got := runtime.GOMAXPROCS(0); got != n+1 {
		t.Errorf("%d threads run at once, want %d", got, n+1)
	}
	if back(); runtime.GOMAXPROCS(0) != n {
		t.Errorf("it is not undone")
	}
}

// kilobytes is a figure of this process, from a file that the system keeps of it.
func kilobytes(t *testing.T, file, name string) int {
	t.Helper()
	b, err := os.ReadFile("/proc/self/" + file)
	if err != nil {
		t.Fatal(err)
	}
	found := regexp.MustCompile(`(?m)^` + name + `:\s+(\d+) kB`).FindSubmatch(b)
	if found == nil {
		t.Fatalf("no %s in\n%s", name, b)
	}
	n, err := strconv.Atoi(string(found[1]))
	if err != nil {
		t.Fatal(err)
	}
	return n
}

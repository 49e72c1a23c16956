package store

import (
	"bufio"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"denghuo/shared/op"
)

const childDir = "DENGHUO_TEST_KILLED_STORE"

// TestMain is also the program that is killed.
func TestMain(m *testing.M) {
	if dir := os.Getenv(childDir); dir != "" {
		if err := commitForEver(dir); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
	}
	os.Exit(m.Run())
}

const killBatch = 7

// commitForEver writes batches and says each one's last sequence once it holds.
func commitForEver(dir string) error {
	s, err := Open(dir)
	if err != nil {
		return err
	}
	for {
		_, seq := s.At()
		var rows []op.Row
		for i := range uint64(killBatch) {
			rows = append(rows, row(fmt.Sprintf("id%d", (seq+i)%500), fmt.Sprintf(`{"seq":%d}`, seq+i+1), "public"))
		}
		_, to, _, err := s.Commit(rows)
		if err != nil {
			return err
		}
		fmt.Println(to)
	}
}

// TestKilledStoreKeepsWhatItSaid kills a writing process at some batch, again and
// again, on the same folder: what was said is there, and no batch is half there.
func TestKilledStoreKeepsWhatItSaid(t *testing.T) {
	cycles := 10
	if testing.Short() {
		cycles = 3
	}
	dir := filepath.Join(t.TempDir(), "rows")
	for cycle := range cycles {
		said := writeAndKill(t, dir, 3+cycle*5)
		s := mustOpen(t, dir)
		_, seq := s.At()
		if seq < said || seq%killBatch != 0 {
			t.Fatalf("cycle %d: %d was said, %d is there", cycle, said, seq)
		}
		r := s.Read(nil)
		for n := max(seq, 500) - 499; n <= seq; n++ {
			k := op.Key{Table: "t", ID: op.ID(fmt.Sprintf("id%d", (n-1)%500))}
			if got, ok := r.Get(k); !ok || string(got.Body) != fmt.Sprintf(`{"seq":%d}`, n) {
				t.Fatalf("cycle %d: row of %d is %s", cycle, n, got.Body)
			}
		}
		r.Close()
		if err := s.Close(); err != nil {
			t.Fatal(err)
		}
	}
}

func writeAndKill(t *testing.T, dir string, batches int) (said uint64) {
	t.Helper()
	cmd := exec.Command(os.Args[0])
	cmd.Env = append(os.Environ(), childDir+"="+dir)
	cmd.Stderr = os.Stderr
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	lines := bufio.NewScanner(out)
	for n := 0; lines.Scan(); n++ {
		if said, err = strconv.ParseUint(strings.TrimSpace(lines.Text()), 10, 64); err != nil {
			t.Fatal(err)
		}
		if n == batches {
			if err := cmd.Process.Kill(); err != nil {
				t.Fatal(err)
			}
		}
	}
	var exit *exec.ExitError
	if err := cmd.Wait(); !errors.As(err, &exit) || exit.Exited() {
		t.Fatalf("the child ended by itself: %v", err)
	}
	return said
}

package crash

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"denghuo/server/store"
)

// run is another command of the program, on the city's folder.
func (c *city) run(command string, args ...string) (string, error) {
	c.t.Helper()
	path, err := program()
	if err != nil {
		c.t.Fatal(err)
	}
	out, err := exec.Command(path, append([]string{command, "--data", c.data}, args...)...).CombinedOutput()
	return string(out), err
}

// TestRestore: the city burns down and is brought back from last night's backup. What
// the phones had sent since comes back from them, each once.
func TestRestore(t *testing.T) {
	t.Run("city_restored_from_last_night", func(t *testing.T) {
		r := newRaid(t, false)
		file := filepath.Join(t.TempDir(), "last-night.backup")
		r.day(20)
		mustRun(t, r.city, "backup", file) // beside the running city
		r.day(40)
		r.city.kill()
		r.city.data = filepath.Join(t.TempDir(), "new") // nothing is left of the old one
		mustRun(t, r.city, "restore", file)
		r.city.mustStart()
		r.bringBack()
		for i, p := range r.phones {
			if p.epochs != 1 || p.waiting() > 0 {
				t.Errorf("phone %d saw %d new epochs, and %d ops wait", i, p.epochs, p.waiting())
			}
		}
		r.day(45)
		if err := r.city.end(); err != nil {
			t.Fatal(err)
		}
		r.audit()
	})
}

func mustRun(t *testing.T, c *city, command string, args ...string) string {
	t.Helper()
	out, err := c.run(command, args...)
	if err != nil {
		t.Fatalf("%s: %v\n%s", command, err, out)
	}
	return out
}

// day lets every phone bring its outbox to n ops, all of them acknowledged.
func (r *raid) day(n int) {
	r.t.Helper()
	if r.city.cmd == nil {
		r.city.mustStart()
	}
	if err := r.judge(r.load(n)); err != nil {
		r.t.Fatalf("%v\n%s", err, r.city.tail())
	}
	for _, p := range r.phones {
		if len(p.box) < n || p.waiting() > 0 {
			r.t.Fatalf("a phone has %d ops of %d, %d wait", len(p.box), n, p.waiting())
		}
	}
}

// TestBackupCountsWhenItWasLoaded: a file that is damaged is no backup, neither when
// it is made nor when it is restored, and nothing is written over.
func TestBackupCountsWhenItWasLoaded(t *testing.T) {
	c := newCity(t, t.TempDir())
	c.mustStart()
	p := newPhone(device())
	if err := p.live(c.addr, 30); err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	good := filepath.Join(dir, "good")
	if out := mustRun(t, c, "backup", good); !strings.Contains(out, "found whole") || !strings.Contains(out, "Photos are not") {
		t.Errorf("it says %s", out)
	}
	if err := c.end(); err != nil {
		t.Fatal(err)
	}
	alone := filepath.Join(dir, "alone")
	mustRun(t, c, "backup", alone) // no city runs
	if left, err := filepath.Glob(filepath.Join(dir, "*.part")); err != nil || len(left) > 0 {
		t.Errorf("%v is left", left)
	}
	if out, err := c.run("restore", good); err == nil || !strings.Contains(out, "empty folder") {
		t.Errorf("a folder with a city in it is written over: %s", out)
	}
	whole, err := os.ReadFile(good)
	if err != nil {
		t.Fatal(err)
	}
	for name, b := range map[string][]byte{"cut": whole[:len(whole)*2/3], "flipped": flipped(whole, len(whole)/2), "empty": nil} {
		t.Run(name, func(t *testing.T) {
			bad := filepath.Join(t.TempDir(), "bad")
			if err := os.WriteFile(bad, b, 0o600); err != nil {
				t.Fatal(err)
			}
			there := newCity(t, filepath.Join(t.TempDir(), "there"))
			out, err := there.run("restore", bad)
			if _, left := os.Stat(rowsDir(there.data)); err == nil || left == nil {
				t.Errorf("it is restored (%v), rows are left: %v\n%s", err, left == nil, out)
			}
		})
	}
	there := newCity(t, filepath.Join(t.TempDir(), "there"))
	mustRun(t, there, "restore", alone)
	info, err := os.Stat(filepath.Join(there.data, "keys", "seal"))
	if err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("the key is %v, %v", info, err)
	}
	s := there.rows()
	defer s.Close()
	r := &raid{t: t, city: there, phones: []*phone{p}}
	reader := s.Read(nil)
	defer reader.Close()
	r.auditOutboxes(reader)
}

func flipped(b []byte, at int) []byte {
	b = append([]byte(nil), b...)
	b[at] ^= 4
	return b
}

// TestLossThatNobodySawIsProvedByAPhone: an older copy of the rows lies in the place of
// the newer one, and the witness outside is gone with it. The city opens without a
// word. The first phone that can prove that it knows more ends that: a new epoch
// begins, and the phones bring back what was lost. One that only says so does nothing.
func TestLossThatNobodySawIsProvedByAPhone(t *testing.T) {
	r := newRaid(t, false)
	r.day(6)
	if err := r.city.end(); err != nil {
		t.Fatal(err)
	}
	old := filepath.Join(t.TempDir(), "old")
	if err := os.CopyFS(old, os.DirFS(rowsDir(r.city.data))); err != nil {
		t.Fatal(err)
	}
	r.day(12)
	if err := r.city.end(); err != nil {
		t.Fatal(err)
	}
	rows := rowsDir(r.city.data)
	for _, err := range []error{os.RemoveAll(rows), os.CopyFS(rows, os.DirFS(old)), os.Remove(rows + ".seq")} {
		if err != nil {
			t.Fatal(err)
		}
	}
	r.city.mustStart()
	liar := newPhone(device())
	if err := liar.live(r.city.addr, 0); err != nil {
		t.Fatal(err)
	}
	for range 7 { // that it never sends
		liar.do()
	}
	liar.since += 1_000_000
	liar.heard.N, liar.heard.Proof = 7, "1.00"
	if err := liar.live(r.city.addr, 0); err == nil || liar.byes["rewound"] != 1 {
		t.Errorf("a lie is answered %v, %v", err, liar.byes)
	}
	if epochs := r.city.metric("epochs_total"); epochs != "0" {
		t.Errorf("a lie began %s epochs", epochs)
	}
	r.bringBack()
	if epochs := r.city.metric("epochs_total"); epochs != "1" {
		t.Errorf("%s epochs were begun\n%s", epochs, r.city.tail())
	}
	if !strings.Contains(r.city.log.String(), "ALARM") {
		t.Error("nobody was told")
	}
	if err := r.city.end(); err != nil {
		t.Fatal(err)
	}
	r.audit()
}

// bringBack lets the phones find the new epoch and send again what they hold.
func (r *raid) bringBack() {
	r.t.Helper()
	for tries := 0; r.behind() && tries < 20; tries++ {
		if err := r.judge(r.load(0)); err != nil {
			r.t.Fatalf("%v\n%s", err, r.city.tail())
		}
	}
}

// behind reports whether some phone has not seen the new epoch, or still waits.
func (r *raid) behind() bool {
	for _, p := range r.phones {
		if p.epochs == 0 || p.waiting() > 0 {
			return true
		}
	}
	return false
}

func (c *city) metric(name string) string {
	c.t.Helper()
	_, body := c.get("/metrics")
	for line := range strings.Lines(body) {
		if v, ok := strings.CutPrefix(line, "denghuo_"+name+" "); ok {
			return strings.TrimSpace(v)
		}
	}
	c.t.Fatalf("no metric %s", name)
	return ""
}

// TestLossThatTheWitnessSawIsRefused: with the witness outside the city does not open
// at all, until the operator says so.
func TestLossThatTheWitnessSawIsRefused(t *testing.T) {
	c := newCity(t, t.TempDir())
	c.mustStart()
	old := filepath.Join(t.TempDir(), "old")
	if err := c.end(); err != nil {
		t.Fatal(err)
	}
	if err := os.CopyFS(old, os.DirFS(rowsDir(c.data))); err != nil {
		t.Fatal(err)
	}
	c.mustStart()
	if err := newPhone(device()).live(c.addr, 5); err != nil {
		t.Fatal(err)
	}
	if err := c.end(); err != nil {
		t.Fatal(err)
	}
	for _, err := range []error{os.RemoveAll(rowsDir(c.data)), os.CopyFS(rowsDir(c.data), os.DirFS(old))} {
		if err != nil {
			t.Fatal(err)
		}
	}
	if c.start() || !strings.Contains(c.tail(), store.ErrLost.Error()) {
		t.Fatalf("it starts, or does not say why not:\n%s", c.tail())
	}
	c.args = []string{"--after-loss"}
	c.mustStart()
	if err := newPhone(device()).live(c.addr, 5); err != nil {
		t.Error(fmt.Errorf("in the new epoch: %w", err))
	}
}

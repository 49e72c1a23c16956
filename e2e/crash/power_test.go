//go:build powercut

package crash

import (
	"bufio"
	"errors"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"denghuo/server/store"
)

// TestPowerCut is what a kill cannot show. The store lies on a file system of its own
// in an image. At some moment the writing process is stopped and the image copied:
// what the file system has not yet given to its disk is not in the copy, as when the
// power fails. The copy is opened: what was said must be there. A disk that loses
// blocks which it had confirmed, or reorders them, is not shown.
//
// Without the sync it must turn red: that is its proof.
//
//	go test -tags powercut -run PowerCut ./e2e/crash    as root, with mkfs.ext4 and mount
func TestPowerCut(t *testing.T) {
	for range 10 {
		if said, there := cutPower(t, false); there < said {
			t.Fatalf("%d was said, %d is there after the cut", said, there)
		}
	}
	lost := 0
	for range 10 {
		if said, there := cutPower(t, true); there < said {
			lost++
		}
	}
	if lost == 0 {
		t.Error("without the sync nothing was lost in ten cuts: this test shows nothing")
	}
	t.Logf("without the sync acknowledged batches were lost in %d of 10 cuts", lost)
}

// cutPower lets a store write for a moment and gives the last sequence that was said,
// and the one that is there afterwards.
func cutPower(t *testing.T, lazy bool) (said, there uint64) {
	t.Helper()
	dir := t.TempDir()
	image, at := filepath.Join(dir, "disk"), filepath.Join(dir, "at")
	do(t, "truncate", "-s", "96M", image)
	do(t, "mkfs.ext4", "-q", "-F", image)
	mount(t, image, at)
	said = writeAndStop(t, filepath.Join(at, "rows"), lazy, func() { copyFile(t, image, image+".cut") })
	do(t, "umount", at)
	mount(t, image+".cut", at)
	defer do(t, "umount", at)
	s, err := store.Open(filepath.Join(at, "rows"), store.KeepFree(0), store.AfterLoss())
	if err != nil {
		t.Logf("it does not open: %v", err)
		return said, 0
	}
	defer s.Close()
	if err := s.Check(); err != nil {
		t.Error(err)
	}
	_, there = s.At()
	if there%childBatch != 0 {
		t.Errorf("half a batch is there: %d", there)
	}
	return said, there
}

func mount(t *testing.T, image, at string) {
	t.Helper()
	if err := os.MkdirAll(at, 0o700); err != nil {
		t.Fatal(err)
	}
	do(t, "mount", "-o", "loop", image, at)
}

func do(t *testing.T, name string, args ...string) {
	t.Helper()
	if out, err := exec.Command(name, args...).CombinedOutput(); err != nil {
		t.Fatalf("%s %v: %v\n%s", name, args, err, out)
	}
}

// writeAndStop stops the process in its tracks, so that it says no more, and lets cut
// look at the disk.
func writeAndStop(t *testing.T, dir string, lazy bool, cut func()) (said uint64) {
	t.Helper()
	cmd := exec.Command(os.Args[0])
	cmd.Env = append(os.Environ(), childDir+"="+dir)
	if lazy {
		cmd.Env = append(cmd.Env, childLazy+"=1")
	}
	out, err := cmd.StdoutPipe()
	if err == nil {
		err = cmd.Start()
	}
	if err != nil {
		t.Fatal(err)
	}
	stop := time.AfterFunc(300*time.Millisecond, func() {
		_ = cmd.Process.Signal(syscall.SIGSTOP)
		cut()
		_ = cmd.Process.Kill()
	})
	defer stop.Stop()
	for lines := bufio.NewScanner(out); lines.Scan(); {
		if said, err = strconv.ParseUint(strings.TrimSpace(lines.Text()), 10, 64); err != nil {
			t.Fatal(err)
		}
	}
	_ = cmd.Wait() // it was killed
	return said
}

func copyFile(t *testing.T, from, to string) {
	t.Helper()
	in, err := os.Open(from)
	if err != nil {
		t.Error(err)
		return
	}
	defer in.Close()
	out, err := os.Create(to)
	if err == nil {
		_, err = io.Copy(out, in)
		err = errors.Join(err, out.Close())
	}
	if err != nil {
		t.Error(err)
	}
}

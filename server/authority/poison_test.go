package authority

import (
	"bufio"
	"fmt"
	"log/slog"
	"os"
	"os/exec"
	"path/filepath"
	"runtime/debug"
	"strings"
	"testing"

	"denghuo/server/hub"
	"denghuo/server/store"
	"denghuo/shared/op"
	"denghuo/shared/wire"
)

const childDir, childPoison = "DENGHUO_TEST_POISONED_CITY", "DENGHUO_TEST_POISON"

// TestMain is also the city that dies.
func TestMain(m *testing.M) {
	if dir := os.Getenv(childDir); dir != "" {
		if err := poisoned(dir, os.Getenv(childPoison)); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		os.Exit(0)
	}
	os.Exit(m.Run())
}

// poisons are deaths that recover does not see.
var poisons = map[string]func(){
	//lint:ignore SA4017 it is called for the stack that it takes
	"stack overflow": func() { debug.SetMaxStack(1 << 20); deeper(0) },
	// as the system does it when there is no memory left
	"killed for memory": func() { p, _ := os.FindProcess(os.Getpid()); _ = p.Kill(); select {} },
}

//lint:ignore SA5007 without an end is the point
func deeper(n int) int { return deeper(n+1) + n }

// three are the batch that comes again at every start: the second one kills.
func three() (jobs []Job, poison op.Hash) {
	for _, name := range []string{"before", "poison", "after"} {
		jobs = append(jobs, newPhone(name).next(submit(name)))
	}
	return jobs, wire.HashOf(jobs[1].Raw)
}

// poisoned is one life of a city whose phones send the same again.
func poisoned(dir, how string) error {
	s, err := store.Open(filepath.Join(dir, "rows"))
	if err != nil {
		return err
	}
	a := New(s, hub.New(), seal, slog.New(slog.DiscardHandler))
	if err := a.Beware(dir); err != nil {
		return err
	}
	jobs, poison := three()
	a.met = func(j *Job) {
		if j.hash == poison {
			poisons[how]()
		}
	}
	for i := range jobs {
		jobs[i].Done = func(o Outcome) { fmt.Println(jobs[i].Client, "acknowledged", o.Reason == "") }
	}
	if err := a.Decide(jobs); err != nil {
		return err
	}
	return s.Close()
}

// TestPoison: an op that kills the process is answered as broken after a few lives,
// and the others pass.
func TestPoison(t *testing.T) {
	for how := range poisons {
		t.Run("poison_kills_process/"+how, func(t *testing.T) {
			dir := t.TempDir()
			lives, acknowledged := 0, map[string]int{}
			for alive := false; !alive; lives++ {
				if lives > enough {
					t.Fatalf("it has died %d times", lives)
				}
				alive = live(t, dir, how, acknowledged)
			}
			if lives != enough+1 || len(acknowledged) != 3 {
				t.Errorf("%d lives, acknowledged %v", lives, acknowledged)
			}
			s, err := store.Open(filepath.Join(dir, "rows"))
			if err != nil {
				t.Fatal(err)
			}
			defer s.Close()
			w := &town{t: t, store: s, Authority: New(s, hub.New(), seal, slog.New(slog.DiscardHandler))}
			if got := w.reports(); len(got) != 2 {
				t.Errorf("%d reports, want those before and after", len(got))
			}
			if answer, ok := w.answer("c-poison", 1); !ok || answer.Refusal.Code != op.Broken {
				t.Errorf("the poisoned one is answered %+v, %v", answer, ok)
			}
		})
	}
}

// live starts the city once; true when it lived to its end.
func live(t *testing.T, dir, how string, acknowledged map[string]int) bool {
	t.Helper()
	cmd := exec.Command(os.Args[0])
	cmd.Env = append(os.Environ(), childDir+"="+dir, childPoison+"="+how)
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	for lines := bufio.NewScanner(out); lines.Scan(); {
		client, said, _ := strings.Cut(lines.Text(), " ")
		if said == "acknowledged true" {
			acknowledged[client]++
		}
	}
	return cmd.Wait() == nil
}

func TestDiary(t *testing.T) {
	dir := t.TempDir()
	open := func() *Authority {
		a := New(nil, nil, nil, slog.New(slog.DiscardHandler))
		if err := a.Beware(dir); err != nil {
			t.Fatal(err)
		}
		return a
	}
	given, _ := three()
	var jobs []*Job
	for i := range given {
		given[i].prepare()
		jobs = append(jobs, &given[i])
	}
	cuts := func(a *Authority) (sizes []int) {
		for now, rest := a.diary.cut(jobs); len(now) > 0; now, rest = a.diary.cut(rest) {
			sizes = append(sizes, len(now))
		}
		return sizes
	}
	note := func(a *Authority, jobs []*Job) { a.diary.run(jobs) }
	a := open()
	if got := fmt.Sprint(cuts(a)); got != "[3]" {
		t.Errorf("a clean start cuts %s", got)
	}
	note(a, jobs)
	if a = open(); fmt.Sprint(cuts(a)) != "[1 1 1]" {
		t.Errorf("after a death in the batch it cuts %v", cuts(a))
	}
	for range enough - 1 {
		note(a, jobs[1:2])
		a = open()
	}
	if got := fmt.Sprint(cuts(a)); got != "[1 1 1]" || !a.diary.broken(jobs[1].hash) || a.diary.broken(jobs[0].hash) {
		t.Errorf("after deaths alone it cuts %s, broken %v", got, a.diary.deaths)
	}
	if a = open(); !a.diary.broken(jobs[1].hash) || len(a.diary.deaths) != 1 {
		t.Errorf("the next start remembers %v", a.diary.deaths)
	}
	a.diary.acquit(jobs)
	if got := fmt.Sprint(cuts(a)); got != "[3]" {
		t.Errorf("when it is answered it cuts %s", got)
	}
	note(a, jobs)
	a.diary.rest()
	if a = open(); len(a.diary.deaths) > 1 {
		t.Errorf("what was crossed out is remembered: %v", a.diary.deaths)
	}
}

package main

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"runtime/debug"
	"strconv"
	"strings"
	"syscall"
)

// A measurement against a bare counterpart runs in processes of its own, so that
// memory and processor time are counted where they belong: this program again, in
// one of these roles.
//
//	city    the true store, hub, authority and gate on a synced folder (town.go)
//	echo    a bare gorilla server as commonly written: the handler reads and writes
//	chat    the same with a writer for each line, as in gorilla's own chat example
//	crowd   ten thousand phones (crowd.go)
//
// They take a command a line and answer each with a line.
const roleEnv = "DENGHUO_BENCH_ROLE"

// play is the program in a role; false when it has none.
func play() (played bool, err error) {
	roles := map[string]func() (map[string]command, error){"city": town, "echo": bareEcho, "chat": bareChat, "crowd": newCrowd}
	role, ok := roles[os.Getenv(roleEnv)]
	if !ok {
		return false, nil
	}
	moreFiles()
	path := os.Getenv(profileEnv)
	if path != "" {
		path += "." + os.Getenv(roleEnv)
	}
	stop, err := watch(path)
	if err != nil {
		return true, err
	}
	defer func() { err = errors.Join(err, stop()) }()
	commands, err := role()
	if err != nil {
		return true, err
	}
	commands["rss"] = func([]string) (string, error) { return settled() }
	for in := bufio.NewScanner(os.Stdin); in.Scan(); {
		words := strings.Fields(in.Text())
		c, ok := commands[words[0]]
		if !ok {
			return true, fmt.Errorf("no command %q", words[0])
		}
		answer, err := c(words[1:])
		if err != nil {
			return true, fmt.Errorf("%s: %w", in.Text(), err)
		}
		fmt.Println(answer)
	}
	return true, nil
}

// command is one thing that a role does.
type command func(args []string) (answer string, err error)

// moreFiles asks for as many open files as ten thousand lines want.
func moreFiles() {
	want := syscall.Rlimit{Cur: 1 << 16, Max: 1 << 16}
	var have syscall.Rlimit
	if syscall.Getrlimit(syscall.RLIMIT_NOFILE, &have) == nil && have.Cur < want.Cur {
		_ = syscall.Setrlimit(syscall.RLIMIT_NOFILE, &want) // root may; others have what they have
	}
}

// settled collects what is garbage and gives the memory that is left, in bytes.
func settled() (string, error) {
	for range 3 {
		debug.FreeOSMemory()
	}
	b, err := os.ReadFile("/proc/self/status")
	if err != nil {
		return "", err
	}
	for line := range strings.Lines(string(b)) {
		if kb, ok := strings.CutPrefix(line, "VmRSS:"); ok {
			n, err := strconv.Atoi(strings.Fields(kb)[0])
			return strconv.Itoa(n << 10), err
		}
	}
	return "", errors.New("the system does not say how much memory there is")
}

// actor is a process in a role.
type actor struct {
	cmd *exec.Cmd
	in  io.WriteCloser
	out *bufio.Reader
}

// begin starts this program again in a role.
func begin(role string, env ...string) (*actor, error) {
	a := &actor{cmd: exec.Command("/proc/self/exe")}
	a.cmd.Env = append(append(os.Environ(), roleEnv+"="+role), env...)
	a.cmd.Stderr = os.Stderr
	var err error
	if a.in, err = a.cmd.StdinPipe(); err != nil {
		return nil, err
	}
	out, err := a.cmd.StdoutPipe()
	if err == nil {
		err = a.cmd.Start()
	}
	a.out = bufio.NewReader(out)
	return a, err
}

// ask gives a command and waits for its answer.
func (a *actor) ask(words ...any) (string, error) {
	if _, err := fmt.Fprintln(a.in, words...); err != nil {
		return "", err
	}
	line, err := a.out.ReadString('\n')
	if err != nil {
		return "", fmt.Errorf("%s did not answer %v: %w", a.cmd.Path, words, err)
	}
	return strings.TrimSpace(line), nil
}

func (a *actor) number(words ...any) (int64, error) {
	line, err := a.ask(words...)
	if err != nil {
		return 0, err
	}
	return strconv.ParseInt(line, 10, 64)
}

func (a *actor) end() error { return errors.Join(a.in.Close(), a.cmd.Wait()) }

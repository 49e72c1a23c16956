// Command tally reads what `make test TESTFLAGS=-json` prints and ends with one
// line: N passed, M failed. Output of failed tests is printed in full; a line that
// is no test event (a build, a compiler's complaint) goes through as it is. A make
// that fails without a failed test counts as one.
package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"os"
	"slices"
	"strings"
)

type event struct {
	Action, Package, Test, Output string
}

type tally struct {
	passed, failed int
	output         map[string][]string
}

func main() {
	t := tally{output: map[string][]string{}}
	if err := t.read(os.Stdin, os.Stdout); err != nil {
		fmt.Println("read test events:", err)
		t.failed++
	}
	fmt.Printf("%d passed, %d failed\n", t.passed, t.failed)
	if t.failed > 0 || t.passed == 0 {
		os.Exit(1)
	}
}

func (t *tally) read(in io.Reader, out io.Writer) error {
	lines := bufio.NewReader(in)
	for {
		line, err := lines.ReadString('\n')
		if line != "" {
			t.take(strings.TrimRight(line, "\n"), out)
		}
		if err == io.EOF {
			return nil
		}
		if err != nil {
			return err
		}
	}
}

func (t *tally) take(line string, out io.Writer) {
	var e event
	if !strings.HasPrefix(line, "{") || json.Unmarshal([]byte(line), &e) != nil || e.Action == "" {
		fmt.Fprintln(out, line)
		if strings.HasPrefix(line, "make: ***") && t.failed == 0 {
			t.failed++
		}
		return
	}
	name := e.Package + " " + e.Test
	switch {
	case e.Action == "output" || e.Action == "build-output":
		t.output[name] = append(t.output[name], e.Output)
	case e.Action == "pass" && e.Test != "":
		t.passed++
		delete(t.output, name)
	case e.Action == "skip":
		delete(t.output, name)
	case e.Action == "pass":
		fmt.Fprintln(out, "ok  ", e.Package)
	case e.Action == "fail" || e.Action == "build-fail":
		t.fail(e, name, out)
	}
}

// fail prints what a test said. A package's own failure is counted only if none of
// its tests was: it did not build, it crashed, or its time was over. Then those say it
// that had not ended.
func (t *tally) fail(e event, name string, out io.Writer) {
	fmt.Fprintln(out, "FAIL", name)
	fmt.Fprint(out, strings.Join(t.output[name], ""))
	if e.Test != "" {
		t.failed++
		delete(t.output, name)
		return
	}
	if t.failed == 0 {
		t.failed++
	}
	for _, test := range slices.Sorted(maps.Keys(t.output)) {
		if said := t.output[test]; test != name && strings.HasPrefix(test, e.Package+" ") {
			fmt.Fprintln(out, "not ended:", test)
			fmt.Fprint(out, strings.Join(said, ""))
		}
	}
}

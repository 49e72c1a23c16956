package main

import (
	"strings"
	"testing"
)

func TestTally(t *testing.T) {
	tests := []struct {
		name           string
		in             string
		passed, failed int
	}{
		{"all_well", `{"Action":"pass","Package":"p","Test":"A"}` + "\n" + `{"Action":"pass","Package":"p"}`, 1, 0},
		{"one_fails", `{"Action":"fail","Package":"p","Test":"A"}` + "\n" + `{"Action":"fail","Package":"p"}` + "\nmake: *** [test] Error 1", 0, 1},
		{"does_not_build", "x.go:1: no\n" + `{"Action":"fail","Package":"p"}`, 0, 1},
		{"make_fails_before_any_test", "make: *** no rule", 0, 1},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			tally, out := tally{output: map[string][]string{}}, &strings.Builder{}
			if err := tally.read(strings.NewReader(tt.in), out); err != nil {
				t.Fatal(err)
			}
			if tally.passed != tt.passed || tally.failed != tt.failed {
				t.Errorf("%d passed, %d failed; want %d, %d\n%s", tally.passed, tally.failed, tt.passed, tt.failed, out)
			}
		})
	}
}

// TestWhatHadNotEndedIsTold: a package whose time was over names the tests that went on,
// and what they had said.
func TestWhatHadNotEndedIsTold(t *testing.T) {
	in := `{"Action":"output","Package":"p","Test":"A","Output":"panic: test timed out\n"}` + "\n" +
		`{"Action":"output","Package":"p","Test":"B","Output":"well\n"}` + "\n" + `{"Action":"pass","Package":"p","Test":"B"}` + "\n" +
		`{"Action":"output","Package":"pp","Test":"C","Output":"another's\n"}` + "\n" + `{"Action":"fail","Package":"p"}`
	tally, out := tally{output: map[string][]string{}}, &strings.Builder{}
	if err := tally.read(strings.NewReader(in), out); err != nil {
		t.Fatal(err)
	}
	if want := "FAIL p \nnot ended: p A\npanic: test timed out\n"; out.String() != want {
		t.Errorf("it says\n%s\nwant\n%s", out, want)
	}
}

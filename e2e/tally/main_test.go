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

package main

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestImportLamps brings the inventory in beside the program that serves and alone. It
// comes after pages_test.go: of the pages below others go-app keeps those of the first
// program in a process, whose store is closed by then.
func TestImportLamps(t *testing.T) {
	dir := t.TempDir()
	data, file := filepath.Join(dir, "d"), filepath.Join(dir, "lamps.csv")
	if err := os.WriteFile(file, []byte("灯杆编号,纬度,经度,路名\nZY-0001,34.7516,113.6053,桐柏路\nZY-0002,,,桐柏路\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	bring := func(path string) string {
		var out, errs bytes.Buffer
		if err := run([]string{"import", "--data", data, "lamps", path}, &out, &errs); err != nil {
			return out.String() + "error: " + err.Error()
		}
		return out.String()
	}
	c := startCity(t, data, false)
	if got := bring(file); got != "2 lamps: 2 added, 0 changed, 0 the same\n" {
		t.Errorf("beside the program: %q", got)
	}
	if status, body := c.get("/api/pole?no=zy-0001"); status != 200 || !strings.Contains(body, `"lat":34.7516`) {
		t.Errorf("%d %s", status, body)
	}
	c.end()
	if got := bring(file); got != "2 lamps: 0 added, 0 changed, 2 the same\n" {
		t.Errorf("alone: %q", got)
	}
	if err := os.WriteFile(file, []byte("pole,lat,lon\nA1,113.6,34.7\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	if got := bring(file); !strings.Contains(got, "line 2 is wrong: bad_point") || !strings.Contains(got, "nothing was brought in") {
		t.Errorf("a wrong line: %q", got)
	}
	var out bytes.Buffer
	if err := run([]string{"import"}, &out, &out); err != nil || !strings.Contains(out.String(), "import lamps FILE") {
		t.Errorf("help: %v %s", err, out.String())
	}
}

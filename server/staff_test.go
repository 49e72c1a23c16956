package main

import (
	"bytes"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// folder is a data folder whose name is short enough for a socket.
func folder(t *testing.T) string {
	t.Helper()
	dir, err := os.MkdirTemp("", "dh")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { os.RemoveAll(dir) })
	return dir
}

// admins runs the command as a person would type it.
func admins(t *testing.T, data string, words ...string) (string, error) {
	t.Helper()
	var out bytes.Buffer
	err := run(append([]string{"admin", "--data", data}, words...), &out, io.Discard)
	return out.String(), err
}

var password = regexp.MustCompile(`[a-z2-9]{5}-[a-z2-9]{5}-[a-z2-9]{5}`)

func signIn(t *testing.T, c *city, name, password string) int {
	t.Helper()
	resp, err := http.Post(c.addr+"/session", "application/json", strings.NewReader(`{"name":"`+name+`","password":"`+password+`"}`))
	if err != nil {
		t.Fatal(err)
	}
	resp.Body.Close()
	return resp.StatusCode
}

func TestFirstAdministratorIsPrintedOnce(t *testing.T) {
	data := folder(t)
	c := startCity(t, data, false)
	first := password.FindString(c.out)
	if first == "" || !strings.Contains(c.out, "admin") {
		t.Fatalf("nobody can sign in:\n%s", c.out)
	}
	if got := signIn(t, c, "admin", first); got != http.StatusOK {
		t.Errorf("the first administrator: %d", got)
	}
	c.end()
	again := startCity(t, data, false)
	defer again.end()
	if password.MatchString(again.out) {
		t.Errorf("another start makes another one:\n%s", again.out)
	}
}

// TestAdminCommand works beside the program, and alone, the same.
func TestAdminCommand(t *testing.T) {
	data := folder(t)
	c := startCity(t, data, false)
	if info, err := os.Stat(filepath.Join(data, "admin.sock")); err != nil || info.Mode().Perm() != 0o600 {
		t.Fatalf("socket %v %v", info, err)
	}
	out, err := admins(t, data, "add", "Zhang", "张三", "clerk,crew")
	first := password.FindString(out)
	if err != nil || first == "" {
		t.Fatalf("%s %v", out, err)
	}
	if got := signIn(t, c, "zhang", first); got != http.StatusOK {
		t.Errorf("zhang: %d", got)
	}
	steps := []struct {
		words []string
		want  string // in the output, or in the error
		ok    bool
	}{
		{[]string{"accounts"}, "clerk,crew", true},
		{[]string{"sessions", "zhang"}, "password", true},
		{[]string{"end", "zhang"}, "ended", true},
		{[]string{"disable", "zhang"}, "disabled", true},
		{[]string{"accounts"}, "disabled", true},
		{[]string{"enable", "zhang"}, "open", true},
		{[]string{"disable", "admin"}, "last_admin", false},
		{[]string{"add", "zhang", "张三", "clerk"}, "login_taken", false},
		{[]string{"add", "li", "李四", "king"}, "roles: malformed", false},
		{[]string{"add", "li"}, "LOGIN NAME ROLE", false},
		{[]string{"password", "nobody"}, "nobody signs in", false},
		{[]string{"end", "nothing"}, "not_found", false},
		{[]string{"audit", "verify"}, "is whole", true},
		{[]string{"audit", "kind=account"}, "account.add", true},
		{[]string{"audit", "yesterday"}, "name=value", false},
		{[]string{"dance"}, "no command", false},
		{[]string{"help"}, "admin add LOGIN NAME ROLE[,ROLE]", true},
	}
	try := func(how string) {
		t.Helper()
		for _, s := range steps {
			out, err := admins(t, data, s.words...)
			if (err == nil) != s.ok || !strings.Contains(out, s.want) && (err == nil || !strings.Contains(err.Error(), s.want)) {
				t.Errorf("%s: %v: %q %v, want %q", how, s.words, out, err, s.want)
			}
			if s.words[0] == "end" || s.words[0] == "sessions" {
				signInAgain(t, c, how, first)
			}
		}
	}
	try("beside")
	c.end()
	c = nil
	if _, err := os.Stat(filepath.Join(data, "admin.sock")); !os.IsNotExist(err) {
		t.Errorf("the socket is still there: %v", err)
	}
	steps = append(steps[:1], steps[3:]...)
	try("alone")
	if _, err := admins(t, filepath.Join(data, "nowhere"), "accounts"); err == nil {
		t.Error("a folder that is not there is made")
	}
}

// signInAgain so that there is a session to list and to end.
func signInAgain(t *testing.T, c *city, how, password string) {
	t.Helper()
	if c != nil {
		if got := signIn(t, c, "zhang", password); got != http.StatusOK {
			t.Errorf("%s: zhang: %d", how, got)
		}
	}
}

package hostile

import (
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/gorilla/websocket"
)

// elsewhere are the ways in which a browser says that another page asks.
var elsewhere = map[string][2]string{
	"origin":           {"Origin", "https://evil.example"},
	"origin_null":      {"Origin", "null"},
	"fetch_cross":      {"Sec-Fetch-Site", "cross-site"},
	"fetch_subdomain":  {"Sec-Fetch-Site", "same-site"},
	"referer":          {"Referer", "https://evil.example/denghuo"},
	"origin_lookalike": {"Origin", "https://127.0.0.1.evil.example"},
}

func crossSiteSocket(t *testing.T, c *city) {
	clerk := signIn(t, c, "clerk")
	for name, header := range elsewhere {
		c.counted(t, refused(403), 1, func() {
			conn, resp, err := websocket.DefaultDialer.Dial("ws://"+c.addr+"/sync", clerk.with(header[0], header[1]).header)
			if err == nil {
				conn.Close()
			}
			if err == nil || resp == nil || resp.StatusCode != http.StatusForbidden {
				t.Errorf("%s: %v %v", name, resp, err)
			}
		})
	}
	clerk.dial().Close() // our own page, with the same cookie
}

// changing is every address of the program that takes something, read from its
// source so that none is forgotten.
func changing(t *testing.T) (all [][2]string) {
	t.Helper()
	route := regexp.MustCompile(`HandleFunc\("(POST|PUT|PATCH|DELETE) (/[^"]*)"`)
	files, err := filepath.Glob("../../server/*/*.go")
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range files {
		if strings.HasSuffix(file, "_test.go") {
			continue
		}
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range route.FindAllSubmatch(text, -1) {
			all = append(all, [2]string{string(m[1]), string(m[2])})
		}
	}
	if len(all) < 15 {
		t.Fatalf("only %v were found", all)
	}
	return all
}

func crossSitePosts(t *testing.T, c *city) {
	admin := signIn(t, c, "admin")
	routes := changing(t)
	for name, header := range elsewhere {
		v := admin.with(header[0], header[1])
		v.header.Set("X-Forwarded-For", stranger().header.Get("X-Forwarded-For"))
		c.counted(t, refused(403), float64(len(routes)), func() {
			for _, r := range routes {
				path := regexp.MustCompile(`\{[^}]*\}`).ReplaceAllString(r[1], strings.Repeat("a", 64))
				if a := v.do(t, c, r[0], path, []byte(`{}`)); a.status != 403 || a.code != "other_site" {
					t.Errorf("%s %s with %s: %d %s", r[0], path, name, a.status, a.body)
				}
			}
		})
	}
	if a := admin.do(t, c, "GET", "/session", nil); a.status != 200 {
		t.Errorf("the administrator was signed out by another site: %d %s", a.status, a.body)
	}
}

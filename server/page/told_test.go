package page

import (
	"encoding/json"
	"net/http/httptest"
	"regexp"
	"strings"
	"testing"

	"denghuo/web"
)

// TestPhonesAreToldOfTheMap: its page has the operator's pictures and every word, the
// worker the same templates, no other page a byte of it, and another map is another
// version.
func TestPhonesAreToldOfTheMap(t *testing.T) {
	assets, err := web.Open()
	if err != nil {
		t.Fatalf("the client is not built, run make build: %v", err)
	}
	if assets.Text("tiles.js") == "" {
		t.Fatal("an older build: run make build")
	}
	chart := Map{Tiles: []string{"https://tiles.example/{z}/{x}/{y}.png?a=1&b=2"}, Attribution: `© "somebody" </script>`, CRS: "gcj02", Zoom: 17, Keep: 30}
	said := map[string]map[string]string{"en": {"me": "My position"}}
	get := func(o Options, path string) string {
		w := httptest.NewRecorder()
		New(assets, o).ServeHTTP(w, httptest.NewRequest("GET", path, nil))
		return w.Body.String()
	}
	var got atlas
	if err := json.Unmarshal([]byte(get(Options{Map: chart, Words: said}, "/map.json")), &got); err != nil {
		t.Fatal(err)
	}
	if want := (atlas{assets.Path("map.css"), chart, said}); encode(got) != encode(want) || !strings.HasPrefix(got.Style, "/web/map.") {
		t.Errorf("phones are told %+v, not %+v", got, want)
	}
	worker := get(Options{Map: chart}, "/app-worker.js")
	for _, want := range []string{encode(chart.Tiles), "keep = 30,", `"/map.json","/web/map.js","` + got.Style + `"`} {
		if !strings.Contains(worker, want) {
			t.Errorf("the worker does not know %s", want)
		}
	}
	files := regexp.MustCompile(`(?m)^const files = (.*);$`).FindStringSubmatch(worker)
	script := get(Options{Map: chart, Words: said}, "/app.js")
	if files == nil || strings.Contains(files[1], "/map.") || strings.Contains(script, "tiles.example") {
		t.Errorf("the map is fetched with the program: %v", files)
	}
	if left := regexp.MustCompile(`__[A-Z_]+__`).FindString(worker + script); left != "" {
		t.Errorf("%s was not filled in", left)
	}
	other := chart
	other.Keep = 31
	versions := map[string]bool{}
	for _, o := range []Options{{}, {Map: chart}, {Map: other}} {
		versions[get(o, "/version.json")] = true
	}
	if len(versions) != 3 {
		t.Errorf("three maps are %d versions", len(versions))
	}
}

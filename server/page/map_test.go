package page

import (
	"slices"
	"strings"
	"testing"
)

func said(tiles string) (Map, error) {
	return ParseMap(tiles, Map{Attribution: "© somebody", CRS: "wgs84", Zoom: 18, Keep: 400})
}

func TestParseMapTakesAddressesOfPictures(t *testing.T) {
	cases := map[string]struct {
		tiles string
		hosts []string
	}{
		"none":           {"", nil},
		"only_blanks":    {"  ", nil},
		"path":           {"https://tiles.example/{z}/{x}/{y}.png", []string{"https://tiles.example"}},
		"query":          {"https://t0.tianditu.gov.cn/DataServer?T=vec_w&x={x}&y={y}&l={z}&tk=0123abcd", []string{"https://t0.tianditu.gov.cn"}},
		"from_the_south": {"https://tiles.example:8443/{z}/{x}/{-y}.png", []string{"https://tiles.example:8443"}},
		"own_machine":    {"http://127.0.0.1:9999/{z}/{x}/{y}.png", []string{"http://127.0.0.1:9999"}},
		"labels_above":   {"https://a.example/{z}/{x}/{y}.png https://a.example/names/{z}/{x}/{y}.png", []string{"https://a.example"}},
		"two_hosts":      {"https://a.example/{z}/{x}/{y}.png https://a.exam/{z}/{x}/{y}.png", []string{"https://a.example", "https://a.exam"}},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			m, err := said(c.tiles)
			if err != nil {
				t.Fatal(err)
			}
			if !slices.Equal(m.Hosts(), c.hosts) {
				t.Errorf("hosts %v, want %v", m.Hosts(), c.hosts)
			}
		})
	}
}

func TestParseMapSaysWhatIsWrong(t *testing.T) {
	cases := map[string]struct{ tiles, says string }{
		"plain_http":      {"http://tiles.example/{z}/{x}/{y}.png", "https"},
		"a_false_here":    {"http://localhost.example/{z}/{x}/{y}.png", "https"},
		"other_scheme":    {"javascript://a.example/{z}/{x}/{y}", "https"},
		"no_scheme":       {"tiles.example/{z}/{x}/{y}.png", "host"},
		"no_host":         {"https:///{z}/{x}/{y}.png", "host"},
		"no_x":            {"https://tiles.example/{z}/{y}.png", "{x}"},
		"two_y":           {"https://tiles.example/{z}/{x}/{y}/{y}.png", "{y}"},
		"both_y":          {"https://tiles.example/{z}/{x}/{y}/{-y}.png", "{y}"},
		"any_of_hosts":    {"https://{s}.tiles.example/{z}/{x}/{y}.png", "{s}"},
		"host_by_number":  {"https://t{x}.tiles.example/{z}/{y}.png", "host"},
		"another_policy":  {"https://a.example;script-src/{z}/{x}/{y}.png", "host"},
		"any_host":        {"https://*.example/{z}/{x}/{y}.png", "host"},
		"quotes":          {`https://tiles.example/{z}/{x}/{y}.png"`, "characters"},
		"a_user":          {"https://me:secret@tiles.example/{z}/{x}/{y}.png", "host"},
		"capitals":        {"https://Tiles.example/{z}/{x}/{y}.png", "small letters"},
		"own_port":        {"https://tiles.example:443/{z}/{x}/{y}.png", ":443"},
		"a_fragment":      {"https://tiles.example/{z}/{x}/{y}.png#1", "#"},
		"not_ours_to_say": {"https://tiles.example/{z}/{x}/{y}{r}.png", "{s}"},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			_, err := said(c.tiles)
			if err == nil {
				t.Fatal("it is taken")
			}
			if !strings.Contains(err.Error(), c.says) || !strings.HasPrefix(err.Error(), "--map-tiles ") {
				t.Errorf("%v does not say --map-tiles and %s", err, c.says)
			}
		})
	}
}

func TestParseMapLooksAtTheRest(t *testing.T) {
	good := Map{Attribution: "© somebody", CRS: "gcj02", Zoom: 18, Keep: 400}
	cases := map[string]struct {
		change func(*Map)
		says   string
	}{
		"whose_map":     {func(m *Map) { m.Attribution = "" }, "--map-attribution"},
		"two_lines":     {func(m *Map) { m.Attribution = "a\nb" }, "--map-attribution"},
		"baidu":         {func(m *Map) { m.CRS = "bd09" }, "--map-crs"},
		"too_far_off":   {func(m *Map) { m.Zoom = 3 }, "--map-zoom"},
		"too_near":      {func(m *Map) { m.Zoom = 30 }, "--map-zoom"},
		"fewer_than_no": {func(m *Map) { m.Keep = -1 }, "--map-keep"},
		"too_many_kept": {func(m *Map) { m.Keep = 1 << 20 }, "--map-keep"},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			m := good
			c.change(&m)
			if _, err := ParseMap("https://tiles.example/{z}/{x}/{y}.png", m); err == nil || !strings.HasPrefix(err.Error(), c.says) {
				t.Errorf("says %v, want %s", err, c.says)
			}
			if _, err := ParseMap("", m); err != nil {
				t.Errorf("without pictures nothing is wrong: %v", err)
			}
		})
	}
}

package edge

import (
	"crypto/tls"
	"net/http"
	"net/http/httptest"
	"testing"
)

func proxies(t *testing.T, text string) Proxies {
	t.Helper()
	p, err := ParseProxies(text)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func TestAddress(t *testing.T) {
	cases := map[string]struct {
		trusted, from string
		forwarded     []string
		proto         string
		want          string
		secure        bool
	}{
		"straight":                      {"", "203.0.113.7:5000", nil, "", "203.0.113.7", false},
		"a_tale_of_somebody":            {"", "203.0.113.7:5000", []string{"10.1.1.1"}, "https", "203.0.113.7", false},
		"a_tale_beside_trust":           {"10.0.0.0/8", "203.0.113.7:5000", []string{"10.1.1.1"}, "https", "203.0.113.7", false},
		"one_proxy":                     {"10.0.0.0/8", "10.0.0.2:5000", []string{"198.51.100.4"}, "https", "198.51.100.4", true},
		"what_the_phone_invented":       {"10.0.0.0/8", "10.0.0.2:5000", []string{"1.1.1.1, 198.51.100.4"}, "http", "198.51.100.4", false},
		"invented_in_a_line_of_its_own": {"10.0.0.0/8", "10.0.0.2:5000", []string{"1.1.1.1", "198.51.100.4"}, "", "198.51.100.4", false},
		"two_proxies":                   {"10.0.0.0/8", "10.0.0.2:5000", []string{"1.1.1.1, 198.51.100.4, 10.0.0.9"}, "https", "198.51.100.4", true},
		"only_proxies":                  {"10.0.0.0/8", "10.0.0.2:5000", []string{"10.0.0.7, 10.0.0.9"}, "", "10.0.0.7", false},
		"a_proxy_that_writes_rubbish":   {"10.0.0.0/8", "10.0.0.2:5000", []string{"1.1.1.1, unknown"}, "", "10.0.0.2", false},
		"no_header":                     {"10.0.0.0/8", "10.0.0.2:5000", nil, "", "10.0.0.2", false},
		"proto_said_twice":              {"10.0.0.2", "10.0.0.2:5000", []string{"198.51.100.4"}, "https,http", "198.51.100.4", false},
		"six":                           {"fd00::/8", "[fd00::1]:5000", []string{"2001:db8::5"}, "https", "2001:db8::5", true},
		"four_in_six":                   {"10.0.0.0/8", "[::ffff:10.0.0.2]:5000", []string{"::ffff:198.51.100.4"}, "", "198.51.100.4", false},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			r := httptest.NewRequest("GET", "/", nil)
			r.RemoteAddr = c.from
			r.Header["X-Forwarded-For"] = c.forwarded
			if c.proto != "" {
				r.Header.Set("X-Forwarded-Proto", c.proto)
			}
			r = with(r, proxies(t, c.trusted).know(r))
			if got := Address(r).String(); got != c.want || Secure(r) != c.secure {
				t.Errorf("%s, secure %v; want %s, %v", got, Secure(r), c.want, c.secure)
			}
		})
	}
}

func TestOwnTLSIsSecure(t *testing.T) {
	r := httptest.NewRequest("GET", "/", nil)
	if Secure(r) {
		t.Error("plain is secure")
	}
	if r.TLS = (&tls.ConnectionState{}); !Secure(r) {
		t.Error("TLS is not secure")
	}
}

func TestNeighboursOfSixAreOneHome(t *testing.T) {
	key := func(from string) string {
		r := httptest.NewRequest("GET", "/", nil)
		r.RemoteAddr = from
		return Neighbours(r)
	}
	if key("[2001:db8:1:2::3]:80") != key("[2001:db8:1:2:ffff::9]:80") {
		t.Error("one /64 is two keys")
	}
	if key("[2001:db8:1:2::3]:80") == key("[2001:db8:1:3::3]:80") || key("192.0.2.1:80") == key("192.0.2.2:80") {
		t.Error("two homes are one key")
	}
}

func TestParseProxiesSaysWhatIsWrong(t *testing.T) {
	if _, err := ParseProxies("10.0.0.0/8, proxy.example"); err == nil {
		t.Error("a name is no address")
	}
	if p := proxies(t, " , "); len(p) != 0 {
		t.Errorf("nothing is %v", p)
	}
}

func TestSameSite(t *testing.T) {
	cases := map[string]struct {
		site, origin, referer string
		want                  bool
	}{
		"no_browser":       {"", "", "", true},
		"own_page":         {"same-origin", "http://example.com", "", true},
		"typed_address":    {"none", "", "", true},
		"other_site":       {"cross-site", "", "", false},
		"other_subdomain":  {"same-site", "http://example.com", "", false},
		"other_origin":     {"", "http://evil.example", "", false},
		"origin_null":      {"", "null", "", false},
		"origin_no_url":    {"", "://", "", false},
		"other_port":       {"", "http://example.com:81", "", false},
		"old_own_form":     {"", "", "http://example.com/report", true},
		"old_other_form":   {"", "", "http://evil.example/", false},
		"name_in_the_path": {"", "http://evil.example/example.com", "", false},
		"name_as_a_user":   {"", "http://example.com@evil.example", "", false},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			r := httptest.NewRequest("POST", "http://example.com/", nil)
			set(r, "Sec-Fetch-Site", c.site)
			set(r, "Origin", c.origin)
			set(r, "Referer", c.referer)
			if got := SameSite(r); got != c.want {
				t.Errorf("same site: %v", got)
			}
		})
	}
}

func set(r *http.Request, name, value string) {
	if value != "" {
		r.Header.Set(name, value)
	}
}

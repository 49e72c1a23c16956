package hostile

import (
	"fmt"
	"strings"
	"testing"
)

// get is a request as text, from an address of its own.
func get(target string, headers ...string) string {
	return "GET " + target + " HTTP/1.1\r\nHost: city\r\nConnection: close\r\n" + strings.Join(append(headers, stranger().line()), "\r\n") + "\r\n\r\n"
}

func (v visitor) line() string { return "X-Forwarded-For: " + v.header.Get("X-Forwarded-For") }

func status(said string) string {
	line, _, _ := strings.Cut(said, "\r\n")
	fields := strings.Fields(line)
	if len(fields) < 2 {
		return said
	}
	return fields[1]
}

// tricks with the path, the verb and headers. Wherever the answer is no error it is a
// page of ours that everybody may read.
func tricks(t *testing.T, c *city) {
	for name, r := range map[string]struct{ text, want string }{
		"up":                  {get("/../../keys/seal"), "400"},
		"up_inside":           {get("/web/../../../keys/seal"), "400"},
		"up_escaped":          {get("/web/%2e%2e/%2e%2e/keys/seal"), "400"},
		"slash_escaped":       {get("/web/..%2f..%2fkeys%2fseal"), "400"},
		"twice_escaped":       {get("/web/%252e%252e%252fkeys"), "404"},
		"backslash":           {get(`/web/..\..\keys`), "400"},
		"nought":              {get("/web/app.css%00.png"), "400"},
		"new_line":            {get("/progress%0d%0aSet-Cookie:%20dh_session=evil"), "400"},
		"photo_is_a_path":     {get("/photo/..%2f..%2fkeys%2fseal"), "400"},
		"two_slashes":         {get("//evil.example/"), "400"},
		"whole_address":       {get("http://evil.example/"), "200"},
		"no_path":             {get("evil"), "400"},
		"trace":               {strings.Replace(get("/"), "GET", "TRACE", 1), "405"},
		"connect":             {"CONNECT evil.example:443 HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n", "405"},
		"no_verb":             {strings.Replace(get("/"), "GET", "G@T", 1), "400"},
		"verb_overridden":     {get("/session", "X-HTTP-Method-Override: DELETE", "X-HTTP-Method: DELETE", "X-Method-Override: DELETE"), "401"},
		"rewritten":           {get("/progress", "X-Original-URL: /api/admin/audit", "X-Rewrite-URL: /api/admin/audit"), "200"},
		"host_of_another":     {strings.Replace(get("/progress"), "Host: city", "Host: evil.example", 1), "200"},
		"two_hosts":           {get("/progress", "Host: evil.example"), "400"},
		"no_host":             {strings.Replace(get("/progress"), "Host: city\r\n", "", 1), "400"},
		"host_with_a_space":   {strings.Replace(get("/progress"), "Host: city", "Host: a b", 1), "400"},
		"header_with_nought":  {get("/progress", "X-A: a\x00b"), "400"},
		"header_folded":       {get("/progress", "X-A: a", " b"), "200"},
		"header_with_a_space": {get("/progress", "X-A : b"), "400"},
		"not_http":            {"\x16\x03\x01\x02\x00\x01\x00\x01\r\n\r\n", "400"},
		"http_2_by_surprise":  {"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", "405"},
	} {
		t.Run(name, func(t *testing.T) {
			said := c.raw(t, "127.0.0.1", r.text)
			head, body, _ := strings.Cut(said, "\r\n\r\n")
			if got := status(said); got != r.want {
				t.Errorf("%s, want %s: %.200q", got, r.want, said)
			}
			for _, never := range []string{"Set-Cookie: dh_session", "evil.example", "\r\nX-A:"} {
				if strings.Contains(head, never) {
					t.Errorf("the head has %q: %s", never, head)
				}
			}
			if strings.Contains(body, "evil.example") || strings.Contains(body, `"entries"`) {
				t.Errorf("the body has what was sent: %.300s", body)
			}
		})
	}
}

// smuggling: two lengths, or a length and chunks, or chunks that are none. Nothing
// that hides behind a first request may be answered as a second.
func smuggling(t *testing.T, c *city) {
	inner := "GET /metrics HTTP/1.1\r\nHost: city\r\n\r\n"
	head := func(lines ...string) string {
		return "POST /sync HTTP/1.1\r\nHost: city\r\n" + strings.Join(append(lines, stranger().line()), "\r\n") + "\r\n\r\n"
	}
	for name, text := range map[string]string{
		"two_lengths":            head("Content-Length: 0", fmt.Sprintf("Content-Length: %d", len(inner))) + inner,
		"two_lengths_in_one":     head(fmt.Sprintf("Content-Length: 0, %d", len(inner))) + inner,
		"length_with_a_plus":     head(fmt.Sprintf("Content-Length: +%d", len(inner))) + inner,
		"negative_length":        head("Content-Length: -1") + inner,
		"chunks_spelled_badly":   head("Transfer-Encoding: xchunked") + inner,
		"chunks_twice":           head("Transfer-Encoding: chunked", "Transfer-Encoding: identity") + "0\r\n\r\n" + inner,
		"chunk_of_no_number":     head("Transfer-Encoding: chunked") + "zz\r\n" + inner,
		"chunk_with_a_bare_line": head("Transfer-Encoding: chunked") + "5\nabcde\n0\n\n" + inner,
		"length_and_chunks":      head(fmt.Sprintf("Content-Length: %d", len(inner)+5), "Transfer-Encoding: chunked") + "0\r\n\r\n" + inner,
		"space_before_the_colon": head("Content-Length : 0", "Transfer-Encoding : chunked") + "0\r\n\r\n" + inner,
	} {
		t.Run(name, func(t *testing.T) {
			said := c.raw(t, "127.0.0.1", text)
			if strings.Contains(said, "denghuo_answers_total") {
				t.Errorf("the inner request was answered: %.100q", said)
			}
			if got := status(said); got != "400" && got != "501" && got != "200" {
				t.Errorf("%s: %.100q", got, said)
			}
		})
	}
}

// forgedAddress comes from a peer that is no proxy and says each time that it is
// somebody else: it is still one guesser, and no TLS was spoken.
func forgedAddress(t *testing.T, c *city) {
	often := 0
	for i := range 14 {
		body := `{"name":"nobody","password":"x"}`
		said := c.raw(t, "127.0.0.2", fmt.Sprintf("POST /session HTTP/1.1\r\nHost: city\r\nConnection: close\r\nX-Forwarded-For: 198.51.200.%d\r\nX-Real-IP: 198.51.200.%d\r\nForwarded: for=198.51.200.%d\r\nX-Forwarded-Proto: https\r\nContent-Length: %d\r\n\r\n%s", i, i, i, len(body), body))
		if status(said) == "429" {
			often++
		}
		if strings.Contains(said, "Strict-Transport-Security") {
			t.Error("who only says https is believed")
		}
	}
	if often < 3 {
		t.Errorf("%d of 14 guesses were too often", often)
	}
}

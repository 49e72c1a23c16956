package edge

import (
	"net/http"
	"strings"
)

// policy is what a page of ours may do. The only script is our own files and the Wasm
// (no inline one, no eval); styles are our own file, so no element carries a style of
// its own; it speaks with this city only, and nobody puts it into a frame. The hosts
// of a map's pictures are let in for pictures, and for the worker that keeps them: to
// a worker a picture that it fetches is a connection.
func policy(pictures []string) string {
	maps := ""
	for _, host := range pictures {
		maps += " " + host
	}
	return strings.Join([]string{
		"default-src 'none'",
		"script-src 'self' 'wasm-unsafe-eval'",
		"style-src 'self'",
		"img-src 'self' blob: data:" + maps,
		"connect-src 'self'" + maps,
		"font-src 'self'",
		"media-src 'self' blob:",
		"manifest-src 'self'",
		"worker-src 'self'",
		"object-src 'none'",
		"base-uri 'none'",
		"form-action 'self'",
		"frame-ancestors 'none'",
	}, "; ")
}

// permissions are the powers of a phone: the place and the camera for ourselves,
// what would only serve a stranger's script for nobody.
var permissions = strings.Join([]string{
	"geolocation=(self)", "camera=(self)", "screen-wake-lock=(self)", "clipboard-write=(self)",
	"publickey-credentials-get=(self)", "publickey-credentials-create=(self)",
	"microphone=()", "payment=()", "usb=()", "serial=()", "hid=()", "midi=()", "display-capture=()",
	"accelerometer=()", "gyroscope=()", "magnetometer=()", "clipboard-read=()", "autoplay=()",
}, ", ")

// year of HSTS. Subdomains and the preload list are not ours to promise: they may
// belong to other offices of the city.
const year = "max-age=31536000"

// dress puts on what every answer carries; a room may be stricter, never forgetful.
func (e *Edge) dress(h http.Header, secure bool) {
	h.Set("Content-Security-Policy", e.policy)
	h.Set("Permissions-Policy", permissions)
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("X-Frame-Options", "DENY") // for browsers that know no frame-ancestors
	h.Set("Referrer-Policy", "same-origin")
	h.Set("Cross-Origin-Opener-Policy", "same-origin")
	h.Set("Cross-Origin-Resource-Policy", "same-origin")
	if secure {
		h.Set("Strict-Transport-Security", year)
	}
}

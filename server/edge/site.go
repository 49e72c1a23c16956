package edge

import (
	"net/http"
	"net/url"
	"strings"
)

// SameSite refuses a page of another site that would speak with our cookies. A
// client that is no browser says nothing and is believed: it has no cookies.
func SameSite(r *http.Request) bool {
	switch r.Header.Get("Sec-Fetch-Site") {
	case "cross-site", "same-site":
		return false
	}
	from := r.Header.Get("Origin")
	if from == "" {
		from = r.Header.Get("Referer") // old browsers send no Origin with a form
	}
	if from == "" {
		return true
	}
	u, err := url.Parse(from)
	return err == nil && u.Host != "" && strings.EqualFold(u.Host, r.Host)
}

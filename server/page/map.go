package page

import (
	"errors"
	"fmt"
	"net/url"
	"strings"
	"unicode"
)

// Map is the operator's map pictures, as the phone gets them. Without Tiles a phone
// draws the same pins on a grid.
type Map struct {
	Tiles       []string `json:"tiles,omitempty"`       // templates, each laid over the one before
	Attribution string   `json:"attribution,omitempty"` // plain text, always on the map
	CRS         string   `json:"crs,omitempty"`         // wgs84 or gcj02: where these pictures show a point
	Zoom        int      `json:"zoom,omitempty"`        // the finest level that there are pictures of
	Keep        int      `json:"keep"`                  // pictures that a phone keeps for when there is no network
}

// The levels of a map: a whole city on a small screen, and a lamp among its neighbours.
const (
	coarsest = 9
	finest   = 22
	maxKeep  = 2000
)

// ParseMap reads what the operator said, or says what is wrong with it. Several
// templates have blanks between.
func ParseMap(tiles string, m Map) (Map, error) {
	m.Tiles = strings.Fields(tiles)
	if len(m.Tiles) == 0 {
		return Map{}, nil
	}
	for _, t := range m.Tiles {
		if err := template(t); err != nil {
			return m, fmt.Errorf("--map-tiles %s: %w", t, err)
		}
	}
	switch {
	case m.Attribution == "":
		return m, errors.New("--map-attribution: say whose map it is, with its approval number if it has one; it stands on the map")
	case strings.ContainsFunc(m.Attribution, unicode.IsControl):
		return m, errors.New("--map-attribution: write one line of plain text")
	case m.CRS != "wgs84" && m.CRS != "gcj02":
		return m, fmt.Errorf("--map-crs %s: say wgs84 (Tianditu, OpenStreetMap) or gcj02 (AMap, Tencent)", m.CRS)
	case m.Zoom < coarsest || m.Zoom > finest:
		return m, fmt.Errorf("--map-zoom %d: say a level from %d to %d", m.Zoom, coarsest, finest)
	case m.Keep < 0 || m.Keep > maxKeep:
		return m, fmt.Errorf("--map-keep %d: say a number of pictures up to %d; 0 keeps none", m.Keep, maxKeep)
	}
	return m, nil
}

// template looks at one address. Its host stands in the city's policy for browsers,
// so it is written out, and nothing in it could end a word of that policy.
func template(t string) error {
	if strings.ContainsFunc(t, func(c rune) bool { return c <= ' ' || c >= 0x7f || strings.ContainsRune(`"'<>\^`+"`|", c) }) {
		return errors.New("an address has no such characters")
	}
	for _, want := range []string{"{z}", "{x}"} {
		if strings.Count(t, want) != 1 {
			return errors.New("write https://host/{z}/{x}/{y}.png, each of {z}, {x}, {y} once")
		}
	}
	if strings.Count(t, "{y}")+strings.Count(t, "{-y}") != 1 {
		return errors.New("write https://host/{z}/{x}/{y}.png, each of {z}, {x}, {y} once; {-y} counts from the south")
	}
	bare := strings.NewReplacer("{z}", "1", "{x}", "1", "{y}", "1", "{-y}", "1").Replace(t)
	if strings.ContainsAny(bare, "{}") {
		return errors.New("only {z}, {x}, {y} and {-y} are filled in; name one host instead of {s}")
	}
	u, err := url.Parse(bare)
	switch {
	case err != nil:
		return fmt.Errorf("no address: %w", err)
	case u.Hostname() == "" || !strings.HasPrefix(t, u.Scheme+"://"+u.Host+"/"):
		return errors.New("write the host out, and the numbers behind it")
	case strings.ContainsFunc(u.Host, func(c rune) bool {
		return c != '-' && c != '.' && c != ':' && !unicode.IsLetter(c) && !unicode.IsDigit(c)
	}):
		return fmt.Errorf("no host: %s", u.Host)
	case u.Host != strings.ToLower(u.Host) || u.Port() == "443" && u.Scheme == "https":
		return errors.New("write the host in small letters and without :443, as browsers do")
	case u.User != nil || u.Fragment != "":
		return errors.New("an address of a picture has no user and no #")
	case u.Scheme != "https" && (u.Scheme != "http" || !here(u.Hostname())):
		return errors.New("it must be https; http is for a server on this machine only")
	}
	return nil
}

func here(host string) bool { return host == "localhost" || strings.HasPrefix(host, "127.") }

// Hosts are where the pictures come from, each once, as the policy for browsers
// writes them: https://tiles.example.
func (m Map) Hosts() (all []string) {
	for _, t := range m.Tiles {
		scheme, rest, _ := strings.Cut(t, "://")
		host, _, _ := strings.Cut(rest, "/")
		at := scheme + "://" + host
		if !strings.Contains(strings.Join(all, " ")+" ", at+" ") {
			all = append(all, at)
		}
	}
	return all
}

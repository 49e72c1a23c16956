package edge

import (
	"context"
	"fmt"
	"net/http"
	"net/netip"
	"strings"
)

// Proxies are the addresses that are believed when they say for whom they speak.
type Proxies []netip.Prefix

// ParseProxies reads CIDRs or single addresses, with commas between; nothing is nobody.
func ParseProxies(text string) (Proxies, error) {
	var all Proxies
	for one := range strings.SplitSeq(text, ",") {
		if one = strings.TrimSpace(one); one == "" {
			continue
		}
		prefix, err := netip.ParsePrefix(one)
		if err != nil {
			addr, wrong := netip.ParseAddr(one)
			if wrong != nil {
				return nil, fmt.Errorf("trusted proxy %q: write 10.0.0.0/8 or one address: %w", one, err)
			}
			prefix = netip.PrefixFrom(addr.Unmap(), addr.Unmap().BitLen())
		}
		all = append(all, prefix.Masked())
	}
	return all, nil
}

func (p Proxies) trust(a netip.Addr) bool {
	for _, prefix := range p {
		if prefix.Contains(a) {
			return true
		}
	}
	return false
}

// peer is who is at the other end of a request.
type peer struct {
	address netip.Addr
	secure  bool
}

type peerKey struct{}

// know finds out once who asks. X-Forwarded-For is read from the right, since only
// what our own proxies have appended is true: the first address that is no proxy of
// ours is the phone. From anybody else the header is a tale and is not read.
func (p Proxies) know(r *http.Request) peer {
	who := peer{direct(r), r.TLS != nil}
	if !p.trust(who.address) {
		return who
	}
	said := strings.Split(strings.Join(r.Header.Values("X-Forwarded-For"), ","), ",")
	for i := len(said) - 1; i >= 0 && p.trust(who.address); i-- {
		addr, err := netip.ParseAddr(strings.TrimSpace(said[i]))
		if err != nil {
			break // a proxy that writes no address: what was known last stands
		}
		who.address = addr.Unmap().WithZone("")
	}
	proto := r.Header.Values("X-Forwarded-Proto")
	who.secure = who.secure || len(proto) == 1 && strings.EqualFold(strings.TrimSpace(proto[0]), "https")
	return who
}

// direct is the socket's other end; invalid when a test's request has none.
func direct(r *http.Request) netip.Addr {
	port, err := netip.ParseAddrPort(r.RemoteAddr)
	if err != nil {
		return netip.Addr{}
	}
	return port.Addr().Unmap().WithZone("")
}

func with(r *http.Request, who peer) *http.Request {
	return r.WithContext(context.WithValue(r.Context(), peerKey{}, who))
}

func peerOf(r *http.Request) peer {
	if who, ok := r.Context().Value(peerKey{}).(peer); ok {
		return who
	}
	return peer{direct(r), r.TLS != nil}
}

// Address is who is at the other end: the phone's own address, also behind a proxy
// that is trusted.
func Address(r *http.Request) netip.Addr { return peerOf(r).address }

// Secure reports whether the phone's way to us is TLS, ours or our proxy's. Cookies
// are Secure then.
func Secure(r *http.Request) bool { return peerOf(r).secure }

// Neighbours is the address as a key for limits. One home or phone has a whole /64
// of IPv6, so that is one key. In IPv4 one key may be a carrier's NAT with thousands
// of phones behind it: be strict with it only where somebody guesses.
func Neighbours(r *http.Request) string {
	a := Address(r)
	if a.Is6() {
		home, err := a.Prefix(64)
		if err == nil {
			return home.String()
		}
	}
	return a.String()
}

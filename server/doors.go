package main

import (
	"context"
	"crypto/tls"
	"errors"
	"flag"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"path/filepath"
	"strconv"
	"strings"

	"denghuo/server/edge"
	"denghuo/server/lights"
	"denghuo/shared/photo"
)

// doors are the flags of how the city is reached.
type doors struct {
	proxies string
	rate    int
	domains string
	acme    string
	roots   string
	plain   string // where port 80 is, when the city fetches certificates itself
	cert    string
	key     string
}

const doorsUsage = `  --trusted-proxies CIDR,…  proxies whose X-Forwarded-For and -Proto are believed
                                                    DENGHUO_TRUSTED_PROXIES  nobody's
  --address-rate N  requests a second that one address may make in the long run;
                  a carrier's NAT is one address    DENGHUO_ADDRESS_RATE  1000
  --tls-domain NAME,…  speak TLS, with certificates fetched by ACME and kept in
                  data/certs; listens on :443 and :80  DENGHUO_TLS_DOMAIN
  --tls-acme URL  the ACME authority's directory    DENGHUO_TLS_ACME  Let's Encrypt
  --tls-acme-roots FILE  PEM roots to know it by    DENGHUO_TLS_ACME_ROOTS  the system's
  --tls-http ADDR  where port 80 is                 DENGHUO_TLS_HTTP  :80
  --tls-cert FILE, --tls-key FILE  speak TLS with a certificate of the city's own,
                  read again when it changes        DENGHUO_TLS_CERT, DENGHUO_TLS_KEY
`

func (d *doors) flags(f *flag.FlagSet, env func(name, otherwise string) string) error {
	rate, err := strconv.Atoi(env("ADDRESS_RATE", "0"))
	if err != nil {
		return fmt.Errorf("DENGHUO_ADDRESS_RATE: %w", err)
	}
	f.IntVar(&d.rate, "address-rate", rate, "requests a second from one address; 0: "+strconv.Itoa(edge.Rate))
	for _, text := range []struct {
		at               *string
		name, twin, help string
	}{
		{&d.proxies, "trusted-proxies", "TRUSTED_PROXIES", "proxies that may say for whom they speak"},
		{&d.domains, "tls-domain", "TLS_DOMAIN", "speak TLS as these names"},
		{&d.acme, "tls-acme", "TLS_ACME", "directory of the ACME authority"},
		{&d.roots, "tls-acme-roots", "TLS_ACME_ROOTS", "PEM roots to know the ACME authority by"},
		{&d.plain, "tls-http", "TLS_HTTP", "where port 80 is"},
		{&d.cert, "tls-cert", "TLS_CERT", "speak TLS with this certificate"},
		{&d.key, "tls-key", "TLS_KEY", "key of the certificate"},
	} {
		f.StringVar(text.at, text.name, env(text.twin, ""), text.help)
	}
	return nil
}

// at is where to listen when nobody said so.
func (d doors) at(listen string) string {
	switch {
	case listen != "":
		return listen
	case d.domains != "" || d.cert != "":
		return ":443"
	}
	return ":8080"
}

// names are the domains that are ours; empty when anything is.
func (d doors) names() []string {
	return strings.FieldsFunc(d.domains, func(c rune) bool { return c == ',' || c == ' ' })
}

// edge is the chain; pictures are the hosts of a map that pages may show.
func (d doors) edge(pictures []string) (*edge.Edge, error) {
	proxies, err := edge.ParseProxies(d.proxies)
	if err != nil {
		return nil, err
	}
	if d.rate < 0 {
		return nil, errors.New("--address-rate is a number of requests")
	}
	return edge.New(edge.Rules{Proxies: proxies, Hosts: d.names(), Rate: d.rate, Pictures: pictures,
		Bodies: map[string]int64{"/photo/": 2 * photo.MaxBytes, "/api/admin/cards": 64 << 20, "/api/staff/inventory": lights.MaxFile}}), nil
}

// porch is everything that listens, closed together.
type porch struct {
	servers []*http.Server
	ways    []string // what a person types to come in
}

// open listens, with TLS when it is wanted. What ends a server is told to served.
func (d doors) open(e *edge.Edge, h http.Handler, listen, data string, log *slog.Logger, served chan<- error) (*porch, error) {
	t := edge.TLS{Domains: d.names(), Cache: filepath.Join(data, "certs"), Directory: d.acme, Authority: d.roots, Cert: d.cert, Key: d.key}
	p := &porch{}
	if !t.On() {
		return p, p.listen(listen, "http", nil, e, edge.Server(e.Wrap(h), log), served)
	}
	config, onPlain, err := t.Config(log)
	if err != nil {
		return p, err
	}
	if onPlain != nil {
		if err := p.listen(d.port80(listen), "", nil, e, edge.Server(onPlain, log), served); err != nil {
			return p, err
		}
	}
	return p, p.listen(listen, "https", config, e, edge.Server(e.Wrap(h), log), served)
}

func (d doors) port80(listen string) string {
	if d.plain != "" {
		return d.plain
	}
	return edge.Address80(listen)
}

func (p *porch) listen(addr, scheme string, config *tls.Config, e *edge.Edge, server *http.Server, served chan<- error) error {
	listener, err := net.Listen("tcp", addr)
	if err != nil {
		return errors.Join(fmt.Errorf("listen on %s: %w", addr, err), p.shut(context.Background()))
	}
	counted := e.Listen(listener)
	p.servers = append(p.servers, server)
	if scheme != "" {
		p.ways = append(p.ways, scheme+"://"+shown(listener.Addr()))
	}
	server.TLSConfig = config
	go func() {
		if config != nil {
			served <- server.ServeTLS(counted, "", "")
		} else {
			served <- server.Serve(counted)
		}
	}()
	return nil
}

// shut lets requests end until ctx does.
func (p *porch) shut(ctx context.Context) (all error) {
	for _, s := range p.servers {
		if err := s.Shutdown(ctx); err != nil {
			all = errors.Join(all, fmt.Errorf("stop serving: %w", err))
		}
	}
	return all
}

func shown(addr net.Addr) string {
	if tcp, ok := addr.(*net.TCPAddr); ok && tcp.IP.IsUnspecified() {
		return fmt.Sprintf("localhost:%d", tcp.Port)
	}
	return addr.String()
}

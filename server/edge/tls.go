package edge

import (
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"os"
	"strings"
	"sync"
	"time"

	"golang.org/x/crypto/acme"
	"golang.org/x/crypto/acme/autocert"
)

// TLS says where the city's certificate comes from: from an ACME authority by itself
// for the Domains, or from the two files that the city was given. The zero TLS is
// none: a proxy does it, or it is a test.
type TLS struct {
	Domains   []string
	Cache     string // folder for certificates and the account's key
	Directory string // of the ACME authority; empty: Let's Encrypt
	Authority string // PEM file of roots that the ACME authority itself is known by; empty: the system's

	Cert, Key string // PEM files; read again when they change
}

// On reports whether the city speaks TLS itself.
func (t TLS) On() bool { return len(t.Domains) > 0 || t.Cert != "" || t.Key != "" }

// Config is the server's side of TLS, and what answers on port 80: proofs for the
// ACME authority, and for everybody else the way to https. With files of the city's
// own nothing needs to listen there and the handler is nil.
func (t TLS) Config(log *slog.Logger) (*tls.Config, http.Handler, error) {
	switch {
	case len(t.Domains) > 0 && t.Cert != "":
		return nil, nil, errors.New("TLS comes from a domain or from files, not from both")
	case (t.Cert == "") != (t.Key == ""):
		return nil, nil, errors.New("TLS wants a certificate and its key: name both files")
	case t.Cert != "":
		p := &pair{cert: t.Cert, key: t.Key, log: log}
		_, err := p.read()
		return safe(p.certificate), nil, err
	}
	m, err := t.fetcher()
	if err != nil {
		return nil, nil, err
	}
	c := safe(m.GetCertificate)
	c.NextProtos = append(c.NextProtos, acme.ALPNProto)
	return c, m.HTTPHandler(nil), nil
}

// safe is TLS 1.2 or later. Phones that could do the post-quantum exchange get
// X25519 alone: measured a quarter less work for each new phone, and at 10:00
// thousands come at once.
func safe(certificate func(*tls.ClientHelloInfo) (*tls.Certificate, error)) *tls.Config {
	return &tls.Config{MinVersion: tls.VersionTLS12, GetCertificate: certificate,
		CurvePreferences: []tls.CurveID{tls.X25519, tls.CurveP256}, NextProtos: []string{"h2", "http/1.1"}}
}

// fetcher asks the authority for certificates, and renews them 30 days before they end.
func (t TLS) fetcher() (*autocert.Manager, error) {
	m := &autocert.Manager{Prompt: autocert.AcceptTOS, Cache: autocert.DirCache(t.Cache), HostPolicy: autocert.HostWhitelist(t.Domains...)}
	client := &acme.Client{DirectoryURL: autocert.DefaultACMEDirectory}
	if t.Directory != "" {
		client.DirectoryURL = t.Directory
	}
	if t.Authority != "" {
		pem, err := os.ReadFile(t.Authority)
		if err != nil {
			return nil, fmt.Errorf("read the ACME authority's roots: %w", err)
		}
		roots := x509.NewCertPool()
		if !roots.AppendCertsFromPEM(pem) {
			return nil, fmt.Errorf("%s holds no certificate", t.Authority)
		}
		client.HTTPClient = &http.Client{Timeout: time.Minute, Transport: &http.Transport{
			Proxy: http.ProxyFromEnvironment, TLSClientConfig: &tls.Config{MinVersion: tls.VersionTLS12, RootCAs: roots}}}
	}
	m.Client = client
	return m, nil
}

// pair is a certificate in files, as it last could be read.
type pair struct {
	cert, key string
	log       *slog.Logger

	mu   sync.Mutex
	at   string // when and how large both were
	held *tls.Certificate
}

func (p *pair) certificate(*tls.ClientHelloInfo) (*tls.Certificate, error) { return p.read() }

// read looks at both files, which costs microseconds in a handshake's hundreds, and
// reads them when they are not what they were. Files that are half written or do not
// fit leave what was there before.
func (p *pair) read() (*tls.Certificate, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	at, err := state(p.cert, p.key)
	if err == nil && at == p.at {
		return p.held, nil
	}
	var fresh tls.Certificate
	if err == nil {
		fresh, err = tls.LoadX509KeyPair(p.cert, p.key)
	}
	switch {
	case err == nil:
		p.held, p.at = &fresh, at
	case p.held == nil:
		return nil, fmt.Errorf("read the certificate: %w", err)
	case at != p.at: // said once for each state of the files
		p.log.Error("the new certificate cannot be read, the old one stays", "err", err)
		p.at = at
	}
	return p.held, nil
}

func state(paths ...string) (string, error) {
	var all strings.Builder
	for _, path := range paths {
		info, err := os.Stat(path)
		if err != nil {
			return "", err
		}
		fmt.Fprintf(&all, "%s %d;", info.ModTime().Format(time.RFC3339Nano), info.Size())
	}
	return all.String(), nil
}

// Address80 is where ACME authorities knock: port 80 on the host that TLS listens on.
func Address80(listen string) string {
	host, _, err := net.SplitHostPort(listen)
	if err != nil {
		return ":80"
	}
	return net.JoinHostPort(host, "80")
}

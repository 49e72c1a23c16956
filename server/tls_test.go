package main

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"io"
	"log/slog"
	"math/big"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/gorilla/websocket"
)

// certificate writes a pair for 127.0.0.1 into dir, and gives the pool that knows it.
func certificate(t *testing.T, dir, name string) *x509.CertPool {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	form := &x509.Certificate{SerialNumber: big.NewInt(time.Now().UnixNano()), Subject: pkix.Name{CommonName: name}, DNSNames: []string{"city.test"},
		NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour), IsCA: true, BasicConstraintsValid: true}
	der, err := x509.CreateCertificate(rand.Reader, form, form, &key.PublicKey, key)
	if err != nil {
		t.Fatal(err)
	}
	private, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		t.Fatal(err)
	}
	for file, block := range map[string]*pem.Block{"cert.pem": {Type: "CERTIFICATE", Bytes: der}, "key.pem": {Type: "PRIVATE KEY", Bytes: private}} {
		if err := os.WriteFile(filepath.Join(dir, file), pem.EncodeToMemory(block), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	pool := x509.NewCertPool()
	pool.AddCert(must(x509.ParseCertificate(der)))
	return pool
}

func must[T any](v T, err error) T {
	if err != nil {
		panic(err)
	}
	return v
}

func knowing(pool *x509.CertPool) *tls.Config {
	return &tls.Config{RootCAs: pool, ServerName: "city.test"}
}

func secureClient(pool *x509.CertPool) *http.Client {
	return &http.Client{Transport: &http.Transport{TLSClientConfig: knowing(pool), ForceAttemptHTTP2: true}}
}

// TestCityWithItsOwnCertificate over real TLS: pages by HTTP/2, the line by
// WebSocket, HSTS, and a new certificate without a restart.
func TestCityWithItsOwnCertificate(t *testing.T) {
	dir := t.TempDir()
	pool := certificate(t, dir, "first")
	c := startCityWith(t, options{listen: "127.0.0.1:0", data: t.TempDir(),
		doors: doors{cert: filepath.Join(dir, "cert.pem"), key: filepath.Join(dir, "key.pem")}})
	defer c.end()
	if !strings.HasPrefix(c.addr, "https://") {
		t.Fatalf("it listens on %s", c.addr)
	}
	client := secureClient(pool)
	resp, err := client.Get(c.addr + "/progress")
	if err != nil {
		t.Fatal(err)
	}
	body, _ := io.ReadAll(resp.Body)
	resp.Body.Close()
	if resp.StatusCode != 200 || resp.ProtoMajor != 2 || !strings.Contains(string(body), "<html") || resp.Header.Get("Strict-Transport-Security") == "" {
		t.Errorf("%s %d, %d bytes, HSTS %q", resp.Proto, resp.StatusCode, len(body), resp.Header.Get("Strict-Transport-Security"))
	}
	client.CloseIdleConnections()
	line := websocket.Dialer{TLSClientConfig: knowing(pool)}
	conn, _, err := line.Dial("wss"+strings.TrimPrefix(c.addr, "https")+"/sync", nil)
	if err != nil {
		t.Fatal("the line over TLS: ", err)
	}
	conn.Close()
	if _, err := tls.Dial("tcp", strings.TrimPrefix(c.addr, "https://"), &tls.Config{RootCAs: pool, ServerName: "city.test", MaxVersion: tls.VersionTLS11}); err == nil {
		t.Error("TLS 1.1 is spoken")
	}
	changed := secureClient(certificate(t, dir, "second"))
	if resp, err := changed.Get(c.addr + "/healthz"); err != nil {
		t.Error("the changed certificate is not shown: ", err)
	} else {
		resp.Body.Close()
	}
	if err := os.WriteFile(filepath.Join(dir, "cert.pem"), []byte("half wri"), 0o600); err != nil {
		t.Fatal(err)
	}
	changed.CloseIdleConnections()
	if resp, err := changed.Get(c.addr + "/healthz"); err != nil {
		t.Error("a half written certificate took the city off the net: ", err)
	} else {
		resp.Body.Close()
	}
	changed.CloseIdleConnections()
}

func TestDoorsSayWhatIsWrong(t *testing.T) {
	for name, d := range map[string]doors{
		"no_such_file":     {cert: "/nowhere/cert.pem", key: "/nowhere/key.pem"},
		"key_without_cert": {key: "key.pem", domains: ""},
		"both":             {domains: "city.test", cert: "cert.pem", key: "key.pem", plain: "127.0.0.1:0"},
		"proxy_by_name":    {proxies: "proxy.test"},
	} {
		t.Run(name, func(t *testing.T) {
			p, err := newProgram(options{listen: "127.0.0.1:0", data: t.TempDir(), doors: d}, io.Discard, slog.New(slog.DiscardHandler))
			if err != nil {
				return // it does not even begin
			}
			if err := p.run(t.Context()); err == nil {
				t.Error("it serves")
			}
			p.close()
		})
	}
}

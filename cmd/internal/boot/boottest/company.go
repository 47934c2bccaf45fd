package boottest

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/sha256"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/base64"
	"encoding/pem"
	"math/big"
	"net"
	"net/http"
	"net/http/httputil"
	"net/url"
	"os"
	"path/filepath"
	"sync/atomic"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
)

// Company is a company's network in miniature: a certificate authority nobody
// else knows, and proxies that end TLS.
type Company struct {
	CAFile string // PEM

	cert *x509.Certificate
	key  *ecdsa.PrivateKey
}

// NewCompany makes a certificate authority.
func NewCompany(t testing.TB) *Company {
	t.Helper()
	c := &Company{CAFile: filepath.Join(t.TempDir(), "ca.pem")}
	template := &x509.Certificate{
		SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "The company's own CA"},
		NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(24 * time.Hour),
		IsCA: true, BasicConstraintsValid: true, KeyUsage: x509.KeyUsageCertSign,
	}
	der, key := c.sign(t, template)
	cert, err := x509.ParseCertificate(der)
	must(t, err)
	c.cert, c.key = cert, key
	must(t, os.WriteFile(c.CAFile, pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der}), 0o600))
	return c
}

// sign makes a key and a certificate for it; without an authority yet, one
// signed by itself.
func (c *Company) sign(t testing.TB, template *x509.Certificate) ([]byte, *ecdsa.PrivateKey) {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	must(t, err)
	parent, signer := c.cert, c.key
	if parent == nil {
		parent, signer = template, key
	}
	der, err := x509.CreateCertificate(rand.Reader, template, parent, key.Public(), signer)
	must(t, err)
	return der, key
}

// certificate is good for a host name or address.
func (c *Company) certificate(t testing.TB, host string) tls.Certificate {
	t.Helper()
	template := &x509.Certificate{
		SerialNumber: big.NewInt(time.Now().UnixNano()), Subject: pkix.Name{CommonName: host},
		NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(24 * time.Hour),
		ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth},
	}
	if ip := net.ParseIP(host); ip != nil {
		template.IPAddresses = []net.IP{ip}
	} else {
		template.DNSNames = []string{host}
	}
	der, key := c.sign(t, template)
	return tls.Certificate{Certificate: [][]byte{der, c.cert.Raw}, PrivateKey: key}
}

// Proxy is a TLS-terminating proxy for one host name. It passes requests on to
// its targets in turn.
type Proxy struct {
	URL     string // https://host:port
	targets atomic.Pointer[[]*url.URL]
	next    atomic.Int64
}

// NewProxy listens on a free port; it answers once To has named targets.
func (c *Company) NewProxy(t testing.TB, host string) *Proxy {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	must(t, err)
	p := &Proxy{URL: "https://" + net.JoinHostPort(host, portOf(l.Addr().String()))}
	p.targets.Store(&[]*url.URL{})
	server := &http.Server{
		Handler:   &httputil.ReverseProxy{Rewrite: p.rewrite},
		TLSConfig: &tls.Config{Certificates: []tls.Certificate{c.certificate(t, host)}},
	}
	go func() { _ = server.ServeTLS(l, "", "") }()
	t.Cleanup(func() { server.Close() })
	return p
}

// To names the addresses, host and port, that requests go to.
func (p *Proxy) To(addresses ...string) {
	var targets []*url.URL
	for _, a := range addresses {
		targets = append(targets, &url.URL{Scheme: "http", Host: a})
	}
	p.targets.Store(&targets)
}

func (p *Proxy) rewrite(r *httputil.ProxyRequest) {
	targets := *p.targets.Load()
	r.SetURL(targets[int(p.next.Add(1))%len(targets)])
	r.Out.Host = r.In.Host
	r.SetXForwarded()
}

// Browser is a browser of the company: it trusts the authority and finds the
// company's hosts on this machine.
func (c *Company) Browser(t testing.TB) *Browser {
	t.Helper()
	pin := sha256.Sum256(c.cert.RawSubjectPublicKeyInfo)
	return NewBrowser(t,
		chromedp.Flag("ignore-certificate-errors-spki-list", base64.StdEncoding.EncodeToString(pin[:])),
		chromedp.Flag("host-resolver-rules", "MAP *.corp.test 127.0.0.1"))
}

func portOf(address string) string {
	_, port, err := net.SplitHostPort(address)
	if err != nil {
		return ""
	}
	return port
}

package doctor_test

import (
	"cmp"
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"math/big"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"jirabridge/asana/kit/httpkit"
	"jirabridge/bridge"
	"jirabridge/bridge/doctor"
	"jirabridge/jira"
	"jirabridge/jira/auth"
	"jirabridge/jira/jiratest"
)

const returnTo = "https://tasks.example.com/setup/callback/jira"

// world is a simulated Jira behind TLS of a company's own CA, with something in
// front of it, and what the doctor is told of it. A fault changes one of these.
type world struct {
	t                        *testing.T
	jira                     *jiratest.Server
	path                     string // context path
	ca                       authority
	cert                     tls.Certificate
	front                    func(jira http.Handler) http.Handler // what stands before Jira
	out                      httpkit.OutboundConfig
	person, redirect, secret string // who asks; what the link is to return to, and its Client secret
	doctor.Config
	via http.RoundTripper // instead of out; may be nil
}

func newWorld(t *testing.T, c jiratest.Config) *world {
	t.Helper()
	sim, err := jiratest.New(c)
	check(t, err)
	w := &world{t: t, jira: sim, path: cmp.Or(c.ContextPath, "/jira"), ca: newAuthority(t, "Northwind CA"), person: "ann", redirect: returnTo}
	w.cert = w.ca.sign(t, "localhost", time.Now().Add(90*24*time.Hour))
	w.front = func(jira http.Handler) http.Handler { return jira }
	w.out = httpkit.OutboundConfig{AllowLoopback: true, Once: true, Roots: w.ca.pool()}
	return w
}

// start serves Jira and completes what the doctor is told of it. Only what is
// empty is filled in.
func (w *world) start(scope string) {
	w.t.Helper()
	server := httptest.NewUnstartedServer(nil)
	server.TLS = &tls.Config{Certificates: []tls.Certificate{w.cert}}
	server.Config.ErrorLog = discard()
	server.Config.Handler = w.front(w.jira.Handler())
	server.StartTLS()
	w.t.Cleanup(server.Close)
	_, port, err := net.SplitHostPort(server.Listener.Addr().String())
	check(w.t, err)
	w.BaseURL = "https://localhost:" + port + "/jira"
	w.jira.SetBaseURL("https://localhost:" + port + w.path)
	id, secret := w.register(scope)
	w.secret = secret
	w.Link.OAuth2 = &auth.OAuth2{ClientID: id, ClientSecret: secret, RedirectURL: w.redirect}
	w.NoOne, w.Explain = doctor.NoAccount, bridge.Explain
}

// register lets us in as an administrator of Jira would.
func (w *world) register(scope string) (id, secret string) {
	w.t.Helper()
	body := `{"name": "Northwind", "redirect_uri": "` + returnTo + `", "scope": "` + scope + `"}`
	rec := httptest.NewRecorder()
	w.jira.Handler().ServeHTTP(rec, httptest.NewRequest(http.MethodPost, w.path+"/rest/sim/1.0/links", strings.NewReader(body)))
	var link struct {
		ID     string `json:"client_id"`
		Secret string `json:"client_secret"`
	}
	check(w.t, decode(rec.Body.Bytes(), &link))
	return link.ID, link.Secret
}

// sign makes the link one of OAuth 1.0a, which Jira knows.
func (w *world) sign() *auth.OAuth1 {
	w.t.Helper()
	key := newRSA(w.t)
	der, err := x509.MarshalPKIXPublicKey(&key.PublicKey)
	check(w.t, err)
	public := pem.EncodeToMemory(&pem.Block{Type: "PUBLIC KEY", Bytes: der})
	check(w.t, w.jira.RegisterConsumer("jirabridge-1", "Northwind", string(public)))
	w.Link = doctor.Link{OAuth1: &auth.OAuth1{BaseURL: w.BaseURL, ConsumerKey: "jirabridge-1", Key: key, CallbackURL: returnTo + "1"}}
	return w.Link.OAuth1
}

// examine runs the doctor.
func (w *world) examine() doctor.Report {
	w.t.Helper()
	w.HTTP = w.via
	if w.HTTP == nil {
		w.HTTP = httpkit.NewOutbound(w.out)
	}
	w.Proxy = w.out.Proxy
	if w.Link.OAuth2 != nil {
		w.Link.OAuth2.BaseURL, w.Link.OAuth2.HTTP = w.BaseURL, w.HTTP
	}
	if w.Link.OAuth1 != nil {
		w.Link.OAuth1.HTTP = w.HTTP
	}
	if w.person != "" {
		w.As = w.asking(w.jira.Token(w.person))
	}
	r, err := doctor.Examine(w.t.Context(), w.Config)
	check(w.t, err)
	return r
}

func (w *world) asking(token string) doctor.Asker {
	return func(_ context.Context, watch func(http.RoundTripper) http.RoundTripper, f func(*jira.Client) error) error {
		c, err := jira.New(jira.Config{BaseURL: w.BaseURL, HTTP: watch(w.HTTP), Authorize: func(r *http.Request) error {
			r.Header.Set("Authorization", "Bearer "+token)
			return nil
		}})
		if err != nil {
			return err
		}
		return f(c)
	}
}

// authority is a CA.
type authority struct {
	cert *x509.Certificate
	key  *ecdsa.PrivateKey
}

func newAuthority(t *testing.T, name string) authority {
	t.Helper()
	a := authority{key: newKey(t)}
	template := &x509.Certificate{
		SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: name}, IsCA: true, BasicConstraintsValid: true,
		NotBefore: time.Now().Add(-48 * time.Hour), NotAfter: time.Now().Add(365 * 24 * time.Hour), KeyUsage: x509.KeyUsageCertSign,
	}
	der, err := x509.CreateCertificate(rand.Reader, template, template, &a.key.PublicKey, a.key)
	check(t, err)
	a.cert, err = x509.ParseCertificate(der)
	check(t, err)
	return a
}

func (a authority) pool() *x509.CertPool {
	pool := x509.NewCertPool()
	pool.AddCert(a.cert)
	return pool
}

// sign makes a certificate for a host, shown together with the CA's.
func (a authority) sign(t *testing.T, host string, until time.Time) tls.Certificate {
	t.Helper()
	key := newKey(t)
	template := &x509.Certificate{
		SerialNumber: big.NewInt(2), Subject: pkix.Name{CommonName: host}, DNSNames: []string{host},
		NotBefore: time.Now().Add(-48 * time.Hour), NotAfter: until, ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth},
	}
	der, err := x509.CreateCertificate(rand.Reader, template, a.cert, &key.PublicKey, a.key)
	check(t, err)
	return tls.Certificate{Certificate: [][]byte{der, a.cert.Raw}, PrivateKey: key}
}

func newKey(t *testing.T) *ecdsa.PrivateKey {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	check(t, err)
	return key
}

func newRSA(t *testing.T) *rsa.PrivateKey {
	t.Helper()
	key, err := rsa.GenerateKey(rand.Reader, 2048)
	check(t, err)
	return key
}

// asked is a transport whose names are looked up by a server of ours.
func (w *world) asked(nameServer string) http.RoundTripper {
	resolver := &net.Resolver{PreferGo: true, Dial: func(ctx context.Context, _, _ string) (net.Conn, error) {
		return (&net.Dialer{}).DialContext(ctx, "udp", nameServer)
	}}
	return &http.Transport{DisableKeepAlives: true, DialContext: (&net.Dialer{Resolver: resolver}).DialContext}
}

// nameServer answers every question with a code (RFC 1035, 4.1.1).
func nameServer(t *testing.T, code byte) string {
	t.Helper()
	conn, err := net.ListenPacket("udp", "127.0.0.1:0")
	check(t, err)
	t.Cleanup(func() { _ = conn.Close() })
	go func() {
		question := make([]byte, 1500)
		for {
			n, from, err := conn.ReadFrom(question)
			if err != nil {
				return
			}
			question[2], question[3] = 0x81, 0x80|code
			_, _ = conn.WriteTo(question[:n], from)
		}
	}()
	return conn.LocalAddr().String()
}

// deaf takes connections and answers as f does.
func deaf(t *testing.T, f func(net.Conn)) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	check(t, err)
	t.Cleanup(func() { _ = l.Close() })
	go func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			f(c)
			_ = c.Close()
		}
	}()
	return l.Addr().String()
}

// closedPort is an address where nothing listens.
func closedPort(t *testing.T) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	check(t, err)
	check(t, l.Close())
	return l.Addr().String()
}

// refusingProxy answers every request with a status.
func refusingProxy(t *testing.T, status int) *url.URL {
	t.Helper()
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(status) }))
	t.Cleanup(server.Close)
	u, err := url.Parse("http://proxyuser:proxypassword@" + server.Listener.Addr().String())
	check(t, err)
	return u
}

func check(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

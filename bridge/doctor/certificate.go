package doctor

import (
	"context"
	"crypto/sha256"
	"crypto/tls"
	"crypto/x509"
	"encoding/pem"
	"errors"
	"fmt"
	"strings"
	"time"
)

// endsSoon is how long before its end a certificate is spoken of.
const endsSoon = 14 * 24 * time.Hour

// certificate is about TLS and the certificates that the server shows.
func (e *examination) certificate(context.Context) Step {
	state, shook, err := e.probe.trail.handshake()
	switch {
	case e.base.Scheme == "http":
		return saw(e.base.Scheme).but(Hint, "tls_plain")
	case !shook: // a proxy did not let us get so far
		return notReached("tls_before")
	case err != nil:
		return e.untrusted(err)
	}
	leaf := state.PeerCertificates[0]
	s := saw(append([]string{tls.VersionName(state.Version)}, chain(state.PeerCertificates)...)...)
	if leaf.NotAfter.Sub(e.Now()) < endsSoon {
		return s.but(Hint, "tls_soon", "Date", day(leaf.NotAfter))
	}
	return s
}

// untrusted says why a handshake failed.
func (e *examination) untrusted(err error) Step {
	var wrong *tls.CertificateVerificationError
	if !errors.As(err, &wrong) {
		return notAgreed(err)
	}
	shown := wrong.UnverifiedCertificates
	s := saw(chain(shown)...)
	var unknown x509.UnknownAuthorityError
	var name x509.HostnameError
	var invalid x509.CertificateInvalidError
	switch {
	case errors.As(err, &unknown):
		return offered(s, shown)
	case errors.As(err, &name):
		return s.but(Fail, "tls_name", "Host", e.base.Hostname(), "Names", strings.Join(names(shown[0]), ", "))
	case errors.As(err, &invalid) && invalid.Reason == x509.Expired:
		return outOfDate(s, invalid.Cert)
	}
	return s.but(Fail, "tls_bad", "Reason", short(wrong.Err.Error()))
}

func notAgreed(err error) Step {
	var header tls.RecordHeaderError
	if errors.As(err, &header) {
		return saw().but(Fail, "tls_not_tls")
	}
	return saw().but(Fail, "tls_failed", "Reason", short(err.Error()))
}

func outOfDate(s Step, c *x509.Certificate) Step {
	if time.Now().Before(c.NotBefore) { // the clock that the handshake went by
		return s.but(Fail, "tls_early", "Name", nameOf(c), "Date", day(c.NotBefore))
	}
	return s.but(Fail, "tls_expired", "Name", nameOf(c), "Date", day(c.NotAfter))
}

// offered is about a CA that nobody here knows. The uppermost certificate that
// the server shows can be trusted, if it is that of a CA or vouches for itself.
func offered(s Step, shown []*x509.Certificate) Step {
	top := shown[len(shown)-1]
	if !top.IsCA && !isOwn(top) {
		return s.but(Fail, "tls_incomplete", "Issuer", issuerOf(top))
	}
	sum := sha256.Sum256(top.Raw)
	s.Evidence = append(s.Evidence, "SHA-256 "+colons(sum[:]))
	s.PEM = string(pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: top.Raw}))
	return s.but(Fail, "tls_unknown_ca", "Issuer", nameOf(top))
}

// isOwn tells whether a certificate is signed with its own key.
func isOwn(c *x509.Certificate) bool {
	return c.CheckSignatureFrom(c) == nil || c.Issuer.String() == c.Subject.String()
}

// chain is a line for each certificate: whose, by whom, from when to when.
func chain(shown []*x509.Certificate) (lines []string) {
	for _, c := range shown {
		lines = append(lines, fmt.Sprintf("%s ← %s (%s – %s)", nameOf(c), issuerOf(c), day(c.NotBefore), day(c.NotAfter)))
	}
	return lines
}

// nameOf is a certificate's common name, else the first one it is for.
func nameOf(c *x509.Certificate) string {
	if all := names(c); c.Subject.CommonName == "" && len(all) > 0 {
		return all[0]
	}
	return short(c.Subject.CommonName)
}

func issuerOf(c *x509.Certificate) string { return short(c.Issuer.CommonName) }

// names are the hosts a certificate is for.
func names(c *x509.Certificate) (list []string) {
	for _, name := range c.DNSNames {
		list = append(list, short(name))
	}
	for _, ip := range c.IPAddresses {
		list = append(list, ip.String())
	}
	return list
}

func day(t time.Time) string { return t.UTC().Format(time.DateOnly) }

// colons is the form in which fingerprints are compared.
func colons(sum []byte) string {
	parts := make([]string, len(sum))
	for i, b := range sum {
		parts[i] = fmt.Sprintf("%02X", b)
	}
	return strings.Join(parts, ":")
}

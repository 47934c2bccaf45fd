package boot_test

import (
	"bytes"
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"log/slog"
	"math/big"
	"net"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"jirabridge/cmd/internal/boot"
)

// writePair writes a new certificate for host and its key into dir.
func writePair(t *testing.T, dir, host string) (certFile, keyFile string) {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	template := x509.Certificate{SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: host}, DNSNames: []string{host},
		NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour), IsCA: true, BasicConstraintsValid: true}
	cert, err := x509.CreateCertificate(rand.Reader, &template, &template, &key.PublicKey, key)
	if err != nil {
		t.Fatal(err)
	}
	private, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		t.Fatal(err)
	}
	certFile, keyFile = filepath.Join(dir, "cert.pem"), filepath.Join(dir, "key.pem")
	for file, block := range map[string]*pem.Block{certFile: {Type: "CERTIFICATE", Bytes: cert}, keyFile: {Type: "PRIVATE KEY", Bytes: private}} {
		if err := os.WriteFile(file, pem.EncodeToMemory(block), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return certFile, keyFile
}

// later lets the files seem written at another time, whatever the clock's steps.
func later(t *testing.T, after time.Duration, files ...string) {
	t.Helper()
	for _, file := range files {
		if err := os.Chtimes(file, time.Time{}, time.Now().Add(after)); err != nil {
			t.Fatal(err)
		}
	}
}

// shown is the name in the certificate that a listener shows.
func shown(t *testing.T, address string) string {
	t.Helper()
	conn, err := tls.Dial("tcp", address, &tls.Config{InsecureSkipVerify: true}) // the name is what is looked at
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	return conn.ConnectionState().PeerCertificates[0].Subject.CommonName
}

func TestCertificateIsReadAgain(t *testing.T) {
	dir := t.TempDir()
	cert, key := writePair(t, dir, "one.example")
	loaded, err := boot.LoadCertificate(cert, key)
	if err != nil {
		t.Fatal(err)
	}
	var log bytes.Buffer
	listener, err := boot.Listen(t.Context(), boot.Config{Listen: "127.0.0.1:0", Certificate: loaded, Logger: slog.New(slog.NewTextHandler(&log, nil))})
	if err != nil {
		t.Fatal(err)
	}
	defer shake(listener)()
	see := func(want, said string, times int) {
		t.Helper()
		for range 2 {
			if got := shown(t, listener.Addr().String()); got != want {
				t.Errorf("shows %s, want %s", got, want)
			}
		}
		if got := strings.Count(log.String(), said); got != times {
			t.Errorf("%q is said %d times, want %d:\n%s", said, got, times, log.String())
		}
	}
	see("one.example", "certificate", 0)
	writePair(t, dir, "two.example")
	later(t, time.Hour, cert, key)
	see("two.example", "the new certificate is used", 1)
	if err := os.WriteFile(cert, []byte("half a certi"), 0o600); err != nil {
		t.Fatal(err)
	}
	later(t, 2*time.Hour, cert)
	see("two.example", "cannot be used", 1)
	if err := os.Remove(cert); err != nil {
		t.Fatal(err)
	}
	see("two.example", "cannot be used", 2)
	writePair(t, dir, "three.example")
	later(t, 3*time.Hour, cert, key)
	see("three.example", "the new certificate is used", 2)
}

// shake completes the handshakes of who connects, until it is stopped.
func shake(listener net.Listener) (stop func()) {
	done := make(chan struct{})
	go func() {
		defer close(done)
		for {
			conn, err := listener.Accept()
			if err != nil {
				return
			}
			_ = conn.(*tls.Conn).HandshakeContext(context.Background())
			_ = conn.Close()
		}
	}()
	return func() { _ = listener.Close(); <-done }
}

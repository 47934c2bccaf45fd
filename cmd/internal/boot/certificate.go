package boot

import (
	"crypto/tls"
	"fmt"
	"log/slog"
	"os"
	"sync"
	"time"
)

// Certificate is a certificate in files that may be replaced while it is used.
type Certificate struct {
	certFile, keyFile string

	mu      sync.Mutex
	current *tls.Certificate
	seen    [2]time.Time // when the two files were written that were read last
}

// LoadCertificate reads a certificate with its chain and its key, both PEM.
func LoadCertificate(certFile, keyFile string) (*Certificate, error) {
	c := &Certificate{certFile: certFile, keyFile: keyFile}
	seen, err := c.written()
	if err != nil {
		return nil, err
	}
	c.seen = seen
	if c.current, err = c.read(); err != nil {
		return nil, err
	}
	return c, nil
}

func (c *Certificate) read() (*tls.Certificate, error) {
	pair, err := tls.LoadX509KeyPair(c.certFile, c.keyFile)
	if err != nil {
		return nil, fmt.Errorf("read %s with key %s: %w", c.certFile, c.keyFile, err)
	}
	return &pair, nil
}

func (c *Certificate) written() (at [2]time.Time, err error) {
	for i, file := range []string{c.certFile, c.keyFile} {
		info, err := os.Stat(file)
		if err != nil {
			return at, err
		}
		at[i] = info.ModTime()
	}
	return at, nil
}

// config is for a listener. Each handshake looks whether the files have
// changed; new ones that cannot be used are logged once and change nothing.
func (c *Certificate) config(log *slog.Logger) *tls.Config {
	return &tls.Config{
		MinVersion: tls.VersionTLS12,
		NextProtos: []string{"h2", "http/1.1"},
		GetCertificate: func(*tls.ClientHelloInfo) (*tls.Certificate, error) {
			return c.get(log), nil
		},
	}
}

func (c *Certificate) get(log *slog.Logger) *tls.Certificate {
	c.mu.Lock()
	defer c.mu.Unlock()
	seen, err := c.written()
	if err == nil && seen == c.seen {
		return c.current
	}
	known := seen == c.seen // a file that is gone is told once, too
	c.seen = seen
	if err == nil {
		var fresh *tls.Certificate
		if fresh, err = c.read(); err == nil {
			c.current = fresh
			log.Info("the new certificate is used", "file", c.certFile)
		}
	}
	if err != nil && !known {
		log.Error("the new certificate cannot be used, the old one stays", "error", err)
	}
	return c.current
}

package boot

import (
	"cmp"
	"crypto/x509"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/netip"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"time"

	"jirabridge/asana/kit/httpkit"
	"jirabridge/asana/kit/mail"
	"jirabridge/asana/kit/seal"
)

// Config is what the program needs to know before it starts.
type Config struct {
	// BaseURL is the address people and apps reach the program at. Everything
	// printed, signed, redirected to or compared uses it, never a Host header.
	BaseURL string
	// Database is a postgres:// URL, or "" for SQLite in DataDir.
	Database string
	// DataDir holds the SQLite database, the files and the keyset.
	DataDir string
	// Keys seals secrets. Nil is the keyset in DataDir, made when there is none;
	// PostgreSQL needs one from elsewhere, which every copy of the program has.
	Keys *seal.Keyset
	// KeyFile is where the keyset lies when it is not in DataDir.
	KeyFile string
	// Listen is where [Listen] listens.
	Listen string
	// MetricsListen is where Prometheus is answered; "" is nowhere.
	MetricsListen string
	// Noticed lets a stop take some seconds longer when a proxy asks /readyz, so
	// that it loses no request.
	Noticed bool
	// Certificate is what it shows; nil is plain HTTP.
	Certificate *Certificate
	// Proxies are in front of us and believed, see [httpkit.Proxies].
	Proxies []netip.Prefix
	// OneAddress refuses pages at other addresses than BaseURL.
	OneAddress bool
	// Networks are the networks a Jira may be in besides public ones, and
	// WebhookNetworks those the platform may call apps in.
	Networks, WebhookNetworks []netip.Prefix
	// OutboundProxy is what requests to others go through; nil is none.
	OutboundProxy *url.URL
	// Roots are the certificates to trust in others; nil is the system's.
	Roots *x509.CertPool
	// Mail is the server that links are mailed through; nil mails nothing.
	Mail *mail.Config
	// AllowLoopback allows dialling this machine itself, as the demo does.
	AllowLoopback bool
	// Egress is where requests to Jira come from, as its admins are told for
	// their lists of allowed addresses; "" tells nothing.
	Egress string
	// MaxFileSize is what an uploaded file may have, in bytes; 0 is 100 MB.
	MaxFileSize int64
	// RuleIssues is how many issues rules may create an hour through one
	// connection; 0 is bridge.DefaultRuleIssues.
	RuleIssues int
	// EventRetention is how long the event log goes back; 0 is for ever.
	EventRetention time.Duration
	// JobRetention is how long finished jobs stay to be looked at; 0 is a day.
	JobRetention time.Duration
	// RuleWait is how long a rule leaves a task alone that was just made; 0 is
	// not at all.
	RuleWait time.Duration
	// FeedbackURL is where "Give feedback" leads; "" leaves it to the mail of
	// the workspace's owner.
	FeedbackURL string
	// Redacted are the settings, for support bundles; "" leaves them out.
	Redacted string
	Logger   *slog.Logger
}

func (c *Config) check() error {
	c.BaseURL = strings.TrimRight(c.BaseURL, "/")
	u, err := url.Parse(c.BaseURL)
	if err != nil || u.Host == "" || (u.Scheme != "http" && u.Scheme != "https") || c.BaseURL != u.Scheme+"://"+u.Host {
		return fmt.Errorf("the base URL %q is not an http or https address of a host and nothing else", c.BaseURL)
	}
	if c.DataDir == "" {
		return errors.New("no data folder is given")
	}
	if c.Logger == nil {
		c.Logger = slog.New(slog.DiscardHandler)
	}
	c.Logger = httpkit.Noted(c.Logger)
	if c.Database != "" { // everything is in there
		return nil
	}
	if err := os.MkdirAll(c.DataDir, 0o700); err != nil {
		return fmt.Errorf("data folder: %w", err)
	}
	return nil
}

// databaseURL is what sqldb opens.
func (c *Config) databaseURL() string {
	if c.Database != "" {
		return c.Database
	}
	return "sqlite:" + DatabaseFile(c.DataDir)
}

// keyset is what secrets are sealed with.
func (c *Config) keyset() (*seal.Keyset, error) {
	switch {
	case c.Keys != nil:
		return c.Keys, nil
	case c.Database != "":
		return nil, errors.New("PostgreSQL needs a keyset of yours: one made here would be lost with this machine, and with it every stored secret")
	}
	return seal.LoadOrCreate(cmp.Or(c.KeyFile, KeysetFile(c.DataDir)))
}

// outbound is the transport to what is in networks, besides public addresses.
func (c *Config) outbound(networks []netip.Prefix) http.RoundTripper {
	return httpkit.NewOutbound(c.outboundTo(networks))
}

func (c *Config) outboundTo(networks []netip.Prefix) httpkit.OutboundConfig {
	return httpkit.OutboundConfig{
		Networks: networks, AllowLoopback: c.AllowLoopback, Proxy: c.OutboundProxy, Roots: c.Roots, UserAgent: "jirabridge/" + Version(),
	}
}

// toJira is the transport to Jira. Every call there has a deadline of its own.
func (c *Config) toJira() http.RoundTripper {
	to := c.outboundTo(c.Networks)
	to.Patient = true
	return httpkit.NewOutbound(to)
}

// WatchedToJira is a transport to Jira that makes a connection for each request.
func (c *Config) WatchedToJira() http.RoundTripper {
	to := c.outboundTo(c.Networks)
	to.Once = true
	return httpkit.NewOutbound(to)
}

// CallsJiraAt tells whether a Jira at an address would be called.
func (c *Config) CallsJiraAt(a netip.Addr) bool { return c.outboundTo(c.Networks).Allows(a) }

// KeysetFile is where a data folder holds its keyset.
func KeysetFile(dataDir string) string { return filepath.Join(dataDir, "keyset.json") }

// DatabaseFile is where a data folder holds its SQLite database.
func DatabaseFile(dataDir string) string { return filepath.Join(dataDir, "jirabridge.db") }

// FilesDir is where a data folder holds the files of an SQLite database.
func FilesDir(dataDir string) string { return filepath.Join(dataDir, "files") }

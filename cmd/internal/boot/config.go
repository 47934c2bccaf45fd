package boot

import (
	"errors"
	"fmt"
	"log/slog"
	"net/netip"
	"net/url"
	"os"
	"path/filepath"
	"strings"

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
	// Networks are the networks that may be dialled besides public ones.
	Networks []netip.Prefix
	// AllowLoopback allows dialling this machine itself, as the demo does.
	AllowLoopback bool
	// FeedbackURL is where "Give feedback" leads; "" hides the entry.
	FeedbackURL string
	Logger      *slog.Logger
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
	return os.MkdirAll(c.DataDir, 0o700)
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
	return seal.LoadOrCreate(KeysetFile(c.DataDir))
}

// KeysetFile is where a data folder holds its keyset.
func KeysetFile(dataDir string) string { return filepath.Join(dataDir, "keyset.json") }

// DatabaseFile is where a data folder holds its SQLite database.
func DatabaseFile(dataDir string) string { return filepath.Join(dataDir, "jirabridge.db") }

// FilesDir is where a data folder holds the files of an SQLite database.
func FilesDir(dataDir string) string { return filepath.Join(dataDir, "files") }

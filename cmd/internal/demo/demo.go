// Package demo starts everything on an empty machine: platform, bridge, a
// simulated Jira, people, a project and tasks. What it promises to scripts is
// in the README.
package demo

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/netip"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"jirabridge/asana"
	"jirabridge/asana/kit/seal"
	"jirabridge/cmd/internal/boot"
	"jirabridge/jira"
	"jirabridge/jira/jiratest"
)

// Options are the flags of `jirabridge demo`.
type Options struct {
	Listen            string
	JiraListen        string
	Jira              string // URL of a Jira that runs already
	JiraVersion       string
	Data              string
	Database          string
	Connect           string // oauth2, oauth1, none; "" chooses by Jira's version
	RequestsPerMinute int

	// RuleWait is how long rules leave a new task alone.
	RuleWait time.Duration
	Out      io.Writer
	Logger   *slog.Logger
}

// The kinds of --connect.
const (
	oauth2    = "oauth2"
	oauth1    = "oauth1"
	unlinked  = "none"
	automatic = "" // what the version has
)

func (o *Options) check() error {
	switch {
	case !slices.Contains(jiratest.Versions(), o.JiraVersion):
		return fmt.Errorf("there is no simulated Jira %q; --jira-version is one of %s", o.JiraVersion, strings.Join(jiratest.Versions(), ", "))
	case !slices.Contains([]string{oauth2, oauth1, unlinked, automatic}, o.Connect):
		return fmt.Errorf("--connect %q is not known; use oauth2, oauth1 or none", o.Connect)
	case o.RuleWait < 0:
		return errors.New("--rule-wait has to be 0s or more")
	case o.RequestsPerMinute < 1:
		return errors.New("--requests-per-minute needs a number above 0")
	}
	if err := onLoopback("--listen", o.Listen); err != nil || o.Jira != "" {
		return err
	}
	return onLoopback("--jira-listen", o.JiraListen)
}

// onLoopback refuses an address that other machines could reach: everybody
// knows a demo's passwords, and it calls any address it is told to.
func onLoopback(flag, address string) error {
	at, err := net.ResolveTCPAddr("tcp", address)
	if err != nil {
		return fmt.Errorf("%s: %w", flag, err)
	}
	if !at.IP.IsLoopback() {
		return fmt.Errorf("%s %s would open the demo to other machines; it listens on 127.0.0.1, [::1] or localhost only", flag, address)
	}
	return nil
}

// Run starts the demo, prints where to go and serves until ctx ends.
func Run(ctx context.Context, o Options) error {
	if err := o.check(); err != nil {
		return err
	}
	d := &demo{Options: o}
	if err := d.openFolder(); err != nil {
		return err
	}
	if err := d.startJira(ctx); err != nil {
		return errors.Join(err, d.forget())
	}
	defer d.stopJira()
	if err := d.chooseLink(ctx); err != nil {
		return errors.Join(err, d.forget())
	}
	listener, err := d.listen(ctx)
	if err != nil {
		return errors.Join(err, d.forget())
	}
	if d.app, err = d.boot(ctx); err != nil {
		return errors.Join(err, listener.Close(), d.forget())
	}
	return d.serve(ctx, listener)
}

// listen opens the platform's address, which everything else is named after.
func (d *demo) listen(ctx context.Context) (net.Listener, error) {
	address := asBefore(d.Listen, d.doc.PlatformURL)
	listener, err := (&net.ListenConfig{}).Listen(ctx, "tcp", address)
	if err != nil {
		return nil, fmt.Errorf("listen on %s: %w (is a demo running already? --listen takes another address)", address, err)
	}
	d.doc.PlatformURL = "http://" + listener.Addr().String()
	d.doc.APIURL = d.doc.PlatformURL + "/api/1.0"
	return listener, nil
}

// asBefore is the address to listen on: where any port will do, the one that
// an earlier demo in the folder had, because links lead there.
func asBefore(address, before string) string {
	u, err := url.Parse(before)
	if err == nil && before != "" && strings.HasSuffix(address, ":0") {
		return u.Host
	}
	return address
}

// boot puts the program together. Its keys lie in the data folder, whatever
// the database: a demo is one copy.
func (d *demo) boot(ctx context.Context) (*boot.App, error) {
	keys, err := seal.LoadOrCreate(boot.KeysetFile(d.Data))
	if err != nil {
		return nil, err
	}
	return boot.New(ctx, boot.Config{
		BaseURL: d.doc.PlatformURL, Database: d.Database, DataDir: d.Data, Keys: keys,
		Networks: everywhere(), WebhookNetworks: everywhere(), AllowLoopback: true, RuleWait: d.RuleWait, Logger: d.Logger,
	})
}

// demo is a demo being started.
type demo struct {
	Options
	app       *boot.App
	sim       *jiratest.Running // nil when the Jira is another process
	info      jira.ServerInfo   // of a simulated Jira
	doc       Document
	continued bool // the folder held a demo already
	temporary bool // nobody named the folder
}

// serve runs the program and, beside it, fills it and tells what is where.
func (d *demo) serve(ctx context.Context, listener net.Listener) error {
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	served := make(chan error, 1)
	go func() { served <- d.app.Serve(ctx, listener) }()
	if err := d.prepare(ctx); err != nil {
		interrupted := ctx.Err() != nil
		stop()
		if interrupted {
			return <-served
		}
		return errors.Join(err, <-served)
	}
	d.welcome()
	return <-served
}

// prepare brings an empty demo to the state the flags ask for, and writes
// demo.json.
func (d *demo) prepare(ctx context.Context) error {
	if !d.continued {
		if err := d.fill(ctx); err != nil {
			return fmt.Errorf("fill the demo: %w", err)
		}
	}
	d.describeApp()
	owner := asana.Actor{Person: d.doc.People[0].GID}
	if err := d.makeServiceAccount(ctx, owner); err != nil {
		return fmt.Errorf("make the service account: %w", err)
	}
	if err := d.app.Platform.SetRequestLimit(ctx, owner, d.doc.WorkspaceGID, d.RequestsPerMinute); err != nil {
		return fmt.Errorf("--requests-per-minute: %w", err)
	}
	return d.doc.save(d.Data)
}

// openFolder finds or makes the data folder and what an earlier demo left in it.
func (d *demo) openFolder() (err error) {
	if d.Data == "" {
		if d.Data, err = os.MkdirTemp("", "jirabridge-demo-"); err != nil {
			return err
		}
		d.temporary = true
	}
	if err := os.MkdirAll(d.Data, 0o700); err != nil {
		return err
	}
	d.doc, err = Read(d.Data)
	if errors.Is(err, os.ErrNotExist) {
		return nil
	}
	if err != nil {
		return fmt.Errorf("read %s: %w", filepath.Join(d.Data, documentName), err)
	}
	d.continued = true
	return nil
}

// forget removes a temporary folder in which nothing came to run.
func (d *demo) forget() error {
	if !d.temporary {
		return nil
	}
	return os.RemoveAll(d.Data)
}

// everywhere are all networks: a demo may use any Jira, which is why it
// listens on loopback only.
func everywhere() []netip.Prefix {
	return []netip.Prefix{netip.MustParsePrefix("0.0.0.0/0"), netip.MustParsePrefix("::/0")}
}

const stopGrace = 5 * time.Second

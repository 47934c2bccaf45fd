package boot

import (
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/netip"
	"net/url"
	"slices"
	"strings"
)

// Settings are what the commands that work on an installation are told, as
// flags, by JIRABRIDGE_… in the environment, or in a TOML file under the same
// names; the first of these that names a setting wins. The table in the README
// is made from this struct. A value with `secret:"url"` may hold a password,
// one with `secret:"all"` is nothing else, and one with `private:"yes"` may name a person.
//
// All are texts on purpose: [Settings.Check] reads them, so that every fault is
// found at once.
type Settings struct {
	File string `name:"config" placeholder:"FILE" help:"TOML file with any of these settings."`

	BaseURL      string   `placeholder:"URL" help:"The address people and apps reach this at, https://host or https://host:port. Required. http only for this machine itself."`
	Listen       string   `default:"127.0.0.1:8080" placeholder:"HOST:PORT" help:"Where to listen; :8080 is every network, port 0 picks a free one."`
	TLSCert      string   `placeholder:"FILE" help:"Certificate with its chain, PEM; read again when it changes. Without one a proxy must end TLS."`
	TLSKey       string   `placeholder:"FILE" help:"Private key of the certificate, PEM."`
	TrustedProxy []string `placeholder:"CIDR" help:"Networks or addresses of the proxies in front; X-Forwarded-For, -Proto and -Host are believed from these only."`

	Data         string `default:"/var/lib/jirabridge" placeholder:"DIR" help:"Folder for the SQLite database, files and keys."`
	Database     string `placeholder:"URL" secret:"url" help:"postgres://… instead of SQLite in the data folder."`
	DatabaseFile string `placeholder:"FILE" help:"File that holds the database URL, to keep its password out of sight."`
	KeyFile      string `placeholder:"FILE" help:"Keys that stored secrets are sealed with. With SQLite keyset.json in the data folder, made when there is none; PostgreSQL needs one that every copy has (jirabridge keys new FILE)."`
	Keyset       string `placeholder:"JSON" secret:"all" help:"The content of a key file instead, for the environment."`

	JiraNetworks      []string `placeholder:"CIDR" help:"Networks a Jira may be in besides public addresses: networks, addresses, or private for 10.0.0.0/8, 172.16.0.0/12, 192.168.0.0/16 and fc00::/7. Loopback, link-local and cloud metadata addresses only one by one."`
	WebhookNetworks   []string `placeholder:"CIDR" help:"The same for what the platform calls: servers of apps and receivers of webhooks."`
	CAFile            string   `name:"ca-file" placeholder:"FILE" help:"Certificates of a CA of your own, PEM, trusted besides the system's when calling Jira, apps and the mail server."`
	OutboundProxy     string   `placeholder:"URL" secret:"url" help:"http:// or https:// proxy through which Jira and apps are called."`
	OutboundProxyFile string   `placeholder:"FILE" help:"File that holds the proxy's URL, to keep its password out of sight."`
	EgressAddress     string   `placeholder:"TEXT" help:"Addresses requests to Jira come from, as the setup page tells Jira's administrators for their lists of allowed addresses."`

	SMTPAddress      string `name:"smtp-address" placeholder:"HOST:PORT" help:"Mail server that invitations, links for a new password and notices of rules are mailed through; without one people pass the links on themselves."`
	SMTPFrom         string `name:"smtp-from" private:"yes" placeholder:"ADDRESS" help:"Whom mails are from, tasks@example.com or Tasks <tasks@example.com>. Required for mail."`
	SMTPUser         string `name:"smtp-user" private:"yes" placeholder:"NAME" help:"Whom to log in to the mail server as; without, nobody logs in."`
	SMTPPassword     string `name:"smtp-password" placeholder:"TEXT" secret:"all" help:"The password of --smtp-user."`
	SMTPPasswordFile string `name:"smtp-password-file" placeholder:"FILE" help:"File that holds the password, to keep it out of sight."`
	SMTPTLS          string `name:"smtp-tls" default:"starttls" placeholder:"HOW" help:"How mail is encrypted on its way to the server: starttls, tls (from the first byte, usually port 465) or none. With none a password goes to this machine itself only."`

	MaxFileSize string `default:"100MB" placeholder:"SIZE" help:"The largest file that can be put on a task, like 100MB or 2GB. A proxy in front and Jira have limits of their own."`

	RuleIssuesPerHour string `default:"1000" placeholder:"N" help:"How many issues rules may create in an hour through one connection to Jira; what is more waits, and nothing is lost."`

	EventRetention string `default:"90d" placeholder:"AGE" help:"How long the log of changes goes back, like 90d."`
	JobRetention   string `default:"1d" placeholder:"AGE" help:"How long finished background jobs stay to be looked at, like 12h or 7d; those given up stay a week at least."`

	RuleWait string `default:"2m" placeholder:"TIME" help:"How long rules for tasks that are added to a project leave a new task alone, so that its author can finish writing, like 2m or 30s; 0s is not at all."`

	MetricsListen string `placeholder:"HOST:PORT" help:"Where Prometheus finds /metrics; nowhere without. Keep it inside: it asks for no password."`

	FeedbackURL string `private:"yes" placeholder:"URL" help:"Where Give feedback leads, https:// or mailto:; without it, to the mail of the workspace owner."`

	given given
}

// Check reads all settings. The error names every fault.
func (s *Settings) Check() (Config, error) {
	c, k := s.read()
	return c, k.err()
}

// read makes a Config of the settings, as far as they can be read.
func (s *Settings) read() (Config, *faults) {
	k := &faults{list: slices.Clone(s.given.faults)}
	c := Config{DataDir: s.Data, OneAddress: true, Noticed: true, MetricsListen: s.MetricsListen, FeedbackURL: s.FeedbackURL, Egress: s.EgressAddress, Redacted: s.Redacted()}
	if s.Data == "" {
		k.add("data", "is empty; name a folder")
	}
	if s.FeedbackURL != "" && !hasScheme(s.FeedbackURL, "http", "https", "mailto") {
		k.add("feedback-url", "%q is neither an http, https nor mailto address", s.FeedbackURL)
	}
	if _, err := ParseLevel(s.given.level); err != nil {
		k.add("log-level", "%v", err)
	}
	c.MaxFileSize = k.size("max-file-size", s.MaxFileSize)
	c.RuleIssues = k.count("rule-issues-per-hour", s.RuleIssuesPerHour, maxRuleIssues)
	c.EventRetention = k.age("event-retention", s.EventRetention, minEventRetention)
	c.JobRetention = k.age("job-retention", s.JobRetention, minJobRetention)
	c.RuleWait = k.wait("rule-wait", s.RuleWait)
	s.checkAddress(k, &c)
	s.checkKeeping(k, &c)
	s.checkNetwork(k, &c)
	s.checkMail(k, &c)
	return c, k
}

// Outward reads only what is about calling a Jira: our own address, if there is
// one, and the network. Faults of other settings do not matter.
func (s *Settings) Outward() (Config, error) {
	k := &faults{list: slices.Clone(s.given.faults)}
	var c Config
	if s.BaseURL != "" {
		if base := s.checkBaseURL(k); base != nil {
			c.BaseURL = base.String()
		}
	}
	s.checkNetwork(k, &c)
	return c, k.err()
}

// ParseLevel reads a --log-level; "" is warn.
func ParseLevel(text string) (slog.Level, error) {
	levels := map[string]slog.Level{"": slog.LevelWarn, "debug": slog.LevelDebug, "info": slog.LevelInfo, "warn": slog.LevelWarn, "error": slog.LevelError}
	level, ok := levels[strings.ToLower(text)]
	if !ok {
		return slog.LevelWarn, fmt.Errorf("%q is none of debug, info, warn and error", text)
	}
	return level, nil
}

// faults collects what is wrong.
type faults struct{ list []error }

func (k *faults) add(setting, format string, args ...any) {
	k.list = append(k.list, fmt.Errorf("--"+setting+": "+format, args...))
}

// told says whether a fault of one of these settings is known.
func (k *faults) told(settings ...string) bool {
	return slices.ContainsFunc(k.list, func(fault error) bool {
		name, _, _ := strings.Cut(fault.Error(), ":")
		return slices.Contains(settings, strings.TrimPrefix(name, "--"))
	})
}

func (k *faults) err() error {
	if len(k.list) == 0 {
		return nil
	}
	return fmt.Errorf("the settings have faults:\n%w", errors.Join(k.list...))
}

// checkAddress is about how the program is reached.
func (s *Settings) checkAddress(k *faults, c *Config) {
	base := s.checkBaseURL(k)
	if base != nil {
		c.BaseURL = base.String()
	}
	if _, port, err := net.SplitHostPort(s.Listen); err != nil || port == "" {
		k.add("listen", "%q is not HOST:PORT", s.Listen)
	}
	if _, _, err := net.SplitHostPort(s.MetricsListen); err != nil && s.MetricsListen != "" {
		k.add("metrics-listen", "%q is not HOST:PORT", s.MetricsListen)
	}
	c.Listen = s.Listen
	c.Proxies = k.networks("trusted-proxy", s.TrustedProxy)
	switch {
	case (s.TLSCert == "") != (s.TLSKey == ""):
		k.add("tls-cert", "--tls-cert and --tls-key go together")
	case s.TLSCert != "":
		s.checkCertificate(k, c, base)
	case base != nil && base.Scheme == "https" && len(s.TrustedProxy) == 0:
		k.add("base-url", "nothing here speaks https: name --tls-cert and --tls-key, or with --trusted-proxy the proxy that ends TLS")
	}
}

func (s *Settings) checkCertificate(k *faults, c *Config, base *url.URL) {
	var err error
	if c.Certificate, err = LoadCertificate(s.TLSCert, s.TLSKey); err != nil {
		k.add("tls-cert", "%v", err)
	}
	if base != nil && base.Scheme == "http" {
		k.add("base-url", "is http, but --tls-cert makes this https")
	}
}

// checkBaseURL returns the address in the spelling browsers use, or nil.
func (s *Settings) checkBaseURL(k *faults) *url.URL {
	if s.BaseURL == "" {
		k.add("base-url", "is required: the address people will open, for example https://tasks.example.com")
		return nil
	}
	u, err := url.Parse(strings.TrimRight(s.BaseURL, "/"))
	if err != nil || u.Hostname() == "" || (u.Scheme != "http" && u.Scheme != "https") || u.String() != u.Scheme+"://"+u.Host {
		k.add("base-url", "%q is not https:// and a host and nothing else", s.BaseURL)
		return nil
	}
	if u.Scheme == "http" && !isThisMachine(u.Hostname()) {
		k.add("base-url", "http is for this machine itself only (127.0.0.1, [::1], localhost); %s needs https", u.Hostname())
	}
	return &url.URL{Scheme: u.Scheme, Host: authority(u.Scheme, u.Host)}
}

func isThisMachine(host string) bool {
	addr, err := netip.ParseAddr(host)
	return host == "localhost" || (err == nil && addr.IsLoopback())
}

func hasScheme(text string, schemes ...string) bool {
	u, err := url.Parse(text)
	if err != nil {
		return false
	}
	for _, scheme := range schemes {
		if u.Scheme == scheme && (u.Host != "" || u.Opaque != "") {
			return true
		}
	}
	return false
}

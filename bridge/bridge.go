package bridge

import (
	"context"
	"errors"
	"log/slog"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/maypok86/otter/v2"
	"golang.org/x/sync/singleflight"

	"jirabridge/asana/appcomponents"
	"jirabridge/asana/kit/jobs"
	"jirabridge/asana/kit/page"
	"jirabridge/asana/kit/seal"
	"jirabridge/asana/kit/sqldb"
	"jirabridge/bridge/store"
)

// Config is what a Bridge needs. Watched, Proxy, RuleIssues, Now and Logger may
// be left out.
type Config struct {
	DB          *sqldb.DB
	Queue       *jobs.Queue
	Keys        *seal.Keyset
	BaseURL     string            // where setup and widget are served, without a trailing slash
	PlatformURL string            // where Asana or the embedded platform is served
	Outbound    http.RoundTripper // to Jira; guards, proxies and CAs are its business
	Watched     http.RoundTripper // to Jira, a connection for each request; nil is Outbound
	Proxy       *url.URL          // that Outbound goes through; nil is none
	Platform    http.RoundTripper // to the platform
	App         AppCredentials
	Version     string // ours, as Jira's access log shows it; "" is "dev"
	RuleIssues  int    // that rules may create an hour through one connection; 0 is DefaultRuleIssues
	Now         func() time.Time
	Logger      *slog.Logger
}

// AppCredentials is the bridge's registration as an app of the platform.
type AppCredentials struct {
	ClientID     string
	ClientSecret seal.Secret
}

// Caller is who asks, as a verified App Components request names him, and the
// language he reads. Both gids are trusted: the request was signed.
type Caller struct {
	Workspace string // gid
	Person    string // gid
	Lang      string // as in Accept-Language; "" is English

	// MaxAge is how old the values of an issue may be that were found by a
	// webhook or search; 0 has them read now.
	MaxAge time.Duration
}

// Bridge connects workspaces of the platform with Jiras.
type Bridge struct {
	config Config
	now    func() time.Time
	log    *slog.Logger
	db     *sqldb.DB
	words  *page.Words
	work   *workers

	paces   *paces   // of Jiras
	outages *outages // of Jiras, that were logged

	metadata *metadata
	shown    *otter.Cache[string, appcomponents.Form] // forms, by person and task
	renewals singleflight.Group                       // of tokens, by realm and person
	reads    singleflight.Group                       // of issues, by link and urgency
	gather   *gatherer                                // of these reads, by person
	sprints  *sprintFields
	inbox    *inbox // webhooks that have come
}

// New checks the configuration and returns a Bridge. It touches neither the
// database nor the network.
func New(c Config) (*Bridge, error) {
	if c.DB == nil || c.Queue == nil || c.Keys == nil || c.Outbound == nil || c.Platform == nil {
		return nil, errors.New("bridge: DB, Queue, Keys, Outbound and Platform are needed")
	}
	if c.BaseURL == "" || c.PlatformURL == "" || c.App.ClientID == "" {
		return nil, errors.New("bridge: BaseURL, PlatformURL and App are needed")
	}
	if c.Now == nil {
		c.Now = time.Now
	}
	if c.Watched == nil {
		c.Watched = c.Outbound
	}
	if c.Logger == nil {
		c.Logger = slog.New(slog.DiscardHandler)
	}
	if c.RuleIssues == 0 {
		c.RuleIssues = DefaultRuleIssues
	}
	c.BaseURL = strings.TrimRight(c.BaseURL, "/")
	c.PlatformURL = strings.TrimRight(c.PlatformURL, "/")
	w, err := page.NewWords(Pages())
	if err != nil {
		return nil, err
	}
	m, err := newMetadata()
	if err != nil {
		return nil, err
	}
	shown, err := remembering[appcomponents.Form](maxShown, shownLife)
	if err != nil {
		return nil, err
	}
	sprints, err := newSprintFields(c.Now, c.Logger)
	if err != nil {
		return nil, err
	}
	b := &Bridge{
		config: c, now: c.Now, log: c.Logger, db: c.DB, words: w, metadata: m, shown: shown, sprints: sprints,
		work: newWorkers(), inbox: newInbox(), outages: newOutages(), paces: newPaces(c.Now),
	}
	b.gather = newGatherer(b.work, b.readIssues)
	return b, nil
}

// Migrate brings the bridge's tables to the newest schema. A newer schema than
// this binary knows is refused.
func (b *Bridge) Migrate(ctx context.Context) error {
	return b.db.Migrate(ctx, store.Migrations(), store.VersionTable)
}

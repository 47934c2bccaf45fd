package jira

import (
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"time"

	gojira "github.com/andygrunwald/go-jira"
)

// Config says which Jira a Client talks to, and as whom.
type Config struct {
	// BaseURL is Jira's address with its context path, for example
	// "https://example.com/jira". A slash at the end is allowed.
	BaseURL string
	// BrowseURL is the address people see, serverInfo's baseUrl. Empty means BaseURL.
	BrowseURL string
	// AlsoAt is one more address that people may have issues at. Empty is none.
	AlsoAt string
	// HTTP carries every request. It is required, so that nobody bypasses the
	// guard against requests to addresses that are not allowed by forgetting it.
	HTTP http.RoundTripper
	// Authorize adds the Authorization header. Nil asks anonymously. An error
	// it returns is the error of the call.
	Authorize func(*http.Request) error
	// JiraVersion is Jira's version as far as it is known, like "8.13.1": of two
	// ways to ask, the one it has is tried first. Empty means a recent one.
	JiraVersion string
	// Version is ours; it stands in the User-Agent. Empty means "dev".
	Version string
	// Now is the clock; nil means time.Now.
	Now func() time.Time
}

// Client calls one Jira as one person, or as nobody. It is safe for concurrent use.
type Client struct {
	requests  *gojira.Client
	http      *http.Client
	base      *url.URL
	browse    *url.URL
	also      *url.URL // nil for none
	authorize func(*http.Request) error
	userAgent string
	jira      []int // Jira's version, empty when it is not known
	now       func() time.Time
}

// New makes a Client. It sends nothing.
func New(c Config) (*Client, error) {
	base, err := parseBase(c.BaseURL)
	if err != nil {
		return nil, err
	}
	browse, err := parseBase(orDefault(c.BrowseURL, c.BaseURL))
	if err != nil {
		return nil, err
	}
	if c.HTTP == nil {
		return nil, errors.New("jira: Config.HTTP is missing")
	}
	also, _ := parseBase(c.AlsoAt) // what is none is at none
	sender := &http.Client{Transport: c.HTTP, CheckRedirect: keepRedirect}
	requests, err := gojira.NewClient(sender, base.String())
	if err != nil {
		return nil, fmt.Errorf("jira: base URL: %w", err)
	}
	if c.Now == nil {
		c.Now = time.Now
	}
	return &Client{
		requests: requests, http: sender, base: base, browse: browse, also: also,
		authorize: c.Authorize, jira: versionNumbers(c.JiraVersion), userAgent: "jirabridge/" + orDefault(c.Version, "dev"), now: c.Now,
	}, nil
}

// BrowseURL is the page of an issue, for people.
func (c *Client) BrowseURL(key string) string {
	return c.browse.String() + "/browse/" + url.PathEscape(key)
}

// keepRedirect hands a redirect back as the answer. Jira's REST API sends none:
// it is a login page, a single sign-on or a wrong address, and a followed one
// would carry the token somewhere else.
func keepRedirect(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }

// parseBase checks an address and takes the slashes off its end.
func parseBase(text string) (*url.URL, error) {
	u, err := url.Parse(strings.TrimRight(strings.TrimSpace(text), "/"))
	if err != nil {
		return nil, fmt.Errorf("jira: base URL: %w", err)
	}
	if (u.Scheme != "http" && u.Scheme != "https") || u.Host == "" {
		return nil, fmt.Errorf("jira: base URL %q is not an http address", u.Redacted())
	}
	if u.User != nil || u.RawQuery != "" || u.Fragment != "" {
		return nil, fmt.Errorf("jira: base URL %q has more than host and path", u.Redacted())
	}
	return u, nil
}

func orDefault(text, fallback string) string {
	if text == "" {
		return fallback
	}
	return text
}

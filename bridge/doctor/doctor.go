// Package doctor looks at a Jira from the outside in, one step after the other,
// and says of each what was seen, what is wrong and what to do about it:
//
//	dns → tcp → tls → proxy → path → server → base → clock
//	    → link → redirect → permission → create → attachments → rate
//
// The first eight need nothing but an address. The next three need an
// application link, the last three somebody to ask as. Nothing is written,
// neither here nor in Jira: what the token endpoint is asked for is refused.
//
// A step that fails in a way that leaves nothing to look at behind it ends the
// examination; those behind it are not reached. What was seen is kept in words
// of no language, as it came over the wire; causes and advice are ids of
// messages. Neither has a token, a secret or the query of an address in it.
package doctor

import (
	"context"
	"errors"
	"net/http"
	"net/netip"
	"net/url"
	"strings"
	"time"

	"jirabridge/jira"
	"jirabridge/jira/auth"
)

// Config says what to look at, and how. BaseURL, HTTP and Explain are required.
type Config struct {
	// BaseURL is Jira's address with its context path, without a slash at the end.
	BaseURL string
	// BrowserURL is where browsers find it, if somebody has said so; "" otherwise.
	BrowserURL string
	// HTTP carries the requests, each over a connection of its own, so that its
	// making can be watched.
	HTTP http.RoundTripper
	// Proxy is the outbound proxy that HTTP goes through; nil is none.
	Proxy *url.URL
	// Refuses tells whether the program that serves would not call an address
	// that HTTP calls nevertheless. It may be nil.
	Refuses func(netip.Addr) bool
	// Discreet leaves out what something that is no Jira says of itself: not
	// everybody who may look is to learn what else there is.
	Discreet bool
	// Link is the application link in Jira.
	Link Link
	// As asks Jira as somebody; nil when there is nobody to ask as, and then
	// NoOne is the id of a message that says how to find somebody.
	As    Asker
	NoOne string
	// Explain says in words why a call of Jira failed.
	Explain func(error) Text
	// Version is ours.
	Version string
	// Now is the clock; nil is time.Now.
	Now func() time.Time
}

// Link is an application link, seen from our side: one of the two, or neither.
// An OAuth2 without ClientSecret is looked at as far as that goes.
type Link struct {
	OAuth2 *auth.OAuth2
	OAuth1 *auth.OAuth1
}

// What to do about having nobody to ask as, for Config.NoOne: make a token, or
// connect one's account.
const (
	NoToken   = "needs_token"
	NoAccount = "needs_account"
)

// Asker runs f with a client of Jira that asks as somebody. What it sends passes
// through watch.
type Asker func(ctx context.Context, watch func(http.RoundTripper) http.RoundTripper, f func(*jira.Client) error) error

// callTime bounds one request.
const callTime = 10 * time.Second

// examination is what is known so far.
type examination struct {
	Config
	base    *url.URL
	probe   probe // the first request
	info    jira.ServerInfo
	consent consent // what Jira's consent page would say
	rate    watcher
}

// stage is a step to take. One that is fatal leaves nothing to look at when it
// fails.
type stage struct {
	name  string
	fatal bool
	look  func(*examination, context.Context) Step
}

func stages() []stage {
	return []stage{
		{"dns", true, (*examination).name},
		{"tcp", true, (*examination).connection},
		{"tls", true, (*examination).certificate},
		{"proxy", true, (*examination).proxy},
		{"path", true, (*examination).path},
		{"server", true, (*examination).server},
		{"base", false, (*examination).baseURL},
		{"clock", false, (*examination).clock},
		{"link", true, (*examination).link},
		{"redirect", true, (*examination).redirect},
		{"permission", true, (*examination).permission},
		{"create", false, (*examination).create},
		{"attachments", false, (*examination).attachments},
		{"rate", false, (*examination).limits},
	}
}

// Examine takes all steps, as far as they can be taken before ctx ends. It
// fails only for a Config that lacks something.
func Examine(ctx context.Context, c Config) (Report, error) {
	base, err := url.Parse(strings.TrimRight(c.BaseURL, "/"))
	if err != nil || base.Host == "" || c.HTTP == nil || c.Explain == nil {
		return Report{}, errors.New("doctor: BaseURL, HTTP and Explain are needed")
	}
	if c.Now == nil {
		c.Now = time.Now
	}
	e := &examination{Config: c, base: base}
	e.probe = e.ask(ctx, http.MethodGet, e.at(infoPath))
	return e.run(ctx), nil
}

func (e *examination) run(ctx context.Context) Report {
	r := Report{URL: e.base.String(), At: e.Now(), Version: e.Version}
	stopped := false
	for _, s := range stages() {
		step := Step{Result: NotReached}
		if !stopped {
			step = s.look(e, ctx)
			stopped = s.fatal && step.Result == Fail
		}
		step.Name = s.name
		r.Steps = append(r.Steps, step)
	}
	return r
}

// at is an address of this Jira; path begins with a slash.
func (e *examination) at(path string) string { return e.base.String() + path }

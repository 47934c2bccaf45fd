package doctor

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"time"

	"jirabridge/jira"
)

// server is about what answers: a Jira, and which.
func (e *examination) server(ctx context.Context) Step {
	p := e.probe
	info, ok := infoIn(p)
	switch {
	case ok:
		e.info = info
		return e.version(saw())
	case p.status == http.StatusUnauthorized || p.status == http.StatusForbidden:
		return e.silent(ctx)
	case p.status == http.StatusTooManyRequests:
		return saw().but(Fail, "server_busy")
	case p.status >= 500:
		return saw().but(Fail, "server_down", "Status", p.status)
	}
	if e.Discreet {
		return saw(p.String()).but(Fail, "server_page")
	}
	return saw(p.String(), p.title()).but(Fail, "server_page")
}

// silent is a Jira that tells strangers nothing.
func (e *examination) silent(ctx context.Context) Step {
	s := saw(e.probe.String())
	if e.As == nil {
		return s.but(Hint, "server_silent")
	}
	err := e.as(ctx, func(c *jira.Client) (err error) {
		e.info, err = c.ServerInfo(ctx)
		return err
	})
	if err != nil {
		return s.but(Hint, "server_silent")
	}
	return e.version(s)
}

func (e *examination) version(s Step) Step {
	s.Evidence = append(s.Evidence, short(fmt.Sprintf("Jira %s (%s)", e.info.Version, e.info.DeploymentType)))
	switch {
	case e.info.IsCloud():
		return s.but(Fail, "server_cloud")
	case e.Link.OAuth2 != nil && !e.info.HasOAuth2():
		return s.but(Fail, "server_no_oauth2", "Version", short(e.info.Version))
	case !jira.IsTried(e.info.Version):
		return s.but(Hint, "server_untried", "Version", short(e.info.Version))
	}
	return s
}

// baseURL is about what Jira calls itself, which links people follow begin with.
func (e *examination) baseURL(context.Context) Step {
	own, err := url.Parse(strings.TrimRight(e.info.BaseURL, "/"))
	if err != nil || own.Host == "" {
		return notReached("base_untold")
	}
	s := saw("baseUrl: " + withoutQuery(own))
	if e.BrowserURL != "" { // links lead there, whatever Jira calls itself
		s.Evidence = append(s.Evidence, e.BrowserURL)
		return s
	}
	if !same(own, e.base) {
		return s.but(Hint, "base_other", "URL", withoutQuery(own), "Used", e.base.String())
	}
	return s
}

// same compares two addresses as browsers would.
func same(a, b *url.URL) bool {
	return a.Scheme == b.Scheme && strings.EqualFold(a.Hostname(), b.Hostname()) && port(a) == port(b) &&
		strings.TrimRight(a.Path, "/") == strings.TrimRight(b.Path, "/")
}

func port(u *url.URL) string {
	if u.Port() != "" {
		return u.Port()
	}
	return map[string]string{"http": "80", "https": "443"}[u.Scheme]
}

// How far clocks may be apart: what is signed is refused from five minutes on
// (Atlassian's OAuth troubleshooting guide); a minute is allowed for where the
// times of issues are compared.
const (
	skewRefused = 5 * time.Minute
	skewNoticed = time.Minute
)

// clock compares the clock of Jira, or of what is in front of it, with ours.
func (e *examination) clock(context.Context) Step {
	theirs, err := http.ParseTime(e.probe.header.Get("Date"))
	if err != nil {
		return notReached("clock_untold")
	}
	ours := e.probe.sent.Add(e.probe.came.Sub(e.probe.sent) / 2)
	skew := theirs.Add(time.Second / 2).Sub(ours).Truncate(time.Second) // theirs has no fractions
	s := saw("Date: "+theirs.UTC().Format(time.RFC3339), fmt.Sprintf("%+d s", int(skew.Seconds())))
	switch {
	case skew.Abs() >= skewRefused:
		return s.but(Fail, "clock_off", "Apart", skew.Abs().String())
	case skew.Abs() >= skewNoticed:
		return s.but(Hint, "clock_off", "Apart", skew.Abs().String())
	}
	return s
}

package bridge

import (
	"context"
	"errors"
	"net"
	"net/url"
	"regexp"
	"strings"
	"time"

	"jirabridge/jira"
)

// diagnoseTime bounds the look at a Jira that an admin is waiting for.
const diagnoseTime = 10 * time.Second

// pages are beginnings of paths that people copy from their browser together
// with the address.
var pages = regexp.MustCompile(`/(secure|browse|projects|issues|plugins|login\.jsp|rest)(/.*)?$`)

// BaseOf makes a base address of what an admin typed: https unless he wrote
// otherwise, without a page of Jira at its end. An address of Jira Cloud is
// refused: another integration serves it.
func BaseOf(typed string) (string, error) {
	typed = strings.TrimSpace(typed)
	if !strings.Contains(typed, "://") {
		typed = "https://" + typed
	}
	u, err := url.Parse(typed)
	if err != nil || hostOf(u) == "" || (u.Scheme != "http" && u.Scheme != "https") {
		return "", fail(Invalid, nil, "bad_address", "Field", "domain") // err would quote what was typed
	}
	if u.User != nil {
		return "", fail(Invalid, nil, "credentials_in_address", "Field", "domain")
	}
	if host := hostOf(u); host == "atlassian.net" || strings.HasSuffix(host, ".atlassian.net") {
		return "", fail(Invalid, nil, "cloud", "Field", "domain")
	}
	return u.Scheme + "://" + authority(u) + strings.TrimRight(pages.ReplaceAllString(u.EscapedPath(), ""), "/"), nil
}

// hostOf is the host in one spelling.
func hostOf(u *url.URL) string { return strings.TrimSuffix(strings.ToLower(u.Hostname()), ".") }

// authority is host and port in one spelling, so that the same Jira is
// recognised as the same.
func authority(u *url.URL) string {
	host, port := hostOf(u), u.Port()
	if port != "" && port != map[string]string{"http": "80", "https": "443"}[u.Scheme] {
		return net.JoinHostPort(host, port)
	}
	if strings.Contains(host, ":") {
		return "[" + host + "]"
	}
	return host
}

// diagnose finds out whether there is a Jira at an address that we can be
// connected to. A Jira that tells strangers nothing passes: it is asked again
// after the consent.
func (b *Bridge) diagnose(ctx context.Context, base string, kind LinkKind) (jira.ServerInfo, error) {
	ctx, cancel := context.WithTimeout(ctx, diagnoseTime)
	defer cancel()
	c, err := b.jiraClient(Connection{JiraURL: base}, nil)
	if err != nil {
		return jira.ServerInfo{}, fail(Invalid, err, "bad_address", "Field", "domain")
	}
	info, err := checkServer(ctx, c, kind)
	if KindOf(err) == NeedsConsent {
		return info, nil
	}
	return info, atDomain(err)
}

// checkServer refuses Jira Cloud, and versions that do not have the kind of link.
func checkServer(ctx context.Context, c *jira.Client, kind LinkKind) (jira.ServerInfo, error) {
	info, err := c.ServerInfo(ctx)
	switch {
	case err != nil:
		return info, serverFailure(err)
	case info.IsCloud():
		return info, fail(Invalid, nil, "cloud", "Field", "domain")
	case kind == OAuth2 && !info.HasOAuth2():
		return info, fail(Invalid, nil, "too_old", "Field", "domain", "Version", info.Version)
	}
	return info, nil
}

// serverFailure explains a failed first contact. Whatever is at the address,
// it is not a Jira that can be worked with.
func serverFailure(err error) error {
	var e *jira.Error
	if errors.As(err, &e) && e.Kind == jira.Moved {
		there, _, _ := strings.Cut(e.Location, "/rest/")
		return fail(Invalid, err, "jira_moved", "Address", there)
	}
	switch jiraKind(err) {
	case jira.Unreachable, jira.Timeout:
		failure := jiraFailure(err)
		if e := new(Error); errors.As(failure, &e) && e.Text.ID != "bridge.jira_private" {
			e.Text = text("not_accessible")
		}
		return failure
	case jira.NotFound, jira.NotJSON, jira.BadRequest, jira.Forbidden:
		return fail(Unreachable, err, "no_jira_there")
	}
	return jiraFailure(err)
}

// atDomain puts a failure at the address the admin typed.
func atDomain(err error) error {
	var e *Error
	if !errors.As(err, &e) {
		return err
	}
	if e.Text.Args == nil {
		e.Text.Args = map[string]any{}
	}
	e.Text.Args["Field"] = "domain"
	return e
}

// browseBase is where people find this Jira: what it calls itself, if that is
// an address.
func browseBase(info jira.ServerInfo, base string) string {
	u, err := url.Parse(info.BaseURL)
	if err != nil || u.Host == "" || (u.Scheme != "http" && u.Scheme != "https") {
		return base
	}
	return strings.TrimRight(info.BaseURL, "/")
}

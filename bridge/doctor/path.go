package doctor

import (
	"context"
	"encoding/json"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"

	"jirabridge/jira"
)

// infoPath is what every Jira tells of itself.
const infoPath = "/rest/api/2/serverInfo"

// maxHops is how many redirects are followed from a page.
const maxHops = 4

var (
	// contextPath is in the head of every page of Jira.
	contextPath = regexp.MustCompile(`(?i)<meta\s+name="ajs-context-path"\s+content="([^"]*)"`)
	// pageOfJira is where the address of a page begins behind the context path.
	pageOfJira = regexp.MustCompile(`/(secure|browse|projects|issues|plugins|login\.jsp|rest)(/|$)`)
)

// path is about what stands behind the host in the address.
func (e *examination) path(ctx context.Context) Step {
	s := saw(e.probe.String())
	if _, ok := infoIn(e.probe); ok || e.probe.isOfJira() && e.probe.status != http.StatusNotFound || e.probe.status >= 400 && e.probe.status != http.StatusNotFound {
		return s
	}
	if there := e.elsewhere(ctx); there != "" {
		return s.but(Fail, "path_other", "URL", there)
	}
	if e.probe.status == http.StatusNotFound {
		return s.but(Fail, "path_nothing")
	}
	return s
}

// infoIn reads what a Jira tells of itself.
func infoIn(p probe) (info jira.ServerInfo, ok bool) {
	ok = p.status == http.StatusOK && json.Unmarshal(p.body, &info) == nil && len(info.VersionNumbers) > 0
	return info, ok
}

// elsewhere looks for the Jira that was meant, and returns its address: where
// redirects lead, what pages say, and where it often is.
func (e *examination) elsewhere(ctx context.Context) string {
	if to := e.probe.location(); to != nil && strings.HasSuffix(to.Path, infoPath) {
		return strings.TrimSuffix(withoutQuery(to), infoPath)
	}
	var tried []string
	for _, from := range []string{e.at("/"), e.site("/")} {
		tried = append(tried, e.ledTo(ctx, from)...)
	}
	tried = append(tried, e.site("/jira"), e.site(""))
	for i, there := range tried {
		if there == e.base.String() || slices.Contains(tried[:i], there) {
			continue
		}
		if _, ok := infoIn(e.ask(ctx, http.MethodGet, there+infoPath)); ok {
			return there
		}
	}
	return ""
}

// site is an address of the host.
func (e *examination) site(path string) string { return e.base.Scheme + "://" + e.base.Host + path }

// ledTo are the addresses of Jiras that a page gives away, itself or by where
// it leads. Other hosts are not asked: only named.
func (e *examination) ledTo(ctx context.Context, page string) (found []string) {
	for range maxHops {
		p := e.ask(ctx, http.MethodGet, page)
		if meta := contextPath.FindSubmatch(p.body); meta != nil && isPath(string(meta[1])) {
			found = append(found, origin(p.at)+string(meta[1]))
		}
		to := p.location()
		if to == nil || to.Hostname() != e.base.Hostname() {
			return found
		}
		if at := pageOfJira.FindStringIndex(to.Path); at != nil {
			found = append(found, origin(to)+to.Path[:at[0]])
		}
		page = to.String()
	}
	return found
}

func origin(u *url.URL) string { return u.Scheme + "://" + u.Host }

// isPath tells whether a text can be a context path.
func isPath(text string) bool {
	u, err := url.Parse(text)
	return err == nil && u.Host == "" && u.RawQuery == "" && (text == "" || strings.HasPrefix(text, "/"))
}

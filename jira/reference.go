package jira

import (
	"net/url"
	"regexp"
	"strings"
)

// keyPattern is a key as Jira's administrators may configure it: letters,
// digits and underscores with at least one letter, and a number.
var keyPattern = regexp.MustCompile(`^[A-Za-z0-9_]*[A-Za-z][A-Za-z0-9_]*-[1-9][0-9]*$`)

// ParseIssueReference finds the key of an issue in what a person typed: a key
// in any case, or the address of an issue on this Jira. False means that the
// text is neither: words to search for, or an address elsewhere.
func (c *Client) ParseIssueReference(text string) (key string, ok bool) {
	text = strings.Trim(strings.TrimSpace(text), "<>")
	if keyPattern.MatchString(text) {
		return strings.ToUpper(text), true
	}
	if !strings.Contains(text, "/") {
		return "", false
	}
	if !strings.Contains(text, "://") {
		text = "https://" + text
	}
	address, err := url.Parse(text)
	if err != nil {
		return "", false
	}
	for _, base := range []*url.URL{c.browse, c.base, c.also} {
		if base == nil {
			continue
		}
		if key, ok := keyBelow(base, address); ok {
			return key, true
		}
	}
	return "", false
}

// keyBelow finds the key in the address of an issue below base: the issue's own
// page, its page in a project, or a board or list with the issue selected.
func keyBelow(base, address *url.URL) (string, bool) {
	rest, below := strings.CutPrefix(address.Path, base.Path+"/")
	if !below || !sameHost(base, address) {
		return "", false
	}
	candidates := []string{address.Query().Get("selectedIssue")}
	segments := strings.Split(rest, "/")
	for i, segment := range segments[:len(segments)-1] {
		if segment == "browse" || segment == "issues" {
			candidates = append(candidates, segments[i+1])
		}
	}
	for _, candidate := range candidates {
		if keyPattern.MatchString(candidate) {
			return strings.ToUpper(candidate), true
		}
	}
	return "", false
}

// sameHost compares names and ports. The scheme may differ: a link of the time
// before https still means this Jira, when both use their usual port.
func sameHost(a, b *url.URL) bool {
	return strings.EqualFold(a.Hostname(), b.Hostname()) && usualPort(a) == usualPort(b)
}

// usualPort is the port, "" for the one of the scheme.
func usualPort(u *url.URL) string {
	if port := u.Port(); (u.Scheme == "http" && port != "80") || (u.Scheme == "https" && port != "443") {
		return port
	}
	return ""
}

package jiratest

import (
	"fmt"
	"slices"
	"strings"
)

// DefaultVersion is the Jira that is simulated unless Config says otherwise.
const DefaultVersion = "9.12.2"

// release is a Jira that can be simulated.
type release struct {
	version
	build int // Jira counts its builds in another way now and then
}

// releases are those that can be simulated, oldest first.
func releases() []release {
	return []release{
		{version{7, 13, 5}, 713005},
		{version{8, 13, 1}, 813001},
		{version{8, 22, 6}, 822006},
		{version{9, 12, 2}, 9120002},
		{version{10, 3, 19}, 10030019},
		{version{11, 0, 0}, 11000000},
	}
}

// Versions lists the releases that can be simulated, oldest first.
func Versions() []string {
	var all []string
	for _, r := range releases() {
		all = append(all, r.String())
	}
	return all
}

func parseVersion(text string) (release, error) {
	for _, r := range releases() {
		if text == r.String() {
			return r, nil
		}
	}
	return release{}, fmt.Errorf("unknown Jira version %q; choose one of %s", text, strings.Join(Versions(), ", "))
}

// version is Jira's, by its numbers.
type version [3]int

func (v version) String() string { return fmt.Sprintf("%d.%d.%d", v[0], v[1], v[2]) }

// feature is what some versions have and others do not.
type feature string

// The features. Whatever is not one of them is alike in all versions.
const (
	oldCreatemeta  feature = "one call for all create metadata"
	newCreatemeta  feature = "create metadata of one project, in pages"
	rateLimits     feature = "requests are limited, and told so in headers"
	personalTokens feature = "personal access tokens, and with them Bearer"
	oauth2         feature = "an OAuth 2.0 provider beside that of OAuth 1.0a"
	healthChecks   feature = "serverInfo?doHealthCheck=true"
	newWebhooks    feature = "webhooks at another address, in no order, with a secret and {issue.key}"
	passwords      feature = "Basic authentication"
	cookieLogin    feature = "/rest/auth/1/session"
	traceIDs       feature = "the header ATL-TraceId"
	sprintObjects  feature = "a sprint is an object, no longer the text form of a Java object"
)

// span is a run of versions: from the first one on, and before the second one,
// when there is one.
type span struct{ from, until version }

// differences are all there are between the versions. Sources: Atlassian's
// notes on the removal of createmeta and on Jira 10's breaking changes, its page
// on rate limits and the one on incoming links; what ended with 11 was seen by
// others.
func differences() map[feature]span {
	return map[feature]span{
		oldCreatemeta:  {until: version{9, 0}},
		newCreatemeta:  {from: version{8, 4}},
		rateLimits:     {from: version{8, 6}},
		personalTokens: {from: version{8, 14}},
		oauth2:         {from: version{8, 22}},
		healthChecks:   {until: version{10, 0}},
		newWebhooks:    {from: version{10, 0}},
		traceIDs:       {from: version{10, 0}},
		sprintObjects:  {from: version{10, 0}},
		passwords:      {until: version{11, 0}},
		cookieLogin:    {until: version{11, 0}},
	}
}

// has tells whether this version has a feature.
func (v version) has(f feature) bool {
	s := differences()[f]
	return compare(v, s.from) >= 0 && (s.until == version{} || compare(v, s.until) < 0)
}

func compare(a, b version) int { return slices.Compare(a[:], b[:]) }

// carriers is how many deliver webhooks at a time.
func (v version) carriers() int {
	if v.has(newWebhooks) {
		return 4
	}
	return 1
}

// webhookPath is where webhooks are administered; the other address is 404.
func (v version) webhookPath() string {
	if v.has(newWebhooks) {
		return "/rest/jira-webhook/1.0/webhooks"
	}
	return "/rest/webhooks/1.0/webhook"
}

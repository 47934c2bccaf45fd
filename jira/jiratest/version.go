package jiratest

import (
	"fmt"
	"strconv"
	"strings"
)

// DefaultVersion is the Jira that is simulated unless Config says otherwise.
const DefaultVersion = "9.12.2"

// version is a Jira release, with the behaviours that depend on it.
type version struct{ major, minor, patch int }

// Versions lists the releases that can be simulated, oldest first.
func Versions() []string {
	return []string{"7.13.5", "8.13.1", "8.22.6", "9.12.2", "10.3.19", "11.0.0"}
}

func parseVersion(text string) (version, error) {
	for _, known := range Versions() {
		if text == known {
			return splitVersion(text), nil
		}
	}
	return version{}, fmt.Errorf("unknown Jira version %q; choose one of %s", text, strings.Join(Versions(), ", "))
}

func splitVersion(text string) version {
	var n [3]int
	for i, part := range strings.SplitN(text, ".", 3) {
		n[i], _ = strconv.Atoi(part)
	}
	return version{n[0], n[1], n[2]}
}

func (v version) String() string { return fmt.Sprintf("%d.%d.%d", v.major, v.minor, v.patch) }

// buildNumber is made the way Jira makes it: 10.3.19 is 10030019.
func (v version) buildNumber() int { return v.major*1000000 + v.minor*10000 + v.patch }

func (v version) atLeast(major, minor int) bool {
	return v.major > major || v.major == major && v.minor >= minor
}

// hasOAuth2: before 8.22 there is OAuth 1.0a alone.
func (v version) hasOAuth2() bool { return v.atLeast(8, 22) }

// hasPersonalTokens: personal access tokens came with 8.14.
func (v version) hasPersonalTokens() bool { return v.atLeast(8, 14) }

// limitsRates: requests are limited, and told so in headers, from 8.6.
func (v version) limitsRates() bool { return v.atLeast(8, 6) }

// hasNewCreatemeta: the calls for one project came with 8.4.
func (v version) hasNewCreatemeta() bool { return v.atLeast(8, 4) }

// hasOldCreatemeta: the call that answers everything at once was removed in 9.0.
func (v version) hasOldCreatemeta() bool { return v.major < 9 }

// signsWebhooks: webhooks were rewritten in 10.0, with an address of their own
// in REST and an optional secret.
func (v version) signsWebhooks() bool { return v.major >= 10 }

// writesSprints: before 10.0 a sprint is answered as the text form of a Java
// object.
func (v version) writesSprints() bool { return v.major >= 10 }

// webhookPath is where webhooks are administered; the other address is 404.
func (v version) webhookPath() string {
	if v.signsWebhooks() {
		return "/rest/jira-webhook/1.0/webhooks"
	}
	return "/rest/webhooks/1.0/webhook"
}

// refusesPasswords: Basic authentication is off by default from 11.0.
func (v version) refusesPasswords() bool { return v.major >= 11 }

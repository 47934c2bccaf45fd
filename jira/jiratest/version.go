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
	return []string{"8.22.6", "9.12.2", "10.3.19", "11.0.0"}
}

// oldVersions know OAuth 1.0a only, which is not simulated.
func oldVersions() []string { return []string{"7.13.5", "8.13.1"} }

func parseVersion(text string) (version, error) {
	for _, old := range oldVersions() {
		if text == old {
			return version{}, fmt.Errorf("version %s is not simulated yet, because it has OAuth 1.0a only; choose one of %s", text, strings.Join(Versions(), ", "))
		}
	}
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

// hasOldCreatemeta: the call that answers everything at once was removed in 9.0.
func (v version) hasOldCreatemeta() bool { return v.major < 9 }

// signsWebhooks: webhooks were rewritten in 10.0, with an address of their own
// in REST and an optional secret.
func (v version) signsWebhooks() bool { return v.major >= 10 }

// webhookPath is where webhooks are administered; the other address is 404.
func (v version) webhookPath() string {
	if v.signsWebhooks() {
		return "/rest/jira-webhook/1.0/webhooks"
	}
	return "/rest/webhooks/1.0/webhook"
}

// refusesPasswords: Basic authentication is off by default from 11.0.
func (v version) refusesPasswords() bool { return v.major >= 11 }

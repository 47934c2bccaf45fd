package bridge

import "testing"

func TestBaseOfAcceptsWhatPeopleType(t *testing.T) {
	for typed, want := range map[string]string{
		"https://jira.example.com":                              "https://jira.example.com",
		"jira.example.com":                                      "https://jira.example.com",
		"  https://Jira.Example.com/ ":                          "https://jira.example.com",
		"https://host:8443/jira":                                "https://host:8443/jira",
		"https://Jira.Example.com.:8443/jira#x":                 "https://jira.example.com:8443/jira",
		"https://jira.example.com./?os_destination=x":           "https://jira.example.com",
		"http://[::1]:80/jira":                                  "http://[::1]/jira",
		"https://[::1]:8443":                                    "https://[::1]:8443",
		"https://host:443/jira/":                                "https://host/jira",
		"http://10.0.0.1:80":                                    "http://10.0.0.1",
		"http://127.0.0.1:2990/jira/secure/Dashboard.jspa?x=1":  "http://127.0.0.1:2990/jira",
		"https://jira.example.com/browse/IT-1":                  "https://jira.example.com",
		"https://jira.example.com/team/jira/projects/IT/issues": "https://jira.example.com/team/jira",
		"https://atlassian.net.example.com":                     "https://atlassian.net.example.com",
		"https://myatlassian.net":                               "https://myatlassian.net",
	} {
		if got, err := BaseOf(typed); err != nil || got != want {
			t.Errorf("%q: %q, %v", typed, got, err)
		}
	}
}

func TestBaseOfRefuses(t *testing.T) {
	for typed, id := range map[string]string{
		"acme.atlassian.net":                    "bridge.cloud",
		"https://ACME.Atlassian.NET":            "bridge.cloud",
		"https://acme.atlassian.net.":           "bridge.cloud",
		"https://acme.atlassian.net:443/jira":   "bridge.cloud",
		"https://acme.atlassian.net.:8443/jira": "bridge.cloud",
		"atlassian.net":                         "bridge.cloud",
		"":                                      "bridge.bad_address",
		"ftp://jira.example.com":                "bridge.bad_address",
		"https://user:pass@jira.example.com":    "bridge.credentials_in_address",
		"https://":                              "bridge.bad_address",
		"https://jira.example.com:port":         "bridge.bad_address",
	} {
		_, err := BaseOf(typed)
		e, ok := err.(*Error)
		if !ok || e.Kind != Invalid || e.Text.ID != id || e.Text.Args["Field"] != "domain" {
			t.Errorf("%q: %v", typed, err)
		}
	}
}

func TestIsLocal(t *testing.T) {
	for address, want := range map[string]bool{
		"/setup/done": true, "/connect?x=https://a.b": true,
		"": false, "setup": false, "//evil.example": false, "https://evil.example/": false,
		`/\evil.example`: false, "/\tevil": false, "/a\nb": false, "javascript:alert(1)": false,
	} {
		if isLocal(address) != want {
			t.Errorf("%q is not %v", address, want)
		}
	}
}

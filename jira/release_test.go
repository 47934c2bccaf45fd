package jira_test

import (
	"slices"
	"testing"

	"jirabridge/jira"
	"jirabridge/jira/jiratest"
)

// TestReleases: what is said to be tried is what the tests run.
func TestReleases(t *testing.T) {
	var said []string
	for _, r := range jira.Releases() {
		said = append(said, r.Version)
		info, err := simulate(t, jiratest.Config{Version: r.Version}).as(t, "").ServerInfo(t.Context())
		if err != nil || info.Version != r.Version || info.HasOAuth2() != r.OAuth2 || !jira.IsTried(info.Version) {
			t.Errorf("%+v is %+v, %v", r, info, err)
		}
	}
	if run := jiratest.Versions(); !slices.Equal(said, run) {
		t.Errorf("said to be tried: %v, tried: %v", said, run)
	}
}

func TestIsTried(t *testing.T) {
	for version, want := range map[string]bool{
		"7.13.0": true, "7.13": true, "8.0.0": true, "9.12.0": true, "9.12.2-m0003": true, "10.7.1": true, "11.9.9": true,
		"7.12.9": false, "6.4.14": false, "12.0.0": false, "": false, "DEV": false,
	} {
		if jira.IsTried(version) != want {
			t.Errorf("%q: %v", version, !want)
		}
	}
}

// TestUnknownVersion: a Jira that hides its version, or has one of its own, is
// not taken for an old one.
func TestUnknownVersion(t *testing.T) {
	for said, want := range map[string]bool{
		`{"version":"9.4.0"}`: true, `{"version":"8.5.0","versionNumbers":[]}`: false, `{"version":"DEV"}`: true, `{}`: true,
	} {
		s := simulate(t, jiratest.Config{})
		fault := jiratest.Fault{Match: "GET /serverInfo", Status: 200, Body: said, Headers: map[string]string{"Content-Type": "application/json"}}
		if err := s.SetFault(fault); err != nil {
			t.Fatal(err)
		}
		if info, err := s.as(t, "").ServerInfo(t.Context()); err != nil || info.HasOAuth2() != want {
			t.Errorf("%s: %+v, %v", said, info, err)
		}
	}
}

package main

import (
	"os"
	"strings"
	"testing"

	"jirabridge/jira"
)

// TestReadmeReleases: the README lists the versions of Jira that are tried.
func TestReadmeReleases(t *testing.T) {
	table := "| Jira | application link |\n|---|---|\n"
	for _, r := range jira.Releases() {
		kinds := "OAuth 1.0"
		if r.OAuth2 {
			kinds = "OAuth 2.0, OAuth 1.0"
		}
		table += "| " + r.Version + " | " + kinds + " |\n"
	}
	text, err := os.ReadFile(readme)
	if err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(string(text), table+"\n") {
		t.Errorf("the README does not have this table:\n%s", table)
	}
}

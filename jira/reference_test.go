package jira_test

import (
	"net/http"
	"regexp"
	"testing"

	"pgregory.net/rapid"

	"jirabridge/jira"
)

func TestParseIssueReference(t *testing.T) {
	client, err := jira.New(jira.Config{
		BaseURL: "http://10.0.0.1:8080/jira", BrowseURL: "https://jira.example.com/jira", HTTP: http.DefaultTransport,
	})
	if err != nil {
		t.Fatal(err)
	}
	for text, want := range map[string]string{
		"IT-1":            "IT-1",
		" it-42\n":        "IT-42",
		"R2D2-7":          "R2D2-7",
		"PRODUCT_2013-19": "PRODUCT_2013-19",
		"3M-1":            "3M-1",
		"https://jira.example.com/jira/browse/IT-1":                               "IT-1",
		"<https://jira.example.com/jira/browse/it-1>":                             "IT-1",
		"https://JIRA.example.com:443/jira/browse/IT-1?focusedId=7#comment-7":     "IT-1",
		"http://jira.example.com/jira/browse/IT-1/":                               "IT-1",
		"jira.example.com/jira/browse/IT-1":                                       "IT-1",
		"https://jira.example.com/jira/projects/IT/issues/IT-3?filter=allopen":    "IT-3",
		"https://jira.example.com/jira/secure/RapidBoard.jspa?selectedIssue=IT-9": "IT-9",
		"http://10.0.0.1:8080/jira/browse/IT-5":                                   "IT-5",
		"":                                                                        "",
		"IT":                                                                      "",
		"IT-":                                                                     "",
		"IT-0":                                                                    "",
		"IT-01":                                                                   "",
		"2024-10":                                                                 "",
		"IT-1 and more":                                                           "",
		"printer on fire":                                                         "",
		"https://jira.example.com/browse/IT-1":                                    "", // outside the context path
		"https://jira.example.com/jirafake/browse/IT-1":                           "",
		"https://evil.example.com/jira/browse/IT-1":                               "",
		"https://jira.example.com.evil.example/jira/browse/IT-1": "",
		"https://jira.example.com@evil.example/jira/browse/IT-1": "",
		"https://jira.example.com:8443/jira/browse/IT-1":         "",
		"http://10.0.0.1/jira/browse/IT-5":                       "",
		"https://jira.example.com/jira/browse/":                  "",
		"https://jira.example.com/jira/browse/nonsense":          "",
		"https://jira.example.com/jira":                          "",
		"javascript://jira.example.com/jira/browse/%0aalert(1)":  "",
		"https://[::1/jira/browse/IT-1":                          "",
	} {
		key, ok := client.ParseIssueReference(text)
		if key != want || ok != (want != "") {
			t.Errorf("%q is %q (%v), want %q", text, key, ok, want)
		}
	}
}

func TestAReferenceIsAlwaysAKey(t *testing.T) {
	client, err := jira.New(jira.Config{BaseURL: "https://jira.example.com/jira", HTTP: http.DefaultTransport})
	if err != nil {
		t.Fatal(err)
	}
	key := regexp.MustCompile(`^[A-Z0-9_]+-[1-9][0-9]*$`)
	rapid.Check(t, func(t *rapid.T) {
		text := rapid.OneOf(rapid.String(), rapid.StringMatching(`https://jira\.example\.com/jira/browse/.*`)).Draw(t, "text")
		if got, ok := client.ParseIssueReference(text); ok && !key.MatchString(got) {
			t.Fatalf("%q is %q", text, got)
		}
	})
}

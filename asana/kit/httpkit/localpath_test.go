package httpkit_test

import (
	"net/url"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"jirabridge/asana/kit/httpkit"
)

// Wherever next would lead, read as browsers read it, it is on this server.
func TestLocalPathNeverLeaves(t *testing.T) {
	base, err := url.Parse("http://here.example")
	if err != nil {
		t.Fatal(err)
	}
	rapid.Check(t, func(t *rapid.T) {
		next := rapid.StringOfN(rapid.SampledFrom([]rune("/\\.:@?#%09abhttp\t\n ")), 0, 20, -1).Draw(t, "next")
		got := httpkit.LocalPath(next)
		if got != next && got != "/" {
			t.Fatalf("%q became %q", next, got)
		}
		// https://url.spec.whatwg.org/: tabs and line breaks go, backslashes are slashes.
		asBrowsers := strings.ReplaceAll(strings.NewReplacer("\t", "", "\n", "", "\r", "").Replace(got), `\`, "/")
		u, err := base.Parse(asBrowsers)
		if err != nil || u.Host != "here.example" || strings.HasPrefix(asBrowsers, "//") {
			t.Fatalf("%q leads to %v, %v", next, u, err)
		}
	})
}

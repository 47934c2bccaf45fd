package boottest

import (
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"

	"golang.org/x/sync/errgroup"

	"jirabridge/cmd/internal/visitor"
)

// otherPeoplesApps are neither listed nor there to be read or changed, nor is
// the server's own.
func (c *checklist) otherPeoplesApps(t *testing.T) {
	p := c.RegisterProgram(t, c.signIn(t, c.Role(t, "owner", true)), "Not yours")
	v := c.signIn(t, c.Role(t, "member", true))
	must(t, v.Open(t.Context(), c.PlatformURL+console))
	if text := v.Text(); strings.Contains(text, "Not yours") || strings.Contains(text, "Jira Server") {
		t.Errorf("other people's apps are listed: %s", text)
	}
	form := url.Values{"name": {"Mine now"}, "redirect_uris": {"https://evil.example/"}, "permissions": {"full"}}
	for _, app := range []string{p.ClientID, c.JiraApp.ClientID, c.OAuthApp.ClientID, "1", "99999999999999999999"} {
		page := console + "/apps/" + app
		if got := status(t, v, page); got != http.StatusNotFound {
			t.Errorf("GET %s answers %d", page, got)
		}
		for _, path := range []string{page, page + "/reset", page + "/delete"} {
			if _ = v.Post(t.Context(), c.PlatformURL+path, form); v.Status != http.StatusNotFound {
				t.Errorf("POST %s answers %d", path, v.Status)
			}
		}
		_ = v.Post(t.Context(), c.PlatformURL+"/0/"+c.ProjectGID+"/apps/"+app+"/install", url.Values{"introduced": {"yes"}})
		if app != c.JiraApp.ClientID && v.Status == http.StatusOK {
			t.Errorf("%s was added to a project: %s", app, v.Text())
		}
	}
	p.Granted(t, v) // the app is as it was: its address, and its secret
	if c.authorized(t, v, "Not yours") == "" {
		t.Error("the app was renamed")
	}
	must(t, v.Press(t.Context(), "deauthorize", p.ClientID))
}

// badApps are refused at the field, with what was entered kept; nothing is
// registered.
func (c *checklist) badApps(t *testing.T) {
	v := c.signIn(t, c.Role(t, "member", true))
	p := c.RegisterProgram(t, v, "Good")
	good := url.Values{"name": {"Kept as it is"}, "redirect_uris": {"https://example.com/callback"}, "permissions": {"full"}}
	for what, bad := range map[string]struct {
		field, value, says string
	}{
		"no name":            {"name", "  ", "Enter a name."},
		"a huge name":        {"name", strings.Repeat("x", 100_000), "at most 100 characters"},
		"no address":         {"redirect_uris", "\r\n \r\n", "Enter at least one redirect address."},
		"too many":           {"redirect_uris", addresses(21), "At most 20 redirect addresses"},
		"a huge address":     {"redirect_uris", "https://example.com/" + strings.Repeat("x", 100_000), "at most 2000 characters"},
		"a script":           {"redirect_uris", "javascript:alert(document.cookie)", "does not begin with https://"},
		"a second, bad":      {"redirect_uris", "https://example.com/\ndata:text/html,x", "does not begin with https://"},
		"plain http":         {"redirect_uris", "http://example.com/callback", "does not begin with https://"},
		"a fragment":         {"redirect_uris", "https://example.com/#token", "has a # in it"},
		"a forged host":      {"redirect_uris", `https://example.com\@evil.example/`, "not a complete address"},
		"no permissions":     {"permissions", "single", "Choose at least one permission."},
		"forged choice":      {"permissions", "everything", "Choose at least one permission."},
		"unknown encoding":   {"name", "\xff\xfe", "cannot be stored"},
		"a script to widget": {"widget_metadata_url", "javascript:alert(1)", "does not begin with https://"},
		"a forged message":   {"authentication_url", "https://example.com/?user=1", "has a parameter of its own"},
		"no pattern":         {"match_url_pattern", "(", "is no regular expression"},
	} {
		form := url.Values{}
		for name, value := range good {
			form[name] = value
		}
		form.Set(bad.field, bad.value)
		for _, page := range []string{console + "/apps", p.Page} {
			_ = v.Post(t.Context(), c.PlatformURL+page, form)
			if v.Status != http.StatusBadRequest {
				t.Errorf("%s at %s answers %d", what, page, v.Status)
				continue
			}
			says(t, v, bad.says)
			if invalid := v.Find("aria-invalid", "true"); bad.field != "permissions" && (invalid == nil || visitor.Attribute(invalid, "name") != bad.field) {
				t.Errorf("%s: the field is not marked", what)
			}
			if bad.field != "name" && visitor.Attribute(v.Find("name", "name"), "value") != "Kept as it is" {
				t.Errorf("%s: what was entered is lost", what)
			}
		}
	}
	form := url.Values{"name": {"Kept as it is"}, "redirect_uris": {"https://example.com/"}, "permissions": {"single"}, "scope": {"launch:missiles", "default"}}
	if _ = v.Post(t.Context(), c.PlatformURL+console+"/apps", form); v.Status != http.StatusBadRequest {
		t.Errorf("scopes that are not offered: %d", v.Status)
	}
	form.Set("name", strings.Repeat("x", 2<<20))
	if _ = v.Post(t.Context(), c.PlatformURL+console+"/apps", form); v.Status != http.StatusRequestEntityTooLarge {
		t.Errorf("2 MB are answered %d", v.Status)
	}
	must(t, v.Open(t.Context(), c.PlatformURL+console))
	if text := v.Text(); strings.Contains(text, "Kept as it is") || !strings.Contains(text, "Good") {
		t.Errorf("something was registered or changed: %s", text)
	}
}

// addresses are n redirect addresses.
func addresses(n int) string {
	var list []string
	for i := range n {
		list = append(list, fmt.Sprintf("https://example.com/%d", i))
	}
	return strings.Join(list, "\n")
}

// twoEditsAtOnce leave one of the two, whole, and two resets one good secret.
func (c *checklist) twoEditsAtOnce(t *testing.T) {
	who := c.Role(t, "member", true)
	v := c.signIn(t, who)
	p := c.RegisterProgram(t, v, "Both")
	secrets, begin := make([]string, 2), make(chan struct{})
	var all errgroup.Group
	for i, name := range []string{"a", "b"} {
		editor, resetter := c.signIn(t, who), c.signIn(t, who)
		must(t, editor.Open(t.Context(), c.PlatformURL+p.Page))
		must(t, resetter.Open(t.Context(), c.PlatformURL+p.Page))
		all.Go(func() error {
			<-begin
			return editor.Post(t.Context(), p.Page, url.Values{"name": {name}, "redirect_uris": {"https://" + name + ".example/"}, "permissions": {"full"}})
		})
		all.Go(func() error {
			<-begin
			err := resetter.Press(t.Context(), "reset", p.ClientID)
			secrets[i] = visitor.Attribute(resetter.Find("data-test", "client-secret"), "value")
			return err
		})
	}
	close(begin)
	must(t, all.Wait())
	must(t, v.Open(t.Context(), c.PlatformURL+p.Page))
	name, address := visitor.Attribute(v.Find("name", "name"), "value"), visitor.Text(v.Find("name", "redirect_uris"))
	if address != "https://"+name+".example/" || !slices.Contains([]string{"a", "b"}, name) {
		t.Errorf("the app is %q at %q", name, address)
	}
	good := 0
	for _, secret := range append(secrets, p.ClientSecret) {
		one := *p
		one.ClientSecret = secret
		token, err := one.Exchange(t.Context(), "no code")
		if refusal(t, token, err) == "invalid_grant" { // not invalid_client
			good++
		}
	}
	if good != 1 || secrets[0] == secrets[1] {
		t.Errorf("%d of three secrets are good", good)
	}
}

// misleadingApps have names that are made to be taken for something else. The
// page that asks for consent says who registered them.
func (c *checklist) misleadingApps(t *testing.T) {
	who := c.Role(t, "owner", true)
	v, tab := c.signInTwice(t, who)
	for what, name := range misleading() {
		t.Run(what, func(t *testing.T) {
			name := fmt.Sprintf("%.90s", strings.Join(strings.Fields(name), " "))
			p := c.RegisterProgram(t, v, name)
			tab.t = t
			tab.Go(p.AuthCodeURL("x"))
			tab.SeeText(hook("registered-by"), who.Name+" has registered this app")
			tab.harmless(name)
			p.Granted(t, v)
			for _, page := range []string{console, p.Page, myApps} {
				tab.Go(c.PlatformURL + page)
				tab.harmless(name)
			}
			must(t, v.Open(t.Context(), c.PlatformURL+p.Page))
			must(t, v.Press(t.Context(), "delete", p.ClientID))
		})
	}
	if jira := c.authorized(t, v, "Jira Server"); jira == "" {
		t.Error("the server's own app is gone")
	}
}

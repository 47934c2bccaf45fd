package bridgetest

import (
	"fmt"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"strings"
	"testing"

	"golang.org/x/net/html"

	"jirabridge/asana/asanatest"
)

// Browser is somebody at a keyboard: it follows redirects and sends forms, up
// to the moment it would be sent to the bridge, where nothing listens. Session
// is what the bridge's pages would know it by.
type Browser struct {
	Session string

	t      *testing.T
	client *http.Client
	bridge string
	at     *url.URL
	page   *html.Node
}

// Browser opens a new browser, signed in nowhere.
func (w *World) Browser() *Browser {
	jar, err := cookiejar.New(nil)
	must(w.t, err)
	w.browsers++
	b := &Browser{Session: fmt.Sprint("browser ", w.browsers), t: w.t, bridge: w.Home}
	b.client = &http.Client{Jar: jar, CheckRedirect: func(r *http.Request, _ []*http.Request) error {
		if strings.HasPrefix(r.URL.String(), w.Home) {
			return http.ErrUseLastResponse
		}
		return nil
	}}
	return b
}

// Cookies are the values of the cookies it would send to an address.
func (b *Browser) Cookies(address string) []string {
	b.t.Helper()
	at, err := url.Parse(address)
	must(b.t, err)
	var values []string
	for _, c := range b.client.Jar.Cookies(at) {
		values = append(values, c.Value)
	}
	return values
}

// back is the address at the bridge the browser was sent to, or nil while it is
// shown a page.
func (b *Browser) load(r *http.Request) (back *url.URL) {
	b.t.Helper()
	res, err := b.client.Do(r)
	must(b.t, err)
	defer res.Body.Close()
	if to, err := res.Location(); err == nil && strings.HasPrefix(to.String(), b.bridge) {
		return to
	}
	b.page, err = html.Parse(res.Body)
	must(b.t, err)
	b.at = res.Request.URL
	return nil
}

func (b *Browser) open(address string) (back *url.URL) {
	b.t.Helper()
	r, err := http.NewRequestWithContext(b.t.Context(), http.MethodGet, address, nil)
	must(b.t, err)
	return b.load(r)
}

// submit sends the form that has a control of the name, with values put in.
func (b *Browser) submit(control string, values map[string]string) (back *url.URL) {
	b.t.Helper()
	form := b.form(control)
	if form == nil {
		b.t.Fatalf("no form with %q at %s", control, b.at)
	}
	all := url.Values{}
	for n := range form.Descendants() {
		if n.Data == "input" && attr(n, "name") != "" {
			all.Set(attr(n, "name"), attr(n, "value"))
		}
	}
	for name, value := range values {
		all.Set(name, value)
	}
	to, err := b.at.Parse(attr(form, "action"))
	must(b.t, err)
	r, err := http.NewRequestWithContext(b.t.Context(), http.MethodPost, to.String(), strings.NewReader(all.Encode()))
	must(b.t, err)
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	return b.load(r)
}

func (b *Browser) form(control string) *html.Node {
	for form := range b.page.Descendants() {
		if form.Data != "form" {
			continue
		}
		for n := range form.Descendants() {
			if attr(n, "name") == control {
				return form
			}
		}
	}
	return nil
}

func attr(n *html.Node, key string) string {
	for _, a := range n.Attr {
		if a.Key == key {
			return a.Val
		}
	}
	return ""
}

// PlatformConsent goes to Asana Connect as a person, signs in if asked, and
// decides. It returns the parameters that come back to the bridge.
func (b *Browser) PlatformConsent(address string, p Person, allow bool) url.Values {
	b.t.Helper()
	back := b.open(address)
	if back == nil && b.form("email") != nil {
		back = b.submit("email", map[string]string{"email": p.Email, "password": asanatest.Password})
	}
	if back == nil {
		back = b.submit("decision", map[string]string{"decision": map[bool]string{true: "allow", false: "deny"}[allow]})
	}
	if back == nil {
		b.t.Fatalf("the platform did not lead back but to %s", b.at)
	}
	return back.Query()
}

// JiraConsent goes to Jira's consent page as a person, and decides.
func (b *Browser) JiraConsent(address, user string, allow bool) url.Values {
	b.t.Helper()
	back := b.open(address)
	if back == nil && b.form("os_username") != nil {
		back = b.submit("os_username", map[string]string{"os_username": user, "os_password": user})
	}
	decision := map[bool]string{true: "approve", false: "deny"}[allow]
	if back == nil {
		back = b.submit(decision, map[string]string{decision: "true"})
	}
	if back == nil {
		b.t.Fatalf("Jira did not lead back but to %s", b.at)
	}
	return back.Query()
}

// Revoke takes back, on Jira's page of authorized applications, what a user has
// allowed.
func (w *World) Revoke(user string) {
	w.t.Helper()
	b := w.Browser()
	b.open(w.Jira.URL + "/plugins/servlet/oauth/users/access-tokens")
	b.submit("os_username", map[string]string{"os_username": user, "os_password": user})
	b.submit("client", nil)
}

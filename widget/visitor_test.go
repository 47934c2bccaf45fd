package widget_test

import (
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"strings"
	"testing"

	"golang.org/x/net/html"
)

// visitor is a person at a browser without scripts.
type visitor struct {
	t      *testing.T
	w      *world
	client *http.Client
	lang   string
	at     *url.URL
	status int
	header http.Header
	page   *html.Node
}

// visitor opens a browser in which a person is signed in to the platform.
func (w *world) visitor(person string) *visitor {
	jar, err := cookiejar.New(nil)
	check(w.t, err)
	v := &visitor{t: w.t, w: w, client: &http.Client{Jar: jar}}
	v.become(person)
	return v
}

// become signs another person in to the platform, in the same browser.
func (v *visitor) become(person string) {
	to, err := url.Parse(v.w.platform.URL)
	check(v.t, err)
	// Both sides are 127.0.0.1, and cookies know no ports: the widget gets this
	// cookie too and must not care.
	v.client.Jar.SetCookies(to, []*http.Cookie{{Name: "who", Value: person, Path: "/-/"}})
}

// stopBefore makes the browser not follow redirects to such an address.
func (v *visitor) stopBefore(prefix string) {
	v.client.CheckRedirect = func(r *http.Request, via []*http.Request) error {
		if len(via) > 15 || (prefix != "" && strings.HasPrefix(r.URL.String(), prefix)) {
			return http.ErrUseLastResponse
		}
		return nil
	}
}

func (v *visitor) open(address string) *visitor {
	v.t.Helper()
	if strings.HasPrefix(address, "/") {
		address = v.w.url + address
	}
	r, err := http.NewRequestWithContext(v.t.Context(), http.MethodGet, address, nil)
	check(v.t, err)
	return v.load(r)
}

func (v *visitor) load(r *http.Request) *visitor {
	v.t.Helper()
	r.Header.Set("Accept-Language", v.lang)
	resp, err := v.client.Do(r)
	check(v.t, err)
	defer resp.Body.Close()
	v.page, err = html.Parse(resp.Body)
	check(v.t, err)
	v.at, v.status, v.header = resp.Request.URL, resp.StatusCode, resp.Header
	return v
}

// location is where the last answer redirects to.
func (v *visitor) location() *url.URL {
	v.t.Helper()
	to, err := v.at.Parse(v.header.Get("Location"))
	check(v.t, err)
	return to
}

// allow signs in to Jira, if asked to, and allows what is asked.
func (v *visitor) allow(name string) *visitor {
	v.t.Helper()
	return v.answer(name, "Allow")
}

func (v *visitor) answer(name, choice string) *visitor {
	v.t.Helper()
	if v.find("name", "os_username") != nil {
		v.submit("os_username", url.Values{"os_username": {name}, "os_password": {name}})
	}
	marker := map[string]string{"Allow": "approve", "Deny": "deny"}[choice]
	return v.submit(marker, url.Values{marker: {choice}})
}

// submit sends the form that has a control named marker.
func (v *visitor) submit(marker string, values url.Values) *visitor {
	v.t.Helper()
	control := v.find("name", marker)
	if control == nil {
		v.t.Fatalf("no %s at %s: %s", marker, v.at, v.text())
	}
	form := control
	for form.Data != "form" {
		form = form.Parent
	}
	for n := range form.Descendants() {
		if n.Data == "input" && attribute(n, "type") == "hidden" {
			values.Set(attribute(n, "name"), attribute(n, "value"))
		}
	}
	to, err := v.at.Parse(attribute(form, "action"))
	check(v.t, err)
	r, err := http.NewRequestWithContext(v.t.Context(), http.MethodPost, to.String(), strings.NewReader(values.Encode()))
	check(v.t, err)
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	return v.load(r)
}

func (v *visitor) find(name, value string) *html.Node {
	for n := range v.page.Descendants() {
		if n.Type == html.ElementNode && attribute(n, name) == value {
			return n
		}
	}
	return nil
}

// outcome is what the page would post to its opener, "" for nothing.
func (v *visitor) outcome() string {
	for n := range v.page.Descendants() {
		if outcome := attribute(n, "data-connect-outcome"); outcome != "" {
			return outcome
		}
	}
	return ""
}

func (v *visitor) text() string {
	var words []string
	for n := range v.page.Descendants() {
		if n.Type == html.TextNode && n.Parent.Data != "script" && n.Parent.Data != "title" {
			words = append(words, strings.Fields(n.Data)...)
		}
	}
	return strings.Join(words, " ")
}

// says fails unless the page has all the words.
func (v *visitor) says(words ...string) {
	v.t.Helper()
	for _, word := range words {
		if !strings.Contains(v.text(), word) {
			v.t.Errorf("%s (%d) does not say %q: %s", v.at.Path, v.status, word, v.text())
		}
	}
}

func attribute(n *html.Node, name string) string {
	for _, a := range n.Attr {
		if a.Key == name {
			return a.Val
		}
	}
	return ""
}

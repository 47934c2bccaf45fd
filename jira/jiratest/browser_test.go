package jiratest_test

import (
	"html"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"regexp"
	"strings"
	"testing"
)

// browser keeps cookies and follows redirects inside Jira.
type browser struct {
	*world
	client *http.Client
}

func (w *world) browser() *browser {
	jar, err := cookiejar.New(nil)
	if err != nil {
		w.t.Fatal(err)
	}
	inside := func(req *http.Request, _ []*http.Request) error {
		if strings.HasPrefix(req.URL.String(), w.URL) {
			return nil
		}
		return http.ErrUseLastResponse
	}
	return &browser{world: w, client: &http.Client{Jar: jar, CheckRedirect: inside}}
}

func (b *browser) open(address string) *reply {
	b.t.Helper()
	if strings.HasPrefix(address, "/") {
		address = b.URL + address
	}
	res, err := b.client.Get(address)
	if err != nil {
		b.t.Fatal(err)
	}
	return readReply(b.t, res)
}

func (b *browser) submit(address string, form url.Values) *reply {
	b.t.Helper()
	if strings.HasPrefix(address, "/") {
		address = b.URL + address
	}
	res, err := b.client.PostForm(address, form)
	if err != nil {
		b.t.Fatal(err)
	}
	return readReply(b.t, res)
}

// signIn fills in the login page that a page led to, and gets that page.
func (b *browser) signIn(login *reply, name string) *reply {
	b.t.Helper()
	login.want(200, `name="os_username"`, `name="os_password"`, `id="login-form-submit"`)
	return b.submit("/login.jsp", url.Values{"os_username": {name}, "os_password": {name}, "os_destination": {hidden(login, "os_destination")}})
}

// browserOf is a browser in which somebody has signed in.
func (w *world) browserOf(name string) *browser {
	w.t.Helper()
	b := w.browser()
	b.signIn(b.open("/login.jsp"), name).want(200)
	return b
}

// hidden reads a hidden input of a page.
func hidden(page *reply, name string) string {
	page.t.Helper()
	found := regexp.MustCompile(`name="` + name + `" value="([^"]*)"`).FindSubmatch(page.body)
	if found == nil {
		page.t.Fatalf("no input %s in\n%s", name, page.body)
	}
	return html.UnescapeString(string(found[1]))
}

// press submits the form of a page with one of its buttons.
func (b *browser) press(page *reply, button string) *reply {
	b.t.Helper()
	form := url.Values{"atl_token": {hidden(page, "atl_token")}}
	if button != "" {
		form.Set(button, "true")
	}
	return b.submit(page.Request.URL.String(), form)
}

func TestSignIn(t *testing.T) {
	w := start(t)
	w.run("leads back to where one wanted to go", func(w *world) {
		b := w.browser()
		page := b.signIn(b.open("/browse/IT-1"), "ann")
		page.want(200, "Replace the printer", `id="header-person">Ann Smith`)
		if page.Header.Get("X-AUSERNAME") != "ann" {
			w.t.Error("X-AUSERNAME:", page.Header.Get("X-AUSERNAME"))
		}
	})
	w.run("a wrong password", func(w *world) {
		b := w.browser()
		b.submit("/login.jsp", url.Values{"os_username": {"ann"}, "os_password": {"x"}}).
			want(200, "Sorry, your username and password are incorrect", `value="ann"`)
	})
	w.run("a destination elsewhere is ignored", func(w *world) {
		b := w.browser()
		form := url.Values{"os_username": {"ann"}, "os_password": {"ann"}, "os_destination": {"//evil.example/"}}
		page := b.submit("/login.jsp", form).want(200, "System Dashboard")
		if page.Request.URL.Path != "/jira/secure/Dashboard.jspa" {
			w.t.Error("went to", page.Request.URL)
		}
	})
	w.run("signing out", func(w *world) {
		b := w.browser()
		b.signIn(b.open("/secure/Dashboard.jspa"), "ann")
		b.open("/logout").want(200, `id="login-form"`)
		b.open("/secure/Dashboard.jspa").want(200, `id="login-form"`)
	})
	w.run("somebody who has left", func(w *world) {
		b := w.browser()
		b.submit("/login.jsp", url.Values{"os_username": {"otto"}, "os_password": {"otto"}}).want(200, "incorrect")
	})
}

func TestPages(t *testing.T) {
	w := start(t)
	w.run("the dashboard", func(w *world) { w.browserOf("ann").open("/").want(200, "System Dashboard", "/jira/browse/IT-1") })
	w.run("an issue with all there is to it", func(w *world) {
		w.as("ann").post("issue/IT-1/comment", object{"body": "Look <here>."}).want(201)
		w.browserOf("ann").open("/browse/IT-1").want(200, "It jams <b>every</b> morning.", "Medium", "Unassigned", "Look &lt;here&gt;.")
	})
	w.run("a button to move an issue on", func(w *world) {
		b := w.browserOf("ann")
		page := b.open("/browse/IT-2").want(200, `value="31">Done</button>`)
		form := url.Values{"atl_token": {hidden(page, "atl_token")}, "transition": {"31"}}
		b.submit("/browse/IT-2", form).want(200, `id="status-val">Done`, `value="11">To Do</button>`)
		form.Set("atl_token", "x")
		b.submit("/browse/IT-2", form).want(403, "XSRF")
		if strings.Contains(string(w.browserOf("vera").open("/browse/IT-2").body), "<button") {
			w.t.Error("vera is offered transitions")
		}
	})
	w.run("an issue one may not see looks like none", func(w *world) {
		b := w.browserOf("ann")
		b.open("/browse/SEC-1").want(404, "You can't view this issue")
		b.open("/browse/IT-999").want(404, "You can't view this issue")
	})
	w.run("a dead link", func(w *world) { w.anonymous().get("/nowhere").want(404, "dead link") })
	w.run("popups keep their opener", func(w *world) {
		if coop := w.anonymous().get("/login.jsp").Header.Values("Cross-Origin-Opener-Policy"); len(coop) > 0 {
			w.t.Error("Cross-Origin-Opener-Policy:", coop)
		}
	})
	w.run("pictures", func(w *world) {
		for _, path := range []string{"/secure/viewavatar?avatarId=10303&avatarType=issuetype&size=xsmall",
			"/secure/useravatar?ownerId=JIRAUSER10101", "/secure/projectavatar?pid=10000",
			"/images/icons/priorities/medium.svg", "/images/icons/statuses/generic.svg"} {
			r := w.anonymous().get(path).want(200, "<svg")
			if kind := r.Header.Get("Content-Type"); !strings.HasPrefix(kind, "image/svg+xml") {
				w.t.Error(path, kind)
			}
		}
		w.anonymous().get("/images/icons/priorities/none.svg").want(404)
	})
}

func TestApplicationLinks(t *testing.T) {
	w := start(t)
	const page = "/plugins/servlet/applinks/listApplicationLinks"
	w.run("for administrators only", func(w *world) {
		b := w.browser()
		b.signIn(b.open(page), "ann").want(403, "Jira administrator")
	})
	w.run("made by hand", func(w *world) {
		b := w.browser()
		form := b.signIn(b.open(page), "admin").want(200, "No application is linked")
		values := url.Values{"atl_token": {hidden(form, "atl_token")}, "name": {"Acme"}, "redirect_uri": {"nowhere"}, "scope": {"WRITE"}}
		b.submit(page, values).want(200, "Enter a redirect URL", `value="Acme"`)
		values.Set("redirect_uri", "https://acme.example/callback")
		b.submit(page, values).want(200, "Credentials of Acme")
		b.open(page).want(200, "Acme", "https://acme.example/callback")
	})
	w.run("not without the form's token", func(w *world) {
		b := w.browser()
		b.signIn(b.open(page), "admin")
		b.submit(page, url.Values{"name": {"Evil"}, "redirect_uri": {"https://evil.example/"}, "scope": {"ADMIN"}}).
			want(403, "XSRF Security Token Missing")
	})
}

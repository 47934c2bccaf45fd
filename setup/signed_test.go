package setup_test

import (
	"net/url"
	"strings"
	"testing"
)

// signed is the form for a Jira that knows the key of Northwind.
func (w *world) signed() url.Values {
	w.t.Helper()
	key := must(w.bridge.SigningKey(w.t.Context(), "1"))(w.t)
	check(w.t, w.jira.RegisterConsumer(key.ConsumerKey, "Northwind", key.PublicKey))
	return url.Values{"workspace": {"1"}, "kind": {"oauth1"}, "jira_domain": {w.jira.URL}}
}

// What came back from one kind of link is not taken at the address of the
// other, nor from another browser, nor with another token.
func TestSignedCallback(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		p := w.visitor().open("/setup")
		p.stopBefore(w.url + "/setup/callback")
		p.post("/setup", w.signed()).allow("admin")
		callback := must(url.Parse(p.header.Get("Location")))(t)
		if callback.Path != "/setup/callback/jira1" {
			t.Fatalf("Jira returns to %q", callback)
		}
		for _, path := range []string{"/setup/callback/jira", "/setup/callback/asana"} {
			elsewhere, q := *callback, callback.Query()
			q.Set("code", q.Get("oauth_verifier"))
			elsewhere.Path, elsewhere.RawQuery = path, q.Encode()
			w.rejects(p, elsewhere.String())
		}
		w.rejects(w.visitor().open("/setup"), callback.String())
		p.open(callback.String())
		p.client.CheckRedirect = nil
		if p.open("/setup/done"); p.hook("connected") == nil {
			t.Fatalf("the rightful browser was refused: %s", p.text())
		}
		w.rejects(p, callback.String())
		for _, secret := range []string{callback.Query().Get("oauth_token"), callback.Query().Get("oauth_verifier"), callback.Query().Get("state")} {
			if secret == "" || strings.Contains(w.log.String(), secret) {
				t.Errorf("%q is in the log", secret)
			}
		}
	})
}

// A connection over OAuth 1.0a has no Client ID to begin the other form with.
func TestFormOfAnotherKind(t *testing.T) {
	w := one(t)
	p := w.visitor().open("/setup")
	p.post("/setup", w.signed()).allow("admin")
	if p.open("/setup?workspace=1&edit=1"); p.hook("consumer-key") == nil {
		t.Errorf("the form begins with another kind: %s", p.text())
	}
	p.open("/setup?workspace=1&edit=1&kind=oauth2")
	if id := attribute(p.find("name", "client_id"), "value"); id != "" {
		t.Errorf("the form of OAuth 2.0 begins with the Client ID %q", id)
	}
	if domain := attribute(p.find("name", "jira_domain"), "value"); domain != w.jira.URL {
		t.Errorf("the form of OAuth 2.0 begins with the address %q", domain)
	}
}

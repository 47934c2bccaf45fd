package bridge_test

import (
	"errors"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"jirabridge/asana/kit/seal"
	"jirabridge/bridge"
	"jirabridge/bridge/bridgetest"
	"jirabridge/jira/jiratest"
)

// refused checks kind and message of an error.
func refused(t *testing.T, err error, kind bridge.Kind, id string) {
	t.Helper()
	var e *bridge.Error
	if !errors.As(err, &e) || e.Kind != kind || e.Text.ID != "bridge."+id {
		t.Errorf("got %v, want kind %d and bridge.%s", err, kind, id)
	}
}

func check(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func TestConnectEndToEnd(t *testing.T) {
	bridgetest.Each(t, func(t *testing.T, w *bridgetest.World) {
		_, err := w.Bridge.Connection(t.Context(), w.Workspace.GID)
		refused(t, err, bridge.NotConnected, "not_connected")
		w.Connect(w.Owner, "admin")
		conn, err := w.Bridge.Connection(t.Context(), w.Workspace.GID)
		check(t, err)
		if conn.JiraURL != w.Jira.URL || conn.BrowseBase != w.Jira.URL || conn.Version != "9.12.2" ||
			conn.WorkspaceName != "Acme" || conn.ConnectedBy != w.Owner.GID || !conn.Active {
			t.Errorf("%+v", conn)
		}
		live, err := w.Bridge.HasCredential(t.Context(), w.Owner.GID, w.Workspace.GID)
		check(t, err)
		other, err := w.Bridge.HasCredential(t.Context(), w.Member.GID, w.Workspace.GID)
		check(t, err)
		if !live || other {
			t.Errorf("credentials: connector %v, member %v", live, other)
		}
	})
}

func TestMemberAuthorizes(t *testing.T) {
	bridgetest.Each(t, func(t *testing.T, w *bridgetest.World) {
		w.Connect(w.Owner, "admin")
		w.Authorize(w.Member, "ann")
		live, err := w.Bridge.HasCredential(t.Context(), w.Member.GID, w.Workspace.GID)
		if err != nil || !live {
			t.Errorf("%v, %v", live, err)
		}
	})
}

// TestWorkspaces: a guest has none to connect, an admin is known as one.
func TestWorkspaces(t *testing.T) {
	w := one(t)
	for _, c := range []struct {
		person bridgetest.Person
		n      int
		admin  bool
	}{{w.Owner, 1, true}, {w.SuperAdmin, 1, true}, {w.Member, 1, false}, {w.Guest, 0, false}} {
		w.SignIn(c.person)
		choices, err := w.Bridge.Workspaces(t.Context(), c.person.GID)
		check(t, err)
		if len(choices) != c.n || (c.n == 1 && choices[0].IsAdmin != c.admin) {
			t.Errorf("%s: %+v", c.person.Name, choices)
		}
	}
	_, err := w.Bridge.Workspaces(t.Context(), w.Colleague.GID)
	refused(t, err, bridge.NeedsConsent, "consent_platform")
}

func TestConnectRefusesAtOnce(t *testing.T) {
	w := one(t)
	b := w.SignIn(w.Owner)
	w.SignIn(w.Guest)
	for name, c := range map[string]struct {
		change func(*bridge.ConnectRequest)
		fault  *jiratest.Fault
		kind   bridge.Kind
		id     string
		field  any
	}{
		"no domain":    {func(r *bridge.ConnectRequest) { r.JiraDomain = "" }, nil, bridge.Invalid, "fill_in", "domain"},
		"no id":        {func(r *bridge.ConnectRequest) { r.ClientID = "" }, nil, bridge.Invalid, "fill_in", "client_id"},
		"no secret":    {func(r *bridge.ConnectRequest) { r.ClientSecret = "" }, nil, bridge.Invalid, "fill_in", "client_secret"},
		"NUL in id":    {func(r *bridge.ConnectRequest) { r.ClientID += "\x00" }, nil, bridge.Invalid, "not_text", "client_id"},
		"no UTF-8":     {func(r *bridge.ConnectRequest) { r.ClientSecret += "\xff" }, nil, bridge.Invalid, "not_text", "client_secret"},
		"no workspace": {func(r *bridge.ConnectRequest) { r.Workspace = "" }, nil, bridge.Invalid, "fill_in", "workspace"},
		"foreign":      {func(r *bridge.ConnectRequest) { r.Workspace = "99" }, nil, bridge.Forbidden, "no_member", "workspace"},
		"guest":        {func(r *bridge.ConnectRequest) { r.Person = w.Guest.GID }, nil, bridge.Forbidden, "no_member", "workspace"},
		"cloud host":   {func(r *bridge.ConnectRequest) { r.JiraDomain = "ACME.atlassian.net." }, nil, bridge.Invalid, "cloud", "domain"},
		"cloud answer": {nil, serverInfo(`"deploymentType":"Cloud","versionNumbers":[1001,0,0]`), bridge.Invalid, "cloud", "domain"},
		"too old":      {nil, serverInfo(`"deploymentType":"Server","version":"8.21.0","versionNumbers":[8,21,0]`), bridge.Invalid, "too_old", "domain"},
		"web page":     {nil, &jiratest.Fault{Match: "GET .*/serverInfo", HTML: true, Status: 200}, bridge.Unreachable, "no_jira_there", "domain"},
		"nothing":      {func(r *bridge.ConnectRequest) { r.JiraDomain = "http://127.0.0.1:1" }, nil, bridge.Unreachable, "not_accessible", "domain"},
		"no name":      {func(r *bridge.ConnectRequest) { r.JiraDomain = "https://nx.invalid" }, nil, bridge.Unreachable, "not_accessible", "domain"},
		"other path":   {func(r *bridge.ConnectRequest) { r.JiraDomain += "/elsewhere" }, nil, bridge.Unreachable, "no_jira_there", "domain"},
		"other site":   {func(r *bridge.ConnectRequest) { r.ReturnPath = "//evil.example" }, nil, bridge.Invalid, "return_path", nil},
	} {
		w.Jira.ClearFaults()
		if c.fault != nil {
			check(t, w.Jira.SetFault(*c.fault))
		}
		r := w.ConnectRequest(w.Owner, b)
		if c.change != nil {
			c.change(&r)
		}
		_, err := w.Bridge.Connect(t.Context(), r)
		t.Run(name, func(t *testing.T) {
			refused(t, err, c.kind, c.id)
			var e *bridge.Error
			if errors.As(err, &e) && e.Text.Args["Field"] != c.field {
				t.Errorf("at field %v", e.Text.Args["Field"])
			}
		})
	}
	if rows := w.Values("bridge_connections"); len(rows) != 0 {
		t.Errorf("half-stored: %q", rows)
	}
}

func serverInfo(members string) *jiratest.Fault {
	return &jiratest.Fault{Match: "GET .*/serverInfo", Status: 200, Body: "{" + members + "}", Headers: map[string]string{"Content-Type": "application/json"}}
}

// TestConsentOfNoAdmin: the account that consents has to administer Jira.
func TestConsentOfNoAdmin(t *testing.T) {
	w := one(t)
	b := w.SignIn(w.Owner)
	to, err := w.Bridge.Connect(t.Context(), w.ConnectRequest(w.Owner, b))
	check(t, err)
	out, err := w.Return(b, b.JiraConsent(to, "ann", true))
	refused(t, err, bridge.Forbidden, "no_jira_admin")
	if out.ReturnPath != "/setup/done" || out.Purpose != bridge.PurposeConnect || out.Workspace != w.Workspace.GID {
		t.Errorf("%+v", out)
	}
	notConnected(t, w)
}

func TestConsentDenied(t *testing.T) {
	w := one(t)
	b := w.SignIn(w.Owner)
	to, err := w.Bridge.Connect(t.Context(), w.ConnectRequest(w.Owner, b))
	check(t, err)
	_, err = w.Return(b, b.JiraConsent(to, "admin", false))
	refused(t, err, bridge.Forbidden, "jira_denied")
	notConnected(t, w)
}

// TestLinkOnlyReads: a link whose permission is Read makes Jira return before
// anybody was asked, which is no denial.
func TestLinkOnlyReads(t *testing.T) {
	w := one(t)
	b := w.SignIn(w.Owner)
	to, err := w.Bridge.Connect(t.Context(), w.ConnectRequest(w.Owner, b))
	check(t, err)
	consent, err := url.Parse(to)
	check(t, err)
	_, err = w.Bridge.Authorize(t.Context(), bridge.Callback{Session: b.Session, State: consent.Query().Get("state"), Error: "invalid_scope"})
	refused(t, err, bridge.Invalid, "link_permission")
	notConnected(t, w)
}

func TestWrongClientSecret(t *testing.T) {
	w := one(t)
	b := w.SignIn(w.Owner)
	r := w.ConnectRequest(w.Owner, b)
	r.ClientSecret = seal.Secret(strings.Repeat("0", 64))
	to, err := w.Bridge.Connect(t.Context(), r)
	check(t, err)
	_, err = w.Return(b, b.JiraConsent(to, "admin", true))
	refused(t, err, bridge.Invalid, "exchange_refused")
	notConnected(t, w)
	line := `level=WARN msg="a Jira was not connected" host=127.0.0.1 because=bridge.exchange_refused`
	if log := w.Log.String(); strings.Count(log, line+"\n") != 1 {
		t.Errorf("no line %s in %s", line, log)
	}
}

func notConnected(t *testing.T, w *bridgetest.World) {
	t.Helper()
	_, err := w.Bridge.Connection(t.Context(), w.Workspace.GID)
	refused(t, err, bridge.NotConnected, "not_connected")
	if rows := append(w.Values("bridge_connections"), w.Values("bridge_states")...); len(rows) != 0 {
		t.Errorf("half-stored: %q", rows)
	}
}

// TestOneJiraPerWorkspace: another Jira only after Remove, the same one at any
// time by whoever may.
func TestOneJiraPerWorkspace(t *testing.T) {
	bridgetest.Each(t, func(t *testing.T, w *bridgetest.World) {
		w.Connect(w.Member, "admin")
		first, err := w.Bridge.Connection(t.Context(), w.Workspace.GID)
		check(t, err)

		b := w.SignIn(w.Owner)
		r := w.ConnectRequest(w.Owner, b)
		r.JiraDomain = strings.Replace(w.Jira.URL, "127.0.0.1", "localhost", 1)
		_, err = w.Bridge.Connect(t.Context(), r)
		refused(t, err, bridge.Invalid, "one_jira")

		w.Connect(w.Owner, "admin") // the same Jira, by an admin of the workspace
		again, err := w.Bridge.Connection(t.Context(), w.Workspace.GID)
		check(t, err)
		if again.ID != first.ID || again.ConnectedBy != w.Owner.GID || again.ClientID == first.ClientID {
			t.Errorf("%+v became %+v", first, again)
		}
		if live, err := w.Bridge.HasCredential(t.Context(), w.Member.GID, w.Workspace.GID); live || err != nil {
			t.Error("a credential of the old application link lives on")
		}

		b = w.SignIn(w.Colleague)
		_, err = w.Bridge.Connect(t.Context(), w.ConnectRequest(w.Colleague, b))
		refused(t, err, bridge.Forbidden, "not_yours")
	})
}

func TestDisconnect(t *testing.T) {
	bridgetest.Connected(t, func(t *testing.T, w *bridgetest.World) {
		before, err := w.Bridge.Connection(t.Context(), w.Workspace.GID)
		check(t, err)
		refused(t, w.Bridge.Disconnect(t.Context(), w.Member.GID, w.Workspace.GID), bridge.Forbidden, "not_yours")
		check(t, w.Bridge.Disconnect(t.Context(), w.Owner.GID, w.Workspace.GID))
		_, err = w.Bridge.Form(t.Context(), w.Caller(w.Member), w.Tasks[0].GID)
		refused(t, err, bridge.NotConnected, "not_connected")
		if tokens := tokensOf(t, w, before.ID); tokens != 0 {
			t.Errorf("%d people's tokens are left", tokens)
		}
		w.Connect(w.Member, "admin")
		after, err := w.Bridge.Connection(t.Context(), w.Workspace.GID)
		if err != nil || after.ID != before.ID {
			t.Errorf("links are lost: %s became %s (%v)", before.ID, after.ID, err)
		}
		check(t, w.Bridge.Disconnect(t.Context(), w.Member.GID, w.Workspace.GID)) // the connector, no admin
	})
}

func TestStateIsUsedOnceByItsBrowser(t *testing.T) {
	bridgetest.Each(t, func(t *testing.T, w *bridgetest.World) {
		w.Connect(w.Owner, "admin")
		b := w.SignIn(w.Member)
		start := func() string {
			to, err := w.Bridge.StartAuthorization(t.Context(), w.Member.GID, b.Session, w.Workspace.GID, "/connect/done")
			check(t, err)
			return to
		}
		q := b.JiraConsent(start(), "ann", true)

		stranger := w.Browser()
		_, err := w.Return(stranger, q)
		refused(t, err, bridge.BadState, "bad_state")
		_, err = w.Return(b, q) // a stranger's try did not use it up
		check(t, err)
		_, err = w.Return(b, q)
		refused(t, err, bridge.BadState, "bad_state")

		q = b.JiraConsent(start(), "ann", true)
		w.Clock.Advance(11 * time.Minute)
		_, err = w.Return(b, q)
		refused(t, err, bridge.BadState, "bad_state")

		q.Set("state", "guessed")
		_, err = w.Return(b, q)
		refused(t, err, bridge.BadState, "bad_state")
	})
}

// TestStateOfAnotherCallback: what was begun with the platform cannot be ended
// with Jira's answer, nor at another of our addresses.
func TestStateOfAnotherCallback(t *testing.T) {
	w := one(t)
	b := w.Browser()
	to, err := w.Bridge.StartSignIn(t.Context(), b.Session, bridgetest.SetupCallback, "/setup")
	check(t, err)
	q := b.PlatformConsent(to, w.Member, true)
	_, err = w.Return(b, q)
	refused(t, err, bridge.BadState, "bad_state")
	_, err = w.Bridge.FinishSignIn(t.Context(), b.Session, bridgetest.ConnectCallback, q.Get("state"), q.Get("code"), "")
	refused(t, err, bridge.BadState, "bad_state")
	_, err = w.Bridge.FinishSignIn(t.Context(), b.Session, bridgetest.SetupCallback, q.Get("state"), q.Get("code"), "")
	check(t, err)
}

func TestSignInDenied(t *testing.T) {
	w := one(t)
	b := w.Browser()
	to, err := w.Bridge.StartSignIn(t.Context(), b.Session, bridgetest.SetupCallback, "/setup?workspace=1")
	check(t, err)
	q := b.PlatformConsent(to, w.Member, false)
	in, err := w.Bridge.FinishSignIn(t.Context(), b.Session, bridgetest.SetupCallback, q.Get("state"), q.Get("code"), q.Get("error"))
	refused(t, err, bridge.Forbidden, "signin_denied")
	if in.ReturnPath != "/setup?workspace=1" {
		t.Errorf("%+v", in)
	}
	if rows := w.Values("bridge_credentials"); len(rows) != 0 {
		t.Errorf("kept %q", rows)
	}
}

// TestJiraHasMoved names the address it has moved to.
func TestJiraHasMoved(t *testing.T) {
	w := one(t)
	b := w.SignIn(w.Owner)
	moved := httptest.NewServer(http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
		http.Redirect(rw, r, strings.TrimSuffix(w.Jira.URL, "/jira")+r.URL.Path, http.StatusMovedPermanently)
	}))
	defer moved.Close()
	r := w.ConnectRequest(w.Owner, b)
	r.JiraDomain = moved.URL + "/jira"
	_, err := w.Bridge.Connect(t.Context(), r)
	refused(t, err, bridge.Invalid, "jira_moved")
	if said := w.Bridge.Say("", err.(*bridge.Error).Text); !strings.Contains(said, "moved to "+w.Jira.URL+".") {
		t.Errorf("%q", said)
	}
}

// TestPrivateAddress is refused by default; the message names the setting.
func TestPrivateAddress(t *testing.T) {
	w := one(t)
	b := w.SignIn(w.Owner)
	_, err := w.Guarded().Connect(t.Context(), w.ConnectRequest(w.Owner, b))
	refused(t, err, bridge.Unreachable, "jira_private")
	if said := w.Bridge.Say("", err.(*bridge.Error).Text); !strings.HasSuffix(said, " with the setting --jira-networks.") {
		t.Errorf("%q", said)
	}
}

// TestTwoWorkspacesOneLink: another workspace may use the same application
// link.
func TestTwoWorkspacesOneLink(t *testing.T) {
	w := one(t)
	second, err := w.Platform.CreateWorkspace(t.Context(), w.Owner.Actor, "Second")
	check(t, err)
	b := w.SignIn(w.Owner)
	r := w.ConnectRequest(w.Owner, b)
	for _, workspace := range []string{w.Workspace.GID, second.GID} {
		r.Workspace = workspace
		to, err := w.Bridge.Connect(t.Context(), r)
		check(t, err)
		_, err = w.Return(b, b.JiraConsent(to, "admin", true))
		check(t, err)
	}
	for _, workspace := range []string{w.Workspace.GID, second.GID} {
		list, err := w.Bridge.Lookup(t.Context(), bridge.Caller{Workspace: workspace, Person: w.Owner.GID}, w.Tasks[0].GID, "IT-1")
		if err != nil || titles(list) != "IT-1" {
			t.Errorf("%+v, %v", list, err)
		}
	}
	check(t, w.Bridge.Disconnect(t.Context(), w.Owner.GID, second.GID))
	_, err = w.Bridge.Connection(t.Context(), w.Workspace.GID)
	check(t, err)
}

func TestStatesNobodyReturnsWithAreSwept(t *testing.T) {
	bridgetest.Each(t, func(t *testing.T, w *bridgetest.World) {
		rows := func(want int) {
			t.Helper()
			check(t, w.Bridge.Sweep(t.Context()))
			var n int
			check(t, w.DB.Reader().QueryRow("select count(*) from bridge_states").Scan(&n))
			if n != want {
				t.Errorf("%d states, want %d", n, want)
			}
		}
		_, err := w.Bridge.StartSignIn(t.Context(), w.Browser().Session, bridgetest.SetupCallback, "/setup")
		check(t, err)
		w.Clock.Advance(9 * time.Minute)
		rows(1)
		w.Clock.Advance(2 * time.Minute)
		rows(0)
	})
}

// tokensOf counts the people of whom tokens of a realm are kept.
func tokensOf(t *testing.T, w *bridgetest.World, realm string) (people int) {
	t.Helper()
	query := "select count(*) from bridge_credentials where realm = $1 and (not dead or length(access) > 0 or length(refresh) > 0)"
	check(t, w.DB.Reader().QueryRowContext(t.Context(), query, realm).Scan(&people))
	return people
}

// TestConsentForAnotherLink: what a member allowed one Jira is not shown to the
// one the workspace was connected to meanwhile.
func TestConsentForAnotherLink(t *testing.T) {
	w := one(t)
	w.Connect(w.Owner, "admin")
	b := w.SignIn(w.Member)
	to, err := w.Bridge.StartAuthorization(t.Context(), w.Member.GID, b.Session, w.Workspace.GID, "/connect/done")
	check(t, err)
	q := b.JiraConsent(to, "ann", true)
	w.Connect(w.Owner, "admin") // over another link
	w.Jira.ClearRequests()
	_, err = w.Return(b, q)
	refused(t, err, bridge.BadState, "bad_state")
	if calls := w.JiraCalls("/oauth2/"); len(calls) != 0 {
		t.Errorf("Jira was asked: %v", calls)
	}
}

package ui_test

import (
	"context"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"jirabridge/asana"
	"jirabridge/asana/asanatest"
	"jirabridge/asana/kit/mail"
	"jirabridge/asana/kit/sqldb"
	"jirabridge/asana/kit/sqldb/sqldbtest"
)

// follow opens the link a page shows once.
func (w *world) follow(t *testing.T, v *visitor, a answer) answer {
	t.Helper()
	link := a.want(http.StatusOK).has("link-value")["value"]
	return v.get(strings.TrimPrefix(link, w.URL))
}

func TestInviteAndJoin(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		owner, space := w.as(t, w.Owner), w.Workspace.GID
		owner.get("/").says("Manage users")
		owner.get("/0/members").want(http.StatusOK).says("Mia Member", "mia@example.com", "Owner", "(you)")
		invitation := url.Values{"workspace": {space}, "email": {"nina@example.com"}, "role": {"guest"}}
		made := owner.post("/0/members/invite", invitation)
		made.says("Send this link to nina@example.com.", "Open invitations", "invited by Olga Owner")
		if again := owner.get("/0/members?workspace=" + space); len(again.find("link-value")) != 0 {
			t.Error("the link is shown a second time")
		}

		nina := w.anonymous(t)
		join := w.follow(t, nina, made).want(http.StatusOK).says("Join Acme", "You were invited as nina@example.com.")
		token := join.URL.Query().Get("token")
		nina.post("/-/join", url.Values{"token": {token}, "name": {"Nina New"}, "password": {"short"}}).
			want(http.StatusBadRequest).says("A password has at least 10")
		nina.post("/-/join", url.Values{"token": {token}, "name": {"Nina New"}, "password": {"long enough!"}, "time_zone": {"Europe/Warsaw"}}).
			want(http.StatusOK).says("Nina New")
		nina.get("/0/my-settings").want(http.StatusOK).silent("Manage users")
		if zone := must(w.Platform.PersonByEmail(t.Context(), "nina@example.com"))(t).TimeZone; zone != "Europe/Warsaw" {
			t.Errorf("time zone %q", zone)
		}
		nina.get("/-/join?token=" + token).want(http.StatusGone).says("This link was used already")
		owner.post("/0/members/invite", invitation).want(http.StatusBadRequest).says("Nina New is in the workspace already.")
		owner.post("/0/members/invite", url.Values{"workspace": {space}, "email": {"b@example.com"}, "role": {"king"}}).want(http.StatusBadRequest)
	})
}

func TestAnInvitationIsWithdrawn(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		owner, space := w.as(t, w.Owner), w.Workspace.GID
		made := owner.post("/0/members/invite", url.Values{"workspace": {space}, "email": {"nina@example.com"}, "role": {"member"}})
		open := must(w.Platform.Invitations(t.Context(), w.Owner.Actor, space))(t)
		owner.post("/0/members/invitations/"+open[0].GID+"/withdraw", url.Values{"workspace": {space}}).
			want(http.StatusOK).silent("nina@example.com")
		w.follow(t, w.anonymous(t), made).want(http.StatusGone)
	})
}

func TestMembersAreForAdmins(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		space := w.Workspace.GID
		for _, p := range []asanatest.Person{w.Member, w.Guest} {
			v := w.as(t, p)
			v.get("/").silent("Manage users")
			v.get("/0/members").want(http.StatusForbidden)
			v.get("/0/members?workspace=" + space).want(http.StatusForbidden)
			v.get("/0/members/" + w.Colleague.GID + "/remove?workspace=" + space).want(http.StatusForbidden)
			for _, path := range []string{"invite", w.Colleague.GID + "/role", w.Colleague.GID + "/reset", w.Colleague.GID + "/remove"} {
				v.post("/0/members/"+path, url.Values{"workspace": {space}, "email": {"x@example.com"}, "role": {"member"}}).want(http.StatusForbidden)
			}
		}
		w.as(t, w.Outsider).get("/0/members?workspace=" + space).want(http.StatusNotFound)
		w.as(t, w.SuperAdmin).post("/0/members/"+w.Owner.GID+"/reset", url.Values{"workspace": {space}}).want(http.StatusForbidden)
	})
}

func TestRolesAndResets(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		owner, mia, space := w.as(t, w.Owner), w.as(t, w.Member), w.Workspace.GID
		owner.post("/0/members/"+w.Colleague.GID+"/role", url.Values{"workspace": {space}, "role": {"super_admin"}}).want(http.StatusOK)
		if role := must(w.Platform.Role(t.Context(), space, w.Colleague.GID))(t); role != asana.SuperAdmin {
			t.Errorf("role %q", role)
		}
		owner.post("/0/members/"+w.Outsider.GID+"/role", url.Values{"workspace": {space}, "role": {"member"}}).want(http.StatusNotFound)

		made := owner.post("/0/members/"+w.Member.GID+"/reset", url.Values{"workspace": {space}})
		fresh := w.anonymous(t)
		reset := w.follow(t, fresh, made).want(http.StatusOK).says("Mia Member (mia@example.com)")
		fresh.post("/-/reset", url.Values{"token": {reset.URL.Query().Get("token")}, "password": {"a new password"}}).want(http.StatusOK).says("Mia Member")
		if a := mia.get("/"); a.URL.Path != "/-/login" {
			t.Errorf("with the old password still signed in: %s", a.URL)
		}
	})
}

func TestRemovalIsShownAndDone(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		owner, mia, space := w.as(t, w.Owner), w.as(t, w.Member), w.Workspace.GID
		must(w.Platform.CreateProject(t.Context(), w.Member.Actor, asana.NewProject{Workspace: space, Name: "Alone", Private: true}))(t)
		w.AddTask(t, asana.NewTask{Projects: []string{w.Project.GID}, Name: "Mine", Assignee: w.Member.GID})
		path := "/0/members/" + w.Member.GID + "/remove"
		owner.get(path+"?workspace="+space).want(http.StatusOK).
			says("Remove Mia Member", "One open task stays and becomes unassigned.", "go to you: Alone", "All sessions (1), personal access tokens (1) and authorized apps (0) end")
		owner.post(path, url.Values{"workspace": {space}}).want(http.StatusOK).silent("mia@example.com").says("Alone")
		if a := mia.get("/"); a.URL.Path != "/-/login" {
			t.Errorf("removed, yet at %s", a.URL)
		}
		owner.get(path + "?workspace=" + space).want(http.StatusNotFound)
		again := w.as(t, w.Member)
		home := again.get("/").want(http.StatusOK).says("You are not a member of any workspace", "invite mia@example.com").silent("No projects yet", "Nothing to do")
		home.has("nowhere")
		again.get("/0/" + w.Project.GID).want(http.StatusNotFound)
		again.speaking("sv").get("/").says("Du är inte med i någon arbetsyta")
		again.speaking("pl").get("/").says("Nie należysz do żadnego obszaru roboczego")
		if got := owner.get("/"); len(got.find("nowhere")) != 0 {
			t.Error("the owner is told to be nowhere")
		}
	})
}

func TestEmailIsChangedWithThePassword(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		v, there := w.as(t, w.Member), w.as(t, w.Member)
		change := func(email, password string) answer {
			return v.post("/0/my-settings/email", url.Values{"email": {email}, "email_password": {password}})
		}
		v.get("/0/my-settings").want(http.StatusOK).has("change-email")
		change("mia@new.example", "wrong").want(http.StatusBadRequest).says("This is not your password.")
		change("no address", asanatest.Password).want(http.StatusBadRequest).says("“no address” is not an email address.")
		change("OTTO@example.net", "wrong").want(http.StatusBadRequest).says("This is not your password.").silent("cannot be used")
		change("OTTO@example.net", asanatest.Password).want(http.StatusBadRequest).says("This email address cannot be used.").silent("Otto")
		change("mia@new.example", asanatest.Password).want(http.StatusOK).says("Your email address is changed.")
		there.get("/").want(http.StatusOK).says("Mia Member") // its session goes on
		if p := must(w.Platform.Person(t.Context(), w.Member.GID))(t); p.Email != "mia@new.example" {
			t.Errorf("%+v", p)
		}
		for range 5 {
			change("mia@new.example", "wrong")
		}
		change("mia@new.example", "wrong").want(http.StatusTooManyRequests).says("Too many failed attempts.")
	})
}

func TestProfile(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		v := w.as(t, w.Member)
		v.post("/0/my-settings", url.Values{"name": {"Mia M."}, "time_zone": {"Asia/Tokyo"}}).want(http.StatusOK).says("Saved.", "Mia M.")
		if p := must(w.Platform.Person(t.Context(), w.Member.GID))(t); p.Name != "Mia M." || p.TimeZone != "Asia/Tokyo" {
			t.Errorf("%+v", p)
		}
		v.post("/0/my-settings", url.Values{"name": {" "}, "time_zone": {""}}).want(http.StatusBadRequest).says("Enter a name.")
		for _, zone := range []string{"Middle/Earth", "Local", "../etc/passwd"} {
			v.post("/0/my-settings", url.Values{"name": {"Mia"}, "time_zone": {zone}}).want(http.StatusBadRequest).says("“" + zone + "” is not a time zone.")
		}
	})
}

func TestPasswordAndSessions(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		here, there, third := w.as(t, w.Member), w.as(t, w.Member), w.as(t, w.Member)
		list := here.get("/0/my-settings").want(http.StatusOK).says("Here", "Unknown browser")
		if n := len(list.find("session")); n != 3 || len(list.find("end-session")) != 2 {
			t.Errorf("%d sessions", n)
		}
		for _, s := range must(w.Platform.Sessions(t.Context(), w.Member.Actor))(t) {
			w.as(t, w.Colleague).post("/0/my-settings/sessions/"+s.GID+"/end", nil) // not his: nothing happens
		}
		third.get("/").says("Mia Member")
		here.post("/0/my-settings/sessions/end-others", nil).want(http.StatusOK).says("Logged out there.")
		if a := there.get("/"); a.URL.Path != "/-/login" {
			t.Errorf("still signed in at %s", a.URL)
		}
		third = w.as(t, w.Member)
		here.post("/0/my-settings/password", url.Values{"old_password": {"wrong one"}, "password": {"a new password"}}).
			want(http.StatusBadRequest).says("This is not your password.")
		here.post("/0/my-settings/password", url.Values{"old_password": {asanatest.Password}, "password": {"a new password"}}).
			want(http.StatusOK).says("Your password is changed.")
		if a := third.get("/"); a.URL.Path != "/-/login" {
			t.Errorf("still signed in at %s", a.URL)
		}
		for range 5 {
			here.post("/0/my-settings/password", url.Values{"old_password": {"wrong one"}, "password": {"another password"}})
		}
		here.post("/0/my-settings/password", url.Values{"old_password": {"a new password"}, "password": {"another password"}}).
			want(http.StatusTooManyRequests).says("Too many failed attempts. Try again in a minute.")
	})
}

// It is never the same day at both ends of the date line: what is due today
// here is late there.
func TestTodayIsWhereThePersonIs(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		const west, east = "Pacific/Pago_Pago", "Pacific/Kiritimati"
		today := time.Now().In(must(time.LoadLocation(west))(t)).Format(time.DateOnly)
		for zone, due := range map[string]string{west: "Today", east: "Overdue"} {
			p := w.Member
			if zone == east {
				p = w.Colleague
			}
			if err := w.Platform.SetTimeZone(t.Context(), p.Actor, zone); err != nil {
				t.Fatal(err)
			}
			w.AddTask(t, asana.NewTask{Projects: []string{w.Project.GID}, Name: "Tick", Assignee: p.GID, DueOn: today})
			w.as(t, p).get("/").want(http.StatusOK).says(due)
		}
	})
}

// serverDown is a mail server nobody reaches.
type serverDown struct{}

// Send fails.
func (serverDown) Send(context.Context, mail.Message) error {
	return &mail.Error{Kind: mail.Unreachable}
}

// TestWhatCouldNotBeMailed tells admins why, in their language, and how to go on.
func TestWhatCouldNotBeMailed(t *testing.T) {
	sqldbtest.Each(t, func(t *testing.T, db *sqldb.DB) {
		w := newWorld(t, db, func(c *asana.Config) { c.Mail = serverDown{} })
		owner, space := w.as(t, w.Owner), w.Workspace.GID
		invitation := url.Values{"workspace": {space}, "email": {"nina@example.com"}, "role": {"guest"}}
		owner.post("/0/members/invite", invitation).says("It is also on its way by email.")
		owner.post("/0/members/"+w.Member.GID+"/reset", url.Values{"workspace": {space}}).want(http.StatusOK)
		if err := w.Queue.Start(t.Context()); err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { _ = w.Queue.Stop(context.Background()) })
		page := owner.get("/0/members")
		for len(page.find("not-mailed")) < 2 {
			if t.Context().Err() != nil {
				t.Fatal("nothing is told")
			}
			time.Sleep(20 * time.Millisecond)
			page = owner.get("/0/members")
		}
		page.says("Could not be emailed: the mail server does not answer. Create a new link", "The link for a new password could not be emailed: the mail server does not answer.").has("new-link")
		owner.post("/assets/lang", url.Values{"lang": {"sv"}, "next": {"/0/members"}})
		made := owner.post("/0/members/invite", invitation).says("Den skickas också med e-post.")
		w.follow(t, w.anonymous(t), made).want(http.StatusOK)
	})
}

package apphost_test

import (
	"net/http"
	"testing"

	"jirabridge/asana"
	"jirabridge/asana/apphost"
)

// Whoever may not see a task causes nothing to be sent, and learns nothing.
func TestStrangersSendNothing(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		widget := w.attach(t, w.task.GID, "https://tracker.example.com/browse/CP-1", w.registered.GID)
		unknown := "9999999999999999"
		for name, send := range w.calls(w.task.GID, w.registered.GID) {
			checkNotFound(t, name, send(t.Context(), w.host, w.stranger))
		}
		for name, send := range w.calls(unknown, w.registered.GID) {
			checkNotFound(t, "unknown task, "+name, send(t.Context(), w.host, w.owner))
		}
		for name, send := range w.calls(w.task.GID, unknown) {
			checkNotFound(t, "unknown app, "+name, send(t.Context(), w.host, w.owner))
		}
		for person, gid := range map[string]string{w.stranger.Person: widget.GID, w.owner.Person: unknown} {
			_, err := w.host.Widget(t.Context(), asana.Actor{Person: person}, gid)
			checkNotFound(t, "widget", err)
		}
		_, err := w.host.WidgetsForTask(t.Context(), w.stranger, w.task.GID)
		checkNotFound(t, "widgets", err)
		if seen := w.app.seen(); len(seen) != 0 {
			t.Errorf("the app received %d messages", len(seen))
		}
	})
}

func checkNotFound(t *testing.T, name string, err error) {
	t.Helper()
	if !asana.IsKind(err, asana.NotFound) {
		t.Errorf("%s: %v", name, err)
	}
}

// A task made private disappears with its widget from the next request on.
func TestPrivateTaskHidesTheWidget(t *testing.T) {
	w := sqlite(t)
	member, err := w.CreatePerson(t.Context(), asana.NewPerson{Name: "Mo", Email: "mo@example.com", Password: "correct horse"})
	must(t, err)
	must(t, w.AddMember(t.Context(), w.owner, w.workspace.GID, member.GID, asana.Guest))
	must(t, w.AddProjectMember(t.Context(), w.owner, w.project.GID, member.GID))
	widget := w.attach(t, w.task.GID, "https://tracker.example.com/browse/CP-1", w.registered.GID)
	w.app.on("/widget", says(200, widgetAnswer))
	guest := asana.Actor{Person: member.GID}
	_, err = w.host.Widget(t.Context(), guest, widget.GID)
	must(t, err)
	if seen := w.app.seen(); len(seen) != 1 || seen[0].Params["user"] != member.GID {
		t.Errorf("the app was asked %+v", seen)
	}
	private := true
	_, err = w.UpdateTask(t.Context(), w.owner, w.task.GID, asana.TaskChange{Private: &private})
	must(t, err)
	_, err = w.host.Widget(t.Context(), guest, widget.GID)
	checkNotFound(t, "widget of a private task", err)
	if len(w.app.seen()) != 0 {
		t.Error("the app was asked about a private task")
	}
}

func TestAppThatIsNotInstalled(t *testing.T) {
	w := sqlite(t)
	widget := w.attach(t, w.task.GID, "https://tracker.example.com/browse/CP-1", w.registered.GID)
	must(t, w.UninstallApp(t.Context(), w.owner, w.project.GID, w.registered.GID))
	for name, send := range w.calls(w.task.GID, w.registered.GID) {
		checkNotFound(t, name, send(t.Context(), w.host, w.owner))
	}
	_, err := w.host.Widget(t.Context(), w.owner, widget.GID)
	checkNotFound(t, "widget", err)
	widgets, err := w.host.WidgetsForTask(t.Context(), w.owner, w.task.GID)
	if err != nil || len(widgets) != 0 {
		t.Errorf("widgets = %v, %v", widgets, err)
	}
	if len(w.app.seen()) != 0 {
		t.Error("an app that is not installed was called")
	}
}

// An app with some components only is not asked for the others.
func TestAppWithoutComponents(t *testing.T) {
	w := sqlite(t)
	_, err := w.UpdateApp(t.Context(), w.registered.GID, asana.AppChange{Components: &asana.Components{AuthenticationURL: w.app.url + "/auth"}})
	must(t, err)
	calls := w.calls(w.task.GID, w.registered.GID)
	for _, name := range []string{"form", "typeahead", "attach"} {
		checkNotFound(t, name, calls[name](t.Context(), w.host, w.owner))
	}
}

// Addresses come back from the browser: only the app's own are ever called.
func TestForeignAddressesAreRefused(t *testing.T) {
	w := sqlite(t)
	other := startApp(t)
	other.secret = w.app.secret
	answer := says(200, object{"items": []object{}, "resource_name": "n", "resource_url": "https://x.y/z"})
	other.on("/submit", answer)
	for _, address := range []string{
		other.url + "/submit", "", "/submit", "//" + hostOf(t, other.url) + "/submit", "https://" + hostOf(t, w.app.url) + "/submit",
		"http://" + hostOf(t, w.app.url) + "@" + hostOf(t, other.url) + "/submit", "http://user@" + hostOf(t, w.app.url) + "/submit",
		"file:///etc/passwd", "javascript:alert(1)", w.app.url + ".example.com/submit", "http://[::1", "http://169.254.169.254/latest",
	} {
		_, err := w.host.SubmitForm(t.Context(), w.owner, w.task.GID, w.registered.GID, address, w.ReserveGID(), nil)
		checkSorry(t, "submit to "+address, err)
		_, err = w.host.ChangeForm(t.Context(), w.owner, w.task.GID, w.registered.GID, address, nil, "f")
		checkSorry(t, "change at "+address, err)
		if address != "" {
			_, err = w.host.Typeahead(t.Context(), w.owner, w.task.GID, w.registered.GID, address, "q")
			checkSorry(t, "typeahead at "+address, err)
		}
	}
	if len(w.app.seen())+len(other.seen()) != 0 {
		t.Error("a foreign address was called")
	}
}

// The address of a field comes back from the browser too, with whatever query a
// person gave it: nobody may put the message's own words into it, least of all
// who is asking.
func TestAddressesCannotSpeakForTheHost(t *testing.T) {
	w := sqlite(t)
	w.app.on("/typeahead", says(200, object{"items": []object{}}))
	for _, query := range []string{
		"user=" + w.stranger.Person, "%75ser=1", "USER=1", "workspace=1", "task=1", "query=x", "value=x",
		"expires_at=2099-01-01T00%3A00%3A00.000Z", "list=people&user=1", "user", "user=1;x", "a=%zz",
	} {
		_, err := w.host.Typeahead(t.Context(), w.owner, w.task.GID, w.registered.GID, w.app.url+"/typeahead?"+query, "q")
		checkSorry(t, query, err)
	}
	if seen := w.app.seen(); len(seen) != 0 {
		t.Errorf("the app was asked %+v", seen)
	}
	_, err := w.host.Typeahead(t.Context(), w.owner, w.task.GID, w.registered.GID, w.app.url+"/typeahead?list=people&list=teams", "q")
	must(t, err)
	if seen := w.app.seen(); len(seen) != 1 || seen[0].Params["list"] != "people" || seen[0].Params["user"] != w.owner.Person {
		t.Errorf("the app was asked %+v", seen)
	}
}

func TestConfigIsChecked(t *testing.T) {
	w := sqlite(t)
	for _, c := range []apphost.Config{
		{Transport: http.DefaultTransport, BaseURL: "http://x"}, {Platform: w.Platform, BaseURL: "http://x"},
		{Platform: w.Platform, Transport: http.DefaultTransport},
	} {
		if _, err := apphost.New(c); err == nil {
			t.Errorf("%+v is accepted", c)
		}
	}
}

package ui_test

import (
	"net/http"
	"net/url"
	"testing"

	"jirabridge/asana"
)

// An app's texts are shown in the reader's language, in the app's first one
// where it has no others.
func TestAppsSpeakTheReadersLanguage(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		w.install(t)
		app := "/0/" + w.Project.GID + "/apps/" + w.gid
		for lang, want := range map[string]struct{ entry, existing, placeholder, about, feature, subtitle string }{
			"sv": {"Lägg till fel", "Lägg till befintligt fel", "Klistra in en länk …", "Allt om fel.", "Tappa aldrig ett fel.", "Se felen där du planerar"},
			"pl": {"Add bug", "Add existing bug", "Paste a link…", "All about bugs.", "Never lose a bug.", "See bugs where you plan"},
		} {
			v := w.as(t, w.Member).speaking(lang)
			v.get(w.task()).want(http.StatusOK).says(want.entry, want.existing).holds(want.placeholder)
			v.get(app).want(http.StatusOK).says(want.about, want.feature)
			v.get("/0/" + w.Project.GID + "/apps").want(http.StatusOK).says(want.subtitle)
		}
	})
}

// What somebody entered wrongly, or may not do, is said in the person's
// language.
func TestRefusalsAreInTheReadersLanguage(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		for lang, want := range map[string]struct{ date, name, guest string }{
			"sv": {"”31.3.” är inget datum.", "Ange ett namn.", "Gäster får inte göra detta."},
			"pl": {"„31.3.” nie jest datą.", "Podaj nazwę.", "Goście nie mogą tego zrobić."},
		} {
			v := w.as(t, w.Member).speaking(lang)
			v.post(w.task(), url.Values{"due_on": {"31.3."}}).want(http.StatusBadRequest).says(want.date)
			v.post("/0/my-settings", url.Values{"name": {""}}).want(http.StatusBadRequest).says(want.name)
			guest := w.as(t, w.Guest).speaking(lang)
			guest.post("/0/projects/new", url.Values{"workspace": {w.Workspace.GID}, "name": {"Mine"}}).want(http.StatusForbidden).says(want.guest)
		}
	})
}

// A choice is kept with the person at once, for mails.
func TestLanguageIsKeptWithThePerson(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		v := w.as(t, w.Member).speaking("sv")
		v.post("/assets/lang", url.Values{"lang": {"pl"}, "next": {"/"}}).want(http.StatusOK).says("Moje zadania")
		if p := must(w.Platform.Person(t.Context(), w.Member.GID))(t); p.Language != "pl" {
			t.Errorf("%q is kept", p.Language)
		}
	})
}

// The name a project's first section has from the platform is nobody's words;
// those of people stay.
func TestTheFirstSectionsNameIsInTheReadersLanguage(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		project := must(w.Platform.CreateProject(t.Context(), w.Member.Actor, asana.NewProject{Workspace: w.Workspace.GID, Name: "Fresh"}))(t)
		must(w.Platform.CreateSection(t.Context(), w.Member.Actor, project.GID, "Untitled too"))(t)
		task := must(w.Platform.CreateTask(t.Context(), w.Member.Actor, asana.NewTask{Projects: []string{project.GID}, Name: "First"}))(t)
		home := "/0/" + project.GID
		for lang, want := range map[string]string{"en": "Untitled section", "sv": "Avsnitt utan namn", "pl": "Sekcja bez nazwy"} {
			v := w.as(t, w.Member).speaking(lang)
			v.get(home).want(http.StatusOK).says(want, "Untitled too")
			v.get(home + "/customize").want(http.StatusOK).says(want + " Untitled too")
			v.get(home + "/" + task.GID).want(http.StatusOK).says("Fresh · " + want)
		}
		if first := must(w.Platform.Sections(t.Context(), w.Member.Actor, project.GID))(t)[0]; first.Name != asana.FirstSection {
			t.Errorf("kept as %q", first.Name)
		}
	})
}

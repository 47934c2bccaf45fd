package ui_test

import (
	"net/http"
	"testing"
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
			v.get("/0/"+w.Project.GID+"/apps").want(http.StatusOK).says(want.subtitle)
		}
	})
}

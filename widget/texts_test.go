package widget_test

import (
	"testing"

	"jirabridge/asana/kit/page"
	"jirabridge/widget"
)

func TestTextsOfTheApp(t *testing.T) {
	words, err := page.NewWords(widget.Pages())
	if err != nil {
		t.Fatal(err)
	}
	for lang, want := range map[string][3]string{
		"en": {"Add Jira issue", "Add existing issue", "Create new issue"},
		"sv": {"Lägg till Jira-ärende", "Lägg till befintligt ärende", "Skapa nytt ärende"},
		"pl": {"Dodaj zgłoszenie Jira", "Dodaj istniejące zgłoszenie", "Utwórz nowe zgłoszenie"},
	} {
		texts := widget.TextsIn(words, lang)
		if got := [3]string{texts.EntryPoint, texts.LookupAction, texts.FormAction}; got != want {
			t.Errorf("%s: %q", lang, got)
		}
		if len(texts.Features) != 3 || texts.LookupPlaceholder == "" || texts.Title == "" || texts.Subtitle == "" || texts.Description == "" {
			t.Errorf("%s: %+v", lang, texts)
		}
	}
}

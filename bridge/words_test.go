package bridge

import (
	"log/slog"
	"strings"
	"testing"
	"unicode/utf8"

	"jirabridge/asana/kit/page"
)

func TestSayFallsBackToEnglish(t *testing.T) {
	w, err := page.NewWords(Pages())
	if err != nil {
		t.Fatal(err)
	}
	b := &Bridge{words: w, log: slog.New(slog.DiscardHandler)}
	for lang, want := range map[string]string{
		"": "Summary", "sv-SE,sv;q=0.9": "Sammanfattning", "pl": "Podsumowanie", "fi": "Summary", "\x00;;": "Summary",
	} {
		if got := b.Say(lang, Text{ID: "bridge.fields.summary"}); got != want {
			t.Errorf("%q: %q", lang, got)
		}
	}
}

func TestNoticesFitTheirLines(t *testing.T) {
	text := "Det går inte att avgöra om Jira har skapat ärendet. Om du hittar det kan du lägga till det här."
	lines := wrap(text, 50)
	for _, line := range lines {
		if utf8.RuneCountInString(line) > 50 {
			t.Errorf("line %q is too long", line)
		}
	}
	if got := strings.Join(lines, " "); got != text {
		t.Errorf("the lines say %q", got)
	}
}

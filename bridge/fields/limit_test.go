package fields_test

import (
	"strings"
	"testing"

	"jirabridge/bridge/fields"
)

func TestFitDescription(t *testing.T) {
	rich := "<body>" + strings.Repeat("word ", 8000) + "</body>"
	for _, test := range []struct {
		name, refusal string
		want          int // 0: as it was
	}{
		{"Jira's own", "The entered text is too long. It exceeds the allowed limit of 32,767 characters.", 32767},
		{"another limit", "The entered text is too long. It exceeds the allowed limit of 1,000 characters.", 1000},
		{"in Swedish", "Den angivna texten är för lång. Den överskrider gränsen på 32\u00a0767 tecken.", 32767},
		{"in German", "Der eingegebene Text ist zu lang. Er überschreitet das Limit von 32.767 Zeichen.", 32767},
		{"without a number", "Text zu lang.", 32767},
		{"something else with a number", "At most 65,534 characters.", 0},
		{"nothing", "", 0},
	} {
		t.Run(test.name, func(t *testing.T) {
			whole := strings.TrimSpace(strings.Repeat("word ", 8000))
			content := map[string]any{fields.Description: whole}
			cut := fields.FitDescription(content, rich, "https://asana.example.com/1", test.refusal)
			text := content[fields.Description].(string)
			if test.want == 0 {
				if cut || text != whole {
					t.Errorf("%v, %d characters", cut, len(text))
				}
				return
			}
			if n := len([]rune(text)); !cut || n > test.want || n < test.want-10 || !strings.HasSuffix(text, "word…\n\n[https://asana.example.com/1]") {
				t.Errorf("%v, %d characters, …%s", cut, n, text[len(text)-60:])
			}
		})
	}
}

func TestWithoutEmoji(t *testing.T) {
	content := map[string]any{"summary": "Ö 😀", "description": "a😀b", "number": 1.5}
	if !fields.WithoutEmoji(content) || content["summary"] != "Ö" || content["description"] != "ab" || content["number"] != 1.5 {
		t.Errorf("%v", content)
	}
	if fields.WithoutEmoji(content) {
		t.Error("found some again")
	}
}

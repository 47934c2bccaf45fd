package doctor

import (
	"embed"
	"encoding/json"
	"fmt"
	"strings"
	"time"
	"unicode"

	"jirabridge/asana/kit/page"
)

//go:embed messages/*.toml
var messageFiles embed.FS

// Pages are the texts of this package.
func Pages() page.Source { return page.Source{Name: "doctor", Messages: messageFiles} }

// Say puts a message into words of a reader's language.
type Say func(id string, args map[string]any) string

// of is a text in words, "" for none.
func (say Say) of(t Text) string {
	if t.ID == "" {
		return ""
	}
	return strings.TrimSpace(say(t.ID, t.Args)) // Jira may have given no reason, which some end with
}

// Spoken is a step in words.
type Spoken struct {
	ID       string   `json:"step"`
	Name     string   `json:"name"`
	Result   Result   `json:"result"`
	Said     string   `json:"result_text"`
	Evidence []string `json:"evidence,omitempty"`
	Code     string   `json:"code,omitempty"` // id of the cause
	Cause    string   `json:"cause,omitempty"`
	Next     string   `json:"next,omitempty"`
	PEM      string   `json:"pem,omitempty"`
}

// Spoken are all steps in words.
func (r Report) Spoken(say Say) []Spoken {
	var all []Spoken
	for _, s := range r.Steps {
		all = append(all, Spoken{
			ID: s.Name, Name: say("doctor.step_"+s.Name, nil), Result: s.Result, Said: say("doctor.result_"+string(s.Result), nil),
			Evidence: s.Evidence, Code: s.Cause.ID, Cause: say.of(s.Cause), Next: say.of(s.Next), PEM: s.PEM,
		})
	}
	return all
}

// JSON is the report for programs; names, causes and advice are in words.
func (r Report) JSON(say Say) ([]byte, error) {
	return json.MarshalIndent(struct {
		URL     string    `json:"url"`
		At      time.Time `json:"at"`
		Version string    `json:"jirabridge"`
		Failed  bool      `json:"failed"`
		Steps   []Spoken  `json:"steps"`
	}{r.URL, r.At.UTC(), r.Version, r.Failed(), r.Spoken(say)}, "", "  ")
}

// marks stand before the steps in a text.
var marks = map[Result]string{OK: "✓", Hint: "!", Fail: "✗", NotReached: "·"}

// plain is a text without what terminals take for orders: Jira, or whatever
// answers in its place, may have put it there.
func plain(text string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsControl(r) {
			return '?'
		}
		return r
	}, text)
}

// Text is the report for people at a terminal.
func (r Report) Text(say Say) string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s\n%s · jirabridge %s\n\n", r.URL, r.At.UTC().Format(time.RFC3339), r.Version)
	for _, s := range r.Spoken(say) {
		fmt.Fprintf(&b, "%s %s: %s\n", marks[s.Result], s.Name, s.Said)
		for _, line := range s.Evidence {
			fmt.Fprintf(&b, "    %s\n", plain(line))
		}
		for _, line := range []string{s.Cause, s.Next} {
			if line != "" {
				fmt.Fprintf(&b, "    > %s\n", plain(line))
			}
		}
		if s.PEM != "" {
			b.WriteString("\n" + s.PEM + "\n")
		}
	}
	return b.String()
}

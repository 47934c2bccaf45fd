package widget

import (
	"jirabridge/asana/kit/page"
)

// Texts are this app's words on the platform, in one language: those of
// Asana's own app for Jira Server.
type Texts struct {
	EntryPoint, LookupAction, LookupPlaceholder, FormAction string
	Title, Subtitle, Description                            string
	Setup, SetupAction                                      string
	Features                                                []string
	RuleAction                                              string
}

// TextsIn returns the texts in a language, from words made with Pages. They
// fill the fields of the same names in the app's registration.
func TextsIn(words *page.Words, lang string) Texts {
	say := func(id string) string { return words.Say(lang, id, nil) }
	return Texts{
		EntryPoint:        say("widget.entry_point"),
		LookupAction:      say("widget.lookup_action"),
		LookupPlaceholder: say("widget.lookup_placeholder"),
		FormAction:        say("widget.form_action"),
		Title:             say("widget.app_title"),
		Subtitle:          say("widget.app_subtitle"),
		Description:       say("widget.app_description"),
		Setup:             say("widget.app_setup"),
		SetupAction:       say("widget.open_setup"),
		Features:          []string{say("widget.app_create"), say("widget.app_link"), say("widget.app_see")},
		RuleAction:        say("widget.rule_action"),
	}
}

package ui

import (
	"net/http"

	"jirabridge/asana/kit/page"
)

// helpPage is what ui/help shows, all as ids of messages.
type helpPage struct {
	Title, Text string
	Questions   []helpQuestion
}

type helpQuestion struct{ Question, Answer string }

// showRulesHelp is GET /help/rules: what people ask about rules.
func (u *UI) showRulesHelp(v visit) error {
	data := helpPage{"ui.help_rules", "ui.help_rules_text", []helpQuestion{
		{"ui.help_rules_nothing", "ui.help_rules_nothing_text"},
		{"ui.help_rules_owner", "ui.help_rules_owner_text"},
		{"ui.help_rules_gone", "ui.help_rules_gone_text"},
		{"ui.help_rules_wait", "ui.help_rules_wait_text"},
		{"ui.help_rules_once", "ui.help_rules_once_text"},
		{"ui.help_rules_storm", "ui.help_rules_storm_text"},
	}}
	return u.render(v, http.StatusOK, "ui/help", page.View{Title: data.Title, Layout: "app", Data: data})
}

package jiratest

import (
	"fmt"
	"net/http"
	"strings"

	"golang.org/x/text/language"
	"golang.org/x/text/message"
)

// texts is what this Jira takes as texts of several lines.
type texts struct {
	// Limit is their length in UTF-16 units. Default 32767.
	Limit int `json:"limit"`
	// NoEmoji refuses characters of four bytes, as a MySQL set up with three does.
	NoEmoji bool `json:"no_emoji"`
}

// maxText is Jira's default limit for text fields, in UTF-16 units as Java counts.
const maxText = 32767

// simTexts sets what an administrator of Jira, or of its database, does.
func (s *Server) simTexts(c *call) (answer, error) {
	q := texts{Limit: maxText}
	if err := c.simJSON(&q); err != nil {
		return answer{}, err
	}
	if q.Limit < 1 {
		return answer{}, fail(http.StatusBadRequest, "limit is a number of characters.")
	}
	s.texts = q
	return noContent()
}

func parseLongText(p *parsing, raw any) (value, string) {
	limit := p.texts.Limit
	return parseText(raw, limit, message.NewPrinter(language.English).Sprint(limit))
}

// checkStorable refuses what the database cannot keep.
func (c *call) checkStorable(values map[string]value) error {
	for _, v := range values {
		if c.texts.NoEmoji && strings.ContainsFunc(fmt.Sprint(v.Text, v.List), func(r rune) bool { return r > 0xffff }) {
			return fail(http.StatusBadRequest, "We can't create this issue for you right now, it could be due to unsupported content "+
				"you've entered into one or more of the issue fields. If this situation persists, contact your administrator "+
				"as they'll be able to access more specific information in the log file.")
		}
	}
	return nil
}

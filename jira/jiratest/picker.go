package jiratest

import (
	"fmt"
	"html"
	"strings"
)

// pickerSize is how many issues a section offers.
const pickerSize = 20

// issuePicker suggests issues. History holds those the caller took part in; a
// query that looks like a key searches there alone, as a live Jira was seen to.
func (s *Server) issuePicker(c *call) (answer, error) {
	text := strings.ToLower(strings.TrimSpace(c.query("query")))
	history, current := []*issue{}, []*issue{}
	for _, i := range s.sortedIssues() {
		if !c.indexed(i) || !c.sees(i) || !suggests(i, text) || i.Key == c.query("currentIssueKey") {
			continue
		}
		if c.tookPart(i) {
			history = append(history, i)
		}
		if !strings.Contains(text, "-") {
			current = append(current, i)
		}
	}
	return ok(map[string]any{"sections": []any{
		c.pickerSection("History Search", "hs", history, text),
		c.pickerSection("Current Search", "cs", current, text),
	}})
}

func (c *call) tookPart(i *issue) bool {
	me := c.who.name()
	return i.Creator == me || i.Values["reporter"].Text == me || i.Values["assignee"].Text == me
}

func suggests(i *issue, text string) bool {
	if text == "" || strings.HasPrefix(strings.ToLower(i.Key), text) {
		return true
	}
	for _, word := range strings.Fields(text) {
		if !strings.Contains(strings.ToLower(i.Values["summary"].Text), word) {
			return false
		}
	}
	return true
}

func (c *call) pickerSection(label, id string, list []*issue, text string) map[string]any {
	issues := []any{}
	for _, i := range list[:min(len(list), pickerSize)] {
		summary := i.Values["summary"].Text
		issues = append(issues, map[string]any{"key": i.Key, "keyHtml": embolden(i.Key, text),
			"img":     "/secure/viewavatar?size=xsmall&avatarId=" + c.typeOf(i).avatar + "&avatarType=issuetype",
			"summary": embolden(summary, text), "summaryText": summary})
	}
	m := map[string]any{"label": label, "id": id, "issues": issues}
	if len(issues) == 0 {
		m["msg"] = "No Matching Issues"
	} else {
		m["sub"] = fmt.Sprintf("Showing %d of %d matching issues", len(issues), len(list))
	}
	return m
}

// embolden marks the first match of the query in HTML.
func embolden(text, query string) string {
	at := strings.Index(strings.ToLower(text), query)
	if at < 0 || query == "" || at+len(query) > len(text) {
		return html.EscapeString(text)
	}
	return html.EscapeString(text[:at]) + "<b>" + html.EscapeString(text[at:at+len(query)]) + "</b>" + html.EscapeString(text[at+len(query):])
}

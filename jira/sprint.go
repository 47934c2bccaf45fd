package jira

import (
	"encoding/json"
	"regexp"
	"strings"
)

// SprintField is the type (Schema.Custom) of Jira Software's sprint field. It is
// what the field is recognised by: its name is translated and can be changed,
// and its id is another one in every Jira.
const SprintField = "com.pyxis.greenhopper.jira:gh-sprint"

// Sprint is a sprint that an issue is, or was, in.
type Sprint struct{ Name, State string }

// The states of a sprint, whichever way Jira writes them.
const (
	SprintActive = "ACTIVE"
	SprintFuture = "FUTURE"
	SprintClosed = "CLOSED"
)

// Sprints are the sprints in the sprint fields with the ids given, in Jira's
// order. What cannot be read is left out.
func (f IssueFields) Sprints(ids []string) []Sprint {
	var sprints []Sprint
	for _, id := range ids {
		var values []json.RawMessage
		if json.Unmarshal(f.Custom[id], &values) != nil {
			continue
		}
		for _, value := range values {
			if s, ok := readSprint(value); ok {
				sprints = append(sprints, s)
			}
		}
	}
	return sprints
}

// readSprint reads one value: an object from Jira 10 on, before that the text
// form of a Java object.
func readSprint(value json.RawMessage) (Sprint, bool) {
	var s Sprint
	var text string
	if json.Unmarshal(value, &text) == nil {
		return parseSprint(text)
	}
	err := json.Unmarshal(value, &s)
	s.State = strings.ToUpper(s.State)
	return s, err == nil && strings.TrimSpace(s.Name) != ""
}

var (
	sprintState = regexp.MustCompile(`[\[,]state=(\w+)`)
	sprintName  = regexp.MustCompile(`(?s)[\[,]name=(.*)`)
	sprintDates = regexp.MustCompile(`,startDate=(?:<null>|\d{4}-[^,]*),endDate=`)
)

// parseSprint reads "….Sprint@1f[id=7,rapidViewId=1,state=ACTIVE,name=Sprint
// 7,startDate=<null>,endDate=<null>,…]". Names may hold commas, brackets and
// equals signs and nothing is escaped, so a name ends where the dates begin. The
// goal, a free text too, stands in between in some releases, and behind them in
// others.
func parseSprint(text string) (Sprint, bool) {
	name := sprintName.FindStringSubmatch(text)
	if name == nil {
		return Sprint{}, false
	}
	s := Sprint{Name: name[1]}
	if at := sprintDates.FindStringIndex(s.Name); at != nil {
		rest := s.Name[at[1]:]
		s.Name = s.Name[:at[0]]
		if !strings.Contains(rest, ",goal=") {
			s.Name, _, _ = strings.Cut(s.Name, ",goal=")
		}
	}
	if state := sprintState.FindStringSubmatch(text); state != nil {
		s.State = strings.ToUpper(state[1])
	}
	return s, strings.TrimSpace(s.Name) != ""
}

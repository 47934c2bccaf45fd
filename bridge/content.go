package bridge

import (
	"context"
	"errors"

	"jirabridge/bridge/fields"
	"jirabridge/jira"
)

// content is what a new issue is made of.
type content struct {
	fields map[string]any // as Jira takes them
	rich   string         // the description before it became wiki markup
	task   string         // the address of the task
}

func (c content) summary() string { return c.fields[fields.Summary].(string) }

// maxTries is how often an issue is sent: whole, within a limit, without emoji.
const maxTries = 3

// create creates the issue. What Jira has no room for is made to fit and sent
// again: an answer of 400 says that there is no issue yet.
func (c content) create(ctx context.Context, j *jira.Client, properties map[string]any) (made jira.Created, err error) {
	for range maxTries {
		made, err = j.CreateIssue(ctx, jira.NewIssue{Fields: c.fields, Properties: properties})
		var e *jira.Error
		if !errors.As(err, &e) || e.Kind != jira.BadRequest || !c.fit(e) {
			break
		}
	}
	return made, err
}

// fit makes room for what Jira refused, and reports whether it could.
func (c content) fit(refusal *jira.Error) bool {
	if said := refusal.Fields[fields.Description]; said != "" {
		return fields.FitDescription(c.fields, c.rich, c.task, said)
	}
	return len(refusal.Fields) == 0 && fields.WithoutEmoji(c.fields)
}

package bridge

import (
	"context"
	"errors"
	"maps"
	"slices"
	"strings"

	"jirabridge/asana/appcomponents"
	"jirabridge/bridge/fields"
	"jirabridge/jira"
)

// PreviewRule says what RunRule would do for a task, and why it would fail, and
// does nothing of it. Jira is asked anew about what the caller may create.
func (b *Bridge) PreviewRule(ctx context.Context, c Caller, r Run) (appcomponents.Preview, error) {
	ctx, cancel := context.WithTimeout(ctx, answerTime)
	defer cancel()
	p, err := b.preview(ctx, c, r)
	err = aboutOwner(err)
	var e *Error
	if errors.As(err, &e) && e.Kind != Internal {
		p.Problems = append(p.Problems, b.Say(c.Lang, e.Text))
		return p, nil
	}
	return p, err
}

func (b *Bridge) preview(ctx context.Context, c Caller, r Run) (p appcomponents.Preview, err error) {
	w, err := b.openRun(ctx, c, r)
	if err != nil {
		return p, err
	}
	link, has, err := b.openLink(ctx, r.Task)
	switch {
	case err != nil:
		return p, err
	case has && (link.State == claimed || link.State == checking):
		return p, &Error{Kind: Slow, Text: Text{ID: b.progress(link)}}
	case has && !b.givesWay(ctx, w.claim(b.now()), link):
		p.Summary = b.say(c, "rule_has_issue_already", "Issue", link.IssueKey)
		return p, nil
	}
	if err := b.checkCeiling(ctx, w.conn); err != nil {
		return p, err
	}
	return b.sketch(ctx, w)
}

// sketch is the issue that would be created.
func (b *Bridge) sketch(ctx context.Context, w creation) (p appcomponents.Preview, err error) {
	var problems map[string]fields.Problem
	var issueType string
	err = b.asCreator(ctx, w.conn, w.caller.Person, func(u user) (err error) {
		problems, err = u.afresh().problemsOf(ctx, w.rule.values)
		if err == nil {
			issueType = u.typeName(ctx, w.rule.values)
		}
		return err
	})
	if err != nil {
		return p, err
	}
	if problems[fields.Project].ID == fields.NotCreatable {
		project, _ := w.rule.values.Item(fields.Project)
		return p, fail(Forbidden, nil, "rule_permission", "Project", project.Title)
	}
	w, err = b.fillIn(ctx, w)
	p.Problems = b.unfitFields(w, others(problems, w.problems))
	if err != nil && len(w.problems) == 0 {
		return p, err
	}
	encoded, _ := fields.Encode(w.Values, w.screen)
	issue := jira.NewIssue{Fields: encoded, Properties: map[string]any{marker: map[string]string{"task": w.Task, "claim": "…"}}}
	p.Request, err = issue.Sketch(w.conn.JiraURL)
	p.Summary = b.summaryOf(w, issueType)
	return p, err
}

// others are the problems with those of a task put over them.
func others(always, now map[string]fields.Problem) map[string]fields.Problem {
	all := maps.Clone(always)
	maps.Copy(all, now)
	return all
}

// typeName is what the form's issue type is called, "" when it is gone.
func (u user) typeName(ctx context.Context, form appcomponents.Values) string {
	types, err := u.IssueTypes(ctx, form.String(fields.Project))
	i := slices.IndexFunc(types, func(t jira.IssueType) bool { return t.ID == form.String(fields.IssueType) })
	if err != nil || i < 0 {
		return ""
	}
	return types[i].Name
}

// summaryOf says what would be created, with the names of the files.
func (b *Bridge) summaryOf(w creation, issueType string) string {
	project, _ := w.rule.values.Item(fields.Project)
	said := b.say(w.caller, "rule_would_create", "Type", issueType, "Project", project.Title, "Summary", w.Values.String(fields.Summary))
	chosen := fields.ChosenFiles(w.Values, w.from.choices())
	var names []string
	for _, file := range w.from.files {
		if slices.Contains(chosen, file.GID) {
			names = append(names, file.Name)
		}
	}
	all := append([]string{said}, b.leftEmpty(w)...)
	if len(names) > 0 {
		all = append(all, b.say(w.caller, "rule_would_send", "Files", strings.Join(names, ", ")))
	}
	return strings.Join(all, " ")
}

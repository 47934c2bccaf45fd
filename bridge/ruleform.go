package bridge

import (
	"context"
	"errors"
	"maps"
	"slices"
	"strconv"

	"golang.org/x/sync/errgroup"

	"jirabridge/asana/appcomponents"
	"jirabridge/asana/client"
	"jirabridge/bridge/fields"
	"jirabridge/jira"
)

// ruleForm is the form of an action on its way.
type ruleForm struct {
	caller Caller
	conn   Connection
	action RuleAction
	values appcomponents.Values // what was entered; nil in a new one
	fresh  bool                 // Jira is asked anew, whatever is remembered
}

// openRule makes sure that the caller may fill in such a form.
func (b *Bridge) openRule(ctx context.Context, c Caller, a RuleAction) (ruleForm, error) {
	if a.ActionType != CreateIssue {
		return ruleForm{}, fail(NotFound, nil, "rule_gone")
	}
	conn, err := b.ready(ctx, c)
	return ruleForm{caller: c, conn: conn, action: a}, err
}

// redrawRule makes the form for what has been entered, with errors at the
// fields.
func (b *Bridge) redrawRule(ctx context.Context, f ruleForm, problems map[string]string) (appcomponents.Form, error) {
	return b.drawRule(ctx, f, func(ctx context.Context, u user, in *fields.Input) error {
		in.Values, in.Errors = f.values, problems
		in.Project, _ = f.values.Item(fields.Project)
		u.fresh = f.fresh
		return follow(ctx, u, in, f.values.String(fields.IssueType))
	})
}

// drawRule reads the project and its latest task while choose asks Jira, and
// makes the form of both.
func (b *Bridge) drawRule(ctx context.Context, f ruleForm, choose func(ctx context.Context, u user, in *fields.Input) error) (appcomponents.Form, error) {
	var sample fields.Task
	in := &fields.Input{Summary: fields.RuleSummary(), Description: fields.RuleDescription()}
	group, ctx := errgroup.WithContext(ctx)
	group.Go(func() (err error) {
		sample, err = b.sampleTask(ctx, f)
		return err
	})
	group.Go(func() error {
		return b.asCreator(ctx, f.conn, f.caller.Person, func(u user) error {
			err := choose(ctx, u, in)
			in.Source = u.sources(ctx, *in)
			return err
		})
	})
	if err := group.Wait(); err != nil {
		return appcomponents.Form{}, err
	}
	in.Say, in.Rule = b.sayer(f.caller), &sample
	in.Files = fields.RuleFiles(in.Say)
	form := appcomponents.NewForm(b.say(f.caller, "create_title"), fields.FromMeta(*in)...)
	form.Metadata.SubmitButtonText = b.say(f.caller, "rule_button")
	b.remember(f.caller, f.shownAs(), form)
	return form, nil
}

// shownAs is what the form is remembered under, in the place of a task's. A new
// action has no gid when its form opens.
func (f ruleForm) shownAs() string { return place("rule", f.action.Project) }

// sampleTask is the latest task of the rule's project with the names of all of
// the project's custom fields; where there is no task, nothing else.
func (b *Bridge) sampleTask(ctx context.Context, f ruleForm) (sample fields.Task, err error) {
	err = b.asPlatformUser(ctx, f.caller.Person, func(c *client.Client) error {
		project, err := c.Project(ctx, f.action.Project)
		if err != nil {
			return err
		}
		latest, ok, err := c.LatestTask(ctx, f.caller.Workspace, f.action.Project)
		if err != nil {
			return err
		}
		if ok {
			sample = b.factsOf(latest, f.action.Project)
		}
		for _, setting := range project.CustomFieldSettings {
			if _, known := sample.Of("field." + setting.CustomField.Name); !known {
				sample.Custom = append(sample.Custom, fields.Custom{Name: setting.CustomField.Name})
			}
		}
		return nil
	})
	if KindOf(err) == NotFound {
		err = fail(NotFound, err, "rule_project")
	}
	return sample, err
}

// factsOf is what placeholders say about a task. Nobody in it has an account.
func (b *Bridge) factsOf(t client.Task, project string) fields.Task {
	facts := fields.Task{
		Name: t.Name, Notes: t.Notes, HTMLNotes: t.HTMLNotes, URL: t.PermalinkURL, DueOn: t.DueOn,
		Section: t.SectionIn(project), Today: b.now(),
	}
	for _, m := range t.Memberships {
		if m.Project.GID == project {
			facts.Project = m.Project.Name
		}
	}
	if t.Assignee != nil {
		facts.Assignee.Name = t.Assignee.Name
	}
	if t.CreatedBy != nil {
		facts.Creator.Name = t.CreatedBy.Name
	}
	for _, f := range t.CustomFields {
		custom := fields.Custom{Name: f.Name, Value: f.DisplayValue}
		if f.NumberValue != nil {
			custom.Number = strconv.FormatFloat(*f.NumberValue, 'f', -1, 64)
		}
		facts.Custom = append(facts.Custom, custom)
	}
	return facts
}

// checkRule refuses what Jira would refuse for any task, as far as what it says
// now tells.
func (b *Bridge) checkRule(ctx context.Context, f ruleForm) error {
	sample, err := b.sampleTask(ctx, f)
	if err != nil {
		return err
	}
	problems := map[string]fields.Problem{}
	err = b.asCreator(ctx, f.conn, f.caller.Person, func(u user) error {
		problems, err = u.afresh().problemsOf(ctx, f.values)
		return err
	})
	if err != nil {
		return err
	}
	maps.Copy(problems, sample.Unknown(f.values))
	if len(problems) == 0 {
		return nil
	}
	said := map[string]string{}
	for id, problem := range problems {
		said[id] = b.sayer(f.caller)(problem)
	}
	return b.refuseRule(ctx, f, said, fail(Invalid, nil, "fields.required"))
}

// problemsOf are those of a rule's form that no task can mend, by the id of the
// input.
func (u user) problemsOf(ctx context.Context, values appcomponents.Values) (map[string]fields.Problem, error) {
	project, issueType := values.String(fields.Project), values.String(fields.IssueType)
	if project == "" || issueType == "" {
		_, problems := fields.Encode(fields.Sample(values, nil), nil)
		return problems, nil
	}
	types, err := u.IssueTypes(ctx, project)
	switch {
	case err != nil:
		return nil, err
	case len(types) == 0:
		return map[string]fields.Problem{fields.Project: {ID: fields.NotCreatable}}, nil
	case !slices.ContainsFunc(types, func(t jira.IssueType) bool { return t.ID == issueType }):
		return map[string]fields.Problem{fields.IssueType: {ID: fields.UnknownOption}}, nil
	}
	screen, err := u.Screen(ctx, project, issueType)
	_, problems := fields.Encode(fields.Sample(values, screen), screen)
	problems = fields.ForRules(problems)
	maps.Copy(problems, fields.Impossible(screen))
	return problems, err
}

// explainRule puts a failure into the form, which is all that a host shows for a
// submission.
func (b *Bridge) explainRule(ctx context.Context, f ruleForm, err error) error {
	var e *Error
	if !errors.As(err, &e) {
		return err
	}
	problems := map[string]string{"": b.Say(f.caller.Lang, e.Text)}
	switch e.Kind {
	case Invalid:
		return b.refuseRule(ctx, f, problems, e)
	case Busy, Slow, Unreachable:
		return b.sendRuleBack(f, problems, e)
	}
	return err
}

// refuseRule is the form as it has to be now, with the reasons at the fields;
// when it cannot be drawn, the form as it was.
func (b *Bridge) refuseRule(ctx context.Context, f ruleForm, problems map[string]string, cause *Error) error {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), redrawTime)
	defer cancel()
	form, err := b.redrawRule(ctx, f, problems)
	if err == nil {
		return &FormError{form}
	}
	b.log.InfoContext(ctx, "form was not drawn again", "error", err)
	return b.sendRuleBack(f, problems, cause)
}

func (b *Bridge) sendRuleBack(f ruleForm, problems map[string]string, cause *Error) error {
	return b.sendBack(creation{caller: f.caller, Submission: Submission{Task: f.shownAs(), Values: f.values}}, problems, cause)
}

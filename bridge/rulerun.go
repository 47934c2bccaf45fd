package bridge

import (
	"context"
	"errors"
	"slices"
	"strings"

	"jirabridge/asana/appcomponents"
	"jirabridge/asana/client"
	"jirabridge/bridge/fields"
	"jirabridge/bridge/store"
	"jirabridge/jira"
	"jirabridge/jira/pace"
)

// Run is a rule that has reached its action for a task.
type Run struct {
	RuleAction
	Task  string
	Key   string               // the same for every delivery of the same run
	Draft appcomponents.Values // of a preview: what is to be tried in place of what is saved; nil for that
}

// RunRule creates the issue that an action is to create for a task, in the name
// of the caller, who owns the rule. A task that has an issue is left alone. The
// same key is answered the same; while it is not known yet what has become of
// it, the error is Slow, and the run is to be delivered again.
func (b *Bridge) RunRule(ctx context.Context, c Caller, r Run) (appcomponents.RunResult, error) {
	ctx, cancel := context.WithTimeout(pace.Background(ctx), answerTime)
	defer cancel()
	result, err := b.runRule(ctx, c, r)
	return result, aboutOwner(err)
}

func (b *Bridge) runRule(ctx context.Context, c Caller, r Run) (appcomponents.RunResult, error) {
	before, ok, err := b.submitted(ctx, r.Task, r.Key)
	switch {
	case err != nil:
		return appcomponents.RunResult{}, err
	case ok && before.Workspace != c.Workspace:
		return appcomponents.RunResult{}, fail(NotFound, nil, "task_out_of_reach")
	case ok && before.State != claimed:
		return b.answerRun(ctx, c, r, before)
	}
	w, err := b.openRun(ctx, c, r)
	if err != nil {
		return appcomponents.RunResult{}, err
	}
	holder, has, err := b.openLink(ctx, r.Task)
	if err != nil {
		return appcomponents.RunResult{}, err
	}
	switch {
	case has && (holder.State == claimed || holder.State == checking): // its issue counts already
	case has && !b.givesWay(ctx, w.claim(b.now()), holder):
		return b.answerRun(ctx, c, r, holder)
	default:
		if err := b.checkCeiling(ctx, w.conn); err != nil {
			return appcomponents.RunResult{}, err
		}
	}
	return b.run(ctx, w, r)
}

// run claims the task and creates its issue.
func (b *Bridge) run(ctx context.Context, w creation, r Run) (appcomponents.RunResult, error) {
	w, err := b.fillIn(ctx, w)
	if err != nil {
		return appcomponents.RunResult{}, err
	}
	wanted := w.claim(b.now())
	holder, mine, err := b.claim(ctx, wanted)
	if err != nil {
		return appcomponents.RunResult{}, err
	}
	if !mine {
		return b.answerRun(ctx, w.caller, r, holder)
	}
	w.link = wanted.ID
	if _, err := b.carryOutBeside(ctx, w); err != nil {
		return appcomponents.RunResult{}, err
	}
	made, err := store.New(b.db.Reader()).Link(ctx, wanted.ID)
	if err != nil {
		return appcomponents.RunResult{}, err
	}
	result, err := b.answerRun(ctx, w.caller, r, made)
	result.Message = strings.TrimSpace(strings.Join(append([]string{result.Message}, b.leftEmpty(w)...), " "))
	return result, err
}

// answerRun answers a run with the link that its task has.
func (b *Bridge) answerRun(ctx context.Context, c Caller, r Run, link store.Link) (appcomponents.RunResult, error) {
	if link.State == checking {
		return appcomponents.RunResult{}, (&Error{Kind: Slow, Text: Text{ID: b.progress(link)}}).later(checkAgain)
	}
	made, err := b.followLink(ctx, r.Key, link)
	if err != nil {
		return appcomponents.RunResult{}, err
	}
	if r.Key != link.Submission {
		return appcomponents.RunResult{
			ActionResult: appcomponents.ResultOK, Message: b.say(c, "rule_has_issue", "Issue", link.IssueKey),
		}, nil
	}
	return appcomponents.RunResult{
		ActionResult: appcomponents.ResultResourcesCreated, ResourcesCreated: []appcomponents.Resource{made},
	}, nil
}

// openRun finds out what a run is to do and whether the caller may have it done.
// A rule is something that was begun before: it goes on with an authorization of
// a former link, until that is retired.
func (b *Bridge) openRun(ctx context.Context, c Caller, r Run) (creation, error) {
	conn, err := b.Connection(ctx, c.Workspace)
	if err != nil {
		return creation{}, err
	}
	rule, err := b.ruleOf(ctx, c, conn, r)
	if err != nil {
		return creation{}, err
	}
	if rule.Connection != conn.ID {
		return creation{}, fail(Invalid, nil, "rule_other_jira", "Jira", conn.BrowseBase)
	}
	if err := b.mayStillAct(ctx, conn, c.Person); err != nil {
		return creation{}, err
	}
	submission := Submission{Task: r.Task, Attachment: r.Key, Values: rule.values}
	return creation{Submission: submission, caller: c, conn: conn, rule: &rule}, nil
}

// ruleOf is what a run is to do.
func (b *Bridge) ruleOf(ctx context.Context, c Caller, conn Connection, r Run) (rule, error) {
	if r.Draft == nil {
		return b.savedRule(ctx, c, r.RuleAction)
	}
	return rule{Rule: store.Rule{Project: r.Project, Connection: conn.ID}, values: r.Draft}, nil
}

// mayStillAct tells whether there are authorizations of the owner, without
// asking anybody.
func (b *Bridge) mayStillAct(ctx context.Context, conn Connection, owner string) error {
	if _, err := b.credential(ctx, conn.ID, owner); err != nil {
		return jiraFailure(err)
	}
	_, err := b.credential(ctx, platformRealm, owner)
	return platformFailure(err)
}

// aboutOwner says that authorization is lacking in words for whoever reads the
// rule's history: it need not be its owner.
func aboutOwner(err error) error {
	words := map[string]string{"bridge.consent_jira": "rule_consent_jira", "bridge.consent_platform": "rule_consent_platform"}
	var e *Error
	if errors.As(err, &e) && words[e.Text.ID] != "" {
		return fail(NeedsConsent, err, words[e.Text.ID])
	}
	return err
}

// fillIn makes of what was entered in the rule what is to be created for its
// task, and refuses what Jira would refuse: not by what is remembered of it alone.
func (b *Bridge) fillIn(ctx context.Context, w creation) (filled creation, err error) {
	from, err := b.read(ctx, w.caller.Person, w.Task)
	if err != nil {
		return w, err
	}
	w.from = &from
	filled = w
	err = b.asCreator(ctx, w.conn, w.caller.Person, func(u user) (err error) {
		filled, err = b.fillInAs(ctx, u, w)
		if kind := KindOf(err); kind == Invalid || kind == Forbidden {
			filled, err = b.fillInAs(ctx, u.afresh(), w)
		}
		return err
	})
	return filled, err
}

// fillInAs is fillIn through the eyes of the owner in Jira.
func (b *Bridge) fillInAs(ctx context.Context, u user, w creation) (creation, error) {
	var err error
	if w.screen, err = u.ruleScreen(ctx, w.rule.values); err != nil {
		return w, err
	}
	facts := b.factsOf(w.from.Task, w.rule.Project)
	if err := b.findAccounts(ctx, u, w, w.from.Task, &facts); err != nil {
		return w, err
	}
	w.Values = facts.Fill(w.rule.values, w.screen)
	w.nobody, w.unknown = facts.Nobody(w.rule.values), facts.Unknown(w.rule.values)
	_, w.problems = fields.Encode(w.Values, w.screen)
	return w, b.unfit(w)
}

// ruleScreen is the create screen that a rule's form is for. Who may not create
// issues there sees none.
func (u user) ruleScreen(ctx context.Context, form appcomponents.Values) ([]jira.Field, error) {
	project, _ := form.Item(fields.Project)
	screen, err := u.Screen(ctx, project.Value, form.String(fields.IssueType))
	switch jiraKind(err) {
	case jira.BadRequest, jira.NotFound, jira.Forbidden:
		return nil, fail(Forbidden, err, "rule_permission", "Project", project.Title)
	}
	if err == nil && len(screen) == 0 {
		return nil, fail(Forbidden, nil, "rule_permission", "Project", project.Title)
	}
	return screen, err
}

// findAccounts finds out who the task's people are in Jira, as far as the rule
// has to do with them: by their own authorization, else by their mail address.
func (b *Bridge) findAccounts(ctx context.Context, u user, w creation, task client.Task, facts *fields.Task) error {
	for _, one := range []struct {
		asked bool
		who   *client.Person
		fact  *fields.Person
	}{
		{fields.AsksForAssignee(w.rule.values), task.Assignee, &facts.Assignee},
		{fields.AsksForCreator(w.rule.values), task.CreatedBy, &facts.Creator},
	} {
		if !one.asked || one.who == nil {
			continue
		}
		account, err := b.accountOf(ctx, u, w.conn, *one.who)
		if err != nil {
			return err
		}
		one.fact.Account = account
	}
	return nil
}

// accountOf is the name of a person's account in Jira, "" when it is not known.
func (b *Bridge) accountOf(ctx context.Context, u user, conn Connection, p client.Person) (string, error) {
	row, ok, err := found(store.New(b.db.Reader()).Credential(ctx, store.CredentialParams{Realm: conn.ID, Person: p.GID}))
	if err != nil || (ok && row.AccountName != "") {
		return row.AccountName, err
	}
	if p.Email == "" {
		return "", nil
	}
	users, err := u.Users(ctx, p.Email)
	users = slices.DeleteFunc(users, func(found jira.User) bool { return isAnother(found.EmailAddress, p.Email) })
	if err != nil || len(users) != 1 {
		return "", err
	}
	return users[0].Name, nil
}

// isAnother tells whether a mail address that Jira shows is not the one that was
// looked for: Jira finds those that begin like it, too. It may hide or mask them.
func isAnother(shown, wanted string) bool {
	return strings.Contains(shown, "@") && !strings.EqualFold(shown, wanted)
}

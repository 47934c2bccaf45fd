package bridge

import (
	"context"
	"crypto/rand"
	"errors"
	"time"

	"jirabridge/asana/appcomponents"
	"jirabridge/asana/kit/sqldb"
	"jirabridge/bridge/fields"
	"jirabridge/bridge/store"
	"jirabridge/jira"
)

// Times of a submission. The host waits ten seconds.
const (
	answerTime = 8 * time.Second
	redrawTime = 1500 * time.Millisecond // on top
	createTime = 60 * time.Second
)

// marker is the property by which an issue is recognised as the one a claim
// has created.
const marker = "jirabridge.claim"

// Submission is a submitted form. Attachment is the gid the host has reserved
// for the attachment to come: it is the identity of the submission.
type Submission struct {
	Task       string
	Attachment string
	Values     appcomponents.Values
}

// Create creates the issue a form describes and links it to the task. A form
// that Jira or we refuse is a *FormError, and so is one that Jira takes longer
// over than the host waits. A task that has an issue already is answered with
// that issue.
func (b *Bridge) Create(ctx context.Context, c Caller, s Submission) (appcomponents.Resource, error) {
	conn, err := b.ready(ctx, c)
	if err != nil {
		return appcomponents.Resource{}, err
	}
	w := creation{caller: c, conn: conn, Submission: s}
	r, err := b.create(ctx, w)
	return r, b.explain(ctx, w, err)
}

func (b *Bridge) create(ctx context.Context, w creation) (r appcomponents.Resource, err error) {
	ctx, cancel := context.WithTimeout(ctx, answerTime)
	defer cancel()
	before, ok, err := b.submitted(ctx, w.Task, w.Attachment)
	if err != nil {
		return r, err
	}
	if ok && before.State != claimed {
		return b.answerWith(ctx, w, before)
	}
	if w.screen, err = b.validate(ctx, w); err != nil {
		return r, err
	}
	wanted := w.claim(b.now())
	holder, mine, err := b.claim(ctx, wanted)
	if err != nil {
		return r, err
	}
	if !mine {
		return b.answerWith(ctx, w, holder)
	}
	w.link = wanted.ID
	return b.carryOutBeside(ctx, w)
}

// answerWith answers a submission with what another one, or the same one sent
// before, has come to.
func (b *Bridge) answerWith(ctx context.Context, w creation, holder store.Link) (appcomponents.Resource, error) {
	if holder.State == checking {
		return appcomponents.Resource{}, &Error{Kind: Slow, Text: Text{ID: b.progress(holder)}}
	}
	return b.followLink(ctx, w.Attachment, holder)
}

// creation is one submission on its way.
type creation struct {
	Submission
	caller Caller
	conn   Connection
	screen []jira.Field
	link   string // id of its claim

	rule     *rule                     // that the creation is of; nil when a person sent the form
	from     *origin                   // the task, when it was read already
	problems map[string]fields.Problem // of the rule with the task
	nobody   map[string]string         // inputs of the rule that stay empty, by whom they stand for
	unknown  map[string]fields.Problem // inputs of the rule with a placeholder that there is no more
}

// ruleAction is the action of a rule that the creation is of, "" for a person.
func (w creation) ruleAction() string {
	if w.rule == nil {
		return ""
	}
	return w.rule.Action
}

func (w creation) claim(now time.Time) store.ClaimTaskParams {
	id := rand.Text()
	submission := w.Attachment
	if submission == "" { // hosts before January 2025 sent none
		submission = id
	}
	return store.ClaimTaskParams{
		ID: id, Task: w.Task, Workspace: w.caller.Workspace, Connection: w.conn.ID, Person: w.caller.Person,
		Submission: submission, State: claimed, DueAt: sqldb.Micros(now.Add(holdTime)), Name: w.Values.String(fields.Summary),
		Project: w.Values.String(fields.Project), IssueType: w.Values.String(fields.IssueType), Now: sqldb.Micros(now),
		RuleAction: w.ruleAction(),
	}
}

// validate refuses what Jira would refuse, as far as its create screen tells.
func (b *Bridge) validate(ctx context.Context, w creation) (screen []jira.Field, err error) {
	project, issueType := w.Values.String(fields.Project), w.Values.String(fields.IssueType)
	if project != "" && issueType != "" {
		err = b.asCreator(ctx, w.conn, w.caller.Person, func(u user) (err error) {
			screen, err = u.Screen(ctx, project, issueType)
			return err
		})
		if err != nil && KindOf(err) != Invalid && KindOf(err) != NotFound {
			return nil, err
		}
	}
	_, problems := fields.Encode(w.Values, screen)
	if len(problems) == 0 {
		return screen, nil
	}
	said := map[string]string{}
	for id, problem := range problems {
		said[id] = b.sayer(w.caller)(problem)
	}
	return nil, b.refuse(ctx, w, said, fail(Invalid, nil, "fields.required"))
}

// outcome is how a creation ended.
type outcome struct {
	resource appcomponents.Resource
	err      error
}

// carryOutBeside carries a creation out on a context of its own, so that it
// reaches its end whoever has stopped waiting.
func (b *Bridge) carryOutBeside(ctx context.Context, w creation) (appcomponents.Resource, error) {
	done := make(chan outcome, 1)
	b.work.start(ctx, createTime, func(own context.Context) {
		defer b.hold(own, w.link)()
		r, err := b.carryOut(own, w)
		done <- outcome{r, err}
	})
	select {
	case o := <-done:
		return o.resource, o.err
	case <-ctx.Done():
		return appcomponents.Resource{}, fail(Slow, ctx.Err(), "under_way")
	}
}

// carryOut does what a claim gives the right to.
func (b *Bridge) carryOut(ctx context.Context, w creation) (appcomponents.Resource, error) {
	issue, err := b.assemble(ctx, w)
	if err != nil {
		return appcomponents.Resource{}, b.giveUp(ctx, w.link, err)
	}
	if err := b.send(ctx, w.link); err != nil {
		return appcomponents.Resource{}, b.giveUp(ctx, w.link, err)
	}
	var made jira.Created
	err = b.asJiraUser(ctx, w.conn, w.caller.Person, func(c *jira.Client) (err error) {
		made, err = issue.create(ctx, c, map[string]any{marker: map[string]string{"task": w.Task, "claim": w.link}})
		return err
	})
	var e *jira.Error
	switch {
	case err == nil:
		return b.know(ctx, w.conn, w.link, made.ID, made.Key, issue.summary())
	case errors.As(err, &e) && e.Uncertain(), isRepeated(err):
		return appcomponents.Resource{}, b.doubt(ctx, w.link, err)
	case errors.As(err, &e) && e.Kind == jira.BadRequest:
		b.metadata.forget(w)
		_ = b.giveUp(ctx, w.link, err)
		if w.rule != nil {
			return appcomponents.Resource{}, b.ruleRefused(ctx, w, e)
		}
		return appcomponents.Resource{}, b.refuse(ctx, w, reasons(e), fail(Invalid, e, "jira_refused", "Reason", e.Text()))
	}
	return appcomponents.Resource{}, b.giveUp(ctx, w.link, err)
}

// assemble makes the new issue's content from the form and the task, and notes
// which files are to follow.
func (b *Bridge) assemble(ctx context.Context, w creation) (content, error) {
	from, values, err := b.whole(ctx, w)
	if err != nil {
		return content{}, err
	}
	encoded, problems := fields.Encode(values, w.screen)
	if len(problems) > 0 {
		return content{}, fail(Invalid, nil, "too_long_whole")
	}
	chosen := fields.ChosenFiles(w.Values, from.choices())
	issue := content{fields: encoded, rich: values.String(fields.Description), task: from.PermalinkURL}
	return issue, b.noteFiles(ctx, w.link, from.files, chosen)
}

// whole are the task and what is to become of it, uncut. A rule has read the
// task to fill its form in.
func (b *Bridge) whole(ctx context.Context, w creation) (origin, appcomponents.Values, error) {
	if w.from != nil {
		return *w.from, w.Values, nil
	}
	from, err := b.read(ctx, w.caller.Person, w.Task)
	return from, fields.Restore(w.Values, from.Name, from.HTMLNotes), err
}

// browse is the page of an issue.
func (c Connection) browse(key string) string { return c.BrowseBase + "/browse/" + key }

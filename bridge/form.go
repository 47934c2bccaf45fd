package bridge

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"
	"unicode/utf8"

	"golang.org/x/sync/errgroup"

	"jirabridge/asana/appcomponents"
	"jirabridge/bridge/fields"
	"jirabridge/bridge/store"
	"jirabridge/jira"
)

// DetailsPath is where the face shows a person's links, and below it each link
// under its id.
const DetailsPath = "/app/links"

// maxProbes is how many projects are tried for one to preselect: opening the
// form costs at most four requests, for the projects, the types of two, and
// the create screen.
const maxProbes = 2

// Form returns the form that creates an issue from the task, prefilled. A form
// without SubmitButtonText only says something and cannot be submitted: the
// face sets no OnSubmitCallback for it. NeedsConsent when the person has to
// authorize first.
func (b *Bridge) Form(ctx context.Context, c Caller, task string) (appcomponents.Form, error) {
	ctx, cancel := context.WithTimeout(ctx, answerTime)
	defer cancel()
	conn, err := b.ready(ctx, c)
	if err != nil {
		return appcomponents.Form{}, err
	}
	if id, err := b.pending(ctx, task); id != "" || err != nil {
		return b.notice(c, Text{ID: id}), err
	}
	return b.draw(ctx, c, conn, task, func(ctx context.Context, u user, in *fields.Input) error {
		return b.preselect(ctx, u, conn, c, in)
	})
}

// ChangeForm returns the form after a field was given a new value: another
// project has other issue types, another type other fields. Which field it was
// does not matter.
func (b *Bridge) ChangeForm(ctx context.Context, c Caller, task string, values appcomponents.Values, _ string) (appcomponents.Form, error) {
	ctx, cancel := context.WithTimeout(ctx, answerTime)
	defer cancel()
	conn, err := b.ready(ctx, c)
	if err != nil {
		return appcomponents.Form{}, err
	}
	return b.redraw(ctx, c, conn, task, values, nil)
}

// redraw makes the form for what has been entered, with errors at the fields.
func (b *Bridge) redraw(ctx context.Context, c Caller, conn Connection, task string, values appcomponents.Values, problems map[string]string) (appcomponents.Form, error) {
	return b.draw(ctx, c, conn, task, func(ctx context.Context, u user, in *fields.Input) error {
		in.Values, in.Errors = values, problems
		in.Project, _ = values.Item(fields.Project)
		return follow(ctx, u, in, values.String(fields.IssueType))
	})
}

// ready returns the connection of the caller's workspace, when we can act for
// the caller on both sides. It asks nobody, so a person who has to consent
// learns it at once.
func (b *Bridge) ready(ctx context.Context, c Caller) (Connection, error) {
	conn, err := b.Connection(ctx, c.Workspace)
	if err != nil {
		return Connection{}, err
	}
	if _, err := b.current(ctx, conn, c.Person); err != nil {
		return Connection{}, jiraFailure(err)
	}
	_, err = b.credential(ctx, platformRealm, c.Person)
	return conn, platformFailure(err)
}

// draw reads the task while choose asks Jira, and makes the form of both.
func (b *Bridge) draw(ctx context.Context, c Caller, conn Connection, task string, choose func(ctx context.Context, u user, in *fields.Input) error) (appcomponents.Form, error) {
	var from origin
	in := &fields.Input{}
	group, ctx := errgroup.WithContext(ctx)
	group.Go(func() (err error) {
		from, err = b.read(ctx, c.Person, task)
		return err
	})
	group.Go(func() error {
		return b.asCreator(ctx, conn, c.Person, func(u user) error {
			err := choose(ctx, u, in)
			in.Source = u.sources(ctx, *in)
			return err
		})
	})
	if err := group.Wait(); err != nil {
		return appcomponents.Form{}, err
	}
	in.Summary, in.Description = from.Name, from.HTMLNotes
	in.Files, in.Links = from.choices(), from.links
	in.JiraURL, in.Say = conn.BrowseBase, b.sayer(c)
	form := appcomponents.NewForm(b.say(c, "create_title"), fields.FromMeta(*in)...)
	form.Metadata.SubmitButtonText = b.say(c, "create_button")
	b.remember(c, task, form)
	return form, nil
}

// preselect chooses the project and type the person used last, else the first
// project in which issues may be created.
func (b *Bridge) preselect(ctx context.Context, u user, conn Connection, c Caller, in *fields.Input) error {
	me, err := b.credential(ctx, conn.ID, c.Person)
	if err != nil {
		return err
	}
	in.Reporter = appcomponents.TypeaheadItem{Title: me.DisplayName, Value: me.AccountName}
	last, err := store.New(b.db.Reader()).LastProject(ctx, store.LastProjectParams{Connection: conn.ID, Person: c.Person})
	if err != nil && !errors.Is(err, sql.ErrNoRows) {
		return err
	}
	projects, err := u.afresh().Projects(ctx)
	if err != nil {
		return err
	}
	for _, project := range candidates(projects, last.Project) {
		in.Project = projectItem(project)
		if err := follow(ctx, u.afresh(), in, last.IssueType); err != nil || len(in.IssueTypes) > 0 {
			return err
		}
	}
	in.Project = appcomponents.TypeaheadItem{}
	return nil
}

// candidates are the projects worth a try, the last used first.
func candidates(projects []jira.Project, last string) []jira.Project {
	projects = slices.DeleteFunc(slices.Clone(projects), func(p jira.Project) bool { return p.Archived })
	if i := slices.IndexFunc(projects, func(p jira.Project) bool { return p.ID == last }); i > 0 {
		projects[0], projects[i] = projects[i], projects[0]
	}
	return projects[:min(len(projects), maxProbes)]
}

// follow fills in what depends on the chosen project and, if that is among the
// project's types, on the wanted type.
func follow(ctx context.Context, u user, in *fields.Input, wanted string) (err error) {
	in.IssueTypes, in.IssueType, in.Fields = nil, "", nil
	if in.Project.Value == "" {
		return nil
	}
	in.IssueTypes, err = u.IssueTypes(ctx, in.Project.Value)
	if err != nil || len(in.IssueTypes) == 0 {
		return err
	}
	in.IssueType = usualType(in.IssueTypes)
	if slices.ContainsFunc(in.IssueTypes, func(t jira.IssueType) bool { return t.ID == wanted }) {
		in.IssueType = wanted
	}
	in.Fields, err = u.Screen(ctx, in.Project.Value, in.IssueType)
	return err
}

// usualType is the first type that is none of sub-tasks, which need a parent.
func usualType(types []jira.IssueType) string {
	i := slices.IndexFunc(types, func(t jira.IssueType) bool { return !t.Subtask })
	return types[max(i, 0)].ID
}

// projectItem shows a project as Jira does: "IT (IT)".
func projectItem(p jira.Project) appcomponents.TypeaheadItem {
	return appcomponents.TypeaheadItem{Title: p.Name + " (" + p.Key + ")", Value: p.ID, IconURL: p.IconURL()}
}

// notice is a form that says how far the task's issue is, where there is more
// about it, and asks nothing.
func (b *Bridge) notice(c Caller, t Text) appcomponents.Form {
	said := wrap(b.Say(c.Lang, t), appcomponents.MaxFieldName)
	more := b.say(c, "details_at", "Address", b.config.BaseURL+DetailsPath)
	if utf8.RuneCountInString(more) <= appcomponents.MaxFieldName { // part of an address is of no use
		said = append(said, more)
	}
	var lines []appcomponents.Field
	for i, line := range said {
		lines = append(lines, appcomponents.Field{ID: fmt.Sprint(noticePrefix, i), Type: appcomponents.StaticText, Name: line})
	}
	return appcomponents.NewForm(b.say(c, "create_title"), lines...)
}

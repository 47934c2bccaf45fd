package bridge

import (
	"context"
	"errors"
	"slices"

	"golang.org/x/sync/errgroup"

	"jirabridge/bridge/store"
	"jirabridge/jira"
)

// Bounds of a look at many issues.
const (
	lookSingly = 4  // requests about single issues at once
	lookCounts = 10 // issues whose comments are counted in one look
)

// errUnseen: a search did not find an issue that was not to be seen before.
var errUnseen = errors.New("the issue is still not to be seen")

// look is a look at issues with what it needs.
type look struct {
	jira    *jira.Client
	conn    Connection
	sprints *sprintFields
	ids     []string // of the sprint fields
}

// looking makes a look in the name of the client's person.
func (b *Bridge) looking(ctx context.Context, c *jira.Client, conn Connection) look {
	return look{c, conn, b.sprints, b.sprints.of(ctx, c, conn.ID)}
}

// readIssues reads issues in a person's name: one by itself, because the search
// index may lag, several by one search. What is wrong with the search is wrong
// with all of them.
func (b *Bridge) readIssues(ctx context.Context, conn Connection, person string, wishes []wish) []answer {
	if len(wishes) == 1 {
		v, err := b.lookAs(ctx, conn, person, wishes[0])
		return []answer{{v, err}}
	}
	answers, err := b.searchIssues(ctx, conn, person, wishes)
	if err != nil {
		return refusals(wishes, err)
	}
	return answers
}

// lookAs reads one issue.
func (b *Bridge) lookAs(ctx context.Context, conn Connection, person string, w wish) (v View, err error) {
	err = b.asJiraUser(ctx, conn, person, func(c *jira.Client) (err error) {
		v, err = b.looking(ctx, c, conn).at(ctx, w.issue, w.last)
		return err
	})
	return v, err
}

// searchIssues reads issues by one search.
func (b *Bridge) searchIssues(ctx context.Context, conn Connection, person string, wishes []wish) (answers []answer, err error) {
	err = b.asJiraUser(ctx, conn, person, func(c *jira.Client) (err error) {
		answers, err = b.looking(ctx, c, conn).search(ctx, wishes)
		return err
	})
	return answers, err
}

// fields are what a look asks for.
func (l look) fields() []string { return slices.Concat(viewFields, l.ids) }

// at reads one issue.
func (l look) at(ctx context.Context, idOrKey string, last View) (View, error) {
	issue, err := l.jira.Issue(ctx, idOrKey, l.fields(), nil)
	if err != nil {
		return View{}, err
	}
	l.sprints.doubt(l.conn.ID, []jira.Issue{issue})
	v := l.view(issue, last)
	return v, l.count(ctx, issue.ID, &v)
}

// count counts the comments of an issue, unless their number is known. If that
// fails, the number is the one known last, and counted next time.
func (l look) count(ctx context.Context, issue string, v *View) error {
	if v.Counted {
		return nil
	}
	n, err := l.jira.CountComments(ctx, issue)
	if err == nil {
		v.Comments, v.Counted = n, true
	}
	return strangersOnly(err)
}

// view is an issue as it was found. Comments change the time of the last change,
// so their number is known if nothing has changed.
func (l look) view(issue jira.Issue, last View) View {
	v := viewOf(l.conn, issue)
	v.Sprint = sprintOf(issue.Fields.Sprints(l.ids))
	v.Comments, v.Counted = last.Comments, last.Counted && last.Updated.Equal(v.Updated)
	return v
}

// search reads issues. What the search does not find is read by itself: it may
// be archived, or not indexed yet. Only that Jira does not know the person is an
// error of them all.
func (l look) search(ctx context.Context, wishes []wish) ([]answer, error) {
	ids := make([]string, len(wishes))
	for i, w := range wishes {
		ids[i] = w.issue
	}
	issues, err := l.jira.IssuesByID(ctx, ids, l.fields())
	if err != nil {
		return nil, err
	}
	l.sprints.doubt(l.conn.ID, issues)
	found := map[string]jira.Issue{}
	for _, issue := range issues {
		found[issue.ID] = issue
	}
	answers, rest := l.sort(wishes, found)
	return answers, l.readRest(ctx, wishes, answers, rest)
}

// sort answers the wishes that the search has fulfilled. The rest are the places
// of those about which Jira is to be asked once more: those that were not found,
// or found as they were before they were read last, and some of those whose
// comments are to be counted; the others of these are counted next time.
func (l look) sort(wishes []wish, found map[string]jira.Issue) (answers []answer, rest []int) {
	answers = make([]answer, len(wishes))
	counts := 0
	for i, w := range wishes {
		issue, ok := found[w.issue]
		switch {
		case !ok && w.gone:
			answers[i].err = fail(NotFound, errUnseen, "issue_gone")
		case !ok || issue.Fields.Updated.Before(w.last.Updated):
			rest = append(rest, i)
		default:
			answers[i].view = l.view(issue, w.last)
			if !answers[i].view.Counted && counts < lookCounts {
				counts++
				rest = append(rest, i)
			}
		}
	}
	return answers, rest
}

// readRest asks about single issues, a few at a time.
func (l look) readRest(ctx context.Context, wishes []wish, answers []answer, rest []int) error {
	var group errgroup.Group
	group.SetLimit(lookSingly)
	for _, i := range rest {
		group.Go(func() error { return l.complete(ctx, wishes[i], &answers[i]) })
	}
	return group.Wait()
}

// complete reads an issue, or counts the comments of one that was found.
func (l look) complete(ctx context.Context, w wish, a *answer) (err error) {
	if a.view.Key != "" {
		return l.count(ctx, w.issue, &a.view)
	}
	a.view, err = l.at(ctx, w.issue, w.last)
	a.err = jiraFailure(err)
	return strangersOnly(err)
}

// strangersOnly keeps the error that Jira does not know who asks.
func strangersOnly(err error) error {
	if jiraRefusedToken(err) {
		return err
	}
	return nil
}

// wishFor is a wish for a link's issue.
func wishFor(conn Connection, link store.Link) wish {
	last, err := storedView(conn, link)
	if err != nil {
		last = View{}
	}
	return wish{issue: link.IssueID, last: last, gone: isWithheld(link)}
}

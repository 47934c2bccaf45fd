package bridge

import (
	"context"
	"crypto/rand"
	"strings"

	"golang.org/x/sync/errgroup"

	"jirabridge/asana/appcomponents"
	"jirabridge/asana/client"
	"jirabridge/asana/kit/sqldb"
	"jirabridge/bridge/store"
	"jirabridge/jira"
)

// maxSuggestions is how many issues a lookup suggests.
const maxSuggestions = 15

// suggestionFields are what a suggestion shows.
var suggestionFields = []string{"summary", "status", "issuetype"}

// Lookup suggests issues for what a person typed on a task: a key, an address
// of an issue, or words of its summary; the latest issues when nothing was
// typed. Only issues that the person's own Jira account may see are suggested.
func (b *Bridge) Lookup(ctx context.Context, c Caller, task, query string) (appcomponents.TypeaheadList, error) {
	ctx, cancel := context.WithTimeout(ctx, answerTime)
	defer cancel()
	var list appcomponents.TypeaheadList
	conn, err := b.ready(ctx, c)
	if err != nil {
		return list, err
	}
	if id, err := b.pending(ctx, task); id == underWay || id == asked || err != nil {
		more := b.say(c, "details_at", "Address", b.config.BaseURL+DetailsPath)
		return appcomponents.TypeaheadList{Header: b.Say(c.Lang, Text{ID: id}) + " " + more}, err
	}
	err = b.asJiraUser(ctx, conn, c.Person, func(j *jira.Client) error {
		issues, err := suggest(ctx, j, query)
		list.Items = nil
		for _, issue := range issues {
			list.Items = append(list.Items, issueItem(issue))
		}
		return err
	})
	return list, err
}

// suggest finds issues. A key may also be a word, so a key that names nothing
// is searched for.
func suggest(ctx context.Context, j *jira.Client, query string) ([]jira.Issue, error) {
	if key, ok := j.ParseIssueReference(query); ok {
		issue, err := j.Issue(ctx, key, suggestionFields, nil)
		switch jiraKind(err) {
		case "":
			return []jira.Issue{issue}, err
		case jira.NotFound, jira.Forbidden:
		default:
			return nil, err
		}
	}
	found, err := j.Search(ctx, wordsJQL(query), suggestionFields, maxSuggestions)
	return found.Issues, err
}

// wordsJQL is the search for typed words, newest first.
func wordsJQL(query string) string {
	clauses := []string{}
	if words := jira.MatchWords(query); words != "" {
		clauses = append(clauses, words)
	}
	return strings.Join(append(clauses, "order by updated desc"), " ")
}

func issueItem(issue jira.Issue) appcomponents.TypeaheadItem {
	item := appcomponents.TypeaheadItem{Title: resourceName(issue.Key, issue.Fields.Summary), Value: issue.Key}
	if t := issue.Fields.Type; t != nil {
		item.Subtitle, item.IconURL = t.Name, t.IconURL
	}
	if s := issue.Fields.Status; s != nil {
		item.Subtitle = strings.TrimPrefix(item.Subtitle+" · "+s.Name, " · ")
	}
	return item
}

// Attach links an existing issue, named by key or address, to the task. The
// person has to be allowed to see both, and both sides are asked now: nobody
// announces an authorization that was taken back. A task that has another issue
// is AlreadyLinked; the message names that issue.
func (b *Bridge) Attach(ctx context.Context, c Caller, task, attachment, query string) (appcomponents.Resource, error) {
	ctx, cancel := context.WithTimeout(ctx, answerTime)
	defer cancel()
	conn, err := b.ready(ctx, c)
	if err != nil {
		return appcomponents.Resource{}, err
	}
	var issue jira.Issue
	group, both := errgroup.WithContext(ctx)
	group.Go(func() (err error) {
		issue, err = b.referred(both, conn, c, query)
		return err
	})
	group.Go(func() error {
		return b.asPlatformUser(both, c.Person, func(p *client.Client) error {
			_, err := p.Task(both, task)
			return err
		})
	})
	if err := group.Wait(); err != nil {
		return appcomponents.Resource{}, err
	}
	return b.link(ctx, conn, c, task, attachment, issue)
}

// referred reads the issue a person named. It has to be visible to him.
func (b *Bridge) referred(ctx context.Context, conn Connection, c Caller, query string) (jira.Issue, error) {
	var issue jira.Issue
	err := b.asJiraUser(ctx, conn, c.Person, func(j *jira.Client) (err error) {
		key, ok := j.ParseIssueReference(query)
		if !ok {
			return fail(Invalid, nil, "no_reference", "Jira", conn.BrowseBase)
		}
		issue, err = j.Issue(ctx, key, viewFields, nil)
		if jiraKind(err) == jira.NotFound || jiraKind(err) == jira.Forbidden {
			return fail(NotFound, err, "issue_not_found", "Key", key)
		}
		return err
	})
	return issue, err
}

// link claims the task for an issue that is known already.
func (b *Bridge) link(ctx context.Context, conn Connection, c Caller, task, attachment string, issue jira.Issue) (appcomponents.Resource, error) {
	id := rand.Text()
	wanted := store.ClaimTaskParams{
		ID: id, Task: task, Workspace: c.Workspace, Connection: conn.ID, Person: c.Person,
		Submission: orElse(attachment, id), State: known, IssueID: issue.ID, IssueKey: issue.Key,
		Name: conn.nameOf(issue.Key, issue.Fields.Summary), URL: conn.browse(issue.Key),
		Snapshot: snapshotOf(viewOf(conn, issue)), ReadAt: sqldb.Micros(b.now()), Now: sqldb.Micros(b.now()), DueAt: b.due(settleAfter),
	}
	holder, mine, err := b.claim(ctx, wanted)
	switch {
	case err != nil:
		return appcomponents.Resource{}, err
	case mine:
		return appcomponents.Resource{Name: wanted.Name, URL: wanted.URL}, nil
	case holder.State == checking:
		return appcomponents.Resource{}, fail(Busy, nil, "asked")
	case holder.IssueID != issue.ID:
		return appcomponents.Resource{}, fail(AlreadyLinked, nil, "already_linked", "Issue", holder.Name)
	}
	return b.followLink(ctx, attachment, holder)
}

package bridge

import (
	"context"
	"database/sql"
	"encoding/json"
	"path"
	"time"

	"jirabridge/asana/kit/seal"
	"jirabridge/asana/kit/sqldb"
	"jirabridge/bridge/store"
	"jirabridge/jira"
)

// How many linked issues a move is checked by, and how many of ten have to be
// found: some may have been deleted meanwhile.
const (
	movedSample = 50
	movedOfTen  = 9
	movedClock  = 5 * time.Minute // by which Jira's clock may be ahead of ours
)

// RebindRequest says which workspace's Jira has moved, and where to.
type RebindRequest struct {
	Workspace string
	Jira      string      // its new address, as people type it
	Token     seal.Secret // a personal access token there, for when no authorization works at the new address
	DryRun    bool        // only check
}

// Rebound tells what [Bridge.Rebind] found.
type Rebound struct {
	From, To string
	Issues   int // linked issues that were looked at
	Same     int // of them, those found under their id, key and summary
	Links    int // whose addresses were changed, or would be
}

// Rebind points a workspace's connection at a Jira that has moved to another
// address, after making sure that it has the same data: of the linked issues,
// nine in ten have to be there under the id, key and summary that we know. It is for whoever runs this server; no page leads
// here. Credentials stay: a Jira that took its data along knows them.
// Attachments on the platform keep the address they were made with, because
// Asana's API cannot change one: widgets are found by the attachment's gid.
func (b *Bridge) Rebind(ctx context.Context, r RebindRequest) (Rebound, error) {
	conn, err := b.Connection(ctx, r.Workspace)
	if err != nil {
		return Rebound{}, err
	}
	base, err := BaseOf(r.Jira)
	if err != nil {
		return Rebound{}, err
	}
	done := Rebound{From: conn.JiraURL, To: base}
	if base == conn.JiraURL {
		return done, fail(Invalid, nil, "moved_same", "Jira", base)
	}
	info, err := b.diagnose(ctx, base, conn.Kind)
	if err != nil {
		return done, err
	}
	moved := conn
	moved.JiraURL, moved.BrowseBase = base, browseBase(info, base)
	links, err := store.New(b.db.Reader()).LinksWithIssue(ctx, conn.ID)
	if err != nil {
		return done, err
	}
	done.Links = len(links)
	if err := b.checkMove(ctx, moved, r.Token, links, &done); err != nil || r.DryRun {
		return done, err
	}
	return done, b.move(ctx, moved, info)
}

// checkMove looks at some linked issues at the new address, evenly over all.
func (b *Bridge) checkMove(ctx context.Context, moved Connection, token seal.Secret, links []store.Link, done *Rebound) error {
	readers, err := b.readersAt(ctx, moved, token)
	if err != nil {
		return err
	}
	step := max(1, (len(links)+movedSample-1)/movedSample)
	for i := 0; i < len(links); i += step {
		same, err := isSame(ctx, readers, links[i])
		if err != nil {
			return err
		}
		done.Issues++
		if same {
			done.Same++
		}
	}
	if done.Same*10 < done.Issues*movedOfTen {
		return fail(Invalid, nil, "moved_other", "Same", done.Same, "Issues", done.Issues)
	}
	return nil
}

// readersAt are clients of the moved Jira: with the token, or with the
// credentials that it accepts. Nothing is renewed there: a renewal at a wrong
// address would show it our secrets.
func (b *Bridge) readersAt(ctx context.Context, moved Connection, token seal.Secret) (readers []*jira.Client, err error) {
	ways := []letIn{bearing(token.Reveal())}
	if token == "" {
		if ways, err = b.waysIn(ctx, moved); err != nil {
			return nil, err
		}
	}
	for _, let := range ways {
		c, err := b.jiraClient(moved, let)
		if err != nil {
			return nil, err
		}
		if _, err := c.Myself(ctx); err == nil {
			readers = append(readers, c)
		}
	}
	if len(readers) == 0 {
		return nil, fail(NeedsConsent, nil, "moved_nobody")
	}
	return readers, nil
}

// waysIn are those of the credentials that have not expired, for the moved Jira.
func (b *Bridge) waysIn(ctx context.Context, moved Connection) (ways []letIn, err error) {
	rows, err := store.New(b.db.Reader()).Credentials(ctx, store.CredentialsParams{Realm: moved.ID, Most: maxReaders})
	if err != nil {
		return nil, err
	}
	for _, row := range rows {
		if sqldb.Time(row.ExpiresAt).Before(b.now()) {
			continue
		}
		token, err := b.config.Keys.Open(row.Access, place("bridge_credentials", row.Realm, row.Person, "access"))
		if err != nil {
			return nil, err
		}
		let, err := b.letAs(ctx, moved, LinkKind(row.Kind), string(token))
		if err != nil {
			return nil, err
		}
		ways = append(ways, let)
	}
	return ways, nil
}

// movedFields are compared of an issue.
var movedFields = []string{"summary", "created"}

// isSame tells whether a linked issue is at the new address, as far as any
// reader sees it: under the id, key and summary that we know, and not younger
// than the link.
func isSame(ctx context.Context, readers []*jira.Client, link store.Link) (bool, error) {
	for _, c := range readers {
		issue, err := c.Issue(ctx, link.IssueID, movedFields, nil)
		if err == nil {
			young := issue.Fields.Created.After(sqldb.Time(link.CreatedAt).Add(movedClock))
			return lastName(link) == resourceName(issue.Key, issue.Fields.Summary) && !young, nil
		}
		if !isMissing(err) {
			return false, jiraFailure(err)
		}
	}
	return false, nil
}

// lastName is what a linked issue was called when it was read last.
func lastName(link store.Link) string {
	var v View
	if json.Unmarshal([]byte(link.Snapshot), &v) != nil || v.Key == "" {
		return link.Name
	}
	return resourceName(v.Key, v.Summary)
}

// move changes all addresses at once, also of links made during the check.
func (b *Bridge) move(ctx context.Context, moved Connection, info jira.ServerInfo) error {
	err := b.db.Tx(ctx, func(ctx context.Context, tx *sql.Tx) error {
		q := store.New(tx)
		if err := q.MoveConnection(ctx, store.MoveConnectionParams{
			JiraURL: moved.JiraURL, BrowseBase: moved.BrowseBase, Version: orElse(info.Version, moved.Version), ID: moved.ID,
		}); err != nil {
			return err
		}
		links, err := q.LinksWithIssue(ctx, moved.ID)
		if err != nil {
			return err
		}
		for _, link := range links {
			if err := q.MoveLink(ctx, store.MoveLinkParams{URL: moved.browse(path.Base(link.URL)), ID: link.ID}); err != nil {
				return err
			}
		}
		return nil
	})
	if sqldb.IsUnique(err) {
		return fail(Invalid, err, "moved_taken")
	}
	return err
}

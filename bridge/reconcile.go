package bridge

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"jirabridge/asana/client"
	"jirabridge/asana/kit/sqldb"
	"jirabridge/bridge/store"
	"jirabridge/jira"
)

// Times of settling.
const (
	settleAfter = 15 * time.Second // first look, when the host has had time to attach
	settleAgain = 30 * time.Second // and longer the older the claim is
	settleLeast = time.Hour
	claimLife   = createTime + 15*time.Second // no work on a claim is older
	searchFor   = 10 * time.Minute            // Jira's index lags; after that there is no issue
	checkLife   = 3 * 24 * time.Hour          // after that a claim ends, whatever could be found out
	attachTime  = time.Minute                 // after that an issue without attachment will not get one by itself
)

// settle brings a link one step closer to its end and says when to look again,
// 0 when there is nothing left to do.
func (b *Bridge) settle(ctx context.Context, id string) (again time.Duration, err error) {
	link, ok, err := found(store.New(b.db.Reader()).Link(ctx, id))
	if err != nil || !ok {
		return 0, err
	}
	age := b.age(link)
	switch link.State {
	case claimed:
		if age < claimLife {
			return settleAfter, nil
		}
		_, err := store.New(b.db.Writer()).DoubtClaim(ctx, store.DoubtClaimParams{Now: sqldb.Micros(b.now()), ID: id})
		return time.Second, err
	case checking:
		return b.check(ctx, link, age)
	case known:
		return b.complete(ctx, link)
	}
	return 0, nil
}

// complete makes sure that the task shows a known issue. Normally the host has
// attached it after our answer; when it never got the answer, we do.
func (b *Bridge) complete(ctx context.Context, link store.Link) (again time.Duration, err error) {
	if since := b.now().Sub(sqldb.Time(link.UpdatedAt)); since < settleAfter {
		return settleAfter - since, nil
	}
	gid, there, err := b.atHost(ctx, link.Person, link)
	if err == nil && !there {
		gid, err = b.attachOurselves(ctx, link)
	}
	switch KindOf(err) {
	case NeedsConsent, NotFound, Invalid:
		// The person has left, or the task has, or the project no longer has the app. Nobody else may act for him.
		b.log.WarnContext(ctx, "link cannot be completed", "link", link.ID, "error", err)
		return 0, nil
	}
	if err != nil {
		return 0, err
	}
	return 0, b.see(ctx, link.ID, gid)
}

func (b *Bridge) attachOurselves(ctx context.Context, link store.Link) (gid string, err error) {
	err = b.asPlatformUser(ctx, link.Person, func(c *client.Client) error {
		made, err := c.AttachExternal(ctx, link.Task, link.Name, link.URL)
		gid = made.GID
		return err
	})
	return gid, err
}

// see notes under which gid the host has the link's attachment.
func (b *Bridge) see(ctx context.Context, link, gid string) error {
	_, err := store.New(b.db.Writer()).SeeAttachment(ctx, store.SeeAttachmentParams{
		Attachment: gid, Now: sqldb.Micros(b.now()), ID: link,
	})
	return err
}

// check looks for the issue a claim may have created. When it is found the
// link goes on as if Jira had answered; when Jira has been searched for long
// enough and has nothing like it, the task is free again. It is free in the end
// also when Jira, or the person's authorization, does not come back.
func (b *Bridge) check(ctx context.Context, link store.Link, age time.Duration) (again time.Duration, err error) {
	conn, issue, doubtful, err := b.lookFor(ctx, link, age)
	switch {
	case err == nil && issue.ID != "":
		_, err := b.know(ctx, conn, link.ID, issue.ID, issue.Key, issue.Fields.Summary)
		return settleAfter, err
	case err != nil:
		b.log.InfoContext(ctx, "claim cannot be checked yet", "claim", link.ID, "error", err)
	}
	if age < searchFor || (err != nil || doubtful) && age < checkLife {
		return min(max(settleAgain, age/4), settleLeast), nil
	}
	_ = b.giveUp(ctx, link.ID, err)
	return 0, nil
}

// lookFor asks Jira, in the claimer's name, for the issue of a claim.
func (b *Bridge) lookFor(ctx context.Context, link store.Link, age time.Duration) (conn Connection, issue jira.Issue, doubtful bool, err error) {
	row, err := b.connectionRow(ctx, link.Connection)
	if err != nil {
		return conn, issue, false, err
	}
	conn = connectionOf(row)
	err = b.asJiraUser(ctx, conn, link.Person, func(c *jira.Client) (err error) {
		issue, doubtful, err = search(ctx, c, link, age)
		return err
	})
	return conn, issue, doubtful, err
}

// search looks among what the person has created in the project since the
// claim for the issue with the claim's marker. An issue without any marker but
// with the same summary makes the result doubtful: this Jira may not have kept
// the marker.
func search(ctx context.Context, c *jira.Client, link store.Link, age time.Duration) (hit jira.Issue, doubtful bool, err error) {
	jql := fmt.Sprintf("project = %s and creator = currentUser() and created >= -%dm order by created desc",
		jira.QuoteJQL(link.Project), int(age.Minutes())+2)
	candidates, err := c.Search(ctx, jql, []string{"summary"}, 50)
	if err != nil {
		return jira.Issue{}, false, err
	}
	for _, candidate := range candidates.Issues {
		issue, err := c.Issue(ctx, candidate.ID, []string{"summary"}, []string{marker})
		if err != nil {
			return jira.Issue{}, false, err
		}
		claim, marked := claimOf(issue)
		if marked && claim == link.ID {
			return issue, false, nil
		}
		doubtful = doubtful || (!marked && issue.Fields.Summary == link.Name)
	}
	return jira.Issue{}, doubtful, nil
}

// claimOf reads an issue's marker.
func claimOf(issue jira.Issue) (claim string, marked bool) {
	var value struct {
		Claim string `json:"claim"`
	}
	raw, marked := issue.Properties[marker]
	if !marked || json.Unmarshal(raw, &value) != nil {
		return "", false
	}
	return value.Claim, true
}

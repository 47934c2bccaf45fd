package bridge

import (
	"context"
	"database/sql"
	"errors"
	"time"

	"jirabridge/asana/appcomponents"
	"jirabridge/asana/client"
	"jirabridge/asana/kit/httpkit"
	"jirabridge/asana/kit/sqldb"
	"jirabridge/bridge/store"
)

// States of a link; the package comment draws them.
const (
	claimed  = "claimed"
	checking = "checking"
	known    = "known"
	linked   = "linked"
	failed   = "failed"
	unlinked = "unlinked"
)

// claimPoll is how often a submission looks whether another one has finished.
const claimPoll = 100 * time.Millisecond

// openLink returns the link that has the task, if any.
func (b *Bridge) openLink(ctx context.Context, task string) (store.Link, bool, error) {
	link, ok, err := found(store.New(b.db.Reader()).LinkOfTask(ctx, task))
	httpkit.Note(ctx, "link", link.ID)
	return link, ok, err
}

// found turns a row that is not there into false.
func found[T any](row T, err error) (T, bool, error) {
	if errors.Is(err, sql.ErrNoRows) {
		return row, false, nil
	}
	return row, err == nil, err
}

// isGone tells whether the platform no longer has the link's attachment on the
// task. When the platform cannot be asked, or the person may not see the task,
// that is not known, and the link stays.
func (b *Bridge) isGone(ctx context.Context, person string, link store.Link) bool {
	_, there, err := b.atHost(ctx, person, link)
	return err == nil && !there
}

// atHost finds the link's attachment on the task.
func (b *Bridge) atHost(ctx context.Context, person string, link store.Link) (gid string, there bool, err error) {
	err = b.asPlatformUser(ctx, person, func(c *client.Client) error {
		all, err := c.Attachments(ctx, link.Task)
		gid, there = among(all, link)
		return err
	})
	return gid, there, err
}

// among finds a link among attachments: under the gid it is known by or was
// announced with, else by its address.
func among(all []client.Attachment, link store.Link) (gid string, there bool) {
	for _, a := range all {
		switch {
		case a.ResourceSubtype == client.FileAttachment:
		case a.GID == link.Attachment, a.GID == link.Submission:
			return a.GID, true
		case isOurs(a, link):
			gid, there = a.GID, true
		}
	}
	return gid, there
}

// isOurs tells whether an attachment is the link's, whatever its gid. One with
// the address that is not connected to us was pasted by somebody.
func isOurs(a client.Attachment, link store.Link) bool {
	return a.ResourceSubtype != client.FileAttachment && a.ViewURL == link.URL && a.ConnectedToApp
}

// followLink answers a submission with the issue another one has made.
func (b *Bridge) followLink(ctx context.Context, submission string, link store.Link) (appcomponents.Resource, error) {
	if submission != "" && submission != link.Submission {
		err := store.New(b.db.Writer()).FollowLink(ctx, store.FollowLinkParams{
			Submission: submission, Link: link.ID, Now: sqldb.Micros(b.now()),
		})
		if err != nil {
			return appcomponents.Resource{}, err
		}
	}
	return resourceOf(link), nil
}

func resourceOf(link store.Link) appcomponents.Resource {
	return appcomponents.Resource{Name: link.Name, URL: link.URL}
}

// resourceName is what an attachment of an issue is called.
func resourceName(key, summary string) string { return key + " " + summary }

package bridge

import (
	"context"
	"time"

	"jirabridge/asana/kit/sqldb"
	"jirabridge/bridge/store"
)

// A refresh token of Jira ends when it has not been used for 90 days
// (https://confluence.atlassian.com/adminjiraserver/oauth-2-0-provider-system-properties-1115659073.html).
const (
	refreshLife = 90 * 24 * time.Hour
	endsSoon    = 14 * 24 * time.Hour
)

// maxBoard is how many people the board lists.
const maxBoard = 1000

// Member is somebody who has let us act in the workspace's Jira.
type Member struct {
	Person    string // gid
	Name      string // on the platform; "" when that is not known
	Account   string // in Jira
	Used      time.Time
	Ends      time.Time // when it ends; zero while that is far off
	Prolonged bool      // by its use: then it ends only when it is not used before
	Former    bool      // it is of the link before: he has not consented to the present one
	Ended     bool
	Ending    Ending // of an ended one, if it is known
}

// Members tells the person who connected the workspace, and its admins, whose
// Jira accounts are connected and whose authorization has ended or is about to.
// Others are Forbidden.
func (b *Bridge) Members(ctx context.Context, person, workspace string) ([]Member, error) {
	conn, err := b.changeable(ctx, person, workspace)
	if err != nil {
		return nil, err
	}
	rows, err := store.New(b.db.Reader()).Board(ctx, store.BoardParams{Realm: conn.ID, Most: maxBoard})
	if err != nil {
		return nil, err
	}
	var all []Member
	for _, row := range rows {
		all = append(all, b.memberOf(conn, row))
	}
	return all, nil
}

func (b *Bridge) memberOf(conn Connection, row store.BoardRow) Member {
	m := Member{
		Person: row.Person, Name: row.Name, Account: row.DisplayName, Used: sqldb.Time(row.UsedAt), Ended: row.Dead,
		Former: !row.Dead && LinkKind(row.Kind) != conn.Kind,
	}
	ends := sqldb.Time(row.UpdatedAt).Add(refreshLife)
	if LinkKind(row.Kind) == OAuth1 { // the one token there is
		ends = sqldb.Time(row.ExpiresAt)
	}
	if !row.Dead && ends.Sub(b.now()) < endsSoon {
		m.Ends, m.Prolonged = ends, LinkKind(row.Kind) == OAuth2
	}
	if row.Dead && row.EndedBecause != "" {
		m.Ending = endingOf(store.Credential{Realm: row.Realm, EndedBecause: row.EndedBecause, EndedAt: row.EndedAt})
	}
	return m
}

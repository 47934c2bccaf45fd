package bridge

import (
	"context"
	"database/sql"
	"errors"

	"jirabridge/asana/kit/sqldb"
	"jirabridge/bridge/store"
)

// formerKind is the kind of link that people move away from when a connection
// is made anew; "" when there is none.
func formerKind(before store.Connection, kind LinkKind) LinkKind {
	switch {
	case !before.Active:
		return ""
	case LinkKind(before.Kind) != kind:
		return LinkKind(before.Kind)
	}
	return LinkKind(before.Former)
}

// leave says what becomes of the credentials when a connection is made anew.
// Those of a link of the other kind live on until it is retired, and their
// people are asked for consent to the new one. Those of another client are of
// no use and go.
func (b *Bridge) leave(ctx context.Context, q *store.Queries, before store.Connection, after store.SaveConnectionParams) error {
	if LinkKind(after.Kind) == OAuth2 && before.ClientID != after.ClientID {
		if err := b.endAll(ctx, q, after.ID, OAuth2, otherLink); err != nil {
			return err
		}
	}
	if !before.Active || before.Kind == after.Kind {
		return nil
	}
	return q.AskAgain(ctx, store.AskAgainParams{Because: newLink, Now: sqldb.Micros(b.now()), Realm: after.ID, Kind: before.Kind})
}

// current returns the credential with which a person may begin something: one
// of the link that the connection is made with. With one of a former link only
// what he has begun before goes on.
func (b *Bridge) current(ctx context.Context, conn Connection, person string) (store.Credential, error) {
	row, err := b.credential(ctx, conn.ID, person)
	if err == nil && LinkKind(row.Kind) != conn.Kind {
		return store.Credential{}, errNoCredential
	}
	return row, err
}

// isFormer tells whether a person's credential is of the former link.
func (b *Bridge) isFormer(ctx context.Context, conn Connection, person string) (bool, error) {
	if conn.Former == "" {
		return false, nil
	}
	row, err := b.credential(ctx, conn.ID, person)
	if errors.Is(err, errNoCredential) {
		return false, nil
	}
	return err == nil && LinkKind(row.Kind) == conn.Former, err
}

// Retire ends the application link that a workspace was connected with before,
// and deletes every token made with it: who has not consented to the present
// link is asked at the next attach or create, as after any other end. Only the
// person who connected and admins of the workspace may; others are Forbidden.
// Without such a link nothing happens.
func (b *Bridge) Retire(ctx context.Context, person, workspace string) error {
	conn, err := b.changeable(ctx, person, workspace)
	if err != nil || conn.Former == "" {
		return err
	}
	return b.db.Tx(ctx, func(ctx context.Context, tx *sql.Tx) error {
		q := store.New(tx)
		n, err := q.RetireLink(ctx, store.RetireLinkParams{ID: conn.ID, Former: string(conn.Former)})
		if err != nil || n == 0 {
			return err
		}
		if err := q.ForgetClient(ctx, store.ForgetClientParams{Empty: []byte{}, ID: conn.ID}); err != nil {
			return err
		}
		return b.endAll(ctx, q, conn.ID, conn.Former, otherLink)
	})
}

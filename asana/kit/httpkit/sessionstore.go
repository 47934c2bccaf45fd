package httpkit

import (
	"bytes"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"jirabridge/asana/kit/sqldb"
)

// prolong is how much longer a session must live before its row is written
// again although nothing in it changed: not every page view is a write.
const prolong = time.Hour

// sessionStore is an scs.CtxStore on a table. A session that was ended stays as
// a row without data until it expires: scs writes a session at the end of each
// request, and one that was under way must not bring it back.
type sessionStore struct {
	db    *sqldb.DB
	table string
	now   func() time.Time
}

// FindCtx reads a session that has neither expired nor been ended.
func (s *sessionStore) FindCtx(ctx context.Context, token string) ([]byte, bool, error) {
	var data []byte
	err := s.db.Reader().QueryRowContext(ctx,
		"select data from "+s.table+" where token = $1 and expires_at > $2", token, sqldb.Micros(s.now())).Scan(&data)
	if err != nil && !errors.Is(err, sql.ErrNoRows) {
		return nil, false, fmt.Errorf("find session: %w", err)
	}
	return data, len(data) > 0, nil
}

// CommitCtx writes a session, unless it was ended. scs asks for it after every
// request: a session that stands there already is not written, so that a page
// view takes no writer, and works while nothing can be written. Then it is
// merely not prolonged.
func (s *sessionStore) CommitCtx(ctx context.Context, token string, data []byte, expiry time.Time) error {
	stands, lives, err := s.kept(ctx, token, data, expiry)
	if err != nil {
		return err
	}
	if stands && lives {
		return nil
	}
	if err := s.write(ctx, token, data, expiry); err != nil && !stands {
		return fmt.Errorf("write session: %w", err)
	}
	return nil
}

// kept tells whether the session is stored with this data, and whether it lives
// about as long as it should.
func (s *sessionStore) kept(ctx context.Context, token string, data []byte, expiry time.Time) (stands, lives bool, err error) {
	var before []byte
	var expires int64
	err = s.db.Reader().QueryRowContext(ctx, "select data, expires_at from "+s.table+" where token = $1", token).Scan(&before, &expires)
	if err != nil && !errors.Is(err, sql.ErrNoRows) {
		return false, false, fmt.Errorf("find session: %w", err)
	}
	return err == nil && bytes.Equal(before, data), expires >= sqldb.Micros(expiry.Add(-prolong)), nil
}

func (s *sessionStore) write(ctx context.Context, token string, data []byte, expiry time.Time) error {
	_, err := s.db.Writer().ExecContext(ctx, "insert into "+s.table+" as old (token, data, expires_at) values ($1, $2, $3)"+
		" on conflict (token) do update set data = excluded.data, expires_at = excluded.expires_at"+
		" where old.data <> $4", token, data, sqldb.Micros(expiry), []byte{})
	return err
}

// DeleteCtx ends a session, for good.
func (s *sessionStore) DeleteCtx(ctx context.Context, token string) error {
	if _, err := s.db.Writer().ExecContext(ctx, "update "+s.table+" set data = $1 where token = $2", []byte{}, token); err != nil {
		return fmt.Errorf("end session: %w", err)
	}
	return nil
}

// Find, Commit and Delete are the interface without a context, which scs asks
// for and does not use.
func (s *sessionStore) Find(token string) ([]byte, bool, error) {
	return s.FindCtx(context.Background(), token)
}

// Commit is CommitCtx without a context.
func (s *sessionStore) Commit(token string, data []byte, expiry time.Time) error {
	return s.CommitCtx(context.Background(), token, data, expiry)
}

// Delete is DeleteCtx without a context.
func (s *sessionStore) Delete(token string) error {
	return s.DeleteCtx(context.Background(), token)
}

// SweepSessions deletes the sessions of table that have expired at now.
func SweepSessions(ctx context.Context, db *sqldb.DB, table string, now time.Time) error {
	if !identifier.MatchString(table) {
		return fmt.Errorf("sessions: %q is not a table", table)
	}
	if _, err := db.Writer().ExecContext(ctx, "delete from "+table+" where expires_at <= $1", sqldb.Micros(now)); err != nil {
		return fmt.Errorf("sweep sessions: %w", err)
	}
	return nil
}

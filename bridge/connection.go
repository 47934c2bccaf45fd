package bridge

import (
	"context"
	"crypto/rand"
	"database/sql"
	"errors"
	"strconv"
	"strings"
	"time"

	"jirabridge/asana/kit/httpkit"
	"jirabridge/asana/kit/sqldb"
	"jirabridge/bridge/store"
	"jirabridge/jira"
)

// Connection joins a workspace with a Jira. A workspace has at most one at a
// time.
type Connection struct {
	ID            string
	Workspace     string // gid
	WorkspaceName string
	JiraURL       string   // as entered, tidied, with context path
	OwnBase       string   // what Jira calls itself
	BrowserURL    string   // where browsers find it, if somebody has set that; "" otherwise
	BrowseBase    string   // one of the two; links begin with it
	Kind          LinkKind // of the application link in Jira
	Former        LinkKind // of the link before, which has not been retired; "" when there is none
	ClientID      string   // of OAuth 2.0
	Version       string   // of Jira
	ConnectedBy   string   // gid of the person
	Active        bool
	Backlinks     bool // issues get a link back to their task
	ConnectedAt   time.Time
	Reading       Reading // what widgets show, and to whom
}

// JiraRelease is a Jira that everything is tried with.
type JiraRelease = jira.Release

// JiraReleases are all of them, oldest first.
func JiraReleases() []JiraRelease { return jira.Releases() }

// IsTried tells whether the tests know this version of Jira. Others are not
// refused.
func (c Connection) IsTried() bool { return jira.IsTried(c.Version) }

// major is the first number of Jira's version, 0 when it cannot be read.
func (c Connection) major() int {
	first, _, _ := strings.Cut(c.Version, ".")
	n, err := strconv.Atoi(first)
	if err != nil {
		return 0
	}
	return n
}

func connectionOf(row store.Connection) Connection {
	return Connection{
		ID: row.ID, Workspace: row.Workspace, WorkspaceName: row.WorkspaceName, JiraURL: row.JiraURL,
		OwnBase: row.BrowseBase, BrowserURL: row.BrowserURL, BrowseBase: orElse(row.BrowserURL, row.BrowseBase), Kind: LinkKind(row.Kind), Former: LinkKind(row.Former), ClientID: row.ClientID, Version: row.Version,
		ConnectedBy: row.ConnectedBy, Active: row.Active, Backlinks: row.Backlinks, ConnectedAt: sqldb.Time(row.ConnectedAt),
		Reading: Reading(row.Reading),
	}
}

// Connection returns the Jira a workspace is connected to; NotConnected when
// there is none, or no such workspace.
func (b *Bridge) Connection(ctx context.Context, workspace string) (Connection, error) {
	if strings.Trim(workspace, "0123456789") != "" { // no gid; PostgreSQL would even fail over what is no text
		return Connection{}, fail(NotConnected, nil, "not_connected")
	}
	row, err := store.New(b.db.Reader()).ActiveConnection(ctx, workspace)
	if errors.Is(err, sql.ErrNoRows) {
		return Connection{}, fail(NotConnected, nil, "not_connected")
	}
	httpkit.Note(ctx, "connection", row.ID)
	return connectionOf(row), err
}

// connectionRow returns an active connection by its id.
func (b *Bridge) connectionRow(ctx context.Context, id string) (store.Connection, error) {
	row, err := store.New(b.db.Reader()).Connection(ctx, id)
	if errors.Is(err, sql.ErrNoRows) || (err == nil && !row.Active) {
		return row, fail(NotConnected, nil, "not_connected")
	}
	return row, err
}

// Disconnect ends a connection and deletes every token made for it. Links stay
// and work again once the same Jira is connected. Only the person who
// connected and admins of the workspace may; others are Forbidden.
func (b *Bridge) Disconnect(ctx context.Context, person, workspace string) error {
	conn, err := b.changeable(ctx, person, workspace)
	if err != nil {
		return err
	}
	return b.db.Tx(ctx, func(ctx context.Context, tx *sql.Tx) error {
		q := store.New(tx)
		if _, err := q.EndConnection(ctx, store.EndConnectionParams{Empty: []byte{}, ID: conn.ID}); err != nil {
			return err
		}
		return b.endAll(ctx, q, conn.ID, "", disconnected)
	})
}

// changeable returns the connection of a workspace to somebody who may change
// it.
func (b *Bridge) changeable(ctx context.Context, person, workspace string) (Connection, error) {
	conn, err := b.Connection(ctx, workspace)
	if err != nil {
		return Connection{}, err
	}
	standing, err := b.workspace(ctx, person, workspace)
	if err != nil {
		return Connection{}, err
	}
	return conn, mayChange(standing, person, conn)
}

// mayChange tells whether the person may replace or remove a connection.
func mayChange(standing WorkspaceChoice, person string, conn Connection) error {
	if standing.IsAdmin || person == conn.ConnectedBy {
		return nil
	}
	return fail(Forbidden, nil, "not_yours")
}

// saveConnection stores connection and credential at once. A Jira that was
// connected before gets its old id back, and with it its links.
func (b *Bridge) saveConnection(ctx context.Context, s state, info jira.ServerInfo, who account, t tokens) error {
	before, err := store.New(b.db.Reader()).ConnectionTo(ctx, store.ConnectionToParams{
		Workspace: s.Workspace, JiraURL: s.Pending.JiraURL,
	})
	if err != nil && !errors.Is(err, sql.ErrNoRows) {
		return err
	}
	row := store.SaveConnectionParams{
		ID: orElse(before.ID, rand.Text()), Workspace: s.Workspace, WorkspaceName: s.Pending.WorkspaceName, JiraURL: s.Pending.JiraURL,
		BrowseBase: browseBase(info, s.Pending.JiraURL), BrowserURL: s.Pending.BrowserURL, Kind: string(s.Pending.Kind), Former: string(formerKind(before, s.Pending.Kind)),
		Version: info.Version, ConnectedBy: s.Person, ConnectedAt: sqldb.Micros(b.now()),
	}
	if row.ClientID, row.ClientSecret, err = b.clientOf(row.ID, before, *s.Pending); err != nil {
		return err
	}
	err = b.db.Tx(ctx, func(ctx context.Context, tx *sql.Tx) error {
		q := store.New(tx)
		if err := b.leave(ctx, q, before, row); err != nil {
			return err
		}
		if err := q.SaveConnection(ctx, row); err != nil {
			return err
		}
		return b.saveCredential(ctx, tx, row.ID, s.Person, who, t)
	})
	if sqldb.IsUnique(err) {
		return b.wasFirst(ctx, s.Workspace, err)
	}
	return err
}

// clientOf is the client of the OAuth 2.0 link that a connection has, its
// secret sealed. Over OAuth 1.0a it is that of the link before, if any.
func (b *Bridge) clientOf(connection string, before store.Connection, p pending) (id string, secret []byte, err error) {
	if p.Kind == OAuth1 {
		return before.ClientID, append([]byte{}, before.ClientSecret...), nil // none is no null
	}
	secret, err = b.config.Keys.Seal([]byte(p.ClientSecret), place("bridge_connections", connection, "client_secret"))
	return p.ClientID, secret, err
}

// wasFirst explains that of two admins at once another one was first.
func (b *Bridge) wasFirst(ctx context.Context, workspace string, cause error) error {
	conn, err := b.Connection(ctx, workspace)
	if err != nil {
		return errors.Join(err, cause)
	}
	return fail(Invalid, cause, "one_jira", "Field", "domain", "Jira", conn.JiraURL)
}

package bridge

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"net/url"
	"strings"
	"time"

	"jirabridge/asana/kit/seal"
	"jirabridge/asana/kit/sqldb"
	"jirabridge/bridge/store"
)

// Purpose says what a trip to a consent page is for.
type Purpose string

// The purposes of a state.
const (
	PurposeSignIn    Purpose = "sign-in"   // Asana Connect
	PurposeConnect   Purpose = "connect"   // an admin connects a workspace
	PurposeAuthorize Purpose = "authorize" // a member lets us act in Jira
)

// stateLife is how long a person may take to consent.
const stateLife = 10 * time.Minute

// state is what we remember while a browser is at a consent page. It is bound
// to the browser's session and to the address the consent page returns to, and
// it can be taken once.
type state struct {
	Purpose    Purpose
	Person     string // gid, "" before sign-in
	Workspace  string
	Callback   string
	ReturnPath string
	Verifier   string
	Pending    *pending
}

// keepState stores s. The state parameter fetches it again.
func (b *Bridge) keepState(ctx context.Context, session, param string, s state) error {
	if !isLocal(s.ReturnPath) {
		return fail(Invalid, nil, "return_path")
	}
	row, err := b.sealState(seal.Hash(param), s)
	if err != nil {
		return err
	}
	row.Session = seal.Hash(session)
	row.ExpiresAt = sqldb.Micros(b.now().Add(stateLife))
	return store.New(b.db.Writer()).InsertState(ctx, row)
}

// Sweep deletes the states nobody has come back with in time.
func (b *Bridge) Sweep(ctx context.Context) error {
	q, now := store.New(b.db.Writer()), sqldb.Micros(b.now())
	return sqldb.Sweep(func(most int32) (int64, error) {
		return q.SweepStates(ctx, store.SweepStatesParams{Now: now, Most: most})
	})
}

func (b *Bridge) sealState(hash string, s state) (store.InsertStateParams, error) {
	row := store.InsertStateParams{
		Hash: hash, Purpose: string(s.Purpose), Person: s.Person, Workspace: s.Workspace,
		Callback: s.Callback, ReturnPath: s.ReturnPath, Pending: []byte{},
	}
	var err error
	row.Verifier, err = b.config.Keys.Seal([]byte(s.Verifier), place("bridge_states", hash, "verifier"))
	if err != nil || s.Pending == nil {
		return row, err
	}
	text, err := json.Marshal(s.Pending)
	if err != nil {
		return row, err
	}
	row.Pending, err = b.config.Keys.Seal(text, place("bridge_states", hash, "pending"))
	return row, err
}

// takeState returns what was kept for the parameter, and forgets it. Another
// session's, another callback's, an expired, a used and an invented parameter
// look alike: BadState.
func (b *Bridge) takeState(ctx context.Context, session, callback, param string) (state, error) {
	row, err := store.New(b.db.Writer()).TakeState(ctx, store.TakeStateParams{
		Hash: seal.Hash(param), Session: seal.Hash(session), Callback: callback, Now: sqldb.Micros(b.now()),
	})
	if errors.Is(err, sql.ErrNoRows) {
		return state{}, fail(BadState, nil, "bad_state")
	}
	if err != nil {
		return state{}, err
	}
	return b.openState(row)
}

func (b *Bridge) openState(row store.State) (state, error) {
	s := state{
		Purpose: Purpose(row.Purpose), Person: row.Person, Workspace: row.Workspace,
		Callback: row.Callback, ReturnPath: row.ReturnPath,
	}
	verifier, err := b.config.Keys.Open(row.Verifier, place("bridge_states", row.Hash, "verifier"))
	if err != nil {
		return state{}, err
	}
	s.Verifier = string(verifier)
	if len(row.Pending) == 0 {
		return s, nil
	}
	text, err := b.config.Keys.Open(row.Pending, place("bridge_states", row.Hash, "pending"))
	if err != nil {
		return state{}, err
	}
	return s, json.Unmarshal(text, &s.Pending)
}

// place names the row and column a secret is bound to.
func place(parts ...string) string { return strings.Join(parts, "/") }

// isLocal tells whether an address stays on this site, in every reading that
// browsers give it.
func isLocal(address string) bool {
	u, err := url.Parse(address)
	return err == nil && !u.IsAbs() && u.Host == "" && strings.HasPrefix(address, "/") &&
		!strings.HasPrefix(address, "//") && !strings.ContainsAny(address, "\\\r\n\t")
}

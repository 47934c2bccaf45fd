package bridge

import (
	"context"
	"time"

	"jirabridge/asana/kit/seal"
)

// Connection joins a workspace with a Jira.
type Connection struct {
	ID            string
	Workspace     string // gid
	WorkspaceName string
	JiraURL       string // as entered, with context path, without trailing slash
	BrowseBase    string // what Jira calls itself; links begin with it
	ClientID      string
	Version       string // of Jira
	ConnectedBy   string // gid of the person
	Active        bool
	ConnectedAt   time.Time
}

// ConnectRequest is what the setup page collects.
type ConnectRequest struct {
	Person        string // gid
	Session       string // as for StartSignIn
	Workspace     string // gid
	WorkspaceName string
	JiraDomain    string // as typed: with or without scheme, context path, trailing slash
	ClientID      string
	ClientSecret  seal.Secret
}

// Connection returns the Jira a workspace is connected to; NotConnected when
// there is none.
func (b *Bridge) Connection(ctx context.Context, workspace string) (Connection, error) {
	return Connection{}, nil
}

// Connect checks a Jira and returns the address of its consent page. Nothing
// is connected before Authorize has seen the consent of a Jira administrator.
// A refusal is Invalid (Text.Args["Field"] names the input at fault: domain,
// client_id, client_secret or workspace), Forbidden, or Unreachable.
func (b *Bridge) Connect(ctx context.Context, r ConnectRequest) (redirect string, err error) {
	return "", nil
}

// Disconnect ends a connection and deletes every token made for it. Links stay
// and work again once the same Jira is connected. Only the person who
// connected and admins of the workspace may; others are Forbidden.
func (b *Bridge) Disconnect(ctx context.Context, person, workspace string) error {
	return nil
}

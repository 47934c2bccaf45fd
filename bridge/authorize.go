package bridge

import "context"

// Purpose says what an authorization at Jira was for.
type Purpose string

// The purposes of a state.
const (
	PurposeSignIn    Purpose = "sign-in"
	PurposeConnect   Purpose = "connect"   // an admin connects a workspace
	PurposeAuthorize Purpose = "authorize" // a member lets us act in Jira
)

// Callback is what Jira sent to /setup/callback/jira, and the session of the
// browser that brought it.
type Callback struct{ Session, State, Code, Error string }

// Authorized is the outcome of a consent at Jira. ReturnPath is local.
type Authorized struct {
	Purpose    Purpose
	ReturnPath string
	Workspace  string
}

// StartAuthorization returns the address of Jira's consent page for a member.
// NotConnected when the workspace has no Jira.
func (b *Bridge) StartAuthorization(ctx context.Context, person, session, workspace, returnPath string) (redirect string, err error) {
	return "", nil
}

// Authorize completes a consent at Jira, for members and for admins who
// connect. It exchanges the code at once: codes live ten seconds. On an error
// other than BadState the returned Authorized still says where the person came
// from.
func (b *Bridge) Authorize(ctx context.Context, c Callback) (Authorized, error) {
	return Authorized{}, nil
}

// HasCredential tells whether the person has let us act in the workspace's
// Jira and, as far as known, still does.
func (b *Bridge) HasCredential(ctx context.Context, person, workspace string) (bool, error) {
	return false, nil
}

package bridge

import "context"

// Person is someone of the platform.
type Person struct{ GID, Name, Email string }

// SignedIn is who came back from Asana Connect, and the local path on which
// the person goes on.
type SignedIn struct {
	Person     Person
	ReturnPath string
}

// WorkspaceChoice is a workspace a person may connect to a Jira.
type WorkspaceChoice struct {
	GID, Name string
	IsAdmin   bool // owner or super admin
}

// StartSignIn begins Asana Connect: it returns the address to send the browser
// to. session is any text bound to the browser, such as a session token;
// callbackPath is the local path registered as redirect address, returnPath
// the local path to go on to.
func (b *Bridge) StartSignIn(ctx context.Context, session, callbackPath, returnPath string) (redirect string, err error) {
	return "", nil
}

// FinishSignIn completes Asana Connect with what came to callbackPath:
// parameters state, code and error. It keeps the person's tokens, sealed. A
// forged, expired, replayed or foreign state is BadState; a person who clicked
// Deny is Forbidden.
func (b *Bridge) FinishSignIn(ctx context.Context, session, callbackPath, state, code, errParam string) (SignedIn, error) {
	return SignedIn{}, nil
}

// Workspaces lists the workspaces the person is a member of and no guest in.
// NeedsConsent means that the person has to sign in again.
func (b *Bridge) Workspaces(ctx context.Context, person string) ([]WorkspaceChoice, error) {
	return nil, nil
}

// HasPlatformToken tells whether we can act on the platform in the person's
// name.
func (b *Bridge) HasPlatformToken(ctx context.Context, person string) (bool, error) {
	return false, nil
}

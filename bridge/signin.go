package bridge

import (
	"context"
	"crypto/rand"
	"errors"

	"golang.org/x/oauth2"

	"jirabridge/asana/client"
)

// platformScope is the whole of what Asana lets an app do in a person's name;
// its finer scopes do not cover external attachments
// (https://developers.asana.com/docs/oauth-scopes).
const platformScope = "default"

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
	verifier := oauth2.GenerateVerifier()
	param := rand.Text()
	err = b.keepState(ctx, session, param, state{
		Purpose: PurposeSignIn, Callback: callbackPath, ReturnPath: returnPath, Verifier: verifier,
	})
	if err != nil {
		return "", err
	}
	return b.connect(callbackPath).AuthCodeURL(param, verifier, platformScope), nil
}

// FinishSignIn completes Asana Connect with what came to callbackPath: the
// parameters state, code and error. It keeps the person's tokens, sealed. A
// forged, expired, replayed or foreign state is BadState; a person who clicked
// Deny is Forbidden. With an error other than BadState the returned SignedIn
// still has the ReturnPath.
func (b *Bridge) FinishSignIn(ctx context.Context, session, callbackPath, param, code, errParam string) (SignedIn, error) {
	s, err := b.takeState(ctx, session, callbackPath, param)
	if err != nil {
		return SignedIn{}, err
	}
	in := SignedIn{ReturnPath: s.ReturnPath}
	if errParam != "" || code == "" {
		return in, fail(Forbidden, errors.New("platform answered "+errParam), "signin_denied")
	}
	token, err := b.connect(callbackPath).Exchange(ctx, code, s.Verifier)
	if err != nil {
		return in, signInFailure(err)
	}
	in.Person = Person(token.User)
	return in, b.saveCredential(ctx, b.db.Writer(), platformRealm, token.User.GID,
		account{Key: token.User.GID, Name: token.User.Email, DisplayName: token.User.Name},
		tokens{Access: token.Access, Refresh: token.Refresh, Expiry: token.Expiry})
}

func signInFailure(err error) error {
	var e *client.Error
	if errors.As(err, &e) && e.Kind == client.InvalidGrant {
		return fail(BadState, err, "bad_state")
	}
	return platformFailure(err)
}

// Workspaces lists the workspaces the person is a member of and no guest in.
// NeedsConsent means that the person has to sign in again.
func (b *Bridge) Workspaces(ctx context.Context, person string) ([]WorkspaceChoice, error) {
	var choices []WorkspaceChoice
	err := b.asPlatformUser(ctx, person, func(c *client.Client) error {
		memberships, err := c.WorkspaceMemberships(ctx)
		for _, m := range memberships {
			if m.IsActive && !m.IsGuest {
				choices = append(choices, WorkspaceChoice{GID: m.Workspace.GID, Name: m.Workspace.Name, IsAdmin: m.IsAdmin})
			}
		}
		return err
	})
	return choices, err
}

// IsFree tells whether a workspace is on the free plan, which has no connections. Only a clear answer counts: a
// platform that cannot say keeps nobody out.
func (b *Bridge) IsFree(ctx context.Context, person, workspace string) (free bool, err error) {
	err = b.asPlatformUser(ctx, person, func(c *client.Client) error {
		paid, err := c.IsPaid(ctx, workspace)
		var e *client.Error
		if errors.As(err, &e) && e.Kind != client.Unauthorized {
			return nil
		}
		free = err == nil && !paid
		return err
	})
	return free, err
}

// hasPlan refuses a workspace whose plan has no connections.
func (b *Bridge) hasPlan(ctx context.Context, person string, standing WorkspaceChoice) error {
	free, err := b.IsFree(ctx, person, standing.GID)
	if err == nil && free {
		return fail(Forbidden, nil, "plan", "Field", "workspace")
	}
	return err
}

// workspace returns the person's standing in one workspace, or Forbidden.
func (b *Bridge) workspace(ctx context.Context, person, gid string) (WorkspaceChoice, error) {
	choices, err := b.Workspaces(ctx, person)
	if err != nil {
		return WorkspaceChoice{}, err
	}
	for _, choice := range choices {
		if choice.GID == gid {
			return choice, nil
		}
	}
	return WorkspaceChoice{}, fail(Forbidden, nil, "no_member", "Field", "workspace")
}

package bridge

import (
	"context"
	"errors"
	"net/http"

	"jirabridge/asana/client"
)

// asPlatformUser runs f with a client of the platform's API in the person's
// name. When the platform refuses the token, f is run once more with a new one.
func (b *Bridge) asPlatformUser(ctx context.Context, person string, f func(c *client.Client) error) error {
	err := b.withToken(ctx, platformRealm, person, func(_ LinkKind, token string) error {
		c, err := b.platformClient(token)
		if err != nil {
			return err
		}
		return f(c)
	})
	return platformFailure(err)
}

func (b *Bridge) platformClient(token string) (*client.Client, error) {
	return client.New(client.Config{
		BaseURL: b.config.PlatformURL, HTTP: &http.Client{Transport: b.config.Platform},
		Token: func(context.Context) (string, error) { return token, nil },
	})
}

// connect is our registration at Asana Connect, with the redirect address at
// the given path.
func (b *Bridge) connect(callbackPath string) client.Connect {
	return client.Connect{
		BaseURL: b.config.PlatformURL, ClientID: b.config.App.ClientID, ClientSecret: b.config.App.ClientSecret,
		RedirectURL: b.config.BaseURL + callbackPath, HTTP: &http.Client{Transport: b.config.Platform},
	}
}

func platformRefusedToken(err error) bool {
	var e *client.Error
	return errors.As(err, &e) && e.Kind == client.Unauthorized
}

// platformFailure says in our words what the platform's client reported.
func platformFailure(err error) error {
	var ours *Error
	if err == nil || errors.As(err, &ours) {
		return err
	}
	if errors.Is(err, errNoCredential) {
		return fail(NeedsConsent, nil, "consent_platform")
	}
	var e *client.Error
	if !errors.As(err, &e) {
		return overdue(err, "platform_slow")
	}
	switch e.Kind {
	case client.Unreachable:
		return platformOutage(e)
	case client.Unauthorized, client.InvalidGrant:
		return fail(NeedsConsent, err, "consent_platform")
	case client.Forbidden, client.NotFound:
		return fail(NotFound, err, "task_out_of_reach")
	case client.Invalid:
		return fail(Invalid, err, "platform_refused")
	case client.RateLimited:
		return fail(Busy, err, "platform_busy")
	case client.InvalidClient:
		return fail(Internal, err, "internal")
	}
	return fail(Unreachable, err, "platform_unreachable")
}

// platformOutage is a platform that cannot be reached, or whose answer nobody
// waits for any longer.
func platformOutage(e *client.Error) error {
	if late := new(Error); errors.As(overdue(e, "platform_slow"), &late) {
		return late
	}
	return fail(Unreachable, e, "platform_unreachable")
}

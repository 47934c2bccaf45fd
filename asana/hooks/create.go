package hooks

import (
	"context"
	"crypto/subtle"
	"fmt"
	"net/http"

	"jirabridge/asana"
	"jirabridge/asana/kit/httpkit"
	"jirabridge/asana/kit/seal"
)

// The headers of a handshake and of every other call.
const (
	secretHeader    = "X-Hook-Secret"
	signatureHeader = "X-Hook-Signature"
)

// Create shakes hands with the receiver and makes the webhook. The secret is told this once. Errors of the
// receiver's are *asana.Error of Kind Invalid, addresses that may not be called Forbidden.
func (h *Hooks) Create(ctx context.Context, a asana.Actor, n asana.NewWebhook) (asana.Webhook, seal.Secret, error) {
	if err := h.platform.CheckWebhook(ctx, a, n); err != nil {
		return asana.Webhook{}, "", err
	}
	secret := seal.NewToken(seal.NewToken("").Reveal()) // 64 digits, as asana.com's
	if err := h.shakeHands(ctx, n.Target, secret); err != nil {
		return asana.Webhook{}, "", err
	}
	w, err := h.platform.AddWebhook(ctx, a, n, secret)
	return w, secret, err
}

func (h *Hooks) shakeHands(ctx context.Context, target string, secret seal.Secret) error {
	r, err := h.call(ctx, target, secretHeader, secret.Reveal(), []byte("{}"))
	switch {
	case ctx.Err() != nil:
		return ctx.Err()
	case httpkit.IsGuarded(err):
		return &asana.Error{Kind: asana.Forbidden, ID: "asana.misused", Field: "target", Text: r.text}
	case err != nil:
		return refused("could not be reached: %s", r.text)
	case r.status != http.StatusOK && r.status != http.StatusNoContent:
		return refused("responded with an incorrect status code: %d", r.status)
	case subtle.ConstantTimeCompare([]byte(r.header.Get(secretHeader)), []byte(secret.Reveal())) == 0:
		return refused("did not respond with the handshake secret.")
	}
	return nil
}

// refused is a failed handshake in asana.com's words.
func refused(format string, args ...any) error {
	text := "The remote server which is intended to receive the webhook " + fmt.Sprintf(format, args...)
	return &asana.Error{Kind: asana.Invalid, ID: "asana.misused", Text: text}
}

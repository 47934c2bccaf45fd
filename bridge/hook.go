package bridge

import (
	"context"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io"
	"strings"
	"time"

	"jirabridge/asana/kit/seal"
	"jirabridge/asana/kit/sqldb"
	"jirabridge/bridge/store"
)

// HookPath is where Jira's webhooks arrive; a secret follows.
const HookPath = "/app/hooks/jira/"

// signsHooks is the first Jira, by its first number, that can sign its webhooks
// (https://confluence.atlassian.com/adminjiraserver/managing-webhooks-938846912.html).
const signsHooks = 10

// signaturePrefix stands before the hex HMAC-SHA256 of the body.
const signaturePrefix = "sha256="

// Hook is where a Jira is to send its webhooks. Its administrator enters this
// there by hand.
type Hook struct {
	Address seal.Secret // nobody else may know it
	Signing seal.Secret // Jira signs with it; "" for one that cannot
	Since   time.Time
}

// Hook returns where the Jira of a workspace sends its webhooks, to people who
// may change the connection; the zero Hook when nobody has asked for one.
func (b *Bridge) Hook(ctx context.Context, person, workspace string) (Hook, error) {
	conn, err := b.changeable(ctx, person, workspace)
	if err != nil {
		return Hook{}, err
	}
	row, ok, err := found(store.New(b.db.Reader()).Hook(ctx, conn.ID))
	if !ok {
		return Hook{}, err
	}
	secret, err := b.config.Keys.Open(row.Address, place("bridge_hooks", conn.ID, "address"))
	if err != nil {
		return Hook{}, err
	}
	h := Hook{Address: seal.Secret(b.config.BaseURL + HookPath + string(secret)), Since: sqldb.Time(row.CreatedAt)}
	if conn.major() >= signsHooks {
		signing, err := b.config.Keys.Open(row.Signing, place("bridge_hooks", conn.ID, "signing"))
		h.Signing = seal.Secret(signing)
		return h, err
	}
	return h, nil
}

// RenewHook makes an address and a signing secret for the webhooks of a
// workspace's Jira. Those there were before are worth nothing from then on.
func (b *Bridge) RenewHook(ctx context.Context, person, workspace string) error {
	conn, err := b.changeable(ctx, person, workspace)
	if err != nil {
		return err
	}
	secret := rand.Text()
	address, err := b.config.Keys.Seal([]byte(secret), place("bridge_hooks", conn.ID, "address"))
	if err != nil {
		return err
	}
	signing, err := b.config.Keys.Seal([]byte(rand.Text()), place("bridge_hooks", conn.ID, "signing"))
	if err != nil {
		return err
	}
	return store.New(b.db.Writer()).SaveHook(ctx, store.SaveHookParams{
		Connection: conn.ID, Hash: seal.Hash(secret), Address: address, Signing: signing, Now: sqldb.Micros(b.now()),
	})
}

// Receive takes in a webhook. It decides nothing about an issue and returns at
// once: an event only has the values read again that the linker may see, so
// neither its order nor what it says matters. A secret that is no connection's
// is NotFound, a wrong or missing signature Forbidden, a body that is no event
// Invalid, too many at once Busy. The body is read only when the secret is a
// connection's and what stands for a signature can be one.
func (b *Bridge) Receive(ctx context.Context, secret, signature string, body io.Reader) error {
	conn, hook, err := b.hooked(ctx, secret)
	if err != nil {
		return err
	}
	given, decision := signatureOf(conn, signature)
	if decision != "" {
		return b.distrust(ctx, hookEvent{connection: conn.ID}, decision)
	}
	content, err := io.ReadAll(body)
	if err != nil {
		return b.unreadable(ctx, conn.ID, err)
	}
	event, err := readEvent(content)
	event.connection = conn.ID
	if given != nil && !b.hasSigned(hook, given, content) {
		return b.distrust(ctx, event, DecidedForged)
	}
	if err != nil {
		return b.unreadable(ctx, conn.ID, err)
	}
	event.received = b.now()
	if !b.inbox.add(event) {
		return fail(Busy, nil, "jira_busy")
	}
	return nil
}

// hooked finds the connection by the hash of the secret, so how long that takes
// tells nothing of the secret.
func (b *Bridge) hooked(ctx context.Context, secret string) (Connection, store.Hook, error) {
	hook, ok, err := found(store.New(b.db.Reader()).HookOfHash(ctx, seal.Hash(secret)))
	if err == nil && !ok {
		err = fail(NotFound, nil, "not_connected")
	}
	if err != nil {
		return Connection{}, hook, err
	}
	row, err := b.connectionRow(ctx, hook.Connection)
	return connectionOf(row), hook, err
}

// unreadable refuses what is no event, and says so in the log.
func (b *Bridge) unreadable(ctx context.Context, connection string, cause error) error {
	event := hookEvent{connection: connection, decision: DecidedMalformed}
	return errors.Join(fail(Invalid, cause, "jira_odd"), b.logEvents(ctx, []hookEvent{event}))
}

// signatureOf reads what stands for a signature, nil where none has to. Jiras
// that can sign have to: the address alone may stand in the logs of a proxy.
func signatureOf(conn Connection, text string) (given []byte, wrong Decision) {
	if text == "" {
		if conn.major() >= signsHooks {
			return nil, DecidedUnsigned
		}
		return nil, ""
	}
	given, err := hex.DecodeString(strings.TrimPrefix(text, signaturePrefix))
	if err != nil || len(given) != sha256.Size {
		return nil, DecidedForged
	}
	return given, ""
}

// hasSigned tells whether Jira has signed a body.
func (b *Bridge) hasSigned(hook store.Hook, given, body []byte) bool {
	key, err := b.config.Keys.Open(hook.Signing, place("bridge_hooks", hook.Connection, "signing"))
	if err != nil {
		return false
	}
	mac := hmac.New(sha256.New, key)
	mac.Write(body)
	return hmac.Equal(given, mac.Sum(nil))
}

// distrust refuses an event that is not Jira's, and says so in the log.
func (b *Bridge) distrust(ctx context.Context, event hookEvent, because Decision) error {
	event.decision = because
	return errors.Join(fail(Forbidden, nil, "not_yours"), b.logEvents(ctx, []hookEvent{event}))
}

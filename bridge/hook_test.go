package bridge_test

import (
	"bytes"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"slices"
	"strings"
	"testing"
	"testing/iotest"
	"time"

	"jirabridge/bridge"
	"jirabridge/bridge/bridgetest"
)

// hook makes the address of the workspace's webhooks and returns its secret.
func hook(t *testing.T, w *bridgetest.World) (secret string, h bridge.Hook) {
	t.Helper()
	check(t, w.Bridge.RenewHook(t.Context(), w.Owner.GID, w.Workspace.GID))
	h, err := w.Bridge.Hook(t.Context(), w.Owner.GID, w.Workspace.GID)
	check(t, err)
	secret, ok := strings.CutPrefix(h.Address.Reveal(), w.Home+bridge.HookPath)
	if !ok || len(secret) < 20 {
		t.Fatalf("the address is %s", h.Address.Reveal())
	}
	return secret, h
}

func event(w *bridgetest.World, name, kind, id string) []byte {
	return fmt.Appendf(nil, `{"timestamp":%d,"webhookEvent":%q,"issue_event_type_name":%q,"issue":{"id":%q,"key":"IT-1","fields":{"summary":"Never shown"}}}`,
		w.Clock.Now().UnixMilli(), name, kind, id)
}

// decisions are those of the log, oldest first.
func decisions(t *testing.T, w *bridgetest.World) (all []bridge.Decision) {
	t.Helper()
	log, err := w.Bridge.HookLog(t.Context(), w.Owner.GID, w.Workspace.GID)
	check(t, err)
	for _, e := range log {
		all = append(all, e.Decision)
	}
	slices.Reverse(all)
	return all
}

// hooked is a world whose Jira sends webhooks, and what came of them so far.
type hooked struct {
	*bridgetest.World
	t      *testing.T
	secret string
	events int
}

func hookedWorld(t *testing.T, world *bridgetest.World) *hooked {
	t.Helper()
	secret, _ := hook(t, world)
	world.StartJobs()
	return &hooked{World: world, t: t, secret: secret}
}

func (w *hooked) receive(body []byte) {
	w.t.Helper()
	check(w.t, w.Bridge.Receive(w.t.Context(), w.secret, "", bytes.NewReader(body)))
}

// decided waits for the next decision, and lets the clock go on so that the next
// event is later.
func (w *hooked) decided(want bridge.Decision) {
	w.t.Helper()
	w.events++
	w.Eventually(fmt.Sprintf("decision %d is %s", w.events, want), func() bool {
		all := decisions(w.t, w.World)
		return len(all) == w.events && all[len(all)-1] == want
	})
	w.Clock.Advance(time.Second)
}

// TestWebhookHasTheIssueRead: by whom, and what it shows, the event has no part
// in.
func TestWebhookHasTheIssueRead(t *testing.T) {
	bridgetest.Connected(t, func(t *testing.T, world *bridgetest.World) {
		task, gid, url := watched(t, world)
		w := hookedWorld(t, world)
		move(t, world, "IT-1", "21")
		same := event(world, "jira:issue_updated", "issue_generic", "10001")
		w.receive(same)
		w.decided(bridge.DecidedRead)
		w.Eventually("an open page shows it", func() bool {
			return again(t, world, w.Bridge, task, gid, url).Status.Name == "In Progress"
		})
		w.receive(same)
		w.decided(bridge.DecidedDuplicate)
		w.receive(event(world, "jira:issue_updated", "issue_generic", "10002"))
		w.decided(bridge.DecidedUnlinked)
		w.receive(fmt.Appendf(nil, `{"timestamp":%d,"webhookEvent":"comment_created","comment":{}}`, world.Clock.Now().UnixMilli()))
		w.decided(bridge.DecidedNoIssue)
		late := event(world, "jira:issue_updated", "issue_generic", "10001")
		w.Clock.Advance(2 * time.Hour)
		w.receive(late)
		w.decided(bridge.DecidedOld)
		w.receive(event(world, "jira:issue_updated", "issue_generic", "10001")) // the page was closed hours ago
		w.decided(bridge.DecidedNoted)
	})
}

// TestDeletionIsChecked: Jira is asked whether the issue is gone.
func TestDeletionIsChecked(t *testing.T) {
	bridgetest.Connected(t, func(t *testing.T, world *bridgetest.World) {
		attached(t, world)
		w := hookedWorld(t, world)
		w.receive(event(world, "jira:issue_deleted", "", "10001"))
		w.decided(bridge.DecidedRead)
		w.Eventually("the issue is found to be there", func() bool { return len(w.JiraCalls("/issue/10001")) > 0 })
		if c := condition(t, world); c != "" {
			t.Errorf("condition %q by hearsay", c)
		}
		if status, body := jiraCall(t, world, "DELETE", "/rest/api/2/issue/IT-1", ""); status != 204 {
			t.Fatalf("%d %s", status, body)
		}
		w.receive(event(world, "jira:issue_deleted", "", "10001"))
		w.decided(bridge.DecidedRead)
		w.Eventually("it is noted", func() bool { return condition(t, world) == "deleted" })
	})
}

// TestWebhookRefused: what is not of the connection's Jira, or no event.
func TestWebhookRefused(t *testing.T) {
	bridgetest.Connected(t, func(t *testing.T, w *bridgetest.World) {
		secret, h := hook(t, w)
		good := event(w, "jira:issue_updated", "", "10001")
		receive := func(secret, signature string, body []byte) error {
			return w.Bridge.Receive(t.Context(), secret, signature, bytes.NewReader(body))
		}
		refused(t, receive("guessed", "", good), bridge.NotFound, "not_connected")
		for _, body := range []string{"", "[]", "{}", "<html>", `{"timestamp":1,"webhookEvent":"DROP TABLE"}`, `{"timestamp":1,"webhookEvent":"jira:issue_updated","issue":{"id":"x","key":"IT-1"}}`} {
			refused(t, receive(secret, "", []byte(body)), bridge.Invalid, "jira_odd")
		}
		refused(t, receive(secret, "sha256=00", good), bridge.Forbidden, "not_yours")
		if all := decisions(t, w); len(all) != 7 || all[5] != bridge.DecidedMalformed || all[6] != bridge.DecidedForged {
			t.Errorf("%q", all)
		}
		if h.Signing != "" {
			t.Error("a Jira 9 gets a secret to sign with")
		}
		other, _ := hook(t, w)
		refused(t, receive(secret, "", good), bridge.NotFound, "not_connected")
		check(t, receive(other, "", good))
		check(t, w.Bridge.Disconnect(t.Context(), w.Owner.GID, w.Workspace.GID))
		refused(t, receive(other, "", good), bridge.NotConnected, "not_connected")
		_, err := w.Bridge.Hook(t.Context(), w.Member.GID, w.Workspace.GID)
		refused(t, err, bridge.NotConnected, "not_connected")
	})
}

// TestNewJiraHasToSign.
func TestNewJiraHasToSign(t *testing.T) {
	w := one(t)
	w.Connect(w.Owner, "admin")
	_, err := w.DB.Writer().Exec("update bridge_connections set version = '10.3.19'")
	check(t, err)
	secret, h := hook(t, w)
	body := event(w, "jira:issue_updated", "", "10001")
	refused(t, w.Bridge.Receive(t.Context(), secret, "", bytes.NewReader(body)), bridge.Forbidden, "not_yours")
	mac := hmac.New(sha256.New, []byte(h.Signing.Reveal()))
	mac.Write(body)
	signature := "sha256=" + hex.EncodeToString(mac.Sum(nil))
	check(t, w.Bridge.Receive(t.Context(), secret, signature, bytes.NewReader(body)))
	refused(t, w.Bridge.Receive(t.Context(), secret, signature, bytes.NewReader(append(body, ' '))), bridge.Forbidden, "not_yours")
	if all := decisions(t, w); len(all) != 2 || all[0] != bridge.DecidedUnsigned || all[1] != bridge.DecidedForged {
		t.Errorf("%q", all)
	}
	_, err = w.Bridge.HookLog(t.Context(), w.Member.GID, w.Workspace.GID)
	if k := bridge.KindOf(err); k != bridge.Forbidden && k != bridge.NeedsConsent {
		t.Errorf("a member reads the log: %v", err)
	}
}

// TestStrangersAreNotRead: whoever has neither the address nor a signature
// cannot make us read what he sends.
func TestStrangersAreNotRead(t *testing.T) {
	w := one(t)
	w.Connect(w.Owner, "admin")
	_, err := w.DB.Writer().Exec("update bridge_connections set version = '10.3.19'")
	check(t, err)
	secret, _ := hook(t, w)
	for _, c := range []struct {
		secret, signature string
		kind              bridge.Kind
	}{
		{"guessed", "", bridge.NotFound}, {secret, "", bridge.Forbidden}, {secret, "sha256=", bridge.Forbidden},
		{secret, "sha256=0000", bridge.Forbidden}, {secret, "sha256=" + strings.Repeat("x", 64), bridge.Forbidden},
	} {
		sent := strings.NewReader("{}")
		if err := w.Bridge.Receive(t.Context(), c.secret, c.signature, sent); bridge.KindOf(err) != c.kind || sent.Len() != 2 {
			t.Errorf("%.10s %q: %v, %d bytes were read", c.secret, c.signature, err, 2-sent.Len())
		}
	}
	forged := strings.NewReader("{}")
	refused(t, w.Bridge.Receive(t.Context(), secret, "sha256="+strings.Repeat("0", 64), forged), bridge.Forbidden, "not_yours")
	refused(t, w.Bridge.Receive(t.Context(), secret, "sha256="+strings.Repeat("0", 64), iotest.ErrReader(io.ErrUnexpectedEOF)), bridge.Invalid, "jira_odd")
	if all := decisions(t, w); !slices.Equal(all, []bridge.Decision{bridge.DecidedUnsigned, bridge.DecidedForged, bridge.DecidedForged, bridge.DecidedForged, bridge.DecidedForged, bridge.DecidedMalformed}) {
		t.Errorf("%q", all)
	}
}

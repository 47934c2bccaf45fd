package bridge_test

import (
	"testing"

	"jirabridge/bridge"
	"jirabridge/bridge/bridgetest"
)

// The gid of a workspace may come from an address somebody typed. PostgreSQL
// refuses to look for what is no text.
func TestNoWorkspaceIsNotConnected(t *testing.T) {
	bridgetest.Each(t, func(t *testing.T, w *bridgetest.World) {
		for _, gid := range []string{"", "x", "\x00", "\xff", "1\x00"} {
			if _, err := w.Bridge.Connection(t.Context(), gid); bridge.KindOf(err) != bridge.NotConnected {
				t.Errorf("%q: %v", gid, err)
			}
		}
	})
}

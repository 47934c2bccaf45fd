package bridge_test

import (
	"testing"

	"jirabridge/bridge/bridgetest"
)

func TestLinksAreCountedByState(t *testing.T) {
	bridgetest.Connected(t, func(t *testing.T, w *bridgetest.World) {
		attached(t, w)
		counts, err := w.Bridge.CountLinks(t.Context())
		check(t, err)
		if len(counts) != 6 || counts["known"]+counts["linked"] != 1 || counts["claimed"]+counts["checking"]+counts["failed"]+counts["unlinked"] != 0 {
			t.Errorf("counted %v", counts)
		}
	})
}

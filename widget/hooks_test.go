package widget_test

import (
	"bytes"
	"net/http"
	"strings"
	"testing"

	"jirabridge/bridge"
)

// What is too large is refused as that, and stands among the webhooks that
// came; an unknown address is refused whatever comes.
func TestHookThatIsTooLarge(t *testing.T) {
	w := ready(t, one(t))
	check(t, w.bridge.RenewHook(t.Context(), "10", "1"))
	hook, err := w.bridge.Hook(t.Context(), "10", "1")
	check(t, err)
	_, path, _ := strings.Cut(hook.Address.Reveal(), bridge.HookPath)
	large := bytes.Repeat([]byte(" "), 5<<20+1) // all of it is read: the answer to more may be lost
	for _, c := range []struct {
		address string
		body    []byte
		status  int
	}{{path, large, http.StatusRequestEntityTooLarge}, {"unknown", []byte("{}"), http.StatusNotFound}} {
		res, err := http.Post(w.url+bridge.HookPath+c.address, "application/json", bytes.NewReader(c.body))
		check(t, err)
		check(t, res.Body.Close())
		if res.StatusCode != c.status {
			t.Errorf("%.7s: %d, want %d", c.address, res.StatusCode, c.status)
		}
	}
	log, err := w.bridge.HookLog(t.Context(), "10", "1")
	check(t, err)
	if len(log) != 1 || log[0].Decision != bridge.DecidedMalformed {
		t.Errorf("%+v", log)
	}
}

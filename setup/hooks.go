package setup

import (
	"net/http"

	"jirabridge/bridge"
)

// hooksView is what the section about Jira's webhooks shows.
type hooksView struct {
	bridge.Hook
	Log []hookLine
}

// hookLine is a webhook that came.
type hookLine struct {
	bridge.HookEvent
	Text string // id of the words for the decision
}

func (s *Setup) hooks(r *http.Request, workspace string) (hooksView, error) {
	p, _ := s.person(r.Context())
	hook, err := s.bridge.Hook(r.Context(), p.GID, workspace)
	if err != nil {
		return hooksView{}, err
	}
	log, err := s.bridge.HookLog(r.Context(), p.GID, workspace)
	v := hooksView{Hook: hook}
	for _, e := range log {
		v.Log = append(v.Log, hookLine{e, decided(e.Decision)})
	}
	return v, err
}

// decided is the id of the words for a decision.
func decided(d bridge.Decision) string {
	switch d {
	case bridge.DecidedRead:
		return "setup.hook_read"
	case bridge.DecidedNoted:
		return "setup.hook_noted"
	case bridge.DecidedUnlinked:
		return "setup.hook_unlinked"
	case bridge.DecidedNoIssue:
		return "setup.hook_no_issue"
	case bridge.DecidedDuplicate:
		return "setup.hook_duplicate"
	case bridge.DecidedOld:
		return "setup.hook_old"
	case bridge.DecidedUnsigned:
		return "setup.hook_unsigned"
	case bridge.DecidedForged:
		return "setup.hook_forged"
	case bridge.DecidedMalformed:
		return "setup.hook_malformed"
	}
	return "setup.hook_waiting"
}

func (s *Setup) renewHook(r *http.Request, person, workspace string) error {
	return s.bridge.RenewHook(r.Context(), person, workspace)
}

package widget

import (
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"jirabridge/asana/kit/page"
	"jirabridge/bridge"
)

// linkPage is the page of a link that is the reader's own.
func linkPage(t *testing.T, d bridge.Details, all ...bridge.Candidate) string {
	t.Helper()
	frame, err := page.New(Pages(), bridge.Pages())
	if err != nil {
		t.Fatal(err)
	}
	w := &Widget{frame: frame, platform: "https://tasks.example.com"}
	r, answer := httptest.NewRequest("GET", linksPath+"/A", nil), httptest.NewRecorder()
	d.Mine, d.Linker, d.TaskURL = true, "Ann Li", "https://tasks.example.com/0/1/2"
	v := w.withCandidates(r, w.linkView(r, d), all, nil)
	if d.State != bridge.LinkUnclear {
		v = w.linkView(r, d)
	}
	if err := frame.Render(answer, r, 200, "widget/link", page.View{Title: "widget.link", Layout: "app", Nav: w.nav(r), Data: v}); err != nil {
		t.Fatal(err)
	}
	return answer.Body.String()
}

// A page about a link asks only what can be answered, and says of an issue what
// has become of it.
func TestLinkStates(t *testing.T) {
	one := bridge.Candidate{ID: "1", Key: "IT-1"}
	for name, try := range map[string]struct {
		details    bridge.Details
		candidates []bridge.Candidate
		says       []string
		not        string
	}{
		"searching":  {bridge.Details{State: bridge.LinkUnclear, Creates: true}, nil, []string{"Jira is being searched for the issue.", "Begun by Ann Li", "Make the task free"}, "None of these"},
		"candidates": {bridge.Details{State: bridge.LinkUnclear, Creates: true}, []bridge.Candidate{one}, []string{"Which of these", "choose-IT-1", "None of these"}, "being searched"},
		"failed":     {bridge.Details{State: bridge.LinkFailed, Creates: true}, nil, []string{"No issue was created.", "Begun by", `href="https://tasks.example.com/0/1/2" data-test="try-on-task"`}, "Linked by"},
		"created":    {bridge.Details{State: bridge.LinkDone, Creates: true, Issue: "IT-1", ReadAt: time.Unix(1, 0)}, nil, []string{"Created by Ann Li", "</time>.</p>"}, "try-on-task"},
		"linked":     {bridge.Details{State: bridge.LinkDone, Issue: "IT-1"}, nil, []string{"Linked by Ann Li", `href="https://tasks.example.com/"`, "Home"}, "Created by"},
	} {
		body := linkPage(t, try.details, try.candidates...)
		for _, text := range try.says {
			if !strings.Contains(body, text) {
				t.Errorf("%s: no %q in %s", name, text, body)
			}
		}
		if strings.Contains(body, try.not) {
			t.Errorf("%s: %q in %s", name, try.not, body)
		}
	}
}

package bridge

import (
	"os"
	"path/filepath"
	"testing"
	"time"
)

func TestRecordedWebhooks(t *testing.T) {
	for name, want := range map[string]hookEvent{
		"comment-created":                          {name: "comment_created", sent: time.UnixMilli(1559607317234)},
		"issue-updated-commented-1":                {name: "jira:issue_updated", kind: "issue_commented", issueID: "10013", issueKey: "PRJX-14", sent: time.UnixMilli(1559607317244)},
		"issue-updated-many-fields":                {name: "jira:issue_updated", kind: "issue_updated", issueID: "10400", issueKey: "HEY-15", sent: time.UnixMilli(1567490619156)},
		"issue-updated-resolved":                   {name: "jira:issue_updated", kind: "issue_resolved", issueID: "10300", issueKey: "TES-4", sent: time.UnixMilli(1565652182025)},
		"updated-custom-field":                     {name: "jira:issue_updated", kind: "issue_updated", issueID: "10106", issueKey: "TES-8", sent: time.UnixMilli(1565574060611)},
		"old-issue-updated-no-event-type-assigned": {name: "jira:issue_updated", issueID: "10040", issueKey: "TES-41", sent: time.UnixMilli(1550287081752)},
	} {
		body, err := os.ReadFile(filepath.Join("testdata", "webhooks", name+".json"))
		if err != nil {
			t.Fatal(err)
		}
		got, err := readEvent(body)
		if err != nil || got != want {
			t.Errorf("%s: got %+v, %v, want %+v", name, got, err, want)
		}
	}
}

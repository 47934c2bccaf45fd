package boottest

import (
	"sync"
	"testing"
)

// TestChecklist plays the person of each checklist row against the running
// binaries and looks at what that person, or the simulated Jira, sees.
func TestChecklist(t *testing.T) {
	t.Parallel()
	c := &checklist{
		t:       t,
		World:   Start(t, Options{Database: "sqlite", Connect: "oauth2", Args: []string{"--log-level", "info"}}),
		browser: NewBrowser(t),
	}
	for _, row := range c.rows() {
		t.Run(row.id, row.play)
	}
}

// checklist is the world the rows share: connected, with the app on the demo's
// project. Rows that need an unconnected world start their own.
type checklist struct {
	*World
	t       *testing.T
	browser *Browser

	once        sync.Once
	unconnected *World
}

type row struct {
	id   string
	play func(t *testing.T)
}

func (c *checklist) rows() []row {
	return []row{
		{"J-02", c.monitorsStatus},
		{"J-05", c.refusesCloud},
		{"J-06", c.membersAddTheApp},
		{"J-11", c.customizeLeadsToTheApp},
		{"J-12", c.notAddedToJira},
		{"J-13", c.fieldOnTasksOfTheProject},
		{"J-14", c.oneConsentEach},
		{"J-15", c.oldJiraIsSentToOAuth1},
		{"J-17", c.onlyJiraAdmins},
		{"J-20", c.setupOpensWithoutSession},
		{"J-21", c.signInAllowChooseWorkspace},
		{"J-22", c.fieldsAndNetworks},
		{"J-23", c.saveLeadsToConsent},
		{"J-24", c.bothPathsEndInAttachment},
		{"J-25", c.lookupFromDropdown},
		{"J-26", c.findsByKeyURLAndWords},
		{"J-27", c.widgetMenu},
		{"J-28", c.createOpensForm},
		{"J-31", c.createsWhatWasEntered},
		{"J-32", c.showsIssueAtOnce},
		{"J-33", c.oneIssuePerTask},
		{"J-34", c.widgetFields},
		{"J-35", c.changesShowAtNextLoad},
		{"J-40", c.needsJiraAccount},
		{"J-44", c.pushesOnce},
		{"J-45", c.widgetIsReadOnly},
		{"J-46", c.linkingWritesNothing},
		{"J-47", c.followsJiraPermissions},
		{"J-48", c.creationIsTheOnlyWrite},
		{"J-59", c.egressAddress},
		{"J-60", c.unreachableJira},
		{"J-71", c.setupControls},
		{"J-72", c.setupSuccess},
		{"J-73", c.removeConnection},
		{"J-79", c.redirectURLIsShown},
		{"J-80", c.asksForWrite},
		{"J-83", c.formFields},
		{"J-84", c.entryTexts},
		{"J-85", c.wizardOnFirstAdd},
	}
}

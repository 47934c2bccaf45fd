package boottest

import (
	"slices"
	"sync"
	"testing"
)

// TestChecklist plays the person of each checklist row against the running
// binaries and looks at what that person, or the simulated Jira, sees.
func TestChecklist(t *testing.T) {
	t.Parallel()
	c := &checklist{
		t:       t,
		World:   Start(t, Options{Database: "sqlite", Connect: "oauth2", Args: []string{"--log-level", "info", atOnce}}),
		browser: NewBrowser(t),
	}
	for _, row := range slices.Concat(c.rows(), c.tokenRows(), c.connectRows(), c.planRows(), c.signedRows(), c.startRows(), c.moveRows(), c.appRows(), c.serviceRows(), c.ruleRows()) {
		if why := c.lacks(row.id); why != "" {
			t.Logf("%s is not for Jira %s: %s", row.id, c.Version, why)
			continue
		}
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

	onceOld  sync.Once
	oldJira  *World // see old
	jiraData string // where the Jira beside it keeps what it knows
}

type row struct {
	id   string
	play func(t *testing.T)
}

func (c *checklist) rows() []row {
	return []row{
		{"A-01", c.scriptsRead},
		{"A-02", c.scriptsWrite},
		{"A-03", c.actsOnChanges},
		{"A-23", c.reportsThroughTheAPI},
		{"A-24", c.mirrorsKeepInStep},
		{"J-02", c.monitorsStatus},
		{"J-05", c.refusesCloud},
		{"J-06", c.membersAddTheApp},
		{"J-11", c.customizeLeadsToTheApp},
		{"J-12", c.notAddedToJira},
		{"J-13", c.fieldOnTasksOfTheProject},
		{"J-14", c.oneConsentEach},
		{"J-15", c.oldJiraIsSentToOAuth1},
		{"J-17", c.onlyJiraAdmins},
		{"J-18", c.guideNamesJirasScreens},
		{"J-19", c.guideInTheTrueOrder},
		{"J-20", c.setupOpensWithoutSession},
		{"J-21", c.signInAllowChooseWorkspace},
		{"J-22", c.fieldsAndNetworks},
		{"J-23", c.saveLeadsToConsent},
		{"J-24", c.bothPathsEndInAttachment},
		{"J-25", c.lookupFromDropdown},
		{"J-26", c.findsByKeyURLAndWords},
		{"J-27", c.widgetMenu},
		{"J-28", c.createOpensForm},
		{"J-29", c.saysWhatIsMissing},
		{"J-30", c.filesMayGoAlong},
		{"J-31", c.createsWhatWasEntered},
		{"J-32", c.showsIssueAtOnce},
		{"J-33", c.oneIssuePerTask},
		{"J-34", c.widgetFields},
		{"J-35", c.changesShowAtNextLoad},
		{"J-38", c.guestsSeeWhatMembersSee},
		{"J-39", c.authorizationLasts},
		{"J-40", c.needsJiraAccount},
		{"J-41", c.cloudHosts},
		{"J-42", c.anyOtherHost},
		{"J-43", c.usersAuthorizeThemselves},
		{"J-44", c.pushesOnce},
		{"J-45", c.widgetIsReadOnly},
		{"J-46", c.linkingWritesNothing},
		{"J-47", c.followsJiraPermissions},
		{"J-48", c.creationIsTheOnlyWrite},
		{"J-49", c.contentIsOptional},
		{"J-50", c.linksOnlyWhatOneMaySee},
		{"J-51", c.seenWithoutJiraAccount},
		{"J-52", c.privateHidesTheWidget},
		{"J-53", c.issuesMakeNoTasks},
		{"J-54", c.revokedInJira},
		{"J-55", c.anotherJiraOnlyByAdmins},
		{"J-56", c.switchesJiraAccount},
		{"J-58", c.asksOnlyWhatIsListed},
		{"J-59", c.egressAddress},
		{"J-60", c.unreachableJira},
		{"J-67", c.connectingAgainKeepsLinks},
		{"J-68", c.oneJiraPerWorkspace},
		{"J-69", c.onlyFilesAreCopied},
		{"J-70", c.needsPermissionToAttach},
		{"J-71", c.setupControls},
		{"J-72", c.setupSuccess},
		{"J-73", c.removeConnection},
		{"J-74", c.twoWorkspacesOneLink},
		{"J-75", c.notAccessible},
		{"J-76", c.wrongClientID},
		{"J-77", c.wrongSecret},
		{"J-78", c.wrongCallback},
		{"J-79", c.redirectURLIsShown},
		{"J-80", c.asksForWrite},
		{"J-81", c.rotatedTokensAreKept},
		{"J-83", c.formFields},
		{"J-84", c.entryTexts},
		{"J-85", c.wizardOnFirstAdd},
		{"J-86", c.lookupTexts},
		{"J-87", c.widgetLayout},
		{"J-88", c.namesTheSprint},
		{"J-89", c.namesTheRelease},
		{"J-92", c.linkIsNamedAfterWorkspace},
		{"J-93", c.deauthorizedOnThePlatform},
		{"J-95", c.oneIssueManyTasks},
		{"S-08", c.rulesOfTheirOwn},
		{"S-26", c.languageOfEveryPage},
		{"S-26 everywhere", c.noEnglishElsewhere},
	}
}

package demo

import (
	"context"
	"fmt"
	"strings"
	"time"

	"jirabridge/asana"
	"jirabridge/asana/auth"
)

const workspaceName = "Northwind"

// cast are the people of the demo. jira_user is whose account in Jira they
// would authorize, connects whether the demo does that for them.
type member struct {
	Person
	connects bool
}

func cast() []member {
	return []member{
		{Person{Name: "Astrid Lindqvist", Email: "astrid@example.com", Role: "owner", JiraUser: "admin"}, true},
		{Person{Name: "Marek Kowalski", Email: "marek@example.com", Role: "super_admin", JiraUser: "zofia"}, false},
		{Person{Name: "Ines Ferreira", Email: "ines@example.com", Role: "member", JiraUser: "ann"}, true},
		{Person{Name: "Tomasz Nowak", Email: "tomasz@example.com", Role: "member", JiraUser: "bob"}, false},
		{Person{Name: "Nadia Haddad", Email: "nadia@example.com", Role: "guest", JiraUser: "vera"}, false},
	}
}

// demoPassword is everybody's: the demo listens on loopback only.
const demoPassword = "jirabridge-demo"

// fill makes people, workspace, project and tasks, and connects them to Jira
// when asked to.
func (d *demo) fill(ctx context.Context) error {
	people, err := d.makePeople(ctx)
	if err != nil {
		return err
	}
	owner := asana.Actor{Person: people[0].GID}
	for _, step := range []func(context.Context, asana.Actor) error{d.makeProject, d.makeTasks, d.makeOAuthApp} {
		if err := step(ctx, owner); err != nil {
			return err
		}
	}
	if d.Connect != unlinked {
		if err := d.connect(ctx, owner, people); err != nil {
			return err
		}
	}
	for _, p := range people {
		d.doc.People = append(d.doc.People, p.Person)
	}
	return nil
}

func (d *demo) connect(ctx context.Context, owner asana.Actor, people []member) error {
	if err := d.connectWorkspace(ctx, &people[0].Person); err != nil {
		return fmt.Errorf("connect the workspace: %w", err)
	}
	for i := range people[1:] {
		if p := &people[i+1]; p.connects {
			if err := d.connectPerson(ctx, &p.Person); err != nil {
				return fmt.Errorf("connect %s: %w", p.Name, err)
			}
		}
	}
	return d.app.Platform.InstallApp(ctx, owner, d.doc.ProjectGID, d.app.BuiltIn.GID)
}

func (d *demo) makePeople(ctx context.Context) ([]member, error) {
	people := cast()
	for i := range people {
		p := &people[i]
		made, err := d.app.Platform.CreatePerson(ctx, asana.NewPerson{Name: p.Name, Email: p.Email, Password: demoPassword})
		if err != nil {
			return nil, err
		}
		p.GID, p.Password = made.GID, demoPassword
		p.APIAccess, p.ManagesUsers = p.Role != "guest", p.Role == "owner" || p.Role == "super_admin"
		if i == 0 {
			ws, err := d.app.Platform.CreateWorkspace(ctx, asana.Actor{Person: p.GID}, workspaceName)
			if err != nil {
				return nil, err
			}
			d.doc.WorkspaceGID = ws.GID
		} else if err := d.app.Platform.AddMember(ctx, asana.Actor{Person: people[0].GID}, d.doc.WorkspaceGID, p.GID, asana.Role(p.Role)); err != nil {
			return nil, err
		}
		if p.APIAccess {
			if p.Token, err = d.makeToken(ctx, people[0].GID, p.GID); err != nil {
				return nil, err
			}
		}
	}
	return people, nil
}

// makeToken gives somebody API access, and a personal access token.
func (d *demo) makeToken(ctx context.Context, owner, person string) (string, error) {
	if err := d.app.Platform.SetAPIAccess(ctx, asana.Actor{Person: owner}, d.doc.WorkspaceGID, person, true); err != nil {
		return "", err
	}
	token, _, err := d.app.Platform.CreateToken(ctx, asana.Actor{Person: person}, asana.NewToken{Description: "Made by the demo"})
	return token.Reveal(), err
}

func (d *demo) makeProject(ctx context.Context, owner asana.Actor) error {
	platform := d.app.Platform
	team, err := platform.CreateTeam(ctx, owner, d.doc.WorkspaceGID, "Product")
	if err != nil {
		return err
	}
	project, err := platform.CreateProject(ctx, owner, asana.NewProject{Workspace: d.doc.WorkspaceGID, Team: team.GID, Name: "Web shop", Notes: "What the product team plans for the shop."})
	if err != nil {
		return err
	}
	field, err := platform.CreateProjectField(ctx, owner, project.GID, asana.NewField{Name: "Component", Kind: asana.FieldText}, asana.NewSetting{})
	if err != nil {
		return err
	}
	d.doc.TeamGID, d.doc.ProjectGID, d.doc.TextCustomFieldGID = team.GID, project.GID, field.Field.GID
	members, err := platform.Members(ctx, owner, d.doc.WorkspaceGID)
	if err != nil {
		return err
	}
	for _, m := range members {
		if m.Role == asana.Guest {
			if err := platform.AddProjectMember(ctx, owner, project.GID, m.User.GID); err != nil {
				return err
			}
		}
	}
	return nil
}

// task is one task of the demo's project.
type task struct {
	section, name, notes string
	due                  int // days from today
	files                map[string]string
}

func plan() []task {
	return []task{
		{"To do", "Let customers pay by invoice", "<body>Business customers ask for it.\n<ul><li>net <strong>30 days</strong></li><li>credit check at order time</li></ul></body>", 12, map[string]string{
			"invoice-terms.txt": "Net 30 days. Reminder after 35, collection after 60.\n",
		}},
		{"To do", "Search finds nothing for “café”", "<body>Typing <em>cafe</em> works, <em>café</em> does not.</body>", 3, map[string]string{
			"steps.txt": "1. Open the shop\n2. Search for café\n3. No results\n", "search.log": "query=caf%C3%A9 hits=0\n",
		}},
		{"Doing", "Show delivery dates in the basket", "<body>Ask the carrier per postcode, cache for a day.</body>", 20, nil},
		{"Done", "Move product pictures to the new store", "<body>Finished in the spring.</body>", -30, nil},
	}
}

func (d *demo) makeTasks(ctx context.Context, owner asana.Actor) error {
	sections, err := d.makeSections(ctx, owner)
	if err != nil {
		return err
	}
	for _, t := range plan() {
		if err := d.makeTask(ctx, owner, t, sections[t.section]); err != nil {
			return err
		}
	}
	return d.app.Platform.SetFieldValue(ctx, owner, d.doc.TaskGIDs[len(d.doc.TaskGIDs)-1], d.doc.TextCustomFieldGID, asana.FieldInput{Text: "custom_value"})
}

// makeSections gives the project its sections, by name. It has a first one
// already, which needs but a name.
func (d *demo) makeSections(ctx context.Context, owner asana.Actor) (map[string]string, error) {
	platform, sections := d.app.Platform, map[string]string{}
	first, err := platform.Sections(ctx, owner, d.doc.ProjectGID)
	if err != nil {
		return nil, err
	}
	for _, t := range plan() {
		if sections[t.section] != "" {
			continue
		}
		var s asana.Section
		if len(sections) == 0 {
			s, err = platform.RenameSection(ctx, owner, first[0].GID, t.section)
		} else {
			s, err = platform.CreateSection(ctx, owner, d.doc.ProjectGID, t.section)
		}
		if err != nil {
			return nil, err
		}
		sections[t.section] = s.GID
	}
	return sections, nil
}

func (d *demo) makeTask(ctx context.Context, owner asana.Actor, t task, section string) error {
	made, err := d.app.Platform.CreateTask(ctx, owner, asana.NewTask{
		Projects: []string{d.doc.ProjectGID}, Section: section, Name: t.name, HTMLNotes: t.notes,
		Assignee: owner.Person, DueOn: time.Now().AddDate(0, 0, t.due).Format(time.DateOnly), Completed: t.section == "Done",
	})
	if err != nil {
		return err
	}
	for name, text := range t.files {
		if _, err := d.app.Platform.AttachFile(ctx, owner, made.GID, name, "text/plain", strings.NewReader(text)); err != nil {
			return err
		}
	}
	d.doc.TaskGIDs = append(d.doc.TaskGIDs, made.GID)
	return nil
}

func (d *demo) makeOAuthApp(ctx context.Context, owner asana.Actor) error {
	redirects := []string{"urn:ietf:wg:oauth:2.0:oob", "http://127.0.0.1:9999/callback"}
	app, err := d.app.Platform.RegisterOwnApp(ctx, owner, asana.OwnApp{Name: "Example integration", RedirectURIs: redirects, Scopes: auth.FullPermissions()})
	if err != nil {
		return err
	}
	d.doc.OAuthApp = OAuthApp{ClientID: app.ClientID, ClientSecret: app.ClientSecret.Reveal(), RedirectURIs: redirects}
	return nil
}

// makeServiceAccount makes the demo's service account, also in a folder from before there were any. Without a plan
// that has them there is none.
func (d *demo) makeServiceAccount(ctx context.Context, owner asana.Actor) error {
	if d.doc.ServiceAccount.GID != "" {
		return nil
	}
	const name = "Nightly backup"
	token, gid, err := d.app.Platform.CreateService(ctx, owner, d.doc.WorkspaceGID, asana.NewService{Name: name})
	if asana.IsKind(err, asana.PlanTooLow) {
		return nil
	}
	d.doc.ServiceAccount = ServiceAccount{GID: gid, Name: name, Token: token.Reveal()}
	return err
}

// describeApp notes the built-in app's registration.
func (d *demo) describeApp() {
	c := d.app.BuiltIn.Components
	d.doc.JiraApp = JiraApp{
		ClientID: d.app.BuiltIn.ClientID, ClientSecret: d.app.BuiltIn.ClientSecret.Reveal(),
		AuthenticationURL: c.AuthenticationURL, WidgetMetadataURL: c.WidgetMetadataURL, MatchURLPattern: c.MatchURLPattern,
		FormMetadataURL: c.FormMetadataURL, AttachURL: c.ResourceAttachURL, TypeaheadURL: c.ResourceTypeaheadURL,
	}
	for _, a := range c.RuleActions { // there is one
		d.doc.JiraApp.RuleAction = RuleAction{ActionType: a.ActionType, MetadataURL: a.MetadataURL, RunActionURL: a.RunActionURL}
	}
}

package rest

import (
	"net/http"

	"jirabridge/asana"
	"jirabridge/asana/kit/httpkit"
)

// user is a person.
type user struct {
	GID          string       `json:"gid"`
	ResourceType string       `json:"resource_type"`
	Name         string       `json:"name" rest:"compact"`
	Email        string       `json:"email"`
	Photo        *struct{}    `json:"photo"` // the platform keeps none
	Workspaces   []*workspace `json:"workspaces"`

	full bool
}

// userOf is a reference to a person, nil for none.
func userOf(ref asana.Ref) *user {
	if ref.GID == "" {
		return nil
	}
	return &user{GID: ref.GID, ResourceType: "user", Name: ref.Name}
}

func usersOf(refs []asana.Ref) []*user {
	list := make([]*user, len(refs))
	for i, r := range refs {
		list[i] = userOf(r)
	}
	return list
}

// complete reads what a reference lacks. The workspaces are those the caller is in too.
func (u *user) complete(c *call) error {
	if u.full {
		return nil
	}
	if err := checkScope(c.actor, "users:read"); err != nil {
		return err
	}
	p, err := c.platform.PersonSeen(c.ctx(), c.actor, u.GID)
	if err != nil {
		return err
	}
	u.full, u.Name, u.Email = true, p.Name, p.Email
	memberships, err := c.platform.Memberships(c.ctx(), c.actor, u.GID)
	for _, m := range memberships {
		u.Workspaces = append(u.Workspaces, workspaceOf(m.Workspace))
	}
	return err
}

func getUser(c *call) (any, error) {
	person, err := c.userInPath()
	if err != nil {
		return nil, err
	}
	u := userOf(asana.Ref{GID: person})
	return u, u.complete(c)
}

// userInPath resolves a user in the path.
func (c *call) userInPath() (string, error) {
	ref := c.path["user_gid"]
	if _, err := asUser("user", ref); err != nil {
		return "", httpkit.Fail(http.StatusNotFound, "user: Not a recognized ID: "+ref, nil)
	}
	return c.person(ref)
}

// userInQuery resolves a user in the query.
func (c *call) userInQuery(name string) (string, error) {
	ref := c.query.Get(name)
	if _, err := asUser(name, ref); err != nil {
		return "", err
	}
	person, err := c.person(ref)
	return person, about(name, err)
}

func userOperations() []operation {
	return []operation{{
		ID: "getUsers", Method: http.MethodGet, Path: "/users", Scope: "users:read",
		Text: "Lists the people you know, of a workspace, of a team, or all.",
		Query: []parameter{
			{Name: "workspace", Text: "Only people of this workspace."}, {Name: "team", Text: "Only people of this team."},
		},
		Result: user{}, List: true, Do: getUsers,
	}, {
		ID: "getUser", Method: http.MethodGet, Path: "/users/{user_gid}", Scope: "users:read",
		Text: "Returns a user: by gid, by e-mail address, or me.", Result: user{}, Do: getUser,
	}, {
		ID: "updateUser", Method: http.MethodPut, Path: "/users/{user_gid}", Body: &userChange{},
		Text: "Changes a user's name, which only the user may.", Result: user{}, Do: updateUser,
	}, {
		ID: "updateUserForWorkspace", Method: http.MethodPut, Path: "/workspaces/{workspace_gid}/users/{user_gid}",
		Body: &userChange{}, Text: "Changes the name of a user of a workspace, which only the user may.", Result: user{},
		Do: updateWorkspaceUser,
	}, {
		ID: "getUsersForWorkspace", Method: http.MethodGet, Path: "/workspaces/{workspace_gid}/users", Scope: "users:read",
		Text: "Lists the people of a workspace whom you know.", Result: user{}, List: true, Do: getWorkspaceUsers,
	}, {
		ID: "getUserForWorkspace", Method: http.MethodGet, Path: "/workspaces/{workspace_gid}/users/{user_gid}",
		Scope: "users:read", Text: "Returns a user of a workspace.", Result: user{}, Do: getWorkspaceUser,
	}, {
		ID: "getUsersForTeam", Method: http.MethodGet, Path: "/teams/{team_gid}/users", Scope: "users:read",
		Text: "Lists the people of a team.", Result: user{}, List: true, Do: getTeamUsers,
	}}
}

func userGID(p asana.Person) string { return p.GID }

func userRecord(p asana.Person) any { return userOf(asana.Ref{GID: p.GID, Name: p.Name}) }

// getUsers lists people of one place, or of every workspace of the caller's, each once.
func getUsers(c *call) (any, error) {
	if c.query.Get("team") != "" {
		gid, err := c.required("team")
		if err != nil {
			return nil, err
		}
		return c.teamUsers(gid)
	}
	if c.query.Get("workspace") != "" {
		gid, err := c.required("workspace")
		if err != nil {
			return nil, err
		}
		return c.usersIn(gid)
	}
	workspaces, err := c.platform.Workspaces(c.ctx(), c.actor)
	if err != nil {
		return nil, err
	}
	gids := make([]string, len(workspaces))
	for i, w := range workspaces {
		gids[i] = w.GID
	}
	return c.usersIn(gids...)
}

func (c *call) usersIn(workspaces ...string) (any, error) {
	var people []asana.Person
	seen := map[string]bool{}
	for _, gid := range workspaces {
		members, err := c.platform.Members(c.ctx(), c.actor, gid)
		if err != nil {
			return nil, err
		}
		for _, m := range members {
			if !seen[m.User.GID] {
				people = append(people, m.User)
			}
			seen[m.User.GID] = true
		}
	}
	return slice(c, people, userGID, userRecord)
}

func getWorkspaceUsers(c *call) (any, error) {
	gid, err := c.gid("workspace_gid")
	if err != nil {
		return nil, err
	}
	return c.usersIn(gid)
}

func getWorkspaceUser(c *call) (any, error) {
	person, err := c.workspaceUserInPath()
	if err != nil {
		return nil, err
	}
	u := userOf(asana.Ref{GID: person})
	return u, u.complete(c)
}

// workspaceUserInPath resolves a user of a workspace; it knows nobody who is not in that workspace.
func (c *call) workspaceUserInPath() (string, error) {
	gid, err := c.gid("workspace_gid")
	if err != nil {
		return "", err
	}
	person, err := c.userInPath()
	if err != nil {
		return "", err
	}
	members, err := c.platform.Members(c.ctx(), c.actor, gid)
	if err != nil {
		return "", err
	}
	for _, m := range members {
		if m.User.GID == person {
			return person, nil
		}
	}
	return "", unknown("user", person)
}

// userChange is the body of updateUser and updateUserForWorkspace.
type userChange struct {
	Name *string `json:"name"`
}

func updateUser(c *call) (any, error) {
	person, err := c.userInPath()
	if err != nil {
		return nil, err
	}
	return c.changeUser(person)
}

func updateWorkspaceUser(c *call) (any, error) {
	person, err := c.workspaceUserInPath()
	if err != nil {
		return nil, err
	}
	return c.changeUser(person)
}

func (c *call) changeUser(person string) (any, error) {
	var body userChange
	if err := c.decode(&body); err != nil {
		return nil, err
	}
	if _, ok := c.data["custom_fields"]; ok { // users have none here
		return nil, badRequest("custom_fields: Cannot write this property")
	}
	if body.Name != nil {
		if err := c.platform.SetName(c.ctx(), c.actor, person, *body.Name); err != nil {
			return nil, err
		}
	}
	u := userOf(asana.Ref{GID: person})
	return u, u.complete(c)
}

func getTeamUsers(c *call) (any, error) {
	gid, err := c.gid("team_gid")
	if err != nil {
		return nil, err
	}
	return c.teamUsers(gid)
}

func (c *call) teamUsers(team string) (any, error) {
	people, err := c.platform.TeamMembers(c.ctx(), c.actor, team)
	if err != nil {
		return nil, err
	}
	return slice(c, people, userGID, userRecord)
}

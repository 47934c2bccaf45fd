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

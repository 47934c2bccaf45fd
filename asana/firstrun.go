package asana

import (
	"context"

	"jirabridge/asana/store"
)

// FirstRunLink returns a link, good for one hour and one use, on which the first person makes himself the
// owner. ok is false when there are people already. Each call replaces the link of the one before.
func (p *Platform) FirstRunLink(ctx context.Context) (url string, ok bool, err error) {
	err = p.write(ctx, Actor{}, func(ctx context.Context, c *change) error {
		found, err := c.q.AnyPerson(ctx)
		if err != nil || found {
			return err
		}
		if err := c.q.DeleteOwnerLinks(ctx); err != nil {
			return err
		}
		url, err = p.addLink(ctx, c, newLink{purpose: purposeOwner, life: ownerLinkLife})
		return err
	})
	return url, url != "" && err == nil, err
}

// FirstRun is what the first person enters.
type FirstRun struct {
	Owner     NewPerson
	Workspace string // its name
	Project   string // name of the first project
}

// CheckFirstRunLink tells whether the token of a first link is good: NotFound when it is not.
func (p *Platform) CheckFirstRunLink(ctx context.Context, token string) error {
	_, err := p.openLink(ctx, purposeOwner, token)
	return err
}

// Begin uses the first link: it makes the owner, his workspace and a project, all or nothing. The fields of
// its errors are name, email, password, workspace and project.
func (p *Platform) Begin(ctx context.Context, token string, f FirstRun) (Person, Project, error) {
	if err := p.CheckFirstRunLink(ctx, token); err != nil {
		return Person{}, Project{}, err // before the work of hashing
	}
	if f.Owner.Password == "" {
		return Person{}, Project{}, passwordLength()
	}
	owner, err := p.newPersonRow(ctx, f.Owner)
	if err != nil {
		return Person{}, Project{}, err
	}
	if f.Workspace, err = checkName("workspace", f.Workspace); err != nil {
		return Person{}, Project{}, err
	}
	if f.Project, err = checkName("project", f.Project); err != nil {
		return Person{}, Project{}, err
	}
	project := newGID()
	err = p.write(ctx, Actor{Person: owner.Gid}, func(ctx context.Context, c *change) error {
		return c.begin(ctx, token, owner, f, project)
	})
	if err != nil {
		return Person{}, Project{}, err
	}
	return p.begun(ctx, owner.Gid, project)
}

func (c *change) begin(ctx context.Context, token string, owner store.InsertPersonParams, f FirstRun, project string) error {
	found, err := c.q.AnyPerson(ctx)
	if err != nil {
		return err
	}
	if found {
		return &Error{Kind: NotFound, Field: "link", Text: "There are people here already. Ask one of them to invite you."}
	}
	if _, err := c.useLink(ctx, purposeOwner, token); err != nil {
		return err
	}
	if err := c.insertPerson(ctx, owner); err != nil {
		return err
	}
	workspace := newGID()
	if err := c.insertWorkspace(ctx, workspace, f.Workspace); err != nil {
		return err
	}
	return c.insertProject(ctx, project, NewProject{Workspace: workspace, Name: f.Project})
}

func (p *Platform) begun(ctx context.Context, person, project string) (Person, Project, error) {
	owner, err := p.Person(ctx, person)
	if err != nil {
		return Person{}, Project{}, err
	}
	made, err := p.Project(ctx, Actor{Person: person}, project)
	return owner, made, err
}

package asana

import (
	"context"

	"jirabridge/asana/store"
)

// InstallApp adds an app to a project: its field appears on every task there. Once more is no error. An app that
// somebody registered is added by himself alone, if it has anything to show there, and is for others like one that
// does not exist; one for higher plans than the workspace has is PlanTooLow.
func (p *Platform) InstallApp(ctx context.Context, a Actor, project, app string) error {
	return p.write(ctx, a, func(ctx context.Context, c *change) error {
		access, err := c.editProject(ctx, project)
		if err != nil {
			return err
		}
		row, err := c.q.App(ctx, app)
		if err != nil {
			return orNotFound(err, "app", app)
		}
		added, err := p.appOf(row)
		if err != nil {
			return err
		}
		if added.Owner != "" && (added.Owner != a.Person || !added.Components.Installable()) {
			return notFound("app", app)
		}
		if err := c.mayHaveApp(ctx, access.Workspace, added); err != nil {
			return err
		}
		n, err := c.q.PutInstallation(ctx, store.PutInstallationParams{
			Project: project, App: app, InstalledBy: a.Person, CreatedAt: c.nowMicros(),
		})
		if n > 0 {
			c.record(installationEvent(ActionAdded, access.Workspace, project, app))
		}
		return err
	})
}

// mayHaveApp refuses an app that is for higher plans than the workspace's.
func (c *change) mayHaveApp(ctx context.Context, workspace string, app App) error {
	return c.plan(ctx, workspace, app.Needs(), "plan_app", "This app is not part of the plan of your workspace.")
}

// UninstallApp takes an app out of a project. What it attached stays.
func (p *Platform) UninstallApp(ctx context.Context, a Actor, project, app string) error {
	return p.write(ctx, a, func(ctx context.Context, c *change) error {
		access, err := c.editProject(ctx, project)
		if err != nil {
			return err
		}
		n, err := c.q.RemoveInstallation(ctx, store.RemoveInstallationParams{Project: project, App: app})
		if n > 0 {
			c.record(installationEvent(ActionRemoved, access.Workspace, project, app))
		}
		return err
	})
}

func installationEvent(action, workspace, project, app string) Event {
	return Event{Workspace: workspace, Action: action, ResourceType: "app_installation", Resource: app,
		ParentType: "project", Parent: project, Projects: []string{project}}
}

// InstalledApps lists the apps of a project, first installed first. One whose secret cannot be opened comes without.
func (p *Platform) InstalledApps(ctx context.Context, a Actor, project string) ([]App, error) {
	g := p.gate(a)
	if _, err := g.project(ctx, project); err != nil {
		return nil, err
	}
	rows, err := g.q.InstalledApps(ctx, project)
	if err != nil {
		return nil, err
	}
	return appsOf(rows, p.appOrBare)
}

// InstalledAppsForTask lists the apps of all projects a task is in, by name. Whoever sees the task sees its
// app fields, also without seeing the project. An app whose secret cannot be opened comes without.
func (p *Platform) InstalledAppsForTask(ctx context.Context, a Actor, task string) ([]App, error) {
	g := p.gate(a)
	if _, err := g.task(ctx, task); err != nil {
		return nil, err
	}
	rows, err := g.q.InstalledAppsForTask(ctx, task)
	if err != nil {
		return nil, err
	}
	return appsOf(rows, p.appOrBare)
}

// AppIntroduced tells whether the actor was led through the app's introduction, which is shown once per
// person and app.
func (p *Platform) AppIntroduced(ctx context.Context, a Actor, app string) (bool, error) {
	return store.New(p.db.Reader()).Introduced(ctx, store.IntroducedParams{Person: a.Person, App: app})
}

// MarkAppIntroduced notes that the actor was led through the app's introduction.
func (p *Platform) MarkAppIntroduced(ctx context.Context, a Actor, app string) error {
	return p.write(ctx, a, func(ctx context.Context, c *change) error {
		if _, err := c.q.App(ctx, app); err != nil {
			return orNotFound(err, "app", app)
		}
		c.record(Event{Action: ActionAdded, ResourceType: "app_introduction", Resource: app})
		return c.q.PutIntroduction(ctx, store.PutIntroductionParams{
			Person: a.Person, App: app, CreatedAt: c.nowMicros(),
		})
	})
}

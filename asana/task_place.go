package asana

import (
	"context"

	"jirabridge/asana/store"
)

// newTaskPlaces finds the section of each project, checks that the actor may add there, and completes the
// workspace.
func (c *change) newTaskPlaces(ctx context.Context, n *NewTask) ([]store.Section, error) {
	places := make([]store.Section, 0, len(n.Projects))
	for _, project := range n.Projects {
		access, err := c.project(ctx, project)
		if err != nil {
			return nil, err
		}
		if n.Workspace == "" {
			n.Workspace = access.Workspace
		}
		if n.Workspace != access.Workspace {
			return nil, misused("projects", "The projects are not all in one workspace")
		}
		section, err := c.sectionFor(ctx, project, n.Section)
		if err != nil {
			return nil, err
		}
		places = append(places, section)
	}
	if err := checkSection(n.Section, places); err != nil {
		return nil, err
	}
	if n.Parent != "" {
		return places, c.checkParent(ctx, n)
	}
	if len(places) == 0 {
		return nil, c.staff(ctx, n.Workspace)
	}
	return places, nil
}

// sectionFor returns the wanted section if it is the project's, else the project's first.
func (c *change) sectionFor(ctx context.Context, project, wanted string) (store.Section, error) {
	if wanted != "" && !isGID(wanted) {
		return store.Section{}, notFound("section", wanted)
	}
	if wanted != "" {
		section, err := c.q.Section(ctx, wanted)
		if err != nil {
			return section, orNotFound(err, "section", wanted)
		}
		if section.Project == project {
			return section, nil
		}
	}
	section, err := c.q.FirstSection(ctx, project)
	return section, orNotFound(err, "project", project)
}

func checkSection(wanted string, places []store.Section) error {
	for _, s := range places {
		if s.Gid == wanted {
			return nil
		}
	}
	if wanted == "" {
		return nil
	}
	return misused("section", "The section is in none of the projects")
}

// checkParent puts a subtask into its parent's workspace and bounds the depth.
func (c *change) checkParent(ctx context.Context, n *NewTask) error {
	above, err := c.task(ctx, n.Parent)
	if err != nil {
		return err
	}
	if n.Workspace == "" {
		n.Workspace = above.Workspace
	}
	if n.Workspace != above.Workspace {
		return misused("parent", "The parent is in another workspace")
	}
	for depth := 1; above.Parent != ""; depth++ {
		if depth >= maxDepth {
			return misused("parent", "Subtasks may be at most %d levels deep", maxDepth)
		}
		if above, err = c.taskFacts(ctx, above.Parent); err != nil {
			return err
		}
	}
	return nil
}

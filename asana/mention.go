package asana

import "context"

// resolver returns a lookup of what the actor may mention in rich text: people, tasks and projects he sees.
func (p *Platform) resolver(ctx context.Context, g gate) resolver {
	return func(gid string) (mention, bool, error) {
		if !isGID(gid) {
			return mention{}, false, nil
		}
		for _, find := range []func(context.Context, gate, string) (mention, error){
			p.mentionPerson, p.mentionTask, p.mentionProject,
		} {
			m, err := find(ctx, g, gid)
			if err == nil {
				return m, true, nil
			}
			if !IsKind(err, NotFound) {
				return mention{}, false, err
			}
		}
		return mention{}, false, nil
	}
}

func (p *Platform) mentionPerson(ctx context.Context, g gate, gid string) (mention, error) {
	if err := g.person(ctx, gid); err != nil {
		return mention{}, err
	}
	row, err := g.q.Person(ctx, gid)
	name := "@" + row.Name
	return mention{Type: "user", Name: name, URL: p.baseURL + "/", Plain: name}, err // people have no page
}

func (p *Platform) mentionTask(ctx context.Context, g gate, gid string) (mention, error) {
	if _, err := g.task(ctx, gid); err != nil {
		return mention{}, err
	}
	row, err := g.q.TaskRow(ctx, gid)
	return mention{Type: "task", Name: row.Name, URL: p.TaskURL(gid), Plain: p.TaskURL(gid)}, err
}

func (p *Platform) mentionProject(ctx context.Context, g gate, gid string) (mention, error) {
	if _, err := g.project(ctx, gid); err != nil {
		return mention{}, err
	}
	row, err := g.q.Project(ctx, gid)
	return mention{Type: "project", Name: row.Name, URL: p.ProjectURL(gid), Plain: p.ProjectURL(gid)}, err
}

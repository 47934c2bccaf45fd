package rest

import (
	"context"
	"fmt"
	"net/http"

	"jirabridge/asana"
)

func dependencyOperations() []operation {
	return []operation{{
		ID: "getDependenciesForTask", Method: http.MethodGet, Path: "/tasks/{task_gid}/dependencies", Scope: "tasks:read",
		Text: "Lists the tasks a task waits for.", Result: task{}, List: true, Do: getDependencies,
	}, {
		ID: "addDependenciesForTask", Method: http.MethodPost, Path: "/tasks/{task_gid}/addDependencies",
		Scope: "tasks:write", Body: &dependencies{}, Text: "Makes a task wait for others.", Do: addDependencies,
	}, {
		ID: "removeDependenciesForTask", Method: http.MethodPost, Path: "/tasks/{task_gid}/removeDependencies",
		Scope: "tasks:write", Body: &dependencies{}, Text: "Makes a task wait for others no more.", Do: removeDependencies,
	}, {
		ID: "getDependentsForTask", Method: http.MethodGet, Path: "/tasks/{task_gid}/dependents", Scope: "tasks:read",
		Text: "Lists the tasks that wait for a task.", Result: task{}, List: true, Do: getDependents,
	}, {
		ID: "addDependentsForTask", Method: http.MethodPost, Path: "/tasks/{task_gid}/addDependents", Scope: "tasks:write",
		Body: &dependents{}, Text: "Makes other tasks wait for a task.", Do: addDependents,
	}, {
		ID: "removeDependentsForTask", Method: http.MethodPost, Path: "/tasks/{task_gid}/removeDependents",
		Scope: "tasks:write", Body: &dependents{}, Text: "Makes other tasks wait for a task no more.", Do: removeDependents,
	}}
}

// dependencies is the body of addDependenciesForTask and removeDependenciesForTask.
type dependencies struct {
	Dependencies []gid `json:"dependencies"`
}

// dependents is the body of addDependentsForTask and removeDependentsForTask.
type dependents struct {
	Dependents []gid `json:"dependents"`
}

// maxAtOnce bounds the things one request may add, remove or link.
const maxAtOnce = 100

// atOnce checks the length of a list in a body.
func atOnce[T any](field string, items []T) error {
	if len(items) == 0 {
		return badRequest(field + ": Missing input")
	}
	if len(items) > maxAtOnce {
		return badRequest(fmt.Sprintf("%s: At most %d are allowed", field, maxAtOnce))
	}
	return nil
}

func getDependencies(c *call) (any, error) { return c.related(c.platform.Dependencies) }

func getDependents(c *call) (any, error) { return c.related(c.platform.Dependents) }

func (c *call) related(read func(context.Context, asana.Actor, string) ([]asana.Task, error)) (any, error) {
	gid, err := c.gid("task_gid")
	if err != nil {
		return nil, err
	}
	items, err := read(c.ctx(), c.actor, gid)
	if err != nil {
		return nil, err
	}
	return slice(c, items, taskGID, func(t asana.Task) any { return c.taskRecord(t) })
}

func taskGID(t asana.Task) string { return t.GID }

func addDependencies(c *call) (any, error) { return c.dependencies(c.platform.AddDependencies) }

func removeDependencies(c *call) (any, error) { return c.dependencies(c.platform.RemoveDependencies) }

func addDependents(c *call) (any, error) { return c.dependents(c.platform.AddDependencies) }

func removeDependents(c *call) (any, error) { return c.dependents(c.platform.RemoveDependencies) }

type changeWaits func(ctx context.Context, a asana.Actor, waits ...asana.Wait) error

func (c *call) dependencies(do changeWaits) (any, error) {
	gid, body, err := bodyAt[dependencies](c, "task_gid")
	if err != nil {
		return nil, err
	}
	var waits []asana.Wait
	for _, other := range body.Dependencies {
		waits = append(waits, asana.Wait{Task: gid, On: string(other)})
	}
	if err := atOnce("dependencies", waits); err != nil {
		return nil, err
	}
	return empty{}, do(c.ctx(), c.actor, waits...)
}

func (c *call) dependents(do changeWaits) (any, error) {
	gid, body, err := bodyAt[dependents](c, "task_gid")
	if err != nil {
		return nil, err
	}
	var waits []asana.Wait
	for _, other := range body.Dependents {
		waits = append(waits, asana.Wait{Task: string(other), On: gid})
	}
	if err := atOnce("dependents", waits); err != nil {
		return nil, err
	}
	return empty{}, do(c.ctx(), c.actor, waits...)
}

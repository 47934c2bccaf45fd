package bridge

import (
	"context"
	"time"

	"github.com/maypok86/otter/v2"

	"jirabridge/bridge/fields"
	"jirabridge/jira"
)

// metadataLife is how long what Jira said about projects and create screens is
// believed. An open form looks afresh; a submission made from it does not ask
// again.
const metadataLife = 5 * time.Minute

// metadata remembers, per person, what Jira said about creating issues.
type metadata struct {
	projects *otter.Cache[string, []jira.Project]
	types    *otter.Cache[string, []jira.IssueType]
	screens  *otter.Cache[string, []jira.Field]

	creatable *otter.Cache[string, bool] // whether issues may be created in a project
}

// How many answers are remembered: of each kind, and of those that are one word.
const (
	maxMetadata  = 1000
	maxCreatable = 100000
)

func newMetadata() (*metadata, error) {
	projects, err := remembering[[]jira.Project](maxMetadata, metadataLife)
	if err != nil {
		return nil, err
	}
	types, err := remembering[[]jira.IssueType](maxMetadata, metadataLife)
	if err != nil {
		return nil, err
	}
	screens, err := remembering[[]jira.Field](maxMetadata, metadataLife)
	if err != nil {
		return nil, err
	}
	creatable, err := remembering[bool](maxCreatable, creatableLife)
	return &metadata{projects, types, screens, creatable}, err
}

func remembering[V any](most int, life time.Duration) (*otter.Cache[string, V], error) {
	return otter.New(&otter.Options[string, V]{
		MaximumSize: most, ExpiryCalculator: otter.ExpiryWriting[string, V](life),
	})
}

func (m *metadata) stop() {
	m.projects.StopAllGoroutines()
	m.types.StopAllGoroutines()
	m.screens.StopAllGoroutines()
	m.creatable.StopAllGoroutines()
}

// user is a Jira seen through one person's account.
type user struct {
	*jira.Client
	metadata *metadata
	key      string // of connection and person
	fresh    bool   // ask Jira whatever is remembered
}

// afresh is the same person, for whom Jira is asked anew.
func (u user) afresh() user {
	u.fresh = true
	return u
}

// asCreator runs f like asJiraUser, with metadata remembered.
func (b *Bridge) asCreator(ctx context.Context, conn Connection, person string, f func(u user) error) error {
	return b.asJiraUser(ctx, conn, person, func(c *jira.Client) error {
		return f(user{Client: c, metadata: b.metadata, key: place(conn.ID, person)})
	})
}

// recall returns what is remembered under the key, or asks and remembers.
func recall[V any](u user, cache *otter.Cache[string, V], key string, ask func() (V, error)) (V, error) {
	if answer, ok := cache.GetIfPresent(key); ok && !u.fresh {
		return answer, nil
	}
	answer, err := ask()
	if err == nil {
		cache.Set(key, answer)
	}
	return answer, err
}

// Projects are those the person can browse.
func (u user) Projects(ctx context.Context) ([]jira.Project, error) {
	return recall(u, u.metadata.projects, u.key, func() ([]jira.Project, error) { return u.Client.Projects(ctx) })
}

// IssueTypes are those the person may create in the project. A project that does
// not exist for the person has none.
func (u user) IssueTypes(ctx context.Context, project string) ([]jira.IssueType, error) {
	return recall(u, u.metadata.types, place(u.key, project), func() ([]jira.IssueType, error) {
		types, err := u.Client.IssueTypes(ctx, project)
		if jiraKind(err) == jira.BadRequest || jiraKind(err) == jira.NotFound {
			err = nil
		}
		if err == nil {
			u.metadata.creatable.Set(place(u.key, project), len(types) > 0)
		}
		return types, err
	})
}

// Screen is the create screen of a project and issue type.
func (u user) Screen(ctx context.Context, project, issueType string) ([]jira.Field, error) {
	return recall(u, u.metadata.screens, place(u.key, project, issueType), func() ([]jira.Field, error) {
		return u.Client.CreateFields(ctx, project, issueType)
	})
}

// forget makes the next questions about a refused creation go to Jira.
func (m *metadata) forget(w creation) {
	project, issueType := w.Values.String(fields.Project), w.Values.String(fields.IssueType)
	key := place(w.conn.ID, w.caller.Person, project)
	m.types.Invalidate(key)
	m.screens.Invalidate(place(key, issueType))
}

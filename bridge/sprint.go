package bridge

import (
	"cmp"
	"context"
	"log/slog"
	"slices"
	"strings"
	"time"

	"github.com/maypok86/otter/v2"
	"golang.org/x/sync/singleflight"

	"jirabridge/jira"
)

// Times of what is known of a Jira's fields.
const (
	sprintLife  = time.Hour       // how long it is believed
	sprintDoubt = 5 * time.Minute // how long in any case
	sprintAgain = time.Minute     // until a Jira is asked again that did not tell
	sprintTime  = 3 * time.Second // for the question: issues can be shown without
)

// maxSprintFields is for how many connections it is remembered.
const maxSprintFields = 1000

// sprintFields knows which fields of a connection's Jira are sprints. They are
// recognised by their type: names are translated and can be changed.
type sprintFields struct {
	now    func() time.Time
	log    *slog.Logger
	known  *otter.Cache[string, sprintKnown]
	asking singleflight.Group
}

// sprintKnown are the ids of the fields, in most Jiras one or none.
type sprintKnown struct {
	ids       []string
	at, until time.Time
}

func newSprintFields(now func() time.Time, log *slog.Logger) (*sprintFields, error) {
	known, err := remembering[sprintKnown](maxSprintFields, 2*sprintLife)
	return &sprintFields{now: now, log: log, known: known}, err
}

// of returns the ids of the sprint fields. Jira is asked once an hour, and
// sooner when they vanish. While it does not tell, those known last are used.
func (s *sprintFields) of(ctx context.Context, c *jira.Client, connection string) []string {
	last, _ := s.known.GetIfPresent(connection)
	if s.now().Before(last.until) {
		return last.ids
	}
	ids, _, _ := s.asking.Do(connection, func() (any, error) { return s.ask(ctx, c, connection, last.ids), nil })
	return ids.([]string)
}

// ask asks Jira. What only the person was refused is not remembered, and neither
// is that he did not wait for the answer.
func (s *sprintFields) ask(ctx context.Context, c *jira.Client, connection string, last []string) []string {
	own, cancel := context.WithTimeout(ctx, sprintTime)
	defer cancel()
	fields, err := c.Fields(own)
	known := sprintKnown{sprintIDs(fields), s.now(), s.now().Add(sprintLife)}
	if err != nil {
		s.log.InfoContext(ctx, "the fields of Jira could not be listed", "connection", connection, "error", err)
		known.ids, known.until = last, s.now().Add(sprintAgain)
	}
	if !jiraRefusedToken(err) && (err == nil || ctx.Err() == nil) {
		s.known.Set(connection, known)
	}
	return known.ids
}

// doubt has Jira asked again when the sprint fields have vanished: none of the
// issues that were read with them has one.
func (s *sprintFields) doubt(connection string, issues []jira.Issue) {
	known, ok := s.known.GetIfPresent(connection)
	if !ok || len(known.ids) == 0 || len(issues) == 0 || s.now().Sub(known.at) < sprintDoubt {
		return
	}
	for _, issue := range issues {
		for _, id := range known.ids {
			if _, has := issue.Fields.Custom[id]; has {
				return
			}
		}
	}
	s.known.Set(connection, sprintKnown{ids: known.ids})
}

func sprintIDs(fields []jira.AnyField) (ids []string) {
	for _, f := range fields {
		if f.Schema.Custom == jira.SprintField {
			ids = append(ids, f.ID)
		}
	}
	return ids
}

// sprintOf is the name of the sprint that an issue counts as being in: the
// running one, else the next to come, else the last it was in.
func sprintOf(sprints []jira.Sprint) string {
	for _, state := range []string{jira.SprintActive, jira.SprintFuture} {
		if i := slices.IndexFunc(sprints, func(s jira.Sprint) bool { return s.State == state }); i >= 0 {
			return sprints[i].Name
		}
	}
	if len(sprints) == 0 {
		return ""
	}
	return sprints[len(sprints)-1].Name
}

// releaseOf is the version that an issue is fixed in first: of several, that
// with the earliest date, else the first in the project's order.
func releaseOf(versions []jira.Version) Release {
	versions = slices.DeleteFunc(slices.Clone(versions), func(v jira.Version) bool { return strings.TrimSpace(v.Name) == "" })
	if len(versions) == 0 {
		return Release{}
	}
	slices.SortStableFunc(versions, func(a, b jira.Version) int { return cmp.Compare(dateOrEnd(a), dateOrEnd(b)) })
	first := versions[0]
	return Release{first.Name, first.ReleaseDate, first.Released, len(versions) - 1}
}

// dateOrEnd orders versions by date, those without one last.
func dateOrEnd(v jira.Version) string { return orElse(v.ReleaseDate, "9999") }

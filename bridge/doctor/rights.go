package doctor

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"sync"

	"golang.org/x/sync/errgroup"

	"jirabridge/jira"
)

// How many projects are looked at, and how many at a time.
const (
	mostProjects = 100
	atATime      = 4
)

// as asks Jira as somebody, noticing what it says of its limits.
func (e *examination) as(ctx context.Context, f func(*jira.Client) error) error {
	ctx, cancel := context.WithTimeout(ctx, 3*callTime)
	defer cancel()
	return e.As(ctx, e.rate.watch, f)
}

// create is about the projects in which somebody may create issues.
func (e *examination) create(ctx context.Context) Step {
	if e.As == nil {
		return notReached(e.NoOne)
	}
	var yes, no []string
	err := e.as(ctx, func(c *jira.Client) (err error) {
		yes, no, err = sorted(ctx, c)
		return err
	})
	s := saw(marked("✓", yes), marked("✗", no))
	switch {
	case err != nil:
		return e.broken(s, err)
	case len(yes) == 0:
		return s.but(Fail, "create_none")
	}
	return s
}

func marked(mark string, projects []string) string {
	if len(projects) == 0 {
		return ""
	}
	return jira.CreateIssues + " " + mark + " " + strings.Join(projects, ", ")
}

// sorted are the keys of the projects that somebody sees, by whether he may
// create issues there. Of very many only the first are looked at.
func sorted(ctx context.Context, c *jira.Client) (yes, no []string, err error) {
	projects, err := c.Projects(ctx)
	if err != nil {
		return nil, nil, err
	}
	more := max(0, len(projects)-mostProjects)
	var mu sync.Mutex
	g, ctx := errgroup.WithContext(ctx)
	g.SetLimit(atATime)
	for _, p := range projects[:len(projects)-more] {
		g.Go(func() error {
			may, err := c.MyPermissions(ctx, p.Key)
			mu.Lock()
			defer mu.Unlock()
			switch {
			case err != nil:
			case may[jira.CreateIssues]:
				yes = append(yes, p.Key)
			default:
				no = append(no, p.Key)
			}
			return err
		})
	}
	err = g.Wait()
	slices.Sort(yes)
	slices.Sort(no)
	if more > 0 && err == nil {
		yes = append(yes, fmt.Sprintf("… +%d", more))
	}
	return yes, no, err
}

// attachments is about files: whether Jira takes any, how large, and from whom.
func (e *examination) attachments(ctx context.Context) Step {
	if e.As == nil {
		return notReached(e.NoOne)
	}
	var settings jira.AttachmentSettings
	var may jira.Permissions
	err := e.as(ctx, func(c *jira.Client) (err error) {
		if settings, err = c.AttachmentSettings(ctx); err != nil {
			return err
		}
		may, err = c.MyPermissions(ctx, "")
		return err
	})
	if err != nil {
		return e.broken(saw(), err)
	}
	s := saw(fmt.Sprintf("enabled: %t, uploadLimit: %.1f MB", settings.Enabled, float64(settings.Limit)/1e6))
	switch {
	case !settings.Enabled:
		return s.but(Hint, "attachments_off")
	case !may[jira.CreateAttachments]:
		return s.but(Hint, "attachments_forbidden")
	}
	return s
}

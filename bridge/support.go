package bridge

import (
	"context"
	"encoding/json"
	"time"

	"jirabridge/bridge/store"
)

// facts are what a support bundle tells of a connection: no names, no tokens,
// nothing of an issue.
type facts struct {
	Workspace string           `json:"workspace"`
	JiraURL   string           `json:"jira_url"`
	Browse    string           `json:"browse_base"`
	Kind      LinkKind         `json:"link"`
	Former    LinkKind         `json:"former_link,omitempty"`
	Version   string           `json:"jira_version"`
	Since     time.Time        `json:"connected_at"`
	Backlinks bool             `json:"backlinks"`
	Reading   Reading          `json:"reading"`
	People    map[string]int   `json:"authorizations"` // how many are alive, and why others ended
	Hooks     map[Decision]int `json:"webhooks"`       // of the last ones, what was done
	Links     map[string]int64 `json:"links"`          // of all workspaces, by state
	Outages   []Outage         `json:"outages"`
}

// Support tells of a connection, as JSON, what helps to find out why it does
// not work, to people who may change it.
func (b *Bridge) Support(ctx context.Context, person, workspace string) (string, error) {
	conn, err := b.changeable(ctx, person, workspace)
	if err != nil {
		return "", err
	}
	f := facts{
		Workspace: conn.Workspace, JiraURL: conn.JiraURL, Browse: conn.BrowseBase, Kind: conn.Kind, Former: conn.Former, Version: conn.Version,
		Since: conn.ConnectedAt.UTC(), Backlinks: conn.Backlinks, Reading: conn.Reading, Outages: b.outages.of(conn.ID),
	}
	if f.People, err = b.authorizations(ctx, conn.ID); err != nil {
		return "", err
	}
	if f.Links, err = b.CountLinks(ctx); err != nil {
		return "", err
	}
	events, err := b.HookLog(ctx, person, workspace)
	if err != nil {
		return "", err
	}
	f.Hooks = map[Decision]int{}
	for _, e := range events {
		f.Hooks[e.Decision]++
	}
	text, err := json.MarshalIndent(f, "", "  ")
	return string(text), err
}

// authorizations counts the credentials of a connection.
func (b *Bridge) authorizations(ctx context.Context, connection string) (map[string]int, error) {
	rows, err := store.New(b.db.Reader()).Board(ctx, store.BoardParams{Realm: connection, Most: maxBoard})
	counts := map[string]int{}
	for _, row := range rows {
		state := "alive"
		if row.Dead {
			state = "ended " + row.EndedBecause
		}
		counts[state]++
	}
	return counts, err
}

package bridge

import (
	"context"
	"errors"
	"strings"

	"jirabridge/asana/kit/sqldb"
	"jirabridge/bridge/store"
)

// SetBrowserURL says where people's browsers find the Jira of a workspace, when
// that is neither where we do nor what Jira calls itself: behind a proxy, or
// where we call it by a name that only servers know. Consent pages are opened
// there and links that are made from then on lead there; "" takes it back. Only
// the person who connected and admins of the workspace may; others are
// Forbidden. What is no address of a Jira is Invalid.
func (b *Bridge) SetBrowserURL(ctx context.Context, person, workspace, typed string) error {
	conn, err := b.changeable(ctx, person, workspace)
	if err != nil {
		return err
	}
	address, err := browserURL(typed, conn.JiraURL, conn.OwnBase)
	if err != nil {
		return err
	}
	return store.New(b.db.Writer()).SetBrowserURL(ctx, store.SetBrowserURLParams{BrowserURL: address, ID: conn.ID})
}

// browserURL is what was typed as it is kept: "" for what would change nothing
// about a Jira that we find at base and that calls itself own.
func browserURL(typed, base, own string) (string, error) {
	if strings.TrimSpace(typed) == "" {
		return "", nil
	}
	if !sqldb.IsText(typed) {
		return "", fail(Invalid, nil, "not_text", "Field", "browser_url")
	}
	address, err := BaseOf(typed)
	if e := new(Error); errors.As(err, &e) {
		e.Text.Args["Field"] = "browser_url"
	}
	if isBoth := base == own && address == base; err != nil || isBoth {
		return "", err
	}
	return address, nil
}

// inBrowser is where browsers find a page of the Jira at base.
func inBrowser(page, base, browser string) string {
	rest, ours := strings.CutPrefix(page, base+"/")
	if browser == "" || !ours {
		return page
	}
	return browser + "/" + rest
}

// Home is where people find the Jira.
func (c Connection) Home() string { return orElse(c.BrowserURL, c.JiraURL) }

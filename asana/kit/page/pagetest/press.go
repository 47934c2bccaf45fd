// Package pagetest presses what pages show, for tests that drive a browser.
package pagetest

import (
	"context"
	_ "embed"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/chromedp/chromedp"
)

//go:embed press.js
var guard string

// Press clicks the first visible element that matches, as a person does: who
// sees that the page moved under the pointer presses again. A press that would
// hit something else reaches nothing. It ends with ctx.
func Press(ctx context.Context, sel chromedp.CSS) error {
	for {
		landed, err := press(ctx, sel)
		if landed || err != nil && !movedAway(err) {
			return err
		}
		select {
		case <-ctx.Done():
			return errors.Join(fmt.Errorf("never hit %s", sel), err, ctx.Err())
		case <-time.After(50 * time.Millisecond):
		}
	}
}

// press tries once. A page that has gone since was left by the press.
func press(ctx context.Context, sel chromedp.CSS) (landed bool, err error) {
	if err := chromedp.Do(ctx, chromedp.WaitVisible(sel)); err != nil {
		return false, err
	}
	if err := chromedp.Do(ctx, chromedp.Evaluate[chromedp.Void](fmt.Sprintf("(%s)(%q)", strings.TrimSpace(guard), string(sel)))); err != nil {
		return false, err
	}
	if err := chromedp.Do(ctx, chromedp.Click(sel, chromedp.NodeVisible)); err != nil {
		return false, err
	}
	return chromedp.Run(ctx, chromedp.Evaluate[bool](`window.endPress ? window.endPress() : true`))
}

// movedAway tells an error that says that the element was drawn again between
// finding and pressing it.
func movedAway(err error) bool {
	return strings.Contains(err.Error(), "node with given id") || strings.Contains(err.Error(), "not have a layout object") ||
		strings.Contains(err.Error(), "context was destroyed") || strings.Contains(err.Error(), "Cannot find context")
}

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
// hit something else reaches nothing. Like Follow it waits for the page that the
// press leads to. It ends with ctx.
func Press(ctx context.Context, sel chromedp.CSS) error {
	for {
		landed, err := press(ctx, sel)
		if landed {
			return err
		}
		if err != nil && !gone(err) {
			return err
		}
		select {
		case <-ctx.Done():
			return errors.Join(fmt.Errorf("never hit %s", sel), err, ctx.Err())
		case <-time.After(50 * time.Millisecond):
		}
	}
}

// press tries once. A page that goes away meanwhile was left by the press.
func press(ctx context.Context, sel chromedp.CSS) (landed bool, err error) {
	err = follow(ctx, func(t *trip) error {
		if err := chromedp.Do(ctx, chromedp.WaitVisible(sel)); err != nil {
			return err
		}
		leads, err := chromedp.Run(ctx, chromedp.Evaluate[bool](fmt.Sprintf("(%s)(%q)", strings.TrimSpace(guard), string(sel))))
		if err != nil {
			return err
		}
		if leads {
			t.request()
		}
		landed, err = hit(ctx, sel)
		return err
	})
	return landed, err
}

// hit clicks, and says whether the guard let that through.
func hit(ctx context.Context, sel chromedp.CSS) (landed bool, err error) {
	err = chromedp.Do(ctx, chromedp.Click(sel, chromedp.NodeVisible))
	if err == nil {
		landed, err = chromedp.Run(ctx, chromedp.Evaluate[bool](`window.endPress ? window.endPress() : true`))
	}
	if err != nil && left(err) {
		return true, nil
	}
	return landed, err
}

// gone tells an error that says that the element was drawn again, or the page
// left, before it was pressed.
func gone(err error) bool {
	return left(err) || strings.Contains(err.Error(), "node with given id") ||
		strings.Contains(err.Error(), "not have a layout object") || strings.Contains(err.Error(), "Cannot find context")
}

// left tells an error that says that the page was left meanwhile.
func left(err error) bool {
	return strings.Contains(err.Error(), "target navigated") || strings.Contains(err.Error(), "context was destroyed") ||
		strings.Contains(err.Error(), "Promise was collected")
}

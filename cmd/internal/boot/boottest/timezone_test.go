package boottest

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"
)

// TestTimeZone: a person's zone is first the browser's, then what the person
// says. Moments are entered and shown in it, wherever the browser is.
func TestTimeZone(t *testing.T) {
	t.Parallel()
	w := Start(t, Options{Database: "sqlite", Connect: "oauth2"})
	tab := NewBrowser(t).Person(t)
	tab.travel("Asia/Tokyo")
	who := w.Role(t, "member", true)
	tab.signIn(w, who)
	tab.Go(w.PlatformURL + "/0/my-settings")
	if zone := tab.Value("#time_zone"); zone != "Asia/Tokyo" {
		t.Errorf("the first time zone is %q, want the browser's", zone)
	}
	tab.Type("#time_zone", "America/New_York")
	tab.Click(hook("save-profile"))
	tab.Until("the profile to be saved", `location.search === "?done=profile"`)

	tab.Go(w.TaskURL(w.NewTask(t, who.Token, map[string]any{"name": "The lift stood still"})))
	key := tab.reportOutage("2026-12-01T09:00")
	if got, want := w.jiraFields(t, key)["customfield_10005"], "2026-12-01T14:00:00.000+0000"; got != want {
		t.Errorf("Jira has %v, want %s", got, want)
	}
	tab.Until("the widget's moment as New York's clocks show it", `[...document.querySelectorAll("[data-foot-text] time")].some((e) =>
		e.title === new Date(e.dateTime).toLocaleString("en", { dateStyle: "long", timeStyle: "short", timeZone: "America/New_York" }))`)
}

// travel takes the browser to another time zone.
func (b *Tab) travel(zone string) {
	b.t.Helper()
	b.do("travel to "+zone, chromedp.Func(func(ctx context.Context, _ *chromedp.Target) error {
		_, err := chromedp.Call(ctx, emulation.SetTimezoneOverride, emulation.SetTimezoneOverrideParams{TimezoneID: zone})
		return err
	}))
}

// reportOutage makes an issue whose type requires a moment; it returns the key.
func (b *Tab) reportOutage(began string) string {
	b.t.Helper()
	const moment, kind = `[data-test="field-customfield_10005"] input`, `[data-test="field-issuetype"] select`
	b.Click(hook("entry-point"))
	b.Click(hook("form-action"))
	b.Type(hook("field-project")+" input", "ops")
	b.SeeText(hook("lookup-option"), "OPS")
	b.Click(hook("lookup-option"))
	b.Until("the project's types", fmt.Sprintf(`[...document.querySelector(%q).options].some((o) => o.text === "Outage")`, kind))
	b.Choose(kind, b.optionValue(kind, "Outage"))
	b.drawn()
	b.Until("the moment's field", fmt.Sprintf(`document.querySelector(%q)`, moment))
	b.Choose(moment, began)
	b.Click(hook("form-submit"))
	return strings.Fields(b.See(hook("widget-title")))[0]
}

// optionValue is the value of a select's option that reads text.
func (b *Tab) optionValue(sel chromedp.CSS, text string) string {
	b.t.Helper()
	return read(b, "option "+text, evaluateTo[string](fmt.Sprintf(`[...document.querySelector(%q).options].find((o) => o.text === %q).value`, sel, text)))
}

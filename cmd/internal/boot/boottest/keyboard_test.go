package boottest

import (
	"strconv"
	"testing"

	cdpinput "github.com/chromedp/cdproto/input"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// keys presses keys one after another, as a person without a pointer does.
func (b *Tab) keys(keys ...string) {
	b.t.Helper()
	for _, key := range keys {
		b.follow("press "+key, chromedp.KeyEvent(key, asKeyboard))
	}
}

// asKeyboard makes a key go down raw, as keyboards have it: only then does a
// page that handles Enter itself keep it from the button it moves the focus to.
func asKeyboard(event *cdpinput.DispatchKeyEventParams) {
	if event.Type == kb.KeyDown {
		event.Type = cdpinput.DispatchKeyEventTypeRawKeyDown
	}
}

// tabTo presses Tab until the focus stands at an element and can be seen there.
func (b *Tab) tabTo(sel chromedp.CSS) {
	b.t.Helper()
	at := `document.activeElement?.closest(` + strconv.Quote(string(sel)) + `)`
	for range 80 {
		if read(b, "look where the focus is", chromedp.Evaluate[bool](`Boolean(`+at+`)`)) {
			b.Until("the focus to be seen", `(s => s.outlineStyle !== "none" && parseFloat(s.outlineWidth) > 0)(getComputedStyle(document.activeElement))`)
			return
		}
		b.keys(kb.Tab)
	}
	b.t.Fatalf("Tab never comes to %s", sel)
}

// TestKeyboard walks the main path without a pointer: the focus can be seen,
// stays in the dialog while it is open, and returns to where it came from.
func TestKeyboard(t *testing.T) {
	t.Parallel()
	w, browser := Start(t, Options{Database: "sqlite", Connect: "oauth2"}), NewBrowser(t)
	who := w.Role(t, "member", true)
	task := w.NewTask(t, who.Token, map[string]any{"name": "By keyboard"})
	tab := browser.Person(t)
	tab.Go(w.PlatformURL + "/")
	tab.tabTo("input[name=email]")
	tab.keys(who.Email)
	tab.tabTo("input[name=password]")
	tab.keys(who.Password, kb.Enter)
	tab.Until("the home page", `location.pathname === "/"`)

	tab.Go(w.TaskURL(task))
	tab.settled()
	openDialog := func(action string) {
		tab.tabTo(hook("entry-point"))
		tab.keys(kb.Enter)
		tab.tabTo(hook(action))
		tab.keys(kb.Enter)
	}
	openDialog("form-action")
	tab.Until("the focus in the form", `document.activeElement.closest("dialog [data-fields]")`)
	for range 30 {
		tab.keys(kb.Tab)
		tab.Until("the focus to stay in the dialog", `document.activeElement === document.body || document.activeElement.closest("dialog")`)
	}
	tab.keys(kb.Escape)
	tab.Gone("dialog")
	tab.Until("the focus where it was", `document.activeElement.closest('[data-test="entry-point"]')`)

	openDialog("form-action")
	tab.See(hook("field-project"))
	tab.tabTo(hook("field-project") + " input")
	tab.keys(kb.ArrowDown)
	tab.See(hook("lookup-option"))
	tab.keys(kb.Escape) // the list closes, the dialog stays
	tab.Gone(hook("lookup-option"))
	tab.keys(kb.ArrowDown)
	tab.See(hook("lookup-option"))
	tab.keys(kb.ArrowDown, kb.Enter)
	tab.Until("the list to close", `!document.querySelector('[data-test="lookup-option"]') && !document.querySelector("dialog [data-submit]").disabled`)
	tab.tabTo(hook("field-summary") + " input")
	tab.keys("By keyboard alone", kb.Enter) // Tab has selected what was there
	tab.SeeText(hook("widget-title"), "By keyboard alone")
	tab.Until("the focus at the widget", `document.activeElement.closest('[data-test="widget"]')`)

	tab.tabTo(hook("widget-menu"))
	tab.keys(kb.Enter)
	tab.tabTo(hook("widget-remove"))
	tab.keys(kb.Enter)
	tab.tabTo(hook("confirm-remove"))
	tab.keys(kb.Enter)
	tab.Until("the focus back", `document.activeElement.closest('[data-test="entry-point"]')`)

	openDialog("lookup-action")
	tab.Until("the focus in the search", `document.activeElement.matches('[data-test="lookup-input"]')`)
	tab.keys("IT-1")
	tab.See(hook("lookup-option"))
	tab.Until("what was typed to be found", `document.querySelector('[data-test="lookup-option"]').dataset.value === "IT-1"`)
	tab.keys(kb.ArrowDown, kb.Enter)
	tab.Until("the focus at Add", `document.activeElement.matches('[data-test="lookup-add"]')`)
	tab.keys(kb.Enter)
	tab.SeeText(hook("widget-title"), "IT-1 ")
}

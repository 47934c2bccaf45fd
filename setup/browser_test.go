package setup_test

import (
	"context"
	"fmt"
	"testing"
	"time"

	"github.com/chromedp/chromedp"

	"jirabridge/asana/kit/page/pagetest"
)

// tab is a headless Chromium.
type tab struct{ ctx context.Context }

func newTab(t *testing.T) tab {
	t.Helper()
	return tab{pagetest.Chromium(t)}
}

func (b tab) do(t *testing.T, steps ...chromedp.Action[chromedp.Void]) {
	t.Helper()
	ctx, cancel := context.WithTimeout(b.ctx, time.Minute)
	defer cancel()
	check(t, chromedp.Do(ctx, steps...))
}

// until waits for a condition in JavaScript.
func (b tab) until(t *testing.T, condition string) {
	t.Helper()
	deadline := time.Now().Add(time.Minute)
	for time.Now().Before(deadline) {
		ok, err := chromedp.Run(b.ctx, chromedp.Evaluate[bool]("Boolean("+condition+")"))
		if err == nil && ok {
			return
		}
		time.Sleep(20 * time.Millisecond)
	}
	text, _ := chromedp.Run(b.ctx, chromedp.Evaluate[string]("document.body.innerText"))
	t.Fatalf("never came true: %s\n%s", condition, text)
}

func hook(name string) chromedp.CSS { return chromedp.CSS(fmt.Sprintf("[data-test=%q]", name)) }

func TestScripts(t *testing.T) {
	w, b := one(t), newTab(t)
	w.visitor().open("/setup").post("/setup", w.link(w.url+"/setup/callback/jira")).allow("admin") // connects Northwind
	b.do(t, chromedp.Navigate(w.url+"/setup?workspace=2"), chromedp.WaitVisible(chromedp.CSS("#client_secret")))

	t.Run("the eye", func(t *testing.T) {
		for _, kind := range []string{"text", "password"} {
			b.do(t, chromedp.Click(hook("toggle-secret")))
			b.until(t, fmt.Sprintf(`document.querySelector("#client_secret").type === %q`, kind))
		}
	})
	t.Run("copy", func(t *testing.T) {
		b.do(t, chromedp.Evaluate[chromedp.Void](`(b => new MutationObserver(() => { window.said ??= b.textContent; }).observe(b, {childList: true}))(document.querySelector("[data-test=copy-redirect-url]"))`),
			chromedp.Click(hook("copy-redirect-url")))
		b.until(t, `window.said === "Copied"`) // for two seconds
		// What was copied can be pasted.
		b.do(t, chromedp.Evaluate[chromedp.Void](`document.querySelector("#client_id").focus()`), chromedp.KeyEvent("v", chromedp.KeyModifiers(2)))
		b.until(t, fmt.Sprintf(`document.querySelector("#client_id").value === %q`, w.url+"/setup/callback/jira"))
	})
	t.Run("a connected workspace is shown", func(t *testing.T) {
		b.choose(t, "2") // the same: nothing happens to what was typed
		b.until(t, `document.querySelector("#client_id").value !== ""`)
		b.choose(t, "1")
		b.until(t, `document.querySelector("[data-test=jira-url]")`)
		b.choose(t, "2")
		b.until(t, `document.querySelector("#client_secret")`)
	})
	t.Run("the opener is told", func(t *testing.T) {
		// The platform's page opens us, as the bridge's popup leads here.
		b.do(t, chromedp.Navigate(w.platform.URL), chromedp.Evaluate[chromedp.Void](fmt.Sprintf(
			`addEventListener("message", e => { window.heard = e.data + " from " + e.origin; }); window.open(%q); undefined`, w.url+"/setup/done?workspace=1")))
		b.until(t, fmt.Sprintf(`window.heard === %q`, "success from "+w.url))
	})
}

// choose picks a workspace, once the page and its script are there to notice.
func (b tab) choose(t *testing.T, workspace string) {
	t.Helper()
	b.until(t, fmt.Sprintf(`document.readyState === "complete" && (s => {
		if (!s) return false;
		s.value = %q;
		return s.dispatchEvent(new Event("change", {bubbles: true}));
	})(document.querySelector("#workspace"))`, workspace))
}

package setup_test

import (
	"context"
	"fmt"
	"os"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
)

// tab opens a headless Chromium, empty.
func tab(t *testing.T) context.Context {
	t.Helper()
	const chromium = "/usr/bin/chromium"
	if _, err := os.Stat(chromium); err != nil {
		t.Fatal("this test drives Chromium: apt-get install chromium, or run make test")
	}
	options := append(chromedp.DefaultExecAllocatorOptions[:], chromedp.ExecPath(chromium), chromedp.NoSandbox,
		chromedp.UserDataDir(t.TempDir()), chromedp.Flag("lang", "en"), chromedp.Flag("disable-background-networking", true))
	allocator, stop := chromedp.NewExecAllocator(context.Background(), options...)
	t.Cleanup(stop)
	ctx, cancel := chromedp.NewContext(allocator)
	t.Cleanup(cancel)
	check(t, chromedp.Do(ctx))
	return ctx
}

func do(t *testing.T, ctx context.Context, steps ...chromedp.Action[chromedp.Void]) {
	t.Helper()
	ctx, cancel := context.WithTimeout(ctx, 30*time.Second)
	defer cancel()
	check(t, chromedp.Do(ctx, steps...))
}

// until waits for a condition in JavaScript.
func until(t *testing.T, ctx context.Context, condition string) {
	t.Helper()
	deadline := time.Now().Add(30 * time.Second)
	for time.Now().Before(deadline) {
		ok, err := chromedp.Run(ctx, chromedp.Evaluate[bool]("Boolean("+condition+")"))
		if err == nil && ok {
			return
		}
		time.Sleep(20 * time.Millisecond)
	}
	text, _ := chromedp.Run(ctx, chromedp.Evaluate[string]("document.body.innerText"))
	t.Fatalf("never came true: %s\n%s", condition, text)
}

func hook(name string) chromedp.CSS { return chromedp.CSS(fmt.Sprintf("[data-test=%q]", name)) }

func TestScripts(t *testing.T) {
	w, ctx := one(t), tab(t)
	w.visitor().open("/setup").post("/setup", w.link(w.url+"/setup/callback/jira")).allow("admin") // connects Northwind
	do(t, ctx, chromedp.Navigate(w.url+"/setup?workspace=2"), chromedp.WaitVisible(chromedp.CSS("#client_secret")))

	t.Run("the eye", func(t *testing.T) {
		for _, kind := range []string{"text", "password"} {
			do(t, ctx, chromedp.Click(hook("toggle-secret")))
			until(t, ctx, fmt.Sprintf(`document.querySelector("#client_secret").type === %q`, kind))
		}
	})
	t.Run("copy", func(t *testing.T) {
		do(t, ctx, chromedp.Click(hook("copy-redirect-url")))
		until(t, ctx, `document.querySelector("[data-test=copy-redirect-url]").textContent === "Copied"`)
		// What was copied can be pasted.
		do(t, ctx, chromedp.Evaluate[chromedp.Void](`document.querySelector("#client_id").focus()`), chromedp.KeyEvent("v", chromedp.KeyModifiers(2)))
		until(t, ctx, fmt.Sprintf(`document.querySelector("#client_id").value === %q`, w.url+"/setup/callback/jira"))
	})
	t.Run("a connected workspace is shown", func(t *testing.T) {
		choose(t, ctx, "2") // the same: nothing happens to what was typed
		until(t, ctx, `document.querySelector("#client_id").value !== ""`)
		choose(t, ctx, "1")
		until(t, ctx, `document.querySelector("[data-test=jira-url]")`)
		choose(t, ctx, "2")
		until(t, ctx, `document.querySelector("#client_secret")`)
	})
	t.Run("the opener is told", func(t *testing.T) {
		// The platform's page opens us, as the bridge's popup leads here.
		do(t, ctx, chromedp.Navigate(w.platform.URL), chromedp.Evaluate[chromedp.Void](fmt.Sprintf(
			`addEventListener("message", e => { window.heard = e.data + " from " + e.origin; }); window.open(%q); undefined`, w.url+"/setup/done?workspace=1")))
		until(t, ctx, fmt.Sprintf(`window.heard === %q`, "success from "+w.url))
	})
}

func choose(t *testing.T, ctx context.Context, workspace string) {
	t.Helper()
	do(t, ctx, chromedp.SetValue(chromedp.CSS("#workspace"), workspace),
		chromedp.Evaluate[chromedp.Void](`document.querySelector("#workspace").dispatchEvent(new Event("change", {bubbles: true}))`))
}

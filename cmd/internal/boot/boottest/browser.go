package boottest

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/target"
	"github.com/chromedp/chromedp"

	"jirabridge/asana/kit/page/pagetest"
)

// patience is how long one step in the browser may take on a busy machine.
const patience = 2 * time.Minute

// Browser is one headless Chromium; each person gets a cookie jar of his own.
type Browser struct{ ctx context.Context }

// NewBrowser starts Chromium for the test.
func NewBrowser(t testing.TB, more ...chromedp.ExecAllocatorOption) *Browser {
	t.Helper()
	return &Browser{ctx: pagetest.Chromium(t, append(more, chromedp.WindowSize(1280, 900))...)}
}

// Tab is what one person looks at. Every step fails the test, with the page
// shown, when it does not succeed within patience.
type Tab struct {
	t   testing.TB
	ctx context.Context
}

// Person opens a tab with a cookie jar of its own.
func (b *Browser) Person(t testing.TB) *Tab {
	t.Helper()
	ctx, cancel := chromedp.NewContext(b.ctx, chromedp.WithNewBrowserContext())
	t.Cleanup(cancel)
	tab := &Tab{t: t, ctx: ctx}
	if err := chromedp.Do(ctx); err != nil {
		t.Fatalf("open a tab: %v", err)
	}
	return tab
}

// hook is the selector of an element that the pages name for tests.
func hook(name string) chromedp.CSS {
	if place, ok := widgetFields[name]; ok {
		name = place
	}
	return chromedp.CSS(fmt.Sprintf(`[data-test=%q]`, name))
}

// widgetFields are where the widget of an issue that has a priority shows what:
// the fields themselves are named in the reader's language.
var widgetFields = map[string]string{
	"widget-status": "widget-field-1", "widget-priority": "widget-field-2",
	"widget-assignee": "widget-field-3", "widget-files": "widget-field-4",
}

func (b *Tab) do(what string, steps ...chromedp.Action[chromedp.Void]) {
	b.t.Helper()
	ctx, cancel := context.WithTimeout(b.ctx, patience)
	defer cancel()
	if err := chromedp.Do(ctx, steps...); err != nil {
		b.fail(what, err)
	}
}

func read[T any](b *Tab, what string, a chromedp.Action[T]) T {
	b.t.Helper()
	ctx, cancel := context.WithTimeout(b.ctx, patience)
	defer cancel()
	v, err := chromedp.Run(ctx, a)
	if err != nil {
		b.fail(what, err)
	}
	return v
}

func (b *Tab) fail(what string, err error) {
	b.t.Helper()
	ctx, cancel := context.WithTimeout(b.ctx, 5*time.Second)
	defer cancel()
	where, _ := chromedp.Run(ctx, chromedp.Location())
	text, _ := chromedp.Run(ctx, chromedp.Evaluate[string](`document.body ? document.body.innerText.slice(0, 2500) : ""`))
	b.Shot(strings.ReplaceAll(b.t.Name(), "/", "_") + "-failed")
	b.t.Fatalf("%s: %v\nat %s the page reads:\n%s", what, err, where, text)
}

// Go opens an address.
func (b *Tab) Go(url string) { b.t.Helper(); b.do("open "+url, chromedp.Navigate(url)) }

// Click presses the first visible element that matches, once the page has
// settled.
func (b *Tab) Click(sel chromedp.CSS) {
	b.t.Helper()
	b.settled()
	ctx, cancel := context.WithTimeout(b.ctx, patience)
	defer cancel()
	if err := pagetest.Press(ctx, sel); err != nil {
		b.fail("click "+string(sel), err)
	}
}

// patiently takes steps again when the page draws their element anew.
func (b *Tab) patiently(what string, steps ...chromedp.Action[chromedp.Void]) {
	b.t.Helper()
	ctx, cancel := context.WithTimeout(b.ctx, patience)
	defer cancel()
	for {
		err := chromedp.Do(ctx, steps...)
		if err == nil {
			return
		}
		if !strings.Contains(err.Error(), "node with given id") || ctx.Err() != nil {
			b.fail(what, err)
		}
	}
}

// Send presses a button and waits for the page it leads to.
func (b *Tab) Send(button chromedp.CSS) {
	b.t.Helper()
	b.do("mark the page", evaluate(`void (window.old = true)`))
	b.Click(button)
	b.Until("the next page", `!window.old && document.readyState === "complete"`)
}

// settled waits until the page and its scripts have loaded.
func (b *Tab) settled() {
	b.t.Helper()
	b.Until("the page to load", `document.readyState === "complete"`)
}

// Type replaces what a field holds, key by key.
func (b *Tab) Type(sel chromedp.CSS, text string) {
	b.t.Helper()
	b.patiently("type into "+string(sel), chromedp.WaitVisible(sel), chromedp.Focus(sel),
		evaluate(fmt.Sprintf(`document.querySelector(%q).select()`, string(sel))))
	b.follow("type into "+string(sel), chromedp.KeyEvent(text))
}

// follow takes a step and waits for the page that it leads to, if any.
func (b *Tab) follow(what string, step chromedp.Action[chromedp.Void]) {
	b.t.Helper()
	ctx, cancel := context.WithTimeout(b.ctx, patience)
	defer cancel()
	if err := pagetest.Follow(ctx, func() error { return chromedp.Do(ctx, step) }); err != nil {
		b.fail(what, err)
	}
}

// Choose picks an option of a select by its value, once it has that, or sets
// another field. The page does not get to draw it anew in between.
func (b *Tab) Choose(sel chromedp.CSS, value string) {
	b.t.Helper()
	b.settled()
	b.Until(fmt.Sprintf("%q to be there in %s", value, sel), fmt.Sprintf(`((field, value) => {
		if (!field?.checkVisibility()) return false;
		field.value = value;
		if (field.value !== value) return false;
		field.dispatchEvent(new Event("change", {bubbles: true}));
		return true;
	})(document.querySelector(%q), %q)`, string(sel), value))
}

// Upload puts files into a file input.
func (b *Tab) Upload(sel chromedp.CSS, files ...string) {
	b.t.Helper()
	b.do("upload to "+string(sel), chromedp.SetUploadFiles(sel, files))
}

// See waits until an element is visible and returns its text. Both are asked at
// once: between two questions the page may have drawn another in its place.
func (b *Tab) See(sel chromedp.CSS) string {
	b.t.Helper()
	var texts []string
	b.poll("see "+string(sel), func(ctx context.Context) (ok bool, err error) {
		texts, err = chromedp.Run(ctx, evaluateTo[[]string](fmt.Sprintf(
			`[...document.querySelectorAll(%q)].filter(e => e.checkVisibility({visibilityProperty: true}) && e.getClientRects().length).map(e => e.innerText)`, string(sel))))
		return len(texts) > 0, err
	})
	return strings.TrimSpace(texts[0])
}

// SeeText waits until the element's text contains want.
func (b *Tab) SeeText(sel chromedp.CSS, want string) {
	b.t.Helper()
	b.Until(fmt.Sprintf("%q to stand in %s", want, sel),
		fmt.Sprintf(`[...document.querySelectorAll(%q)].some(e => e.textContent.includes(%q))`, string(sel), want))
}

// Until polls a JavaScript condition.
func (b *Tab) Until(what, condition string) {
	b.t.Helper()
	b.poll("waited for "+what, func(ctx context.Context) (bool, error) {
		return chromedp.Run(ctx, chromedp.Evaluate[bool](`Boolean(`+condition+`)`))
	})
}

// poll asks until the answer is yes. A page that is being left answers nobody.
func (b *Tab) poll(what string, ask func(context.Context) (bool, error)) {
	b.t.Helper()
	deadline := time.Now().Add(patience)
	for {
		ctx, cancel := context.WithTimeout(b.ctx, patience/3)
		ok, err := ask(ctx)
		cancel()
		if err == nil && ok {
			return
		}
		if time.Now().After(deadline) {
			b.fail(what, err)
			return
		}
		time.Sleep(100 * time.Millisecond)
	}
}

// Gone waits until no element matches.
func (b *Tab) Gone(sel chromedp.CSS) {
	b.t.Helper()
	b.Until(string(sel)+" to be gone", fmt.Sprintf(`!document.querySelector(%q)`, string(sel)))
}

// Has says whether an element is in the page right now.
func (b *Tab) Has(sel chromedp.CSS) bool {
	b.t.Helper()
	return read(b, "look for "+string(sel), chromedp.Evaluate[bool](fmt.Sprintf(`!!document.querySelector(%q)`, string(sel))))
}

// Value is what a field holds.
func (b *Tab) Value(sel chromedp.CSS) string {
	b.t.Helper()
	return read(b, "value of "+string(sel), chromedp.Evaluate[string](fmt.Sprintf(`document.querySelector(%q).value`, string(sel))))
}

// Attribute waits for an element and returns its attribute, "" when it has none.
func (b *Tab) Attribute(sel chromedp.CSS, name string) string {
	b.t.Helper()
	b.do("find "+string(sel), chromedp.WaitReady(sel))
	return read(b, "attribute of "+string(sel), chromedp.Evaluate[string](fmt.Sprintf(`document.querySelector(%q)?.getAttribute(%q) ?? ""`, string(sel), name)))
}

// PageText is all the text a person reads on the page.
func (b *Tab) PageText() string {
	b.t.Helper()
	return read(b, "read the page", chromedp.Evaluate[string](`document.body.innerText`))
}

// URL is the address shown.
func (b *Tab) URL() string { b.t.Helper(); return read(b, "read the address", chromedp.Location()) }

// Reload loads the page again.
func (b *Tab) Reload() { b.t.Helper(); b.do("reload", chromedp.Reload()) }

// Popup runs open and returns the window it opened.
func (b *Tab) Popup(open func()) *Tab {
	b.t.Helper()
	found := chromedp.WaitNewTarget(b.ctx, func(i *target.Info) bool { return i.Type == "page" })
	open()
	select {
	case id := <-found:
		ctx, cancel := chromedp.NewContext(b.ctx, chromedp.WithTargetID(id))
		b.t.Cleanup(cancel)
		popup := &Tab{t: b.t, ctx: ctx}
		if err := chromedp.Do(ctx); err != nil {
			b.t.Fatalf("attach to the popup: %v", err)
		}
		return popup
	case <-time.After(patience):
		b.fail("no window opened", context.DeadlineExceeded)
		return nil
	}
}

// Shot saves a screenshot when JIRABRIDGE_SHOTS names a folder.
func (b *Tab) Shot(name string) {
	dir := os.Getenv("JIRABRIDGE_SHOTS")
	if dir == "" {
		return
	}
	ctx, cancel := context.WithTimeout(b.ctx, 10*time.Second)
	defer cancel()
	shot := chromedp.FullScreenshot(100)
	if b.Has("dialog[open]") { // which stays where the window is
		shot = chromedp.CaptureScreenshot()
	}
	png, err := chromedp.Run(ctx, shot)
	if err == nil {
		err = os.WriteFile(filepath.Join(dir, name+".png"), png, 0o644)
	}
	if err != nil {
		b.t.Logf("screenshot %s: %v", name, err)
	}
}

// evaluate runs JavaScript in the page for its effect.
func evaluate(script string) chromedp.Action[chromedp.Void] {
	return chromedp.Evaluate[chromedp.Void](script)
}

// evaluateTo runs JavaScript in the page for its value.
func evaluateTo[T any](script string) chromedp.Action[T] { return chromedp.Evaluate[T](script) }

// input is the selector of a form's field.
func input(name string) chromedp.CSS {
	return chromedp.CSS(fmt.Sprintf(`[name=%q]:not([type=hidden])`, name))
}

// eventually waits until one of the elements is there and returns its selector.
func (b *Tab) eventually(any ...chromedp.CSS) chromedp.CSS {
	b.t.Helper()
	var tests []string
	for _, sel := range any {
		tests = append(tests, fmt.Sprintf(`document.querySelector(%q)`, string(sel)))
	}
	b.Until("one of several elements", strings.Join(tests, " || "))
	for _, sel := range any {
		if b.Has(sel) {
			return sel
		}
	}
	return ""
}

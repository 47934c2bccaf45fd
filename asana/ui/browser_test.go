package ui_test

import (
	"context"
	"fmt"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"

	"jirabridge/asana/asanatest"
	"jirabridge/asana/kit/page/pagetest"
	"jirabridge/asana/kit/sqldb/sqldbtest"
)

// patience is how long one step may take on a busy machine.
const patience = time.Minute

// tab is a Chromium window in which the world's member is signed in. The test
// fails when a script of ours throws.
type tab struct {
	*world
	t   *testing.T
	ctx context.Context
}

// inBrowser runs f with a browser, on SQLite: scripts do not know the
// database.
func inBrowser(t *testing.T, f func(b *tab)) {
	t.Helper()
	w := newWorld(t, sqldbtest.Open(t, sqldbtest.SQLite(t)))
	w.install(t)
	f(openTab(t, w))
}

func openTab(t *testing.T, w *world) *tab {
	t.Helper()
	b := &tab{world: w, t: t, ctx: pagetest.Chromium(t, chromedp.WindowSize(1200, 1000))}
	b.watch()
	b.signIn(w.Member)
	return b
}

// watch fails the test for every exception of a script.
func (b *tab) watch() {
	thrown := chromedp.Events(b.ctx, runtime.ExceptionThrown)
	go func() {
		for e, err := range thrown {
			if err != nil {
				return
			}
			if x := e.ExceptionDetails.Exception; x != nil {
				b.t.Errorf("a script threw: %s", x.Description)
			}
		}
	}()
}

func (b *tab) signIn(p asanatest.Person) {
	b.t.Helper()
	b.open("/-/login?next=" + url.QueryEscape(b.task()))
	b.write("input[name=email]", p.Email)
	b.write("input[name=password]", asanatest.Password+"\r")
	b.until(`location.pathname === "` + b.task() + `" && document.readyState === "complete"`)
}

func (b *tab) do(steps ...chromedp.Action[chromedp.Void]) {
	b.t.Helper()
	ctx, cancel := context.WithTimeout(b.ctx, patience)
	defer cancel()
	if err := chromedp.Do(ctx, steps...); err != nil {
		b.t.Fatalf("%v; the page reads:\n%s", err, b.eval(`document.body.innerText`))
	}
}

func (b *tab) open(path string) { b.t.Helper(); b.do(chromedp.Navigate(b.URL + path)) }
func (b *tab) click(css string) {
	b.t.Helper()
	ctx, cancel := context.WithTimeout(b.ctx, patience)
	defer cancel()
	if err := pagetest.Press(ctx, selector(css)); err != nil {
		b.t.Fatalf("%v; the page reads:\n%s", err, b.eval(`document.body.innerText`))
	}
}

// see waits until something is visible, however often it is drawn anew meanwhile.
func (b *tab) see(css string) {
	b.t.Helper()
	b.until(fmt.Sprintf(`[...document.querySelectorAll(%q)].some(e => e.getClientRects().length)`, selector(css)))
}
func (b *tab) write(css, text string) {
	b.t.Helper()
	b.see(css)
	b.follow(chromedp.SendKeys(selector(css), text))
}

// follow takes a step and waits for the page that it leads to, if any.
func (b *tab) follow(step chromedp.Action[chromedp.Void]) {
	b.t.Helper()
	ctx, cancel := context.WithTimeout(b.ctx, patience)
	defer cancel()
	if err := pagetest.Follow(ctx, func() error { return chromedp.Do(ctx, step) }); err != nil {
		b.t.Fatalf("%v; the page reads:\n%s", err, b.eval(`document.body.innerText`))
	}
}
func (b *tab) rewrite(css, text string) {
	b.t.Helper()
	b.do(chromedp.Clear(selector(css)))
	b.write(css, text)
}

// selector takes "@name" for [data-test="name"].
func selector(css string) chromedp.CSS {
	name, rest, _ := strings.Cut(css, " ")
	if hook, ok := strings.CutPrefix(name, "@"); ok {
		css = strings.TrimSpace(fmt.Sprintf("[data-test=%q] %s", hook, rest))
	}
	return chromedp.CSS(css)
}

// eval returns what an expression of the page's is, as text.
func (b *tab) eval(expression string) string {
	b.t.Helper()
	ctx, cancel := context.WithTimeout(b.ctx, patience)
	defer cancel()
	v, err := chromedp.Run(ctx, chromedp.Evaluate[any](expression))
	if err != nil {
		b.t.Fatalf("%s: %v", expression, err)
	}
	return fmt.Sprint(v)
}

// until waits for a condition.
func (b *tab) until(condition string) {
	b.t.Helper()
	ctx, cancel := context.WithTimeout(b.ctx, patience)
	defer cancel()
	for {
		ok, err := chromedp.Run(ctx, chromedp.Evaluate[bool]("Boolean("+condition+")"))
		if ok && err == nil {
			return
		}
		if ctx.Err() != nil {
			b.t.Fatalf("never %s (%v); the page reads:\n%s", condition, err, b.eval(`document.body.innerText`))
		}
		time.Sleep(50 * time.Millisecond) // a page that is being left answers nobody
	}
}

// says waits until the page says something.
func (b *tab) says(text string) {
	b.t.Helper()
	b.until(fmt.Sprintf(`document.body?.innerText.includes(%q)`, text))
}

// wantEval fails unless an expression has a value.
func (b *tab) wantEval(expression, want string) {
	b.t.Helper()
	if got := b.eval(expression); got != want {
		b.t.Errorf("%s is %q, want %q", expression, got, want)
	}
}

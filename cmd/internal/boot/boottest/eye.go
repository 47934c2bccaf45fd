package boottest

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"
)

// heaviest is what a page may weigh in bytes as it comes over the wire,
// pictures and headers left out.
const heaviest = 60_000

// Eye looks at the pages a walk comes by: what each weighs and whether it fits
// a phone, always; with
// JIRABRIDGE_AXE, the path of axe.min.js, whether everybody can use it; with
// JIRABRIDGE_SHOTS, a folder, what it looks like.
type Eye struct {
	t   testing.TB
	axe string
}

// view is a way of looking at a page.
type view struct {
	scheme string // "light" or "dark"
	width  int64  // CSS pixels
}

func (v view) String() string { return fmt.Sprintf("%s-%d", v.scheme, v.width) }

// views are what axe-core looks at: both themes, on a desk and on a phone.
var views = []view{{"light", 1280}, {"dark", 1280}, {"light", 390}, {"dark", 390}}

// NewEye reads axe-core if it is asked for.
func NewEye(t testing.TB) *Eye {
	t.Helper()
	e := &Eye{t: t}
	if path := os.Getenv("JIRABRIDGE_AXE"); path != "" {
		source, err := os.ReadFile(path)
		must(t, err)
		e.axe = string(source)
	}
	return e
}

// Look judges the page that the tab shows.
func (e *Eye) Look(b *Tab, name string) {
	e.t.Helper()
	b.settled()
	e.weigh(b, name)
	e.fits(b, name)
	if e.axe == "" && os.Getenv("JIRABRIDGE_SHOTS") == "" {
		return
	}
	for _, v := range views {
		b.look(v)
		e.judge(b, name, v)
		b.Shot(name + "-" + v.String())
	}
	b.look(views[0])
}

// look shows the page in another theme and width, and waits until nothing
// moves: half-way through a transition no colour is the one that was meant.
func (b *Tab) look(v view) {
	b.t.Helper()
	features := []*emulation.MediaFeature{
		{Name: "prefers-color-scheme", Value: v.scheme}, {Name: "prefers-reduced-motion", Value: "reduce"},
	}
	b.do("look at "+v.String(), chromedp.EmulateViewport(v.width, 900), chromedp.Func(func(ctx context.Context, t *chromedp.Target) error {
		_, err := cdp.Call(ctx, t, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{Features: features})
		return err
	}))
	b.Until("the page to stand still", `document.getAnimations().every(a => a.playState !== "running" || a.effect.getComputedTiming().iterations === Infinity)`)
}

// weigh adds up what the page has fetched since it was opened.
func (e *Eye) weigh(b *Tab, name string) {
	e.t.Helper()
	bytes := read(b, "weigh "+name, evaluateTo[int](`[...performance.getEntriesByType("navigation"), ...performance.getEntriesByType("resource")]
		.filter(r => r.initiatorType !== "img" && !/\.(svg|png)([?]|$)/.test(r.name))
		.reduce((sum, r) => sum + r.encodedBodySize, 0)`))
	e.t.Logf("%6d bytes  %s", bytes, name)
	if bytes > heaviest {
		e.t.Errorf("%s weighs %d bytes, more than %d", name, bytes, heaviest)
	}
}

// fits says whether a phone shows the page without moving it sideways.
func (e *Eye) fits(b *Tab, name string) {
	e.t.Helper()
	b.look(view{"light", 360})
	if over := read(b, "measure "+name, evaluateTo[int](`document.documentElement.scrollWidth - innerWidth`)); over > 0 {
		e.t.Errorf("%s is %d pixels too wide for a phone", name, over)
	}
	b.look(views[0])
}

// violation is what axe-core says.
type violation struct {
	ID, Impact, Help string
	Nodes            []struct {
		HTML           string
		Target         []any
		FailureSummary string
	}
}

func (e *Eye) judge(b *Tab, name string, v view) {
	e.t.Helper()
	if e.axe == "" {
		return
	}
	b.do("load axe-core", evaluate(e.axe+"; undefined"))
	text := read(b, "ask axe-core", chromedp.Evaluate[string](`axe.run().then(r => JSON.stringify(r.violations))`, chromedp.EvalAwaitPromise))
	var found []violation
	must(e.t, json.Unmarshal([]byte(text), &found))
	for _, f := range found {
		for _, n := range f.Nodes {
			e.t.Errorf("%s %s: %s (%s)\n  %v\n  %s\n  %s", name, v, f.ID, f.Help, n.Target, n.HTML,
				strings.ReplaceAll(n.FailureSummary, "\n", "\n  "))
		}
	}
}

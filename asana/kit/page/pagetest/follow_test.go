package pagetest_test

import (
	"context"
	"io"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"github.com/chromedp/cdproto/target"
	"github.com/chromedp/chromedp"

	"jirabridge/asana/kit/page/pagetest"
)

const start = `<!doctype html><title>start</title>
<form action="/slow"><input name="text"><button id="form">form</button></form>
<a id="link" href="/slow">link</a>
<a id="window" href="/slow" target="_blank">window</a>
<a id="file" href="/file">file</a>
<a id="nothing" href="/nothing">nothing</a>
<a id="here" href="#here">here</a>
<button id="script" onclick="location.assign('/slow')">script</button>
<button id="stays" onclick="event.preventDefault()">stays</button>
<button id="close" onclick="window.close()">close</button>`

// site has a page that comes slowly, in two parts.
func site(t *testing.T) string {
	t.Helper()
	mux := http.NewServeMux()
	mux.HandleFunc("GET /{$}", func(w http.ResponseWriter, _ *http.Request) { page(w, start) })
	mux.HandleFunc("GET /slow", func(w http.ResponseWriter, _ *http.Request) {
		time.Sleep(300 * time.Millisecond)
		page(w, `<!doctype html><title>half</title>`)
		_ = http.NewResponseController(w).Flush()
		time.Sleep(300 * time.Millisecond)
		page(w, `<script>document.title = "next"</script>`)
	})
	mux.HandleFunc("GET /file", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Disposition", "attachment")
		page(w, "a file")
	})
	mux.HandleFunc("GET /nothing", func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusNoContent) })
	server := httptest.NewServer(mux)
	t.Cleanup(server.Close)
	return server.URL + "/"
}

func page(w http.ResponseWriter, html string) {
	w.Header().Set("Content-Type", "text/html")
	_, _ = io.WriteString(w, html)
}

func browser(t *testing.T, more ...chromedp.ExecAllocatorOption) context.Context {
	t.Helper()
	ctx, cancel := context.WithTimeout(pagetest.Chromium(t, more...), time.Minute)
	t.Cleanup(cancel)
	return ctx
}

func check(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func wantTitle(ctx context.Context, t *testing.T, want string) {
	t.Helper()
	got, err := chromedp.Run(ctx, chromedp.Title())
	check(t, err)
	if got != want {
		t.Errorf("the page is %q, want %q", got, want)
	}
}

func TestPressWaitsForTheNextPage(t *testing.T) {
	ctx, home := browser(t), site(t)
	for id, want := range map[string]string{
		"form": "next", "link": "next", "script": "next",
		"window": "start", "file": "start", "nothing": "start", "here": "start", "stays": "start",
	} {
		check(t, chromedp.Do(ctx, chromedp.Navigate(home)))
		check(t, pagetest.Press(ctx, chromedp.CSS("#"+id)))
		wantTitle(ctx, t, want)
	}
}

func TestKeyThatSendsAForm(t *testing.T) {
	ctx := browser(t)
	check(t, chromedp.Do(ctx, chromedp.Navigate(site(t)), chromedp.Focus(chromedp.CSS("[name=text]"))))
	check(t, pagetest.Follow(ctx, func() error { return chromedp.Do(ctx, chromedp.KeyEvent("words")) }))
	wantTitle(ctx, t, "start")
	check(t, pagetest.Follow(ctx, func() error { return chromedp.Do(ctx, chromedp.KeyEvent("\r")) }))
	wantTitle(ctx, t, "next")
}

func TestPressWithoutScripts(t *testing.T) {
	ctx, home := browser(t, chromedp.Flag("blink-settings", "scriptEnabled=false")), site(t)
	for id, want := range map[string]string{"form": "half", "link": "half", "window": "start", "stays": "start"} {
		check(t, chromedp.Do(ctx, chromedp.Navigate(home)))
		check(t, pagetest.Press(ctx, chromedp.CSS("#"+id)))
		wantTitle(ctx, t, want)
	}
}

func TestWindowThatCloses(t *testing.T) {
	ctx, home := browser(t), site(t)
	found := chromedp.WaitNewTarget(ctx, func(i *target.Info) bool { return i.Type == "page" })
	check(t, chromedp.Do(ctx, chromedp.Navigate(home), chromedp.Evaluate[chromedp.Void](`void window.open("/")`)))
	popup, cancel := chromedp.NewContext(ctx, chromedp.WithTargetID(<-found))
	t.Cleanup(cancel)
	check(t, pagetest.Press(popup, chromedp.CSS("#close")))
}

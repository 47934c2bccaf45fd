package pagetest

import (
	"context"
	"os"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
)

// startPatience is how long Chromium may take to start on a busy machine.
const startPatience = 2 * time.Minute

// Chromium starts a headless browser that ends with the test. Its profile is
// a folder of chromedp's: processes of a browser that has ended may still write
// there, and only chromedp waits for those before it removes the folder. What
// else Chromium makes for itself, and leaves, is in a folder that goes as well.
func Chromium(t testing.TB, more ...chromedp.ExecAllocatorOption) context.Context {
	t.Helper()
	const chromium = "/usr/bin/chromium"
	if _, err := os.Stat(chromium); err != nil {
		t.Fatal("this test drives Chromium: apt-get install chromium, or run make test")
	}
	own, err := os.MkdirTemp("", "chromium-") // short: a socket's path has 107 characters at most
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = os.RemoveAll(own) })
	options := append(chromedp.DefaultExecAllocatorOptions[:],
		chromedp.ExecPath(chromium), chromedp.NoSandbox, chromedp.WSURLReadTimeout(startPatience), chromedp.Flag("lang", "en"), chromedp.Env("TMPDIR="+own),
		chromedp.Flag("disable-quic", true), chromedp.Flag("disable-component-update", true))
	allocator, stop := chromedp.NewExecAllocator(context.Background(), append(options, more...)...)
	t.Cleanup(stop)
	ctx, cancel := chromedp.NewContext(allocator)
	t.Cleanup(cancel)
	if err := chromedp.Do(ctx); err != nil { // the browser lives as long as this context
		t.Fatalf("start Chromium: %v", err)
	}
	return ctx
}

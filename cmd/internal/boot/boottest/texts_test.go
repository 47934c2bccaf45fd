package boottest

import (
	"fmt"
	"mime"
	"net/http"
	"path"
	"slices"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"jirabridge/cmd/internal/demo"
)

// injected is what would show that a text was taken for a page.
const injected = `<x-injected></x-injected><script>window.injected = 1</script><img src=x onerror="window.injected = 1">`

// misleading are texts that would do something where they are not taken for
// texts.
func misleading() map[string]string {
	return map[string]string{
		"markup":         `"'>` + injected,
		"wiki markup":    "{code} *bold* _it_ [a|http://x.test] !img.png! {{mono}} ||h|| h1. {color:red} \\\\ #x",
		"templates":      `${7*7} {{.Name}} {{"x"}} %s %[1]v <%= 1 %>`,
		"right to left":  "שלום \u202eevil\u202c مرحبا\u200f \u2067עולם\u2069",
		"emoji":          "👩‍👩‍👧‍👦 🇸🇪 e\u0301\u0323 𝔘𝔫𝔦 \U0010fffd",
		"path":           `../..\..\etc/.hidden`,
		"several lines":  "first\nsecond",
		"ten of a kind":  strings.Repeat("ÖÄÅ ", 250),
		"without spaces": strings.Repeat("語", 1000),
	}
}

// TestMisleadingTexts takes names, descriptions and names of files that are
// made to be taken for something else from a task to Jira. They arrive as what
// they are, and no page is changed by them.
func TestMisleadingTexts(t *testing.T) {
	t.Parallel()
	w := Start(t, Options{Database: "sqlite", Connect: "oauth2"})
	who := w.Role(t, "member", true)
	tab := NewBrowser(t).Person(t)
	tab.signIn(w, who)
	for name, text := range misleading() {
		t.Run(name, func(t *testing.T) {
			long := text + strings.Repeat(" 10,000 characters", 560)
			task := w.NewTask(t, who.Token, map[string]any{"name": text, "notes": long})
			upload(t, w, who, task, text+".txt", "content")
			file := w.attachments(t, who.Token, task)[0]
			key := w.createWithFiles(t, who, task)
			w.arrived(t, key, text)
			w.arrivedAs(t, who, key, file)
			tab.t = t
			tab.Go(w.TaskURL(task))
			tab.harmless(text)
			tab.Go(w.PlatformURL + "/0/" + w.ProjectGID)
			tab.harmless(text)
		})
	}
}

// arrived compares an issue with the task's name: all of it, or as much as a
// summary holds with the whole in front of the description.
func (w *World) arrived(t *testing.T, key, name string) {
	t.Helper()
	got := w.jiraFields(t, key)
	summary, want := dig(got, "summary"), strings.Join(strings.Fields(name), " ")
	if utf8.RuneCountInString(want) <= 255 {
		if summary != want {
			t.Errorf("Jira has the summary %q, want %q", summary, want)
		}
		return
	}
	begin := strings.TrimRight(summary, " .…")
	if !strings.HasPrefix(want, begin) || utf8.RuneCountInString(summary) > 255 || utf8.RuneCountInString(begin) < 200 {
		t.Errorf("Jira has the summary %q, which is not a beginning of %q", summary, want)
	}
	if !strings.HasPrefix(dig(got, "description"), want) {
		t.Errorf("the whole name is not in front of the description %.300q", dig(got, "description"))
	}
}

// arrivedAs compares the name of a file where it is downloaded and in Jira,
// whose names have no quotes, slashes and control characters, and 255 bytes at
// most.
func (w *World) arrivedAs(t *testing.T, who demo.Person, key string, file map[string]any) {
	t.Helper()
	name := dig(file, "name")
	r := w.API(t, who.Token, http.MethodGet, "/attachments/"+dig(file, "gid")+"?opt_fields=download_url", nil)
	header := Do(t, request(t, http.MethodGet, dig(r.JSON(t), "data.download_url"), nil)).Header.Get("Content-Disposition")
	_, params, err := mime.ParseMediaType(header)
	if err != nil || path.Base(params["filename"]) != path.Base(name) {
		t.Errorf("downloaded as %q (%v), want %q", header, err, name)
	}
	want := strings.Map(func(r rune) rune {
		if unicode.IsControl(r) || strings.ContainsRune(`"/\`, r) {
			return -1
		}
		return r
	}, name)
	var names []string
	waitFor(t, "the file in Jira", func() bool { names = w.jiraFiles(t, key); return len(names) == 1 })
	if stem := strings.TrimSuffix(names[0], ".txt"); len(names[0]) > 255 || !strings.HasPrefix(want, stem) || len(want) <= 255 && !slices.Contains(names, want) {
		t.Errorf("Jira has the files %q, want %q", names, want)
	}
}

// harmless fails when the page was changed by a text, or is wider than the
// window for it.
func (b *Tab) harmless(text string) {
	b.t.Helper()
	b.Until("the page", `document.readyState === "complete"`)
	for what, bad := range map[string]string{
		"script ran":     `window.injected !== undefined`,
		"an element":     `document.querySelector("x-injected, [onerror]") !== null`,
		"a broken frame": `document.documentElement.scrollWidth > document.documentElement.clientWidth`,
	} {
		if read(b, what, evaluateTo[bool](bad)) {
			b.t.Errorf("%s: %.100q", what, text)
		}
	}
	if word := strings.Fields(text)[0]; !strings.Contains(b.everything(), fmt.Sprintf("%.20s", word)) {
		b.t.Errorf("the page does not show %.100q", text)
	}
}

// everything is what the page says, what stands in its fields included.
func (b *Tab) everything() string {
	b.t.Helper()
	return read(b, "the page's text", evaluateTo[string](`document.body.innerText + [...document.querySelectorAll("textarea, input")].map(e => e.value).join(" ")`))
}

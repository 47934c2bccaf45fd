package ui_test

import (
	"fmt"
	"net/http"
	"slices"
	"testing"

	"github.com/chromedp/chromedp/kb"
)

func (b *tab) openForm() {
	b.t.Helper()
	b.click("@entry-point")
	b.click("@form-action")
	b.see("@field-title input")
}

func TestFormInTheBrowser(t *testing.T) {
	inBrowser(t, func(b *tab) {
		b.openForm()
		for css, want := range map[string]string{
			`[data-test=field-title] input`: "Crash", `[data-test=field-level] select`: "low", `[data-test=field-day] input`: "2026-03-07",
			`[data-test=field-person] input`: "Ada", `[data-test=field-flags] input:checked`: "high",
		} {
			b.wantEval(`document.querySelector("`+css+`").value`, want)
		}
		b.wantEval(`document.querySelector("[data-test=field-body] strong").textContent`, "crashes")
		b.wantEval(`document.querySelector("[data-test=form-submit]").textContent`, "Report")

		b.rewrite("@field-title input", "Hang")
		b.write("@field-steps textarea", "one\rtwo")
		b.click("@field-where label:last-of-type")
		b.click("@form-submit")
		b.says("TR-1 <i>First</i> bug") // the widget's own words
		values := b.app.calls("/submit")[0].data["values"].(map[string]any)
		for id, want := range map[string]any{
			"title": "Hang", "steps": "one\ntwo", "level": "low", "where": "high", "day": "2026-03-07",
			"moment": "2026-03-07T10:30:00.000Z", "body": "<body>It <strong>crashes</strong>\nalways</body>",
		} {
			if values[id] != want {
				t.Errorf("%s was sent as %v, want %v", id, values[id], want)
			}
		}
		if p := values["person"].(map[string]any); p["value"] != "ada" || p["icon_url"] != b.app.url+"/icon.png" {
			t.Errorf("the person was sent as %v", p)
		}
		if _, ok := values["head"]; ok {
			t.Error("a static text was sent")
		}
		b.wantEval(`document.querySelector("[data-test=entry-point]")`, "<nil>")
	})
}

// What an app gives to read cannot be written in, and is not sent.
func TestLinksThatAnAppGivesToRead(t *testing.T) {
	inBrowser(t, func(b *tab) {
		form := b.app.form(nil)
		metadata := form["metadata"].(map[string]any)
		metadata["fields"] = append([]map[string]any{{
			"id": "way", "type": "rich_text", "name": "Or there", "is_read_only": true,
			"value": `<body><a href="https://tracker.example/new?a=1&amp;b=2">Open the tracker</a>, <script>x</script><a href="javascript:alert(1)">not this</a></body>`,
		}}, metadata["fields"].([]map[string]any)...)
		b.app.set("/form", b.app.say(http.StatusOK, form))
		b.openForm()
		b.see("@copy-link") // its module is loaded then
		b.wantEval(`document.querySelectorAll("[data-test=field-way] :is([contenteditable], input, textarea, script)").length`, "0")
		b.wantEval(`[...document.querySelectorAll("[data-test=field-way] a")].map((a) => a.href + " " + a.target + " " + a.rel).join()`, "https://tracker.example/new?a=1&b=2 _blank noopener noreferrer")
		b.eval(`navigator.clipboard.writeText = (text) => { document.title = text; }`)
		b.click("@copy-link")
		b.until(`document.title === "https://tracker.example/new?a=1&b=2" && document.querySelector("[data-test=copy-link]").textContent === "Copied"`)
		b.click("@form-submit")
		b.says("TR-1 <i>First</i> bug")
		if sent, there := b.app.calls("/submit")[0].data["values"].(map[string]any)["way"]; there {
			t.Errorf("sent: %v", sent)
		}
	})
}

func TestWatchedFieldsAskTheApp(t *testing.T) {
	inBrowser(t, func(b *tab) {
		next := b.app.form(nil)
		fields := next["metadata"].(map[string]any)["fields"].([]map[string]any)
		next["metadata"].(map[string]any)["fields"] = append(fields, map[string]any{"id": "why", "type": "single_line_text", "name": "Why so high"})
		typed := make(chan bool)
		b.app.set("/change", func(w http.ResponseWriter, data map[string]any) {
			b.waitsFor(typed) // meanwhile the person goes on
			for _, f := range fields {
				if v := data["values"].(map[string]any)[f["id"].(string)]; v != nil {
					f["value"] = v
				}
			}
			b.app.say(http.StatusOK, next)(w, data)
		})
		b.openForm()
		b.change("high")
		b.write("@field-steps textarea", "typed mean")
		close(typed)
		b.see("@field-why input")
		b.write("@field-steps textarea", "while") // where the caret was
		b.eval(`document.activeElement.select()`)
		b.eval(`document.querySelector("[data-test=field-why] input").old = true`)
		b.change("high")
		b.until(`!document.querySelector("[data-test=field-why] input").old`)
		b.wantEval(`document.activeElement.selectionEnd - document.activeElement.selectionStart`, "15") // and what was chosen to be written over
		b.wantEval(`document.querySelector("[data-test=field-level] select").value`, "high")
		b.wantEval(`document.querySelector("[data-test=field-steps] textarea").value`, "typed meanwhile")
		if sent := b.app.calls("/change")[0].data; sent["changed_field"] != "level" {
			t.Errorf("the app was told %v", sent)
		}
	})
}

// change chooses a level, of which the app is told.
func (b *tab) change(level string) {
	b.t.Helper()
	b.eval(`(() => { const s = document.querySelector("[data-test=field-level] select"); s.value = "` + level + `"; s.dispatchEvent(new Event("change", {bubbles: true})); })()`)
}

// waitsFor is an app that answers when it is told to, and at the end of the test.
func (b *tab) waitsFor(word <-chan bool) {
	select {
	case <-word:
	case <-b.t.Context().Done():
	}
}

// Which fields a form has may depend on others.
func TestFieldsThatGoComeBackAsTheyWere(t *testing.T) {
	inBrowser(t, func(b *tab) {
		form := func(keep ...string) map[string]any {
			next := b.app.form(nil)
			m := next["metadata"].(map[string]any)
			m["fields"] = slices.DeleteFunc(m["fields"].([]map[string]any), func(f map[string]any) bool {
				delete(f, "value")
				return !slices.Contains(keep, f["id"].(string))
			})
			return next
		}
		change := func(value string, next map[string]any) {
			b.app.set("/change", b.app.say(http.StatusOK, next))
			b.change(value)
		}
		b.openForm()
		change("high", form("level"))
		b.until(`!document.querySelector("[data-test=field-person]")`)
		change("low", form("level", "person"))
		b.see("@field-person input")
		b.wantEval(`document.querySelector("[data-test=field-person] input").value`, "Ada")
		b.click("@clear-person")
		b.see("@lookup-option") // the choices come by themselves
	})
}

func TestErrorsStandAtTheirFields(t *testing.T) {
	inBrowser(t, func(b *tab) {
		b.app.set("/submit", b.app.say(http.StatusBadRequest, b.app.form(map[string]string{"steps": "Say how."})))
		b.openForm()
		b.write("@field-steps textarea", "my steps")
		b.click("@form-submit")
		b.says("Say how.")
		b.wantEval(`document.activeElement.closest(".field").dataset.test`, "field-steps")
		b.wantEval(`document.activeElement.value`, "my steps")
		b.wantEval(`document.activeElement.getAttribute("aria-invalid")`, "true")

		b.app.set("/submit", b.app.say(http.StatusInternalServerError, nil))
		b.click("@form-submit")
		b.says("Something went wrong. Try again later.")
		b.wantEval(`document.querySelector("[data-test=form-submit]").disabled`, "false")
	})
}

func TestImpatientPeopleSendOnce(t *testing.T) {
	inBrowser(t, func(b *tab) {
		release := make(chan bool)
		b.app.set("/submit", func(w http.ResponseWriter, data map[string]any) {
			b.waitsFor(release)
			b.app.say(http.StatusOK, b.app.resource("TR-7 Slow"))(w, data)
		})
		b.openForm()
		b.eval(`(() => { const f = document.querySelector("dialog form"); for (let i = 0; i < 5; i++) f.requestSubmit(); })()`)
		b.wantEval(`document.querySelector("[data-test=form-submit]").disabled`, "true")
		close(release)
		b.see("@widget-field-1")
		if n := len(b.app.calls("/submit")); n != 1 {
			t.Errorf("the app was sent the form %d times", n)
		}
	})
}

func TestLookupByKeyboard(t *testing.T) {
	inBrowser(t, func(b *tab) {
		b.click("@entry-point")
		b.click("@lookup-action")
		b.see("@lookup-option") // suggestions before anything is typed
		b.write("@lookup-input", "bug")
		b.until(`document.querySelectorAll("[data-test=lookup-option]").length === 2`)
		b.wantEval(`document.querySelectorAll("[data-test=lookup-option]")[1].innerText.split("\n")[0]`, "TR-2 <b>Second</b> bug")
		b.write("@lookup-input", kb.ArrowDown)
		b.wantEval(`document.querySelector("[aria-selected=true]").dataset.value`, "TR-1")
		b.write("@lookup-input", "\r") // chromedp's key goes on to press Add at times, people's never do
		b.eval(`document.querySelector("[data-test=lookup-add]")?.click()`)
		b.see("@widget-field-1")
		if q := b.app.calls("/attach")[0].data["query"]; q != "TR-1" {
			t.Errorf("the app was asked for %v", q)
		}
	})
}

func TestOnePressOfAddIsEnough(t *testing.T) {
	inBrowser(t, func(b *tab) {
		b.click("@entry-point")
		b.click("@lookup-action")
		b.write("@lookup-input", "TR-1")
		b.until(`document.querySelectorAll("[data-test=lookup-option]").length === 2`)
		where := `document.querySelector("dialog").offsetTop`
		open := b.eval(where)
		b.click("@lookup-add") // press and release at the same point, while the list is open
		b.see("@widget-field-1")
		if n := len(b.app.calls("/attach")); n != 1 {
			t.Errorf("the app was asked %d times", n)
		}
		b.removeWidget()
		b.click("@entry-point")
		b.click("@lookup-action")
		b.see("@lookup-option")
		b.eval(`document.activeElement.blur()`)
		b.wantEval(where, open) // with suggestions and without
	})
}

func TestWidgetInTheBrowser(t *testing.T) {
	inBrowser(t, func(b *tab) {
		b.click("@entry-point")
		b.click("@lookup-action")
		b.write("@lookup-input", "https://tracker.example/TR-1")
		b.click("@lookup-add")
		b.see("@widget-field-1")
		b.wantEval(`document.querySelector(".widget i")`, "<nil>")
		b.wantEval(`document.querySelector("[data-test=widget-title]").href`, "https://tracker.example/TR-1")
		b.wantEval(`document.querySelector("[data-test=widget-field-1] .pill-blue").textContent`, "In Progress")
		b.wantEval(`document.querySelector(".widget-sub").textContent`, "Bug · Open in Bug Tracker")
		b.wantEval(`document.querySelector("[data-comment-count]").textContent`, "12")
		b.until(`/^Last updated in Bug Tracker .*(ago|in )/.test(document.querySelector("[data-foot-text]").textContent)`)
		b.wantEval(`document.querySelector("[data-test=widget-field-2] img").getAttribute("src").startsWith("/0/apps/icon?u=")`, "true")
		b.click("@widget-menu")
		b.see("@widget-open")
		b.see("@widget-feedback")
		b.click("@widget-remove")
		b.says("TR-1 <i>First</i> bug stays in Bug Tracker as it is.")
		b.click("@remove-dialog [data-close]")
		b.until(`document.activeElement.dataset.test === "widget-menu"`)
		b.wantEval(`document.querySelectorAll("[data-test=widget-title]").length`, "1")
		b.click("@widget-menu")
		b.click("@widget-remove")
		b.click("@confirm-remove")
		b.says("Removed from the task. In Bug Tracker nothing has changed.")
		b.click("@undo-remove")
		b.see("@widget-field-1")
		b.removeWidget()
		b.see("@entry-point")
		b.open(b.task())
		b.see("@entry-point")
	})
}

func (b *tab) removeWidget() {
	b.t.Helper()
	b.click("@widget-menu")
	b.click("@widget-remove")
	b.click("@confirm-remove")
}

func TestWidgetTellsWhatIsWrong(t *testing.T) {
	inBrowser(t, func(b *tab) {
		b.app.set("/widget", b.app.say(http.StatusForbidden, map[string]any{"error": "This bug is not for you."}))
		b.click("@entry-point")
		b.click("@lookup-action")
		b.write("@lookup-input", "TR-1")
		b.click("@lookup-add")
		b.says("This bug is not for you.")
		b.says("TR-1 Found") // the attachment's name stands for the rest
		b.click("@widget-menu")
		b.click("@widget-remove")
		b.says("Only this task no longer shows TR-1 Found. In Bug Tracker nothing changes.")
	})
}

// connectPage is the app's sign-in: it says success to whoever opened it.
func (b *tab) connectPage(word string) {
	b.app.set("/connect", func(w http.ResponseWriter, _ map[string]any) {
		b.app.set("/form", b.app.say(http.StatusOK, b.app.form(nil)))
		w.Header().Set("Content-Type", "text/html")
		_, _ = fmt.Fprintf(w, `<script>opener.postMessage(%q, %q); window.close();</script>`, word, b.URL)
	})
}

func TestUnknownPeopleConnectAndGoOn(t *testing.T) {
	inBrowser(t, func(b *tab) {
		b.app.set("/form", b.app.say(http.StatusUnauthorized, map[string]any{"error": "Sign in."}))
		b.connectPage("success")
		b.click("@entry-point")
		b.click("@form-action") // opens the window, which answers and closes; the form comes by itself
		b.see("@field-title input")
		if domain := b.app.calls("/connect")[0].data["domainId"]; domain != b.Workspace.GID {
			t.Errorf("the window was told the workspace %v", domain)
		}
	})
}

func TestFailedConnectSaysSo(t *testing.T) {
	inBrowser(t, func(b *tab) {
		b.app.set("/form", b.app.say(http.StatusUnauthorized, map[string]any{"error": "Sign in."}))
		b.connectPage("error")
		b.click("@entry-point")
		b.click("@form-action")
		b.says("Bug Tracker was not connected: access was denied, or the login failed. Try again and allow it.")
		b.wantEval(`document.querySelector("[data-test=connect-waiting]").hidden`, "true")
		b.connectPage("success")
		b.click("@connect")
		b.see("@field-title input")
	})
}

func TestDialogWaitsForTheOpenWindow(t *testing.T) {
	inBrowser(t, func(b *tab) {
		b.app.set("/form", b.app.say(http.StatusUnauthorized, map[string]any{"error": "Sign in."}))
		b.app.set("/connect", b.app.say(http.StatusOK, "a window that stays open"))
		b.click("@entry-point")
		b.click("@form-action")
		b.says("Go on in the window that has opened.")
	})
}

// What is pressed after an error was mended must not move away under the
// pointer.
func TestErrorGoesWhileItIsMended(t *testing.T) {
	inBrowser(t, func(b *tab) {
		b.app.set("/submit", b.app.say(http.StatusBadRequest, b.app.form(map[string]string{"steps": "Say how."})))
		b.openForm()
		b.click("@form-submit")
		b.says("Say how.")
		b.wantEval(`(() => { const f = document.activeElement.closest(".field").getBoundingClientRect(), d = document.querySelector(".dialog-body").getBoundingClientRect();
			return f.top >= d.top && f.bottom <= d.bottom; })()`, "true") // with its label
		b.write("@field-steps textarea", "x")
		b.wantEval(`document.querySelector("[data-test=field-steps] .field-error").textContent`, "")
	})
}

// A form without a callback says what happens now: nothing failed.
func TestFormThatOnlySaysSomething(t *testing.T) {
	inBrowser(t, func(b *tab) {
		b.app.set("/submit", b.app.say(http.StatusBadRequest, map[string]any{"template": "form_metadata_v0", "metadata": map[string]any{
			"title": "New bug", "fields": []map[string]any{{"id": "a", "type": "static_text", "name": "It is on its way."}},
		}}))
		b.openForm()
		b.click("@form-submit")
		b.says("It is on its way.")
		b.wantEval(`document.querySelector("[data-problem]").hidden`, "true")
		b.wantEval(`document.querySelector("[data-test=form-cancel]").textContent`, "Close")
		b.wantEval(`document.querySelector("[data-test=form-submit]").hidden`, "true")
	})
}

func TestListThatOnlySaysSomething(t *testing.T) {
	inBrowser(t, func(b *tab) {
		b.app.set("/typeahead", b.app.say(http.StatusOK, map[string]any{"header": "One is on its way already.", "items": []any{}}))
		b.click("@entry-point")
		b.click("@lookup-action")
		b.says("One is on its way already.")
	})
}

// TestLongWaitIsExplained by naming whom the person waits for.
func TestLongWaitIsExplained(t *testing.T) {
	inBrowser(t, func(b *tab) {
		release := make(chan bool)
		b.app.set("/submit", func(w http.ResponseWriter, data map[string]any) {
			b.waitsFor(release)
			b.app.say(http.StatusOK, b.app.resource("TR-7 Slow"))(w, data)
		})
		b.openForm()
		b.click("@form-submit")
		b.says("Bug Tracker is slow. Please wait…")
		close(release)
		b.see("@widget-field-1")
	})
}

// A form that did not come can be asked for again.
func TestFormThatDidNotCome(t *testing.T) {
	inBrowser(t, func(b *tab) {
		b.app.set("/form", b.app.say(http.StatusBadRequest, map[string]any{"error": "The tracker is away."}))
		b.click("@entry-point")
		b.click("@form-action")
		b.says("The tracker is away.")
		b.app.set("/form", b.app.say(http.StatusOK, b.app.form(nil)))
		b.click("@form-submit")
		b.see("@field-title input")
		b.wantEval(`document.querySelector("[data-problem]").hidden`, "true")
	})
}

// What could not be reserved as the lookup opened is reserved when it is needed.
func TestLookupOpenedWithoutAnswer(t *testing.T) {
	inBrowser(t, func(b *tab) {
		b.eval(`(() => {
			const real = window.fetch;
			window.fetch = (url, ...rest) => {
				if (!String(url).endsWith("/lookup")) return real(url, ...rest);
				window.fetch = real;
				return Promise.reject(new TypeError("no connection"));
			};
		})()`)
		b.click("@entry-point")
		b.click("@lookup-action")
		b.until(`!document.querySelector("[data-test=lookup-dialog] [data-problem]").hidden`)
		b.write("@lookup-input", "TR-1")
		b.click("@lookup-add")
		b.says("TR-1 <i>First</i> bug")
	})
}

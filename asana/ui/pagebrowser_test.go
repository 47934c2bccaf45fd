package ui_test

import (
	"fmt"
	"os"
	"testing"

	"github.com/chromedp/chromedp"
)

func TestIntroductionInTheBrowser(t *testing.T) {
	inBrowser(t, func(b *tab) {
		b.connectPage("success")
		other := b.AddProject(t, "Second", false)
		b.open("/0/" + other.GID + "/apps/" + b.gid)
		b.click("@add-to-project")
		for range 3 {
			b.click("@wizard-next")
		}
		b.click("@connect")
		b.see("@app-added")
		if n := len(must(b.Platform.InstalledApps(t.Context(), b.Member.Actor, other.GID))(t)); n != 1 {
			t.Errorf("the project has %d apps", n)
		}
	})
}

func TestTaskPageInTheBrowser(t *testing.T) {
	inBrowser(t, func(b *tab) {
		file := t.TempDir() + "/notes.txt"
		if err := os.WriteFile(file, []byte("hello"), 0o600); err != nil {
			t.Fatal(err)
		}
		b.write("@comment", "Looks <good>")
		b.do(chromedp.SetUploadFiles(selector("@upload"), []string{file}))
		b.until(`document.querySelector("[data-test=attachment]")?.textContent === "notes.txt" && !document.querySelector(".upload-row")`) // drawn again
		b.wantEval(`document.querySelector("[data-test=comment]").value`, "Looks <good>")                                                  // still there
		b.click("@comment-send")
		b.until(`document.querySelector(".talk-item")?.innerText.includes("Looks <good>")`)
		b.rewrite("@task-name", "Renamed\r")
		b.says("Saved")
		b.click("@complete")
		b.until(`document.querySelector("[data-test=complete]").getAttribute("aria-pressed") === "true"`)
		b.click(".edit-notes summary")
		b.write("@description", "Two & <three>")
		b.click("@save-description")
		b.until(`document.querySelector("[data-shown]")?.innerText === "Two & <three>"`)
		task := must(b.Platform.Task(t.Context(), b.Member.Actor, b.Tasks[0].GID))(t)
		if task.Name != "Renamed" || !task.Completed || task.Notes != "Two & <three>" {
			t.Errorf("the task is %+v", task)
		}
	})
}

// The side bar of a long page stays where it is while the page scrolls.
func TestSideBarStaysInTheBrowser(t *testing.T) {
	inBrowser(t, func(b *tab) {
		b.eval(`document.querySelector("main").style.minHeight = "400vh"`)
		b.eval(`scrollTo({ top: 900, behavior: "instant" })`)
		b.until(`scrollY === 900 && document.querySelector(".side .side-link").getBoundingClientRect().top > 0`)
	})
}

// Files that are too large, that the connection failed and that were given up
// say so, the others arrive.
func TestUploadsThatFailInTheBrowser(t *testing.T) {
	inBrowser(t, func(b *tab) {
		give := func(kind, name string, size int) {
			b.eval(fmt.Sprintf(`(() => {
				const data = new DataTransfer();
				data.items.add(new File([new Uint8Array(%d)], %q));
				const event = %q === "drop" ? new DragEvent("drop", { dataTransfer: data, bubbles: true, cancelable: true })
					: new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true });
				document.querySelector("[data-upload]").dispatchEvent(event);
				return "";
			})()`, size, name, kind))
		}
		b.eval(`document.querySelector("[data-upload]").dataset.largest = "1000", ""`)
		give("drop", "<b>large</b>.bin", 1001)
		b.says("The file is larger than the allowed 100 MB.")
		give("paste", "pasted.png", 7)
		b.until(`document.querySelector("[data-test=attachment]")?.textContent === "pasted.png"`)
		b.wantEval(`document.querySelector(".upload-row bdi").textContent`, "<b>large</b>.bin") // still told

		b.eval(`document.querySelector("[data-upload]").action = "http://127.0.0.1:1/", ""`)
		give("drop", "cut.bin", 8)
		b.says("The upload was interrupted.")
		b.click(`.upload-row:last-of-type [aria-label="Try again: cut.bin"]`)
		b.until(`document.querySelector('.upload-row [aria-label="Close: cut.bin"]')`)
		b.click(`[aria-label="Close: cut.bin"]`)
		b.click(`[aria-label^="Close: <b>"]`)
		b.until(`document.querySelectorAll(".upload-row").length === 0`)
	})
}

// Programs that copy text put a picture of it beside it.
func TestPastedTextBringsNoPicture(t *testing.T) {
	inBrowser(t, func(b *tab) {
		b.see("@comment")
		for text, stays := range map[string]string{"": "false", "copied": "true"} {
			b.wantEval(fmt.Sprintf(`(() => {
				const data = new DataTransfer();
				data.items.add(new File(["png"], "copied.png"));
				if (%[1]q) data.items.add(%[1]q, "text/plain");
				const box = document.querySelector("[data-test=comment]");
				return box.dispatchEvent(new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true }));
			})()`, text), stays)
		}
	})
}

func TestTypedWordsSurviveAChangeOfLanguage(t *testing.T) {
	inBrowser(t, func(b *tab) {
		b.write("@comment", "Not sent yet")
		b.click(".edit-notes summary")
		b.write("@description", "Half a thought")
		b.click("button[lang=sv]")
		b.says("Tilldelad person")
		b.until(`document.querySelector("[data-test=comment]").value === "Not sent yet"`)
		b.until(`document.querySelector("[data-test=description]").innerText === "Half a thought"`)
	})
}

// The new task appears where Add was: the second click must not open it.
func TestDoubleClickOnAddStays(t *testing.T) {
	inBrowser(t, func(b *tab) {
		b.open("/0/" + b.Project.GID)
		b.write("@new-task-name", "Fresh")
		where := `(() => { const r = document.querySelector(".task-new .btn").getBoundingClientRect(); return [r.left + r.width / 2, r.top + r.height / 2].join(" "); })()`
		var x, y float64
		if _, err := fmt.Sscan(b.eval(where), &x, &y); err != nil {
			t.Fatal(err)
		}
		b.eval(`(now => { Date.now = () => now; })(Date.now())`) // both clicks come at once, on any machine
		b.do(chromedp.MouseClickXY(x, y))
		b.says("Fresh")
		b.follow(chromedp.MouseClickXY(x, y, chromedp.ClickCount(2)))
		b.wantEval(`location.pathname`, "/0/"+b.Project.GID)
	})
}

func TestHalfWrittenDescriptionsAreAskedAbout(t *testing.T) {
	inBrowser(t, func(b *tab) {
		leaving := `!window.dispatchEvent(new Event("beforeunload", { cancelable: true }))`
		b.click(".edit-notes summary")
		b.wantEval(leaving, "false")
		b.write("@description", "Half a thought")
		b.wantEval(leaving, "true")
		b.click("@save-description")
		b.until(`document.querySelector("[data-shown]")`)
		b.wantEval(leaving, "false")
	})
}

func TestBlankNamesReadUntitled(t *testing.T) {
	inBrowser(t, func(b *tab) {
		b.rewrite("@task-name", "  \r")
		b.says("Saved")
		b.open(b.task())
		b.wantEval(`document.title.startsWith("Untitled")`, "true")
		b.wantEval(`document.querySelector("[data-test=task-name]").matches(":placeholder-shown")`, "true")
		b.open("/0/" + b.Project.GID)
		b.says("Untitled\n")
	})
}

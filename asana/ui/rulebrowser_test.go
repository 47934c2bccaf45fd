package ui_test

import (
	"context"
	"net/http"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"jirabridge/asana"
)

// From the gallery an app's rule is one dialog: its form, and "Create rule".
func TestAppRuleIsCreatedFromItsCard(t *testing.T) {
	inBrowser(t, func(b *tab) {
		refusal := b.app.form(map[string]string{"title": "Too plain"})
		b.app.set("/submit", b.app.say(http.StatusBadRequest, refusal))
		b.open(b.rules())
		b.click("@rule-card-bug-tracker-report")
		b.see("@rule-dialog [data-test=field-title] input")
		b.wantEval(`document.querySelector("[data-test=rule-dialog] h2").textContent`, "Add rule")
		b.wantEval(`document.querySelector("[data-test=form-submit]").textContent`, "Create rule")
		b.rewrite("@field-title input", "{{task.name}} broke")
		b.click("@form-submit")
		b.says("Too plain")
		b.wantEval(`document.querySelector("[data-test=field-title] input").value`, "{{task.name}} broke")

		b.app.set("/submit", b.app.say(http.StatusOK, map[string]any{}))
		b.click("@form-submit")
		b.says("The rule is on.")
		values := b.app.calls("/submit")[1].data["values"].(map[string]any)
		if values["title"] != "{{task.name}} broke" || values["person"].(map[string]any)["value"] != "ada" {
			t.Errorf("the app was told %v", values)
		}
		b.says("Ada") // what the app says is saved
		b.click("@fill-in")
		b.see("@rule-dialog [data-test=field-title] input")
		calls := b.app.calls("/action")
		if calls[len(calls)-1].data["action"] != b.ruleNamed(t, "Create new bug").Actions[0].GID {
			t.Errorf("the saved form was asked for as %v", calls[len(calls)-1].data)
		}
	})
}

// With keys alone, and nothing that was typed is lost on the way.
func TestRuleIsBuiltWithKeys(t *testing.T) {
	inBrowser(t, func(b *tab) {
		b.open(b.rules() + "/new")
		b.write("@rule-name", "By hand")
		b.add("t", "t:section_changed")
		b.until(`document.activeElement.name === "t1.section"`)
		b.add("c", "c:name")
		b.wantEval(`document.querySelector("[data-test=rule-name]").value`, "By hand")
		b.write("#c1-value", "urgent")
		b.add("a", "a:app:"+b.gid+":report")
		b.see("@rule-dialog [data-test=field-title] input")
		b.rewrite("@field-title input", "Kept")
		b.click("@form-apply")
		b.until(`!document.querySelector("dialog")`)
		b.says("Kept")
		b.add("a", "a:comment")
		b.write("#a2-text", "Handed over")
		b.wantEval(`document.querySelector("#c1-value").value`, "urgent")
		b.says("Kept")
		if n := len(b.app.calls("/submit")); n != 0 {
			t.Errorf("the app was told %d times of a rule that is not saved", n)
		}
		b.press("[name=remove][value=c1]", kb.Enter)
		b.until(`document.activeElement.dataset.test === "add-c"`)

		b.app.set("/submit", b.app.say(http.StatusOK, map[string]any{}))
		b.press("@save-rule", kb.Enter)
		b.says("The rule is on.")
		rule := b.ruleNamed(t, "By hand")
		if len(rule.Conditions) != 0 || len(rule.Actions) != 2 || rule.Actions[1].Text != "Handed over" {
			t.Errorf("the rule is %+v", rule)
		}
	})
}

func TestDryRunInTheBrowser(t *testing.T) {
	inBrowser(t, func(b *tab) {
		b.try.answer = asana.RuleRun{State: asana.RunDone, Actions: []asana.ActionResult{{
			Action: asana.Action{Kind: asana.ActComment, Text: "Hello"}, Said: "A comment would be written.",
		}}}
		b.open(b.rules() + "/new?preset=remind")
		b.write("@part-comment textarea", "Hello")
		b.write("@try-task", b.Tasks[0].Name[:3])
		b.see("@lookup-option")
		b.enter() // takes the only one there is
		b.until(`!document.querySelector("[data-test=lookup-option]")`)
		b.add("c", "c:completed") // and it stays chosen
		b.wantEval(`document.querySelector("[data-test=try-task]").value`, b.Tasks[0].Name)
		b.press("@try", kb.Enter)
		b.says("A comment would be written.")
		b.wantEval(`document.querySelector("[data-test=part-comment] textarea").value`, "Hello")
		b.wantEval(`document.querySelector("[data-test=try-task]").value`, b.Tasks[0].Name)
		b.press("@run-now", kb.Enter)
		b.until(`location.pathname.includes("/runs/")`)
		b.ruleNamed(t, "When the due date is near, write a comment")
	})
}

// add chooses a part from the menu of its list.
func (b *tab) add(letter, part string) {
	b.t.Helper()
	b.press("@add-"+letter, kb.Enter)
	b.until(`document.querySelector("[data-test=add-` + letter + `]").parentElement.open`)
	b.press(`button[name=add][value="`+part+`"]`, kb.Enter)
	b.until(`!document.querySelector("[data-test=add-` + letter + `]").parentElement.open`)
}

// enter presses Enter as a keyboard does: who handles it has it alone.
func (b *tab) enter() {
	b.t.Helper()
	b.do(chromedp.Func(func(ctx context.Context, t *chromedp.Target) error {
		for _, kind := range []input.DispatchKeyEventType{input.DispatchKeyEventTypeKeyDown, input.DispatchKeyEventTypeKeyUp} {
			_, err := cdp.Call(ctx, t, input.DispatchKeyEvent, input.DispatchKeyEventParams{
				Type: kind, Key: "Enter", Code: "Enter", Text: "\r", WindowsVirtualKeyCode: 13, NativeVirtualKeyCode: 13,
			})
			if err != nil {
				return err
			}
		}
		return nil
	}))
}

// press goes to a control and presses a key.
func (b *tab) press(css, key string) {
	b.t.Helper()
	b.see(css)
	b.do(chromedp.Focus(selector(css)))
	b.write(css, key)
}

// Whoever has taken a rule over without an account at its app is told so at once, and logs in there.
func TestNewOwnerLogsInAtTheApp(t *testing.T) {
	inBrowser(t, func(b *tab) {
		rule := must(b.Platform.AddRule(b.t.Context(), b.Colleague.Actor, b.Project.GID, asana.NewRule{
			Name: "Report", Triggers: []asana.Trigger{{Kind: asana.TriggerAdded}},
			Actions: []asana.Action{{Kind: asana.ActApp, App: b.gid, ActionType: "report", Values: "{}"}},
		}))(b.t)
		b.app.set("/action", b.app.say(http.StatusUnauthorized, map[string]any{"error": "Sign in."}))
		b.open("/0/rules/" + rule.GID)
		b.says("Log in to Bug Tracker to see what is filled in here.")
		b.wantEval(`document.querySelector("[data-test=rule-connect]")`, "<nil>")
		b.click("@take-over")
		b.says("You are not logged in to Bug Tracker.")
		b.connectPage("success")
		b.app.set("/action", b.app.say(http.StatusOK, b.app.form(nil)))
		b.click("@rule-connect")
		b.says("You are logged in to Bug Tracker. The rule can act in your name.")
		b.says("Ada") // what the app says is saved
	})
}

// The owner of a rule whose app asks for it signs in beside the words that say so, and lets the rule go on.
func TestRuleGoesOnOnceItsOwnerHasConnected(t *testing.T) {
	inBrowser(t, func(b *tab) {
		rule := must(b.Platform.AddRule(b.t.Context(), b.Member.Actor, b.Project.GID, asana.NewRule{
			Name: "Report", Triggers: []asana.Trigger{{Kind: asana.TriggerAdded}},
			Actions: []asana.Action{{Kind: asana.ActApp, App: b.gid, ActionType: "report", Values: "{}"}},
		}))(b.t)
		b.pause(b.t, rule, asana.Pause{Reason: asana.PausedUnauthorized, Since: time.Now()})
		b.connectPage("error")
		b.open("/0/rules/" + rule.GID)
		b.click("@rule-connect")
		b.says("Bug Tracker was not connected: access was denied, or the login failed. Try again and allow it.")
		b.connectPage("success")
		b.click("@rule-connect")
		b.says("You are logged in to Bug Tracker. Now let the rule go on.")
		b.until(`document.activeElement.dataset.test === "resume" && !document.querySelector("[data-test=rule-connect]")`)
		b.click("@resume")
		b.says("The rule goes on where it stopped.")
	})
}

package boottest

import (
	"fmt"
	"io/fs"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/BurntSushi/toml"
	"github.com/chromedp/chromedp"

	"jirabridge/cmd/internal/demo"
)

// languageOfEveryPage chooses Svenska, then Polski, at the foot of the sign-in
// page, the setup page and a task's page: the whole page changes, and what was
// typed stays.
func (c *checklist) languageOfEveryPage(t *testing.T) {
	fresh := c.fresh(t)
	who := c.Role(t, "member", true)
	tab := c.browser.Person(t)
	tab.Go(c.PlatformURL + "/-/login")
	tab.Type("input[name=email]", who.Email)
	tab.speaks("sv", "Logga in")
	tab.speaks("pl", "Zaloguj się")
	tab.keeps("input[name=email]", who.Email)
	tab.Type("input[name=password]", who.Password)
	tab.Click("form:has(input[name=password]) button:not([type=button])")
	tab.SeeText("body", "Moje zadania")

	gid := c.NewTask(t, who.Token, map[string]any{"name": "Språk"})
	tab.Go(c.TaskURL(gid))
	comment := chromedp.CSS("textarea[name=text]")
	tab.Type(comment, "half a thought")
	tab.speaks("sv", "Lägg till Jira-ärende")
	tab.speaks("pl", "Dodaj zgłoszenie Jira")
	tab.keeps(comment, "half a thought")
	tab.outAndIn(who, "Zaloguj się", "Moje zadania")

	owner := c.browser.Person(t)
	owner.Go(fresh.PlatformURL + "/setup")
	owner.fillSignIn(fresh.Role(t, "owner", false))
	domain := chromedp.CSS("input[name=jira_domain]")
	owner.Until("consent, or the form where it was given in another row", fmt.Sprintf(
		`document.querySelector(%q) || document.querySelector(%q)`, hook("consent-allow"), domain))
	if owner.Has(hook("consent-allow")) {
		owner.Click(hook("consent-allow"))
	}
	owner.Type(domain, "https://jira.example.com")
	owner.speaks("sv", "Jira-domän")
	owner.speaks("pl", "Obszar roboczy")
	owner.keeps(domain, "https://jira.example.com")
}

// outAndIn logs out and in again: both pages are in the language chosen before.
func (b *Tab) outAndIn(who demo.Person, logIn, home string) {
	b.t.Helper()
	b.Click(".bar-person summary")
	b.Click(hook("sign-out"))
	b.SeeText("h1", logIn)
	b.fillSignIn(who)
	b.SeeText("body", home)
}

// speaks chooses a language at the foot of the page and waits for the page in it.
func (b *Tab) speaks(lang, words string) {
	b.t.Helper()
	b.Click(chromedp.CSS(fmt.Sprintf(`footer button[name=lang][value=%s]`, lang)))
	b.Until("the page in "+lang, fmt.Sprintf(`document.documentElement.lang === %q`, lang))
	b.SeeText("body", words)
}

func (b *Tab) keeps(field chromedp.CSS, want string) {
	b.t.Helper()
	b.Until(fmt.Sprintf("%q to be kept", want), fmt.Sprintf(`document.querySelector(%q)?.value === %q`, string(field), want))
}

// noEnglishElsewhere walks the main path's pages and dialogs in Swedish and in
// Polish and looks for the English words of any message.
func (c *checklist) noEnglishElsewhere(t *testing.T) {
	for _, lang := range []string{"sv", "pl"} {
		w := walk{tab: c.browser.Person(t), lang: lang}
		w.english, w.own = englishOnly(t, lang)
		w.tab.Go(c.PlatformURL + "/-/login")
		w.tab.speaks(lang, map[string]string{"sv": "Logga in", "pl": "Zaloguj się"}[lang])
		w.look(t, "the sign-in page")
		who := c.Role(t, "owner", true)
		w.tab.signIn(c.World, who)
		w.pages(t, c)
		w.tab.Go(c.TaskURL(c.NewTask(t, who.Token, map[string]any{"name": "1"})))
		w.dialogs(t)
		w.tab.createIssue("")
		w.tab.SeeText(hook("widget"), map[string]string{"sv": "Prioritet", "pl": "Priorytet"}[lang])
		w.tab.See(hook("widget-priority"))
		w.look(t, "a task with its issue")
		w.tab.Click(hook("widget-menu"))
		w.tab.Click(hook("widget-remove"))
		w.tab.See(hook("confirm-remove"))
		w.look(t, "the question before removing")
	}
}

// walk is somebody who reads every page in one language.
type walk struct {
	tab     *Tab
	lang    string
	english map[string]string // id by English text that the language does not have
	own     map[string]string // the language's own texts
}

func (w walk) pages(t *testing.T, c *checklist) {
	t.Helper()
	project := "/0/" + c.ProjectGID
	for _, page := range []string{
		"/", project, project + "/customize", project + "/apps", "/0/members", "/0/my-settings",
		"/0/my-settings/apps", "/0/my-settings/tokens", "/0/my-settings/tokens/new", "/0/my-apps", "/0/my-apps/apps/new", "/apps", "/0/projects/new", "/0/0/404", "/setup", "/connect/done",
	} {
		w.tab.Go(c.PlatformURL + page)
		w.tab.settled()
		w.look(t, page, "Done") // a section of the demo's project
	}
	w.tab.Go(c.PlatformURL + project + "/apps")
	w.tab.Click(hook("app-card-jira-server"))
	w.tab.See(".app-page h1")
	w.look(t, "the app's page")
	w.ownApp(t, c)
}

// ownApp is an app from its form, with something wrong, to the page that asks
// for consent.
func (w walk) ownApp(t *testing.T, c *checklist) {
	t.Helper()
	w.tab.Go(c.PlatformURL + console + "/apps/new")
	w.tab.Type(input("name"), "1")
	w.tab.Type(input("redirect_uris"), "javascript:1")
	w.tab.Send(hook("save-app"))
	w.look(t, "a form with a bad address")
	w.tab.Type(input("redirect_uris"), "https://example.com/")
	w.tab.Send(hook("save-app"))
	w.tab.See(hook("client-secret"))
	w.look(t, "an app of one's own")
	w.tab.Go(c.PlatformURL + "/-/oauth_authorize?response_type=code&client_id=" + w.tab.Value(hook("client-id")))
	w.tab.See(hook("registered-by"))
	w.look(t, "the consent page")
	w.tab.Go(c.PlatformURL + console)
	w.tab.See(hook("own-app"))
	w.look(t, "the list of one's own apps")
}

// dialogs opens form and lookup. The names of Jira's own fields are Jira's.
func (w walk) dialogs(t *testing.T) {
	t.Helper()
	w.tab.Click(hook("entry-point"))
	w.look(t, "the field's menu")
	w.tab.Click(hook("lookup-action"))
	w.tab.See(hook("lookup-input"))
	w.look(t, "the lookup")
	w.tab.Click(hook("lookup-dialog") + " [data-close]")
	w.tab.Click(hook("entry-point"))
	w.tab.Click(hook("form-action"))
	w.tab.See(hook("field-project"))
	w.look(t, "the form", "Priority", "Assignee", "Due date", "Labels", "Task")
	w.tab.Click(hook("form-cancel"))
}

func (w walk) look(t *testing.T, at string, except ...string) {
	t.Helper()
	for _, text := range w.tab.shown() {
		for said, id := range w.english {
			if _, own := w.own[text]; own {
				continue // such as "Authentication URL", which is Asana's word in any language
			}
			same := text == said || utf8.RuneCountInString(said) > 12 && strings.Contains(text, said)
			if same && !slices.Contains(except, text) {
				t.Errorf("%s, %s: %q is %s in English", w.lang, at, text, id)
			}
		}
	}
}

// englishOnly are the English messages of four characters or more, by their
// text, that are no messages of the other language as well; own are those of
// the other.
func englishOnly(t *testing.T, lang string) (english, own map[string]string) {
	t.Helper()
	english, own = map[string]string{}, map[string]string{}
	err := filepath.WalkDir("../../../..", func(file string, _ fs.DirEntry, err error) error {
		if err == nil && path.Base(path.Dir(file)) == "messages" && path.Base(file) == "en.toml" {
			addTexts(t, english, file)
			addTexts(t, own, path.Join(path.Dir(file), lang+".toml"))
		}
		return err
	})
	if err != nil || len(english) < 300 {
		t.Fatalf("%d messages: %v", len(english), err)
	}
	for text := range own {
		delete(english, text)
	}
	return english, own
}

var placeholder = regexp.MustCompile(`\{\{?\.?\w+\}?\}`)

// addTexts adds a file's messages by their texts, cut at what is filled in.
func addTexts(t *testing.T, texts map[string]string, file string) {
	t.Helper()
	messages := map[string]any{}
	if _, err := toml.DecodeFile(file, &messages); err != nil {
		t.Fatal(err)
	}
	for id, message := range messages {
		text, _ := message.(string)
		if forms, ok := message.(map[string]any); ok {
			text = fmt.Sprint(forms["other"])
		}
		for _, part := range placeholder.Split(text, -1) {
			if part = strings.TrimSpace(part); part == text || utf8.RuneCountInString(part) > 12 {
				texts[part] = id
			}
		}
	}
}

// shown are the texts and labels on the page, whole.
func (b *Tab) shown() []string {
	b.t.Helper()
	return read(b, "read the page", chromedp.Evaluate[[]string](`(() => {
		const found = [document.title];
		const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
		while (walk.nextNode()) if (!walk.currentNode.parentElement.closest("script, noscript, footer")) found.push(walk.currentNode.data);
		for (const e of document.querySelectorAll("[aria-label], [placeholder], [title]"))
			found.push(e.ariaLabel, e.placeholder, e.title);
		return found.filter(Boolean).map((s) => s.trim().replace(/\s+/g, " ")).filter((s) => s !== "");
	})()`))
}

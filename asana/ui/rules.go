package ui

import (
	"net/http"

	"jirabridge/asana"
	"jirabridge/asana/kit/page"
)

func rulesURL(project string) string { return projectURL(project) + "/rules" }

func ruleURL(rule string) string { return "/0/rules/" + rule }

// rulesData is what ui/rules shows.
type rulesData struct {
	ruleScope
	Notices []noticeView // of rules that do not wait: those that do say so themselves
	Rules   []ruleView
	Gallery []ruleGallery
}

// ruleView is a rule in a list.
type ruleView struct {
	asana.Rule
	URL     string
	Summary string
	Pause   *pauseView // nil while it does not wait
	Mine    bool
}

// pauseView says why a rule waits and what to do.
type pauseView struct {
	asana.Pause
	URL  string // of the rule
	Why  string
	Todo string
	Held int
	Take bool // whether taking it over helps
	Mine bool // whether the reader owns the rule

	App     string // that the reader is to sign in with again, or ""
	Connect string // where
}

// showRules is GET /0/{project}/rules.
func (u *UI) showRules(v visit) error {
	scope, err := u.ruleScope(v, v.path("project"))
	if err != nil {
		return err
	}
	rules, err := u.platform.Rules(v.r.Context(), v.actor, scope.Project.GID)
	if err != nil {
		return err
	}
	words := u.ruleWords(v, scope)
	data := rulesData{ruleScope: scope, Gallery: u.ruleGallery(v, scope)}
	for _, r := range rules {
		view := u.ruleView(v, words, r)
		scope.offerConnect(view.Pause, r)
		data.Rules = append(data.Rules, view)
	}
	if data.Notices, err = u.failures(v, scope.Project.GID); err != nil {
		return err
	}
	return u.render(v, http.StatusOK, "ui/rules", page.View{Title: "ui.rules", Layout: "app", Data: data})
}

func (u *UI) ruleView(v visit, words ruleWords, r asana.Rule) ruleView {
	return ruleView{Rule: r, URL: ruleURL(r.GID), Summary: words.summary(r), Pause: u.pauseView(v, r), Mine: r.Owner.GID == v.person.GID}
}

// pauseView is nil for a rule that does not wait.
func (u *UI) pauseView(v visit, r asana.Rule) *pauseView {
	if !r.Enabled || r.Pause.Reason == "" {
		return nil
	}
	p := pauseView{Pause: r.Pause, URL: ruleURL(r.GID), Held: r.Held, Mine: r.Owner.GID == v.person.GID}
	args := map[string]any{"Owner": r.Owner.Name, "Ceiling": r.Ceiling}
	cause := asana.NoticeCause(r.Pause.Reason)
	p.Why, p.Todo = u.frame.T(v.r, cause.Words(), args), u.frame.T(v.r, cause.Advice(p.Mine), args)
	p.Take = !p.Mine && (r.Pause.Reason == asana.PausedOwnerGone || r.Pause.Reason == asana.PausedUnauthorized)
	return &p
}

// waitingRules are those of a project that people have to look after.
func (u *UI) waitingRules(v visit, project string) (list []ruleView, err error) {
	rules, err := u.platform.Rules(v.r.Context(), v.actor, project)
	for _, r := range rules {
		if pause := u.pauseView(v, r); pause != nil {
			list = append(list, ruleView{Rule: r, URL: ruleURL(r.GID), Pause: pause})
		}
	}
	return list, err
}

// ruleGallery is a headed group of ready-made rules.
type ruleGallery struct {
	Title string
	Icon  *appIcon // of the app they are of, or nil
	Cards []rulePreset
}

// rulePreset is a ready-made rule: the parts it begins with.
type rulePreset struct {
	Key   string
	Name  string
	Icon  string
	Test  string   // for data-test
	Parts []string // as ruleForm.add takes them
	Text  string   // id of a message, or ""
}

// presets are the ready-made rules that need no app.
func presets() []rulePreset {
	t, a := triggerLetter+":", actionLetter+":"
	return []rulePreset{
		{Key: "assign", Icon: "person", Parts: []string{t + string(asana.TriggerAdded), a + string(asana.ActAssign)}},
		{Key: "schedule", Icon: "calendar", Parts: []string{t + string(asana.TriggerMoved), a + string(asana.ActDue)}},
		{Key: "done", Icon: "done", Parts: []string{t + string(asana.TriggerCompleted), a + string(asana.ActMove)}},
		{Key: "remind", Icon: "bell", Parts: []string{t + string(asana.TriggerDueSoon), a + string(asana.ActComment)}},
		{Key: "request", Icon: "globe", Parts: []string{t + string(asana.TriggerRequested), a + string(asana.ActComplete)}},
	}
}

// ruleGallery is the ready-made rules of the project's apps and those that need none.
func (u *UI) ruleGallery(v visit, s ruleScope) (list []ruleGallery) {
	for _, a := range s.actsOf() {
		group := ruleGallery{Title: a.Name, Icon: &a.Icon}
		for _, does := range a.Components.RuleActions {
			group.Cards = append(group.Cards, appPreset(a, does.ActionType, does.Name(u.frame.Lang(v.r))))
		}
		list = append(list, group)
	}
	plain := ruleGallery{Title: u.t(v, "ui.rules_plain")}
	for _, p := range presets() {
		p.Name, p.Test = u.t(v, "ui.rule_preset_"+p.Key), p.Key
		plain.Cards = append(plain.Cards, p)
	}
	return append(list, plain)
}

// appPreset is the rule that lets an app act on every task that is added.
func appPreset(a appView, actionType, name string) rulePreset {
	return rulePreset{
		Key: "app:" + actionKey(a.GID, actionType), Name: name, Icon: "plus", Test: a.Slug + "-" + slug(actionType), Text: "ui.rule_preset_app",
		Parts: []string{triggerLetter + ":" + string(asana.TriggerAdded), appPart + a.GID + ":" + actionType},
	}
}

// preset finds a ready-made rule.
func (u *UI) preset(v visit, s ruleScope, key string) (rulePreset, bool) {
	for _, group := range u.ruleGallery(v, s) {
		for _, p := range group.Cards {
			if p.Key == key {
				return p, true
			}
		}
	}
	return rulePreset{}, false
}

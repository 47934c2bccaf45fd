package ui

import (
	"net/http"
	"slices"
	"strconv"
	"strings"

	"jirabridge/asana"
	"jirabridge/asana/kit/page"
)

// builderData is what ui/rulebuilder shows.
type builderData struct {
	ruleScope
	ruleForm
	Rule     asana.Rule // its GID is "" for a new one
	URL      string     // the form is posted there
	Pause    *pauseView
	Accounts []account  // at apps, which the owner needs
	Delay    *delayView // nil while no app is waited for
	Mine     bool
	Locked   bool // another's rule with an app's action: only its owner changes it
	Notice   string
	Problem  string
	Focus    string // the part that has just been added
	Open     string // the part whose dialog opens by itself
	Secrets  map[string]string
	Renewed  string    // the trigger whose secret address is a new one
	Task     asana.Ref // the chosen one of the dry run
	Tasks    []asana.Task
	Try      *runView
	words    ruleWords
	refused  bool
}

// Writable tells whether the reader may change the rule.
func (d builderData) Writable() bool { return d.MayEdit && !d.Locked }

// Menu is the parts of a letter that can be added.
func (d builderData) Menu(letter string) []choice { return d.kindChoices(d.words, letter) }

// AppMenu is what apps can do in the rule.
func (d builderData) AppMenu() (list []choice) {
	for _, a := range d.actsOf() {
		for _, does := range a.Components.RuleActions {
			list = append(list, choice{Value: appPart + a.GID + ":" + does.ActionType, Text: d.words.appAction(a.GID, does.ActionType)})
		}
	}
	return list
}

// FieldsWithAny are the fields as a trigger chooses them, FieldsWithNone as conditions and actions do.
func (d builderData) FieldsWithAny() []choice {
	return d.fieldChoices(choice{Value: "", Text: d.words.t("ui.rule_any_value")})
}

// FieldsWithNone are the fields with the choice of having no value.
func (d builderData) FieldsWithNone() []choice {
	return d.fieldChoices(choice{Value: anyField, Text: d.words.t("ui.rule_no_value")})
}

// SectionChoices are the sections of the project.
func (d builderData) SectionChoices() []choice { return d.sectionChoices() }

// PersonChoices are the people of the workspace.
func (d builderData) PersonChoices() []choice { return d.personChoices() }

// AppChoices are the project's apps.
func (d builderData) AppChoices() []choice { return d.appChoices() }

// Placeholders are what a comment can hold besides text.
func (d builderData) Placeholders() string { return strings.Join(asana.RulePlaceholders(), " ") }

// Units are what a stretch of time can be entered in.
func (d builderData) Units() (list []choice) {
	for _, unit := range timeUnits {
		list = append(list, choice{Value: unit.name, Text: d.words.t("ui.rule_unit_" + unit.name)})
	}
	return list
}

// Connect is the address at which a person signs in with the app of an action.
func (d builderData) Connect(p rulePart) string {
	return authenticationURL(p.App.Components, d.Project.Workspace.GID)
}

// ActionName is what an app's action is called.
func (d builderData) ActionName(p rulePart) string {
	return d.words.appAction(p.In["app"], p.In["action_type"])
}

// Lists are the three lists of parts, as the page heads them.
func (d builderData) Lists() []partList {
	return []partList{
		{Letter: triggerLetter, Title: "ui.rule_when", Between: "ui.rule_or_word", Add: "ui.rule_add_trigger", None: "ui.rule_no_triggers", Parts: d.Triggers, Wrong: d.Wrong["triggers"]},
		{Letter: conditionLetter, Title: "ui.rule_check", Between: "ui.rule_and_word", Add: "ui.rule_add_condition", None: "ui.rule_no_conditions", Parts: d.Conditions, Wrong: d.Wrong["conditions"]},
		{Letter: actionLetter, Title: "ui.rule_do", Between: "ui.rule_then_word", Add: "ui.rule_add_action", None: "ui.rule_no_actions", Parts: d.Actions, Wrong: d.Wrong["actions"]},
	}
}

// partList is one of the three lists of parts. Its texts are ids of messages.
type partList struct {
	Letter, Title, Between, Add, None string
	Parts                             []rulePart
	Wrong                             string
}

// showNewRule is GET /0/{project}/rules/new?preset=key.
func (u *UI) showNewRule(v visit) error {
	scope, err := u.ruleScope(v, v.path("project"))
	if err != nil {
		return err
	}
	data := u.builder(v, scope, asana.Rule{})
	data.ruleForm = ruleForm{Ceiling: strconv.Itoa(asana.DefaultCeiling), Wrong: map[string]string{}}
	if p, ok := u.preset(v, scope, v.r.FormValue("preset")); ok {
		data.Name = p.Name
		for _, part := range p.Parts {
			id := data.add(part)
			if strings.HasPrefix(part, appPart) {
				data.Open = id
			}
		}
	}
	return u.renderBuilder(v, http.StatusOK, data)
}

// showRule is GET /0/rules/{rule}.
func (u *UI) showRule(v visit) error {
	data, err := u.savedRule(v)
	if err != nil {
		return err
	}
	if said := v.r.FormValue("said"); said == "created" || said == "saved" || said == "taken" || said == "resumed" {
		data.Notice = "ui.rule_said_" + said
	}
	if data.Notice == "ui.rule_said_taken" && data.requested() {
		data.Notice = "ui.rule_said_taken_address"
	}
	return u.renderBuilder(v, http.StatusOK, data)
}

// requested tells whether the saved rule has a secret address.
func (d builderData) requested() bool {
	return slices.ContainsFunc(d.Rule.Triggers, func(t asana.Trigger) bool { return t.Kind == asana.TriggerRequested })
}

// savedRule is the builder with the rule the address names, as it is saved.
func (u *UI) savedRule(v visit) (builderData, error) {
	rule, err := u.platform.Rule(v.r.Context(), v.actor, v.path("rule"))
	if err != nil {
		return builderData{}, err
	}
	scope, err := u.ruleScope(v, rule.Project.GID)
	if err != nil {
		return builderData{}, err
	}
	data := u.builder(v, scope, rule)
	data.ruleForm = ruleFormOf(rule, scope.Fields)
	data.Delay, err = u.delayView(v, rule.GID)
	return data, err
}

func (u *UI) builder(v visit, s ruleScope, r asana.Rule) builderData {
	d := builderData{ruleScope: s, Rule: r, URL: rulesURL(s.Project.GID), words: u.ruleWords(v, s)}
	if r.GID == "" {
		return d
	}
	d.URL, d.Pause, d.Mine = ruleURL(r.GID), u.pauseView(v, r), r.Owner.GID == v.person.GID
	s.offerConnect(d.Pause, r)
	d.findAccounts()
	for _, a := range r.Actions {
		d.Locked = d.Locked || (a.Kind == asana.ActApp && !d.Mine)
	}
	return d
}

func (u *UI) renderBuilder(v visit, status int, d builderData) error {
	if err := u.triggerSecrets(v, &d); err != nil {
		return err
	}
	for _, list := range [][]rulePart{d.Triggers, d.Conditions, d.Actions} {
		for i := range list {
			list[i].Title = d.words.kind(list[i].ID[:1], list[i].Kind)
			if list[i].Kind == string(asana.ActApp) {
				list[i].App, _, _ = d.ruleAction(list[i].In["app"], list[i].In["action_type"])
				list[i].Title = d.words.appAction(list[i].In["app"], list[i].In["action_type"])
			}
		}
	}
	tasks, _, err := u.platform.Tasks(v.r.Context(), v.actor, d.Project.GID, asana.Page{Limit: tryTasks})
	if err != nil {
		return err
	}
	d.Tasks = tasks
	for _, one := range tasks {
		if one.GID == d.Task.GID && d.Task.Name == "" { // chosen without script
			d.Task.Name = u.taskName(v, one.Name)
		}
	}
	title := "ui.add_rule"
	if d.Rule.GID != "" {
		title = d.Rule.Name
	}
	if part := v.r.Header.Get("X-Part"); part == "dry-run" && d.Try != nil {
		return u.render(v, status, "ui/ruletry", page.View{Layout: "part", Data: d})
	} else if part != "" {
		return u.render(v, status, "ui/rulebuilderpart", page.View{Layout: "part", Data: d})
	}
	return u.render(v, status, "ui/rulebuilder", page.View{Title: title, Layout: "app", Data: d})
}

// triggerSecrets are the addresses that programs start the rule at; they are its owner's alone.
func (u *UI) triggerSecrets(v visit, d *builderData) error {
	d.Secrets = map[string]string{}
	for _, t := range d.Rule.Triggers {
		if t.Kind != asana.TriggerRequested || !d.Mine {
			continue
		}
		secret, err := u.platform.TriggerSecret(v.r.Context(), v.actor, d.Rule.GID, t.GID)
		if err != nil {
			return err
		}
		d.Secrets[t.GID] = u.baseURL + "/-/triggers/" + secret.Reveal()
	}
	return nil
}

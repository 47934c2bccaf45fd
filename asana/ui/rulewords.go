package ui

import (
	"strings"

	"jirabridge/asana"
)

// ruleWords puts the parts of a project's rules into words: it knows the names of what they refer to.
type ruleWords struct {
	say      func(id string, args map[string]any) string
	sections map[string]string
	people   map[string]string
	apps     map[string]string
	actions  map[string]string // of apps, by actionKey
	fields   map[string]asana.CustomField
}

// actionKey names what an app does, among all apps.
func actionKey(app, actionType string) string { return app + "/" + actionType }

func (w ruleWords) t(id string) string { return w.say(id, map[string]any{}) }

// named is a name in quotation marks; what is not there any more is said to be gone.
func (w ruleWords) named(names map[string]string, gid string) string {
	if gid == "" {
		return ""
	}
	name, ok := names[gid]
	if !ok {
		return w.t("ui.rule_gone")
	}
	return name
}

func (w ruleWords) field(gid string) string {
	if gid == "" {
		return ""
	}
	f, ok := w.fields[gid]
	if !ok {
		return w.t("ui.rule_gone")
	}
	return f.Name
}

// value is what a field has or gets: an option by its name, anything else as it is.
func (w ruleWords) value(field, value string) string {
	for _, o := range w.fields[field].Options {
		if o.GID == value {
			return o.Name
		}
	}
	return value
}

// trigger says what starts a rule. One without anything chosen is the name of its kind.
func (w ruleWords) trigger(t asana.Trigger) string {
	if t.Kind == "" {
		return w.t("ui.rule_by_hand")
	}
	return w.say("ui.rule_trigger_"+string(t.Kind), map[string]any{
		"Section": w.named(w.sections, t.Section), "Person": w.named(w.people, t.Person),
		"Field": w.field(t.Field), "Value": w.value(t.Field, t.Option), "Time": w.minutes(t.Minutes),
	})
}

// condition says what must hold.
func (w ruleWords) condition(c asana.Condition) string {
	args := map[string]any{"Not": c.Not, "Section": w.named(w.sections, c.Section), "Person": w.named(w.people, c.Person),
		"Field": w.field(c.Field), "Value": w.value(c.Field, c.Value), "App": w.named(w.apps, c.App)}
	if c.Person == "" {
		args["Person"] = w.t("ui.rule_nobody")
	}
	return w.say("ui.rule_condition_"+string(c.Kind), args)
}

// action says what is done.
func (w ruleWords) action(a asana.Action) string {
	if a.Kind == asana.ActApp {
		return w.appAction(a.App, a.ActionType)
	}
	return w.say("ui.rule_action_"+string(a.Kind), map[string]any{"Undo": a.Undo, "Section": w.named(w.sections, a.Section),
		"Person": w.named(w.people, a.Person), "Field": w.field(a.Field), "Value": w.value(a.Field, a.Value),
		"Text": short(a.Text, 60), "Days": w.days(a.Days)})
}

func (w ruleWords) appAction(app, actionType string) string {
	does, ok := w.actions[actionKey(app, actionType)]
	if !ok {
		does = actionType
	}
	return w.say("ui.rule_action_app", map[string]any{"Action": does, "App": w.named(w.apps, app)})
}

// summary says in one line what a rule does and when.
func (w ruleWords) summary(r asana.Rule) string {
	var when, does []string
	for _, t := range r.Triggers {
		when = append(when, w.trigger(t))
	}
	for _, a := range r.Actions {
		does = append(does, w.action(a))
	}
	return strings.Join(when, " "+w.t("ui.rule_or_word")+" ") + " → " + strings.Join(does, ", ")
}

// days says on which day something becomes due.
func (w ruleWords) days(n int) string {
	if n == 0 {
		return w.t("ui.rule_day_of_run")
	}
	return w.say("ui.rule_days_later", map[string]any{"Count": n})
}

// minutes is a stretch of time in the largest unit that fits.
func (w ruleWords) minutes(n int) string {
	if n == 0 {
		return ""
	}
	amount, unit := inUnit(n)
	return w.say("ui.rule_span_"+unit, map[string]any{"Count": amount})
}

// timeUnits are what a stretch of time is entered in, with their minutes.
var timeUnits = []struct {
	name    string
	minutes int
}{{"days", 24 * 60}, {"hours", 60}, {"minutes", 1}}

// inUnit is a number of minutes in the largest unit that fits.
func inUnit(minutes int) (amount int, unit string) {
	for _, u := range timeUnits {
		if minutes%u.minutes == 0 {
			return minutes / u.minutes, u.name
		}
	}
	return minutes, "minutes"
}

// short is the beginning of a text.
func short(text string, most int) string {
	runes := []rune(strings.Join(strings.Fields(text), " "))
	if len(runes) <= most {
		return string(runes)
	}
	return string(runes[:most-1]) + "…"
}

// ruleWords reads the names for the rules of a project.
func (u *UI) ruleWords(v visit, s ruleScope) ruleWords {
	w := ruleWords{
		say:      func(id string, args map[string]any) string { return u.frame.T(v.r, id, args) },
		sections: map[string]string{}, people: map[string]string{}, apps: map[string]string{}, actions: map[string]string{},
		fields: map[string]asana.CustomField{},
	}
	for _, section := range s.Sections {
		w.sections[section.GID] = section.Name
	}
	for _, p := range s.People {
		w.people[p.GID] = p.Name
	}
	for _, f := range s.Fields {
		w.fields[f.GID] = f
	}
	for _, a := range s.Apps {
		w.apps[a.GID] = a.Name
		for _, does := range a.Components.RuleActions {
			w.actions[actionKey(a.GID, does.ActionType)] = does.Name(u.frame.Lang(v.r))
		}
	}
	return w
}

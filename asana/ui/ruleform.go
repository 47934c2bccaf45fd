package ui

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"jirabridge/asana"
)

// ruleForm is the builder's form as it was typed. Nothing of it is lost when it is refused.
type ruleForm struct {
	Name       string
	Ceiling    string
	Triggers   []rulePart
	Conditions []rulePart
	Actions    []rulePart
	Wrong      map[string]string // what is wrong with name and ceiling
}

// Letters of the kinds of parts, which their IDs begin with.
const (
	triggerLetter   = "t"
	conditionLetter = "c"
	actionLetter    = "a"
)

// appPart begins what ruleForm.add takes for an app's action.
const appPart = actionLetter + ":" + string(asana.ActApp) + ":"

// maxParts bounds what is read of a form.
const maxParts = 100

// list is the parts of a letter.
func (f *ruleForm) list(letter string) *[]rulePart {
	switch letter {
	case triggerLetter:
		return &f.Triggers
	case conditionLetter:
		return &f.Conditions
	}
	return &f.Actions
}

var partID = regexp.MustCompile(`^[tca][0-9]{1,4}$`)

// readRuleForm reads what was posted.
func readRuleForm(v visit) ruleForm {
	f := ruleForm{Name: v.form("name"), Ceiling: v.form("ceiling"), Wrong: map[string]string{}}
	for i, id := range v.r.PostForm["part"] {
		if !partID.MatchString(id) || i >= maxParts {
			continue
		}
		part := newPart(id, v.form(id+".kind"))
		for _, name := range partInputs() {
			part.put(name, v.form(id+"."+name))
		}
		list := f.list(id[:1])
		*list = append(*list, part)
	}
	return f
}

// ruleFormOf is the form with a saved rule in it.
func ruleFormOf(r asana.Rule, fields []asana.CustomField) ruleForm {
	f := ruleForm{Name: r.Name, Ceiling: strconv.Itoa(r.Ceiling), Wrong: map[string]string{}}
	for i, t := range r.Triggers {
		f.Triggers = append(f.Triggers, partOfTrigger(triggerLetter+strconv.Itoa(i+1), t))
	}
	for i, c := range r.Conditions {
		f.Conditions = append(f.Conditions, partOfCondition(conditionLetter+strconv.Itoa(i+1), c, fields))
	}
	for i, a := range r.Actions {
		f.Actions = append(f.Actions, partOfAction(actionLetter+strconv.Itoa(i+1), a, fields))
	}
	return f
}

// rule is what the form asks for.
func (f ruleForm) rule() asana.NewRule {
	n := asana.NewRule{Name: f.Name, Ceiling: number(f.Ceiling)}
	for _, p := range f.Triggers {
		n.Triggers = append(n.Triggers, p.trigger())
	}
	for _, p := range f.Conditions {
		n.Conditions = append(n.Conditions, p.condition())
	}
	for _, p := range f.Actions {
		n.Actions = append(n.Actions, p.action())
	}
	return n
}

// keep lets parts have the gids and the saved settings that the rule has of them, and no others: a gid is what an
// app keeps settings under.
func (f *ruleForm) keep(r asana.Rule) {
	triggers, actions := map[string]bool{}, map[string]asana.Action{}
	for _, t := range r.Triggers {
		triggers[t.GID] = true
	}
	for _, a := range r.Actions {
		actions[a.GID] = a
	}
	for i := range f.Triggers {
		if p := &f.Triggers[i]; !triggers[p.In["gid"]] {
			p.In["gid"] = ""
		}
	}
	for i := range f.Actions {
		p := &f.Actions[i]
		was, ok := actions[p.In["gid"]]
		if !ok || string(was.Kind) != p.Kind || was.App != p.In["app"] || was.ActionType != p.In["action_type"] {
			p.In["gid"] = ""
		} else if p.Kind == string(asana.ActApp) && p.In["changed"] == "" {
			p.Saved, p.In["values"] = true, was.Values
		}
	}
}

// add appends a part; what is "c:section", or "a:app:<gid>:<action type>".
func (f *ruleForm) add(what string) (id string) {
	letter, kind, _ := strings.Cut(what, ":")
	kind, rest, _ := strings.Cut(kind, ":")
	list := f.list(letter)
	next := 1
	for _, p := range *list {
		if n, err := strconv.Atoi(p.ID[1:]); err == nil && n >= next {
			next = n + 1
		}
	}
	part := newPart(fmt.Sprint(letter, next), kind)
	switch kind {
	case string(asana.ActApp):
		part.In["app"], part.In["action_type"], _ = strings.Cut(rest, ":")
	case string(asana.TriggerDueSoon):
		part.In["amount"], part.In["unit"] = "1", "days"
	case string(asana.ActDue):
		part.In["days"] = "1"
	}
	if partID.MatchString(part.ID) {
		*list = append(*list, part)
	}
	return part.ID
}

// remove takes a part away.
func (f *ruleForm) remove(id string) {
	if !partID.MatchString(id) {
		return
	}
	list := f.list(id[:1])
	for i, p := range *list {
		if p.ID == id {
			*list = append((*list)[:i], (*list)[i+1:]...)
			return
		}
	}
}

var fieldOfPart = regexp.MustCompile(`^(triggers|conditions|actions)\[([0-9]+)\](?:\.([a-z_]+))?$`)

// inputOf is the input that a part of a rule is typed into.
var inputOf = map[string]string{"option": "field", "minutes": "amount"}

// complain puts what is wrong where it is; it reports whether the form has the place.
func (f *ruleForm) complain(field, text string) bool {
	if slices.Contains([]string{"name", "ceiling", "triggers", "conditions", "actions"}, field) {
		f.Wrong[field] = text
		return true
	}
	m := fieldOfPart.FindStringSubmatch(field)
	if m == nil {
		return false
	}
	list := *f.list(m[1][:1])
	i, err := strconv.Atoi(m[2])
	if err != nil || i >= len(list) {
		return false
	}
	input := m[3]
	if to, ok := inputOf[input]; ok {
		input = to
	}
	list[i].Wrong[list[i].place(input)] = text
	return true
}

// place is the input of this name, or the row as a whole when it has none of it.
func (p rulePart) place(input string) string {
	if p.Asks(input) {
		return input
	}
	return ""
}

package rest

import (
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strings"

	"jirabridge/asana"
)

// ruleBody is the body of createRule and updateRule.
type ruleBody struct {
	Name       *string             `json:"name"`
	Enabled    *bool               `json:"enabled"`
	Triggers   []ruleTriggerBody   `json:"triggers"`
	Conditions []ruleConditionBody `json:"conditions"`
	Actions    []ruleActionBody    `json:"actions"`
	Ceiling    *int                `json:"ceiling" description:"Tasks an hour above which the rule pauses; 500 where nobody says."`
}

// ruleTriggerBody is one trigger of a body.
type ruleTriggerBody struct {
	GID     *gid     `json:"gid" description:"Of a trigger the rule has already: it stays that one."`
	Kind    *string  `json:"kind" enum:"task_added,section_changed,task_completed,assignee_changed,due_date_changed,due_date_near,field_changed,comment_added,web_request" required:"true"`
	Section *gid     `json:"section" description:"Of section_changed: where to; nothing is anywhere."`
	Person  *userRef `json:"person" description:"Of assignee_changed: to whom; nobody is anybody."`
	Field   *gid     `json:"field" description:"Of field_changed: a custom field of the project."`
	Option  *gid     `json:"option" description:"Of field_changed: to what; nothing is anything."`
	Minutes *int     `json:"minutes" description:"Of due_date_near: how long before the due date."`
}

// ruleConditionBody is one condition of a body.
type ruleConditionBody struct {
	Kind    *string  `json:"kind" enum:"section,assignee,field,name,completed,resource" required:"true"`
	Not     *bool    `json:"not" description:"The opposite must hold."`
	Section *gid     `json:"section" description:"Of section."`
	Person  *userRef `json:"person" description:"Of assignee; nobody is a task without one."`
	Field   *gid     `json:"field" description:"Of field: a custom field of the project."`
	Value   *string  `json:"value" description:"Of field: the option's gid, or the text; nothing is an empty field. Of name: what it contains."`
	App     *string  `json:"app" description:"Of resource: the app's gid or client ID."`
}

// ruleActionBody is one action of a body.
type ruleActionBody struct {
	GID        *gid     `json:"gid" description:"Of an action the rule has already: it stays that one."`
	Kind       *string  `json:"kind" enum:"move,complete,assign,due_date,field,comment,app" required:"true"`
	Undo       *bool    `json:"undo" description:"Of complete: opens the task again. Of due_date: takes the date away."`
	Section    *gid     `json:"section" description:"Of move."`
	Person     *userRef `json:"person" description:"Of assign; nobody takes the assignee away."`
	Days       *int     `json:"days" description:"Of due_date: days after the run."`
	Field      *gid     `json:"field" description:"Of field: a custom field of the project."`
	Value      *string  `json:"value" description:"Of field: the option's gid, or a text; nothing empties it."`
	Text       *string  `json:"text" description:"Of comment."`
	App        *string  `json:"app" description:"Of app: its gid or client ID."`
	ActionType *string  `json:"action_type" description:"Of app: what the app calls it."`
	Values     freeForm `json:"values" description:"Of app: the values of its form, by the id of their field. An option may be named by its label; what is left out stays as the app prefills it."`
}

// maxRuleParts is more triggers, conditions or actions than any rule can sensibly have.
const maxRuleParts = 100

// answeredOnly are the names parts of a rule have in answers and not in bodies.
var answeredOnly = []string{"resource_type", "url", "secret_url"}

// setParts reads the parts of a rule. A name that no part has is refused: left out, it would make a trigger or a
// condition one for everything.
func setParts[T any](p *[]T, name string, value any) error {
	items, ok := value.([]any)
	if !ok && value != nil {
		return badRequest(name + ": Value is not an array")
	}
	if len(items) > maxRuleParts {
		return badRequest(fmt.Sprintf("%s: At most %d may be named", name, maxRuleParts))
	}
	for i, item := range items {
		var part T
		if err := setPart(&part, fmt.Sprintf("%s[%d]", name, i), item); err != nil {
			return err
		}
		*p = append(*p, part)
	}
	return nil
}

func setPart(part any, name string, value any) error {
	data, ok := value.(map[string]any)
	if !ok {
		return badRequest(name + ": Value is not a JSON object")
	}
	into := reflect.ValueOf(part).Elem()
	known := slices.Clone(answeredOnly)
	for i := range into.NumField() {
		field, _ := tags(into.Type().Field(i))
		known = append(known, field)
	}
	for _, field := range slices.Sorted(maps.Keys(data)) {
		if !slices.Contains(known, field) {
			return badRequest(name + ": There is no such part: " + field)
		}
	}
	return decodeStruct(data, into, name+".")
}

// number is what a pointer in a body points to, 0 for nil.
func number(p *int) int {
	if p == nil {
		return 0
	}
	return *p
}

// yes tells whether a body says so.
func yes(p *bool) bool { return p != nil && *p }

// triggers are those of a body. Who is named by address is looked up.
func (c *call) triggers(body []ruleTriggerBody) (list []asana.Trigger, err error) {
	for i, b := range body {
		t := asana.Trigger{GID: text(b.GID), Kind: asana.TriggerKind(text(b.Kind)), Section: text(b.Section), Field: text(b.Field),
			Option: text(b.Option), Minutes: number(b.Minutes)}
		if t.Person, err = c.userInBody(fmt.Sprintf("triggers[%d].person", i), text(b.Person)); err != nil {
			return nil, err
		}
		list = append(list, t)
	}
	return list, nil
}

func (c *call) conditions(body []ruleConditionBody, apps installed) (list []asana.Condition, err error) {
	for i, b := range body {
		name := fmt.Sprintf("conditions[%d].", i)
		condition := asana.Condition{Kind: asana.ConditionKind(text(b.Kind)), Not: yes(b.Not), Section: text(b.Section),
			Field: text(b.Field), Value: text(b.Value)}
		if condition.Person, err = c.userInBody(name+"person", text(b.Person)); err != nil {
			return nil, err
		}
		if condition.App, err = apps.gidOf(text(b.App), name+"app"); err != nil {
			return nil, err
		}
		list = append(list, condition)
	}
	return list, nil
}

// actions are those of a body, without what their apps have to be asked about.
func (c *call) actions(body []ruleActionBody, apps installed) (list []asana.Action, err error) {
	for i, b := range body {
		name := fmt.Sprintf("actions[%d].", i)
		action := asana.Action{GID: text(b.GID), Kind: asana.ActionKind(text(b.Kind)), Undo: yes(b.Undo), Section: text(b.Section),
			Days: number(b.Days), Field: text(b.Field), Value: text(b.Value), Text: text(b.Text), ActionType: text(b.ActionType)}
		if action.Person, err = c.userInBody(name+"person", text(b.Person)); err != nil {
			return nil, err
		}
		if action.App, err = apps.gidOf(text(b.App), name+"app"); err != nil {
			return nil, err
		}
		list = append(list, action)
	}
	return list, nil
}

// installed are the apps of a project.
type installed []asana.App

// gidOf finds an app by gid or client ID; "" is none.
func (apps installed) gidOf(ref, field string) (string, error) {
	if ref == "" {
		return "", nil
	}
	for _, app := range apps {
		if app.GID == ref || app.ClientID == ref {
			return app.GID, nil
		}
	}
	return "", badRequest(field + ": The app is not in the project: " + strings.ToValidUTF8(ref, "?"))
}

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
	Ceiling    *int                `json:"ceiling"`
}

// ruleTriggerBody is one trigger of a body.
type ruleTriggerBody struct {
	GID     *gid     `json:"gid"`
	Kind    *string  `json:"kind"`
	Section *gid     `json:"section"`
	Person  *userRef `json:"person"`
	Field   *gid     `json:"field"`
	Option  *gid     `json:"option"`
	Minutes *int     `json:"minutes"`
}

// ruleConditionBody is one condition of a body.
type ruleConditionBody struct {
	Kind    *string  `json:"kind"`
	Not     *bool    `json:"not"`
	Section *gid     `json:"section"`
	Person  *userRef `json:"person"`
	Field   *gid     `json:"field"`
	Value   *string  `json:"value"`
	App     *string  `json:"app"` // gid or client ID
}

// ruleActionBody is one action of a body.
type ruleActionBody struct {
	GID        *gid     `json:"gid"`
	Kind       *string  `json:"kind"`
	Undo       *bool    `json:"undo"`
	Section    *gid     `json:"section"`
	Person     *userRef `json:"person"`
	Days       *int     `json:"days"`
	Field      *gid     `json:"field"`
	Value      *string  `json:"value"`
	Text       *string  `json:"text"`
	App        *string  `json:"app"` // gid or client ID
	ActionType *string  `json:"action_type"`
	Values     freeForm `json:"values"` // of the app's form
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

package rest

import (
	"encoding/json"
	"fmt"
	"reflect"
	"strings"
	"time"
)

// The types of values in bodies, besides *string and *bool. nil, or an empty list, means that the body does
// not name the value; null in a body is the empty value.
type (
	gid     string // an object's id
	userRef string // a user: gid, e-mail address, or me
)

// decoder is a type that reads itself.
type decoder interface {
	decodeFrom(name string, value any) error
}

// place is where a task is to be: an item of memberships.
type place struct {
	Project *gid `json:"project"`
	Section *gid `json:"section"`
}

// decode fills a struct from the body's data by the names of its fields; what it does not know is ignored.
// Errors are in Asana's words.
func (c *call) decode(into any) error { return decodeStruct(c.data, reflect.ValueOf(into).Elem(), "") }

func decodeStruct(data map[string]any, into reflect.Value, prefix string) error {
	for i := range into.NumField() {
		name, _ := tags(into.Type().Field(i))
		value, ok := data[name]
		if !ok {
			continue
		}
		if err := decodeValue(prefix+name, value, into.Field(i)); err != nil {
			return err
		}
	}
	return nil
}

func decodeValue(name string, value any, into reflect.Value) error {
	switch p := into.Addr().Interface().(type) {
	case **string:
		return set(p, value, func() (string, error) { return asText(name, value) })
	case **bool:
		return set(p, value, func() (bool, error) { return asBool(name, value) })
	case **int:
		return set(p, value, func() (int, error) { return asInt(name, value) })
	case **gid:
		return set(p, value, func() (gid, error) { return asGID(name, value) })
	case **userRef:
		return set(p, value, func() (userRef, error) { return asUser(name, value) })
	case *[]gid:
		return setList(p, name, value, asGID)
	case *[]userRef:
		return setList(p, name, value, asUser)
	case *[]place:
		return setList(p, name, value, asPlace)
	case *[]action:
		return setList(p, name, value, asAction)
	case *[]eventFilter:
		return setList(p, name, value, asEventFilter)
	case *[]textItem:
		return setList(p, name, value, asTextItem)
	case *[]ruleTriggerBody:
		return setParts(p, name, value)
	case *[]ruleConditionBody:
		return setParts(p, name, value)
	case *[]ruleActionBody:
		return setParts(p, name, value)
	case *freeForm:
		data, ok := value.(map[string]any)
		if !ok && value != nil {
			return badRequest(name + ": Value is not a JSON object")
		}
		*p = data
		return nil
	case decoder:
		return p.decodeFrom(name, value)
	}
	return fmt.Errorf("rest: field %s has a type bodies cannot have", name)
}

// set points p at the value read, or at the zero value for null.
func set[T any](p **T, value any, read func() (T, error)) error {
	var v T
	var err error
	if value != nil {
		v, err = read()
	}
	*p = &v
	return err
}

// setList reads a list, or a text with commas from a form.
func setList[T any](p *[]T, name string, value any, read func(string, any) (T, error)) error {
	items, ok := value.([]any)
	if text, isText := value.(string); isText {
		for _, part := range strings.Split(text, ",") {
			items = append(items, strings.TrimSpace(part))
		}
		ok = true
	}
	if !ok && value != nil {
		return badRequest(name + ": Value is not an array")
	}
	for i, item := range items {
		v, err := read(fmt.Sprintf("%s: [%d]", name, i), item)
		if err != nil {
			return err
		}
		*p = append(*p, v)
	}
	return nil
}

func asText(name string, value any) (string, error) {
	if text, ok := value.(string); ok {
		return text, nil
	}
	return "", badRequest(name + ": Value is not a string")
}

// asDigits reads a number, which comes as a text in forms, or a text.
func asDigits(name string, value any) (string, error) {
	if number, ok := value.(json.Number); ok {
		return number.String(), nil
	}
	return asText(name, value)
}

// asBool takes True and False too, as Python's form encoding writes them.
func asBool(name string, value any) (bool, error) {
	if b, ok := value.(bool); ok {
		return b, nil
	}
	text, _ := value.(string)
	switch strings.ToLower(text) {
	case "true", "1":
		return true, nil
	case "false", "0":
		return false, nil
	}
	return false, badRequest(name + ": Value is not a boolean")
}

func asGID(name string, value any) (gid, error) {
	text, ok := value.(string)
	if !ok {
		return "", badRequest(name + ": Not a valid GID type: " + jsonType(value))
	}
	if !looksLikeGID(text) {
		return "", badRequest(name + ": Not a recognized ID: " + text)
	}
	return gid(text), nil
}

func asUser(name string, value any) (userRef, error) {
	if text, ok := value.(string); ok && (text == "me" || strings.Contains(text, "@")) {
		return userRef(text), nil
	}
	g, err := asGID(name, value)
	return userRef(g), err
}

func asPlace(name string, value any) (place, error) {
	data, ok := value.(map[string]any)
	if !ok {
		return place{}, badRequest(name + ": Value is not a JSON object")
	}
	var p place
	if err := decodeStruct(data, reflect.ValueOf(&p).Elem(), name+": "); err != nil {
		return p, err
	}
	if p.Project == nil {
		return p, badRequest(name + ": project: Missing required field")
	}
	return p, nil
}

func jsonType(value any) string {
	switch value.(type) {
	case json.Number:
		return "number"
	case bool:
		return "boolean"
	case []any:
		return "array"
	case nil:
		return "null"
	}
	return "object"
}

// bodyAt reads the variable of the path that says what a body is about, and the body.
func bodyAt[T any](c *call, variable string) (gid string, body T, err error) {
	if gid, err = c.gid(variable); err != nil {
		return "", body, err
	}
	return gid, body, c.decode(&body)
}

// asTime reads a moment; null and "" are none.
func asTime(name, value string) (time.Time, error) {
	if value == "" {
		return time.Time{}, nil
	}
	t, err := time.Parse(time.RFC3339Nano, value)
	if err != nil || t.Year() < 1970 || t.Year() > 9999 {
		return t, badRequest(name + ": Date-time must be in ISO-8601 format, not: " + value)
	}
	return t, nil
}

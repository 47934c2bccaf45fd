package appcomponents

import (
	"encoding/json"
	"errors"
	"fmt"
)

// Message is an answer that can be checked against the protocol's rules: *Form,
// *Widget, *TypeaheadList or *Resource.
type Message interface{ Validate() error }

// Decode reads an answer as strictly as Asana's renderer does: one JSON value
// that keeps the protocol's rules, and in forms and widgets no null except for
// the value of a field.
func Decode(data []byte, into Message) error {
	if err := json.Unmarshal(data, into); err != nil {
		return err
	}
	switch message := into.(type) {
	case *Form, *Widget:
		if err := refuseNulls(data); err != nil {
			return err
		}
	case *TypeaheadList:
		if message.Items == nil {
			return errors.New("answer lacks items")
		}
	}
	return into.Validate()
}

func refuseNulls(data []byte) error {
	var all any
	if err := json.Unmarshal(data, &all); err != nil {
		return err
	}
	return findNull(all)
}

func findNull(value any) error {
	switch value := value.(type) {
	case map[string]any:
		for name, member := range value {
			if member == nil && name != "value" {
				return fmt.Errorf("property %q is null", name)
			}
			if err := findNull(member); err != nil {
				return err
			}
		}
	case []any:
		for _, member := range value {
			if member == nil {
				return errors.New("a list holds a null")
			}
			if err := findNull(member); err != nil {
				return err
			}
		}
	}
	return nil
}

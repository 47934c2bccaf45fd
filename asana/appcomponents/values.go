package appcomponents

// Values are what a person entered in a form, by field id: a string for texts,
// dates and single choices, a list of strings for a checkbox, and an object
// shaped like [TypeaheadItem] for a typeahead.
type Values map[string]any

// String returns the value of a text or of a single choice. Of a typeahead it
// returns the chosen item's value. A missing or cleared field is "".
func (v Values) String(id string) string {
	if text, ok := v[id].(string); ok {
		return text
	}
	item, _ := v.Item(id)
	return item.Value
}

// Strings returns the ticked options of a checkbox. A lone string counts as a
// list of one; a missing or cleared field has none.
func (v Values) Strings(id string) []string {
	switch value := v[id].(type) {
	case []string:
		return value
	case []any:
		return textsOf(value)
	case string:
		if value != "" {
			return []string{value}
		}
	}
	return nil
}

// Item returns the chosen item of a typeahead field and whether there is one.
func (v Values) Item(id string) (TypeaheadItem, bool) {
	switch value := v[id].(type) {
	case TypeaheadItem:
		return value, value.Value != ""
	case *TypeaheadItem:
		if value != nil {
			return *value, value.Value != ""
		}
	case map[string]any:
		item := TypeaheadItem{
			Title: textOf(value["title"]), Value: textOf(value["value"]),
			Subtitle: textOf(value["subtitle"]), IconURL: textOf(value["icon_url"]),
		}
		return item, item.Value != ""
	}
	return TypeaheadItem{}, false
}

func textOf(value any) string {
	text, _ := value.(string)
	return text
}

func textsOf(values []any) []string {
	texts := make([]string, 0, len(values))
	for _, value := range values {
		if text, ok := value.(string); ok {
			texts = append(texts, text)
		}
	}
	return texts
}

package appcomponents

import (
	"encoding/json"
	"fmt"
)

// MaxTypeaheadItems is how many items a typeahead answer may carry.
const MaxTypeaheadItems = 50

// TypeaheadItem is one suggestion, and the value of a typeahead field once it
// has been chosen.
type TypeaheadItem struct {
	Title    string `json:"title"`
	Value    string `json:"value"`
	Subtitle string `json:"subtitle,omitempty"`
	IconURL  string `json:"icon_url,omitempty"`
}

// TypeaheadList is the answer to a typeahead request: suggestions, best first.
type TypeaheadList struct {
	Header string          `json:"header,omitempty"`
	Items  []TypeaheadItem `json:"items"`
}

// MarshalJSON writes a list without suggestions as an empty array.
func (l TypeaheadList) MarshalJSON() ([]byte, error) {
	type plain TypeaheadList
	if l.Items == nil {
		l.Items = []TypeaheadItem{}
	}
	return json.Marshal(plain(l))
}

// Validate reports the first rule of the protocol that the list breaks.
func (l TypeaheadList) Validate() error {
	if len(l.Items) > MaxTypeaheadItems {
		return fmt.Errorf("typeahead has %d items, at most %d are allowed", len(l.Items), MaxTypeaheadItems)
	}
	for i, item := range l.Items {
		if item.Title == "" || item.Value == "" {
			return fmt.Errorf("typeahead item %d lacks a title or a value", i)
		}
	}
	return nil
}

package fields_test

import (
	"encoding/json"
	"errors"
	"os"
	"slices"
	"strings"
	"testing"

	"jirabridge/asana/appcomponents"
	"jirabridge/bridge/fields"
	"jirabridge/jira"
)

// Create screens that others recorded make forms in which whatever Jira
// requires can be filled in, or is named. Those beside the clone may be absent.
func TestMoreRecordedScreens(t *testing.T) {
	for path, required := range map[string][]string{
		"../../jira/testdata/createmeta-fields-subtask.json":                                       {"summary", "parent"},
		"../../../shared/fixtures/jira/t-createmeta-fields-subtask.json":                           {"summary", "parent"},
		"../../../shared/fixtures/jira/jrjc-createmeta-fieldsinfo-valid-with-all-issue-types.json": {"summary"},
	} {
		data, err := os.ReadFile(path)
		if errors.Is(err, os.ErrNotExist) && strings.Contains(path, "/shared/") {
			continue
		}
		if err != nil {
			t.Fatal(err)
		}
		in := opened()
		in.Fields = recordedFields(t, data)
		form := fields.FromMeta(in)
		valid(t, form)
		if len(form) < 6 {
			t.Errorf("%s: the form has %s only", path, ids(form))
		}
		for _, id := range required {
			if f := find(t, form, id); !f.IsRequired && f.Type != appcomponents.StaticText {
				t.Errorf("%s: %s is not required", path, id)
			}
		}
	}
}

// recordedFields reads both shapes: a list, and a map by id.
func recordedFields(t *testing.T, data []byte) (list []jira.Field) {
	t.Helper()
	if json.Unmarshal(data, &list) == nil {
		return list
	}
	var byID map[string]jira.Field
	if err := json.Unmarshal(data, &byID); err != nil {
		t.Fatal(err)
	}
	list = nil
	for id, f := range byID {
		f.ID = id
		list = append(list, f)
	}
	slices.SortFunc(list, func(a, b jira.Field) int { return len(a.ID) - len(b.ID) })
	return list
}

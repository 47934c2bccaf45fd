package asana

import (
	"fmt"
	"net/url"
	"regexp"
	"slices"
	"strings"

	"jirabridge/asana/appcomponents"
)

// MaxRuleActions is how many actions for rules an app may have (https://developers.asana.com/docs/rule-action).
const MaxRuleActions = 10

// maxActionName is the length of what the rule builder calls an action, in characters.
const maxActionName = 100

// actionTypes are names for programs.
var actionTypes = regexp.MustCompile(`^[A-Za-z0-9._-]{1,100}$`)

// checkComponents tidies what somebody entered about an app of his own, and leaves out what only the server's own
// apps have.
func checkComponents(c Components) (Components, error) {
	checked := Components{
		AuthenticationURL: strings.TrimSpace(c.AuthenticationURL), WidgetMetadataURL: strings.TrimSpace(c.WidgetMetadataURL),
		MatchURLPattern: strings.TrimSpace(c.MatchURLPattern),
	}
	if err := checkComponentAddress("authentication_url", checked.AuthenticationURL); err != nil {
		return c, err
	}
	if err := checkComponentAddress("widget_metadata_url", checked.WidgetMetadataURL); err != nil {
		return c, err
	}
	if err := checkPattern(checked.MatchURLPattern); err != nil {
		return c, err
	}
	var err error
	checked.RuleActions, err = checkRuleActions(c.RuleActions)
	return checked, err
}

// checkComponentAddress takes an address the platform can send messages to, or "".
func checkComponentAddress(field, address string) error {
	if address == "" {
		return nil
	}
	if err := checkAddress(field, address); err != nil {
		return err
	}
	u, err := url.Parse(address)
	if err != nil || appcomponents.CheckQuery(u.RawQuery) != nil {
		return invalid(field, "address_query", "Not an address that can be used: %s", "Address", shortText(address, 100))
	}
	return nil
}

// checkPattern takes a regular expression, or "".
func checkPattern(pattern string) error {
	if err := checkText("match_url_pattern", pattern, maxRedirect); err != nil {
		return err
	}
	if _, err := regexp.Compile(pattern); err != nil {
		return invalid("match_url_pattern", "pattern_broken", "Not a regular expression: %s", "Pattern", shortText(pattern, 100))
	}
	return nil
}

// checkRuleActions drops empty ones: they are lines of a form that were left alone.
func checkRuleActions(entered []RuleAction) ([]RuleAction, error) {
	var list []RuleAction
	for i, action := range entered {
		if action.Empty() {
			continue
		}
		checked, err := action.check(RuleActionPart(i))
		if err != nil {
			return nil, err
		}
		if slices.ContainsFunc(list, func(other RuleAction) bool { return other.ActionType == checked.ActionType }) {
			return nil, invalid(RuleActionPart(i)+"action_type", "action_type_twice", "Used twice: %s", "Type", checked.ActionType)
		}
		list = append(list, checked)
	}
	if len(list) > MaxRuleActions {
		return nil, invalid("rule_actions", "actions_many", "At most %d actions are allowed", "Max", MaxRuleActions)
	}
	return list, nil
}

// RuleActionPart is what the names of an action's parts begin with in an Error's Field, counted from 0.
func RuleActionPart(i int) string { return fmt.Sprintf("rule_actions[%d].", i) }

// Empty tells whether nothing was entered.
func (r RuleAction) Empty() bool {
	return strings.TrimSpace(r.ActionType+r.MetadataURL+r.RunActionURL+r.PreviewURL+r.DisplayName) == ""
}

// check tidies an action. Field is what its parts' names begin with.
func (r RuleAction) check(field string) (RuleAction, error) {
	checked := RuleAction{ActionType: strings.TrimSpace(r.ActionType)}
	var err error
	if checked.DisplayName, err = checkName(field+"display_name", r.DisplayName); err != nil {
		return r, err
	}
	if err := checkText(field+"display_name", checked.DisplayName, maxActionName); err != nil {
		return r, err
	}
	if !actionTypes.MatchString(checked.ActionType) {
		return r, invalid(field+"action_type", "action_type_broken", "Only letters, digits and . _ - are allowed")
	}
	for _, address := range []struct {
		name, entered string
		checked       *string
		needed        bool
	}{
		{"metadata_url", r.MetadataURL, &checked.MetadataURL, true},
		{"run_action_url", r.RunActionURL, &checked.RunActionURL, true},
		{"preview_url", r.PreviewURL, &checked.PreviewURL, false},
	} {
		*address.checked = strings.TrimSpace(address.entered)
		if *address.checked == "" && address.needed {
			return r, invalid(field+address.name, "address_missing", "Missing input")
		}
		if err := checkComponentAddress(field+address.name, *address.checked); err != nil {
			return r, err
		}
	}
	return checked, nil
}

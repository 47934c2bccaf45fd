package asana

import "slices"

// Components is what an app shows inside the platform: the addresses the platform calls and the texts of its
// card, its introduction and its entry point (https://developers.asana.com/docs/app-components). An address
// that is "" means the app lacks the component.
type Components struct {
	AuthenticationURL    string   `json:"authentication_url,omitempty"`
	WidgetMetadataURL    string   `json:"widget_metadata_url,omitempty"`
	MatchURLPattern      string   `json:"match_url_pattern,omitempty"` // regular expression
	FormMetadataURL      string   `json:"form_metadata_url,omitempty"`
	ResourceAttachURL    string   `json:"resource_attach_url,omitempty"`
	ResourceTypeaheadURL string   `json:"resource_typeahead_url,omitempty"`
	Icon                 string   `json:"icon,omitempty"` // name of an icon of the page frame, or a URL
	FeedbackURL          string   `json:"feedback_url,omitempty"`
	DetailsURL           string   `json:"details_url,omitempty"` // beyond Asana's: with ?task=<gid>, the app's own page about a task
	SetupURL             string   `json:"setup_url,omitempty"`   // beyond Asana's: where a workspace is prepared for the app, once
	Plans                []string `json:"plans,omitempty"`

	RuleActions []RuleAction `json:"rule_actions,omitempty"` // at most ten

	ComponentTexts                           // what a reader sees whose language has no texts of its own
	Texts          map[string]ComponentTexts `json:"texts,omitempty"` // by code of the language, like "sv"
}

// RuleAction is something an app can do in a rule (https://developers.asana.com/docs/rule-action).
type RuleAction struct {
	ActionType   string `json:"action_type"` // what the app calls it
	MetadataURL  string `json:"metadata_url"`
	RunActionURL string `json:"run_action_url"`
	PreviewURL   string `json:"preview_url,omitempty"` // beyond Asana's: takes what run_action takes, and says what it would do

	DisplayName string            `json:"display_name"`
	Texts       map[string]string `json:"texts,omitempty"` // DisplayName in other languages, by code
}

// ComponentTexts are the words of an app's card, introduction and entry point in one language.
type ComponentTexts struct {
	LookupPlaceholder string    `json:"lookup_placeholder,omitempty"`
	EntryPointText    string    `json:"entry_point_text,omitempty"`
	LookupActionText  string    `json:"lookup_action_text,omitempty"`
	FormActionText    string    `json:"form_action_text,omitempty"`
	Title             string    `json:"title,omitempty"`
	Subtitle          string    `json:"subtitle,omitempty"`
	Description       string    `json:"description,omitempty"`
	Features          []Feature `json:"features,omitempty"`
	SetupText         string    `json:"setup_text,omitempty"` // who has to do what at SetupURL
	SetupActionText   string    `json:"setup_action_text,omitempty"`
}

// Feature is one picture's caption on an app's introduction.
type Feature struct {
	Caption string `json:"caption"`
}

// Installable tells whether there is anything to add to a project.
func (c Components) Installable() bool {
	return c.AuthenticationURL != "" || c.WidgetMetadataURL != "" || len(c.RuleActions) > 0
}

// OnTasks tells whether the app shows or offers anything on tasks. Others are for rules only.
func (c Components) OnTasks() bool {
	return c.WidgetMetadataURL != "" || c.FormMetadataURL != "" || c.ResourceAttachURL != ""
}

// In returns the components with the texts of a language, if the app has any in it.
func (c Components) In(lang string) Components {
	if texts, ok := c.Texts[lang]; ok {
		c.ComponentTexts = texts
	}
	c.RuleActions = slices.Clone(c.RuleActions)
	for i, action := range c.RuleActions {
		c.RuleActions[i].DisplayName = action.Name(lang)
	}
	return c
}

// Name is what people call the action in a language, in the app's first one where it has no word in it.
func (r RuleAction) Name(lang string) string {
	if name, ok := r.Texts[lang]; ok {
		return name
	}
	return r.DisplayName
}

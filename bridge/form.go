package bridge

import (
	"context"

	"jirabridge/asana/appcomponents"
)

// Addresses a form refers to. The bridge writes them as they stand here,
// UsersPath with ?project=<id>; the face makes them absolute.
const (
	ProjectsPath = "typeahead/project"
	UsersPath    = "typeahead/user"
)

// Form returns the form that creates an issue from the task, prefilled. A form
// without SubmitButtonText only says something and cannot be submitted: the
// face sets no OnSubmitCallback for it. NeedsConsent when the person has to
// authorize first.
func (b *Bridge) Form(ctx context.Context, c Caller, task string) (appcomponents.Form, error) {
	return appcomponents.Form{}, nil
}

// ChangeForm returns the form after the field changed was given a new value:
// another project has other issue types, another type other fields.
func (b *Bridge) ChangeForm(ctx context.Context, c Caller, task string, values appcomponents.Values, changed string) (appcomponents.Form, error) {
	return appcomponents.Form{}, nil
}

// Projects lists projects matching the query in which the person may create
// issues, at most ten.
func (b *Bridge) Projects(ctx context.Context, c Caller, query string) (appcomponents.TypeaheadList, error) {
	return appcomponents.TypeaheadList{}, nil
}

// Users lists people matching the query who may be assigned issues of the
// project (its id).
func (b *Bridge) Users(ctx context.Context, c Caller, project, query string) (appcomponents.TypeaheadList, error) {
	return appcomponents.TypeaheadList{}, nil
}

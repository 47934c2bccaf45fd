// Package fields turns the metadata of Jira's create screen into the fields of
// an App Components form, and what a person entered there into the JSON that
// Jira takes. It is pure: no request, no clock, no text of its own; whoever
// calls it puts Problems and labels into the reader's language.
//
// A form begins with summary, description, project, issue type, reporter and
// files, then come the fields Jira requires, then the optional ones as far as
// the form's thirty fields go. What kind of input a field gets depends on its
// schema, never on its name, which is translated and can be changed. A required
// field with no fitting kind of input is named in a static text, so that nobody
// fills in a form that Jira then refuses without knowing why.
package fields

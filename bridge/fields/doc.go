// Package fields turns the metadata of Jira's create screen into the fields of
// an App Components form, and what a person entered there into the JSON that
// Jira takes. It is pure: no request, no clock, no text of its own; whoever
// calls it puts Problems and labels into the reader's language.
//
// A form begins with summary, description, project, issue type, reporter and
// files, then come the fields Jira requires, then the optional ones as far as
// the form's thirty fields go, in Jira's order. What has no room, and what Jira
// fills in by itself, can be had from a list, "Another field".
//
// What kind of input a field gets depends on its schema, never on its name, which
// is translated and can be changed. Some take several inputs: those after the
// first have ids of their own, "customfield_10010.child", "…_10015.2",
// "timetracking.remaining". Options of which there are more than a dropdown may
// have are found by typing.
//
// A required field with no fitting kind of input is named in a static text, so
// that nobody fills in a form that Jira then refuses without knowing why, and a
// link leads to Jira's own form with all that was entered. The protocol has no
// input that is a link, and static texts hold fifty characters: it stands in a
// rich text.
package fields

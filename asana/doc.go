// Package asana is the platform's domain: people and service accounts, workspaces, teams, projects, sections, tasks,
// fields, comments, attachments, apps, tokens, rules and webhooks, and who may touch them.
//
// Every method that acts for somebody takes an Actor. What the actor may see and do is decided in access.go
// and nowhere else. What somebody may not see is reported exactly like what does not exist: an *Error of
// Kind NotFound with the same text. Only its Hidden flag tells them apart, for the REST interface, which
// answers 403 there as Asana does.
//
// Every change is made through one function (write in event.go): it runs the change in a transaction, appends
// one event row per change to the log, numbered without gaps, and calls the observers with the same
// transaction. An observer that fails undoes the change.
package asana

// Package jiratest is a Jira Data Center that fits in a test.
//
// It answers the part of Jira's REST API 2, of its OAuth 2.0 provider and of
// its pages that a program acting for people needs, under a context path as
// real installations have one, and it is strict where Jira is strict: an
// authorization code lives ten seconds, a refresh ends the old pair, an
// unknown field refuses the whole issue. It is written from Atlassian's public
// documents and from answers that others recorded, and deliberately shares no
// code with package jira, so that a mistake there cannot hide here. It does not
// import package testing either: the demo links it.
//
// What no Jira has is below /rest/sim/1.0: links (incoming links are otherwise
// made by hand in Jira's administration), faults (misbehaviour on demand),
// requests (what was asked so far), moves (an issue into another project),
// index (how far the search index lags) and texts (what it takes as texts).
//
// Everything is in memory behind one mutex. With Config.DataDir set, issues,
// links and tokens are written to a snapshot after every change.
package jiratest

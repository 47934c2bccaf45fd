// Package jira is a client for the REST API, version 2, of Jira Server and
// Data Center, 7.13 to 11. Jira Cloud is another product and is not spoken.
//
// Every call is typed, bounded and cancellable: it honours its context, ends by
// itself when the context has no deadline, caps what it reads, follows no
// redirect and closes every body. Only reads are repeated, never a write.
// What goes wrong comes back as an *Error with a Kind to decide on.
//
// Jira answers a request with a dead token in surprising ways: with 401, with
// an empty search result as the anonymous user, with a login page and status
// 200, or with a redirect to a sign-on system. All of these are Unauthorized
// here, so a caller can trust an answer without an error.
//
// Requests are built by go-jira, which keeps a context path in front of every
// address, and some of its types are used as they are. Sending, errors, create
// metadata, search in batches and streamed uploads are ours: go-jira drops
// Jira's error texts, leaves bodies open and buffers whole files.
package jira

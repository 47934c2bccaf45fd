// Package pace decides when a Jira gets a request: how many it takes, learned
// from what it says, and whether it answers at all.
//
// There is one Jira of this package for each Jira there is, per process. Its
// transports stand in front of the one that sends, one for each person, and let
// a request through, make it wait, or answer it with [*Held] without sending
// it. What has been sent is never sent again here.
//
//	          refused: 429, or 503 with Retry-After
//	open --------------------------------------------> shut until then
//	 |  \                                               |         ^
//	 |   several in a row unanswered, for a while       | then    | refused or
//	 |    \-------------------------> shut, ever longer | one     | unanswered
//	 |                                                  v         |
//	 +<------------------ answered ------------------ that one request
//
// While it is shut nothing is sent, so Jira gets one request for each time it
// says to wait; one that is away is asked once a minute in any case. A short
// wait is waited for, as long as the request's context allows; who would have to
// wait longer is told at once, and so is everybody while another one asks a
// silent Jira. The pauses of a silent Jira are for the background; they are short
// for what a person would change, and a person who asks again is the one
// request. After a refusal requests come back one by one.
//
// A 429 of Data Center's own rate limiting is about one person on one node and
// carries X-RateLimit headers; only that person waits. One without them comes
// from something in front of Jira and is about everybody
// (https://confluence.atlassian.com/adminjiraserver/adjusting-your-code-for-rate-limiting-987143384.html).
// The same headers are on good answers, with "Retry-After: 0", and tell what is
// left in the person's bucket and how fast it fills. People may take what is
// left; work in the background leaves them a third of it and lets those who
// wait go first.
//
// The states are drawn here and not taken from a library because refusals and
// silence share them, and because people are told since when it is so.
package pace

// Package bridge connects tasks of the platform with issues of a Jira: who may
// connect a workspace, in whose name Jira is asked, and that a task has one
// issue at most.
//
// It is an app server without a face. Package widget speaks App Components and
// package setup shows pages; both call this package with a verified person and
// put its errors into their own answers. Towards the platform it is a client
// of the public REST API, towards Jira one of REST 2.
//
// # Consent
//
// A browser that is sent to a consent page takes a random state parameter
// along. Its hash names a row with the person, the browser's session, the PKCE
// verifier and the local path to go on to. The row lives ten minutes and is
// deleted by whoever takes it, so a parameter works once, in the browser it
// was made for, at the address it was made for. A workspace that is being
// connected exists only in such a row until a Jira administrator has
// consented.
//
// # Credentials
//
// Tokens are kept sealed, one pair per person and realm, the realm being a
// connection or the platform. Jira ends the old pair the moment it hands out a
// new one, so a renewal needs the pair's lease, which is a row in the database
// that all processes see; it ends by itself should its holder die. A refusal
// for good (invalid_grant) makes the credential dead: its person is asked
// again at the next attach or create, and told once why. Both sides are asked in
// his name then: an authorization taken back on the platform, which nobody
// announces, is noticed there.
//
// A connection that is made anew with the other kind of application link, as
// after an upgrade of Jira, keeps the one before. Each credential names its kind
// and is used over it, so nobody loses what he sees and what is under way; who
// begins something with a credential of the link before is asked for consent to
// the present one first. An admin sees who has moved, and retires the link
// before, which ends the credentials that are left of it.
//
// # Links
//
// A link joins a task with an issue. Its row is inserted before anything is
// created, by one statement that a unique index decides: that is the claim.
//
//	create                          attach
//	   |                               |
//	   v        refused, or never sent |
//	claimed ---------------> failed    |
//	   | sent                  ^       |
//	   v                       |       |
//	creating ----refused-------+       |
//	 |   |                     |       |
//	 |   | cut off             | not at Jira
//	 |   v                     |       |
//	 |  checking --------------+       |
//	 |   |                             |
//	 |   | found by its marker         |
//	 v   v                             |
//	 known <---------------------------+
//	   |
//	   | the platform has the attachment: seen there, or made by us
//	   v
//	 linked -- the platform no longer has it --> unlinked
//
// Claimed and creating are one state in the table, told apart by the time at
// which the creation was sent: a claim that was never sent has made nothing.
// While a link is claimed, checking, known or linked no other one of its task
// can be inserted. A submission that finds the task claimed waits, and gets the
// winner's issue. Completing a link is two facts: the issue is known, and the
// attachment is known. The host attaches what it is answered; a link whose
// answer was lost is attached by us. That a person removed the attachment is
// not announced by anybody: it is learnt by asking, once a day and whenever
// somebody wants the task for another issue, and then the old link ends in the
// transaction that makes the new one. So ends a known link that nobody has
// attached, and a claim that is still being checked after a minute
// when a person names the issue himself. After three days such a claim ends by
// itself: nothing holds a task for ever.
//
// # What becomes of an issue
//
// An issue is followed by its id, which never changes. Each read finds out what
// has become of it, and the link stores that with the time it was noticed:
//
//	as linked <--> moved, archived, deleted, hidden
//
// All of it passes by itself, so a link stays linked meanwhile. An issue that
// was moved has another key; name and address of the link stay, because they are
// what the platform has and what its attachment is recognized by, and Jira leads
// from the old key to the issue. Deleted means that Jira shows the issue to
// nobody here, hidden that it does not show it to its linker any more; nothing
// that was read before is shown then.
//
// # Freshness
//
// A page that loads has Jira read. Each of its widgets is asked for by itself, so
// those asked for within a moment gather, and are read by one search in the name
// of each person who has linked some of them; who comes while that is under way
// gathers for the next one. Four people's reads of a Jira are under way at once.
// A single issue is read without a search, and so is what the search does not
// find: its index lags, and has no archived issues. A Jira that takes a person
// for nobody answers such a search with nothing; its head tells that from issues
// that are gone.
//
// A page that stands open asks again with an age it takes (Caller.MaxAge), and
// gets what was stored if it is no older. Two things keep that current. Once a
// minute, each credential by which open pages are read searches for all of them
// at once; a row per credential sees to it that of all processes one does so.
// And Jira's webhooks: an event names an issue and nothing else of it is used,
// its links are marked as changed, and those on open pages are read again in
// their linkers' names. So it does not matter who sends an event, how often, or
// in what order; the marks are in the database, and a page asking meanwhile, in
// any process, has Jira read.
//
// Comments are not searched for, because Jira would send all of their texts.
// They are counted where an issue has changed since, ten at a look; the number
// of others is the one known last until the next look.
//
// # Settling
//
// Every link has a time at which it is due, and each process looks every five
// seconds for those that are (Run). Who works on a claim keeps putting it off,
// so a due claim has lost its worker. Who settles a link puts it off for as
// long as a step may take, by a compare-and-set that one process wins; should
// it die, the link falls due again. A claim is looked for in Jira by the marker
// property its creation carried: first among what the search finds, then, since
// the index lags, under the keys that follow. A creation is never sent twice.
// Where a Jira keeps no properties, the only issue with that summary made by
// that person since then is taken; between two of them a person chooses. Where
// it is known to keep them, an issue without marker is nobody's claim.
//
// Work from the claim on runs on a context of its own, is waited for by Stop,
// and what a dying process leaves behind is taken up by settle. Files follow
// in jobs of their own, each with its own state:
//
//	waiting --- arrived --> done
//	   |
//	   +--- refused for good --> failed
//
// A file on its way has no time limit while it moves. Its sender holds it, as a
// row in the database that all processes see, and gives signs of life; a second
// job watches them. What has been sent before is looked for in Jira before it is
// sent again, and waited for when it went out whole and nobody answered.
//
// # Rules
//
// A rule of the platform may have an action of ours, which creates an issue from
// the task that the rule runs for. The platform names the action by a gid and
// keeps none of its settings, so they are in a table of ours: the values of a
// form like that of a task, in which texts hold placeholders (fields.Task). They
// are checked against Jira's metadata when they are saved; what a task makes of
// them is checked once more when the rule runs.
//
// A run is a creation like any other, from the claim on, in the name of whoever
// owns the rule at that moment: the platform signs who that is. Its idempotency
// key is the identity of its submission. So a delivery of the same run finds the
// link that the first one has made, or was answered with; it is told to come
// again as long as nobody knows whether Jira has created the issue, gets it when
// settling has found it, and creates it when settling has found that there is
// none. A task that has an issue already is left alone, and the answer says so.
// A rule is something that was begun before: it goes on over a former link.
//
// Nobody is told of deleted rules, so what is saved stays.
//
// # Details
//
// What a link lacks is told on its page, to whoever the platform shows its task,
// and its linker, in whose name all of it is done, may have it tried again. He
// is also the one who says which of several look-alikes his claim has created.
//
// Where a connection has backlinks switched on, and only there, a job gives each
// issue that is linked from then on a remote link to its task, named after the
// workspace because who sees the issue need not be allowed to see the task:
//
//	waiting --- written --> done --- unlinked --> leaving --- deleted --> none
//	   |
//	   +--- refused for good --> failed
//
// Its global id is made of workspace and task, so writing it twice is writing it
// once. While they are switched off none is written and none deleted.
//
// A Jira that has moved is told by the ids of linked issues (Rebind), which only
// the operator's command does.
package bridge

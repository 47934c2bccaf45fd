// Package hooks tells receivers of what happens: the webhooks that programs make over REST
// (https://developers.asana.com/docs/webhooks-guide).
//
// A webhook is made by a handshake: its receiver is called with a secret in X-Hook-Secret and must answer it in
// the same header; only then is there a row. From then on every call is signed with that secret: X-Hook-Signature
// is the HMAC-SHA256 of the body, in hexadecimal. A call has at most 100 events, in the order of the log, or none:
// that is a heartbeat, the first call of all, and sent again every 8 hours.
//
// The event log is the outbox. One cursor for all webhooks follows it and marks, by what each event names, the
// webhooks it may concern; each webhook has its own cursor, from which it reads, filters and leaves out what its
// owner does not see, whenever it is called:
//
//	          marked, or a heartbeat is due
//	waiting ---------------------------------> due --lease--> being called
//	   ^                                        ^                  |
//	   |                                        |                  +-- 2xx, more to tell --> due
//	   +----------------------------------------|------------------+-- 2xx, all told
//	                                            +-- wait grows ----+-- anything else, for less than 24 hours
//	                                                               |
//	                               deleted <-----------------------+-- 410, or nothing else for 24 hours,
//	                                                                   or the owner may not hear of it any more
//
// Nothing but the database knows these states. Several copies of the program share the work by leases: taken by
// one statement, never held over a transaction, and over by themselves when a copy does not come back. A call
// whose answer was lost is made again, so that an event comes at least once, and in the ordinary case once.
package hooks

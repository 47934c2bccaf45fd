// Package rules carries out rules: "when … then …".
//
// The event log is what starts them. One cursor follows it; in the transaction that moves it on, the rules each event
// starts get their runs, one for each event, however many of a rule's triggers it fits. A run is for one task:
//
//	         starts a rule           is due        all conditions hold
//	event ------------------> waiting ------> running ------------------> its actions, one after the other
//	                             ^  |            | |                           |
//	                             |  |            | +-- one does not --> skipped +-- the last is done --> done
//	      its rule goes on       |  |            |                             |
//	held ------------------------+  |            |      the app is busy or away|
//	 ^  its rule is or gets paused  |            |    +------------------------+ 1 s, 10 s, 1 min, then every 5 min
//	 +------------------------------+            |    v                        |
//	 +-- the app or its owner is missing --------+  waiting (tries > 0)        +-- refused, or away for an hour --> failed
//
// It waits for its task's author when the task was new in the project a moment ago: for two minutes from the task's
// creation, as on asana.com, so that he can finish typing. It is skipped when it comes about in the course of the same
// rule's run for the task, or of too many others'. What is held is skipped when somebody says so, and forgotten after
// 90 days. What one rule has to do for one task it does in the order of the events; "Run now" goes at once.
//
// Nothing but the database knows these states. Several copies of the program share the work by leases: taken by one
// statement, never held over a transaction, renewed before each action, and over by themselves when a copy does not
// come back. The run goes on then with the action it was at. The platform's own actions are noted as done in the
// transaction that does them. An app is told the same idempotency key again, of run and action, and answers what it
// answered, or would have; what it has made is attached by its address, which a task has but once. So each is done
// exactly once, wherever the program was cut off.
package rules

package rules

// The reasons of runs and actions: ids of messages.
const (
	ReasonAuthor     = "rules.waits_author"  // the task is new: its author may still be writing
	ReasonRetry      = "rules.retries"       // an app was busy or away; it is asked again
	ReasonLoop       = "rules.loop"          // the rule has started itself
	ReasonChain      = "rules.chain"         // too many rules have started one another
	ReasonConditions = "rules.conditions"    // a condition does not hold
	ReasonElsewhere  = "rules.elsewhere"     // the task has left the rule's project meanwhile
	ReasonOff        = "rules.off"           // the rule was switched off meanwhile
	ReasonHidden     = "rules.task_hidden"   // the owner does not see the task
	ReasonFailed     = "rules.action_failed" // an action was refused: it says why
	ReasonGaveUp     = "rules.gave_up"       // an app was busy or away for too long
	ReasonBroken     = "rules.broken"        // something of ours failed; it is tried again
	ReasonStuck      = "rules.stuck"         // something of ours has failed for too long
	ReasonDeleted    = "rules.deleted"       // the rule was deleted meanwhile; written by package asana
	ReasonDropped    = "rules.dropped"       // somebody has dropped what waited; written by package asana
	ReasonAppGone    = "rules.app_gone"      // of an action: its app is not in the project any more, or has no such action
	ReasonEmpty      = "rules.comment_empty" // of an action: what its comment's placeholders stand for is empty
	ReasonNoPreview  = "rules.no_preview"    // of an action of a dry run: the app does not tell what it would do
)

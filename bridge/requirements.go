package bridge

import "jirabridge/jira"

// JiraCall is an address of Jira that is asked for.
type JiraCall = jira.Call

// JiraCalls are all of them.
func JiraCalls() []JiraCall { return jira.Calls() }

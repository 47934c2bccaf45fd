package bridge

import "jirabridge/asana/kit/jobs"

// RegisterJobs gives the queue the bridge's workers.
func (b *Bridge) RegisterJobs(q *jobs.Queue) {}

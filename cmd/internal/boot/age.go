package boot

import (
	"strconv"
	"strings"
	"time"
)

// The least that may be kept: whoever reads the event log comes by within a
// day, and a job that went wrong is looked for within the hour.
const (
	minEventRetention = 24 * time.Hour
	minJobRetention   = time.Hour
)

// maxAge is what a longer time is taken for: for ever, as people count.
const maxAge = 100 * 365 * 24 * time.Hour

// age is a setting like 90d or 12h, at least as long as least.
func (k *faults) age(setting, text string, least time.Duration) time.Duration {
	d, err := parseAge(text)
	switch {
	case err != nil:
		k.add(setting, "%q is not a time like 90d or 12h", text)
	case d < least:
		k.add(setting, "%s is too short; at least %s", text, least)
	}
	return min(d, maxAge)
}

// maxRuleWait is the longest that a rule leaves a new task alone.
const maxRuleWait = 24 * time.Hour

// wait is a setting like 2m or 0s.
func (k *faults) wait(setting, text string) time.Duration {
	d, err := time.ParseDuration(text)
	switch {
	case err != nil:
		k.add(setting, "%q is not a time like 2m or 30s", text)
	case d < 0 || d > maxRuleWait:
		k.add(setting, "%s is not from 0s to 24h", text)
	}
	return d
}

// parseAge reads days, which [time.ParseDuration] does not know, and what it
// does know.
func parseAge(text string) (time.Duration, error) {
	days, ok := strings.CutSuffix(text, "d")
	if !ok {
		return time.ParseDuration(text)
	}
	n, err := strconv.ParseUint(days, 10, 16)
	return time.Duration(n) * 24 * time.Hour, err
}

package pace

import (
	"net/http"
	"strconv"
	"time"
)

// longest is the longest wait that is believed: more would be a mistake of
// somebody's clock or configuration, and would last until a restart.
const longest = time.Hour

// RetryAfter reads the header of that name, seconds or a date, at most an hour.
// Zero, the past and nonsense mean nothing: Data Center puts "Retry-After: 0" on
// healthy answers, and on all of them when an administrator blocks every request.
func RetryAfter(header string, now time.Time) time.Duration {
	if seconds, err := strconv.ParseUint(header, 10, 64); err == nil {
		return time.Duration(min(seconds, uint64(longest/time.Second))) * time.Second
	}
	if date, err := http.ParseTime(header); err == nil {
		return min(max(0, date.Sub(now)), longest)
	}
	return 0
}

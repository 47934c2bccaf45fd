package bridge

import (
	"encoding/json"
	"errors"

	"jirabridge/asana/kit/sqldb"
	"jirabridge/bridge/store"
)

// snapshotOf is a view as it is stored for the time Jira does not answer.
func snapshotOf(v View) string {
	text, err := json.Marshal(v)
	if err != nil {
		return ""
	}
	return string(text)
}

// errNoSnapshot: there are no values that could be shown.
var errNoSnapshot = errors.New("the issue was never read, or is no longer to be seen")

// storedView returns the values read last. Those of an issue that Jira has said
// is not to be seen are no longer shown.
func storedView(conn Connection, link store.Link) (View, error) {
	var v View
	if link.Snapshot == "" || isWithheld(link) {
		return v, errNoSnapshot
	}
	err := json.Unmarshal([]byte(link.Snapshot), &v)
	v.URL, v.ReadAt, v.Stale = conn.browse(v.Key), sqldb.Time(link.ReadAt), true
	return v, err
}

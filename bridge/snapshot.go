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

var errNoSnapshot = errors.New("the issue was never read")

func storedView(conn Connection, link store.Link) (View, error) {
	var v View
	if link.Snapshot == "" {
		return v, errNoSnapshot
	}
	err := json.Unmarshal([]byte(link.Snapshot), &v)
	v.URL, v.ReadAt, v.Stale = conn.browse(v.Key), sqldb.Time(link.ReadAt), true
	return v, err
}

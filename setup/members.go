package setup

import (
	"net/http"

	"jirabridge/bridge"
)

// memberView is a row of the board of connected people.
type memberView struct {
	bridge.Member
	Because string // why it ended, if it did and that is known
}

// members is the board of a connection, for those who may change it.
func (s *Setup) members(r *http.Request, v *view) (rows []memberView, err error) {
	p, _ := s.person(r.Context())
	all, err := s.bridge.Members(r.Context(), p.GID, v.Workspace.GID)
	for _, m := range all {
		row := memberView{Member: m}
		if id := m.Ending.Because.ID; id != "" {
			row.Because = s.frame.T(r, id, m.Ending.Because.Args)
		}
		rows = append(rows, row)
	}
	return rows, err
}

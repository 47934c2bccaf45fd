package jiratest

import (
	"net/http"
	"time"
)

// archiveIssue is Data Center's PUT /issue/{key}/archive, from 8.1 on: the
// issue can still be read, says archiveddate, and is found by no search. 204.
func (s *Server) archiveIssue(c *call) (answer, error) {
	i, err := c.archivable()
	if err != nil {
		return answer{}, err
	}
	i.Archived, i.ArchivedBy = c.at, c.who.name()
	c.changed(i, "issue_archived")
	return noContent()
}

// restoreIssue brings an archived issue back. 204.
func (s *Server) restoreIssue(c *call) (answer, error) {
	i, err := c.archivable()
	if err != nil {
		return answer{}, err
	}
	i.Archived, i.ArchivedBy = time.Time{}, ""
	c.changed(i, "issue_restored")
	return noContent()
}

// archivable is the issue of the address, if the caller administers its project.
func (c *call) archivable() (*issue, error) {
	i, err := c.issue(c.path("issue"))
	if err != nil {
		return nil, err
	}
	if !c.may(permAdminProject, c.projectOf(i)) {
		return nil, fail(http.StatusForbidden, "You do not have permission to archive issues in this project.")
	}
	return i, nil
}

package jiratest

import "fmt"

// MoveIssue moves an issue to another project, where it gets a new key; the
// old one keeps leading to it.
func (s *Server) MoveIssue(key, project string) (newKey string, err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	c := &call{Server: s, at: s.now(), base: s.baseURL}
	newKey, err = c.move(key, project)
	if err != nil {
		return "", err
	}
	return newKey, s.save()
}

func (c *call) move(key, project string) (string, error) {
	i, p := c.state.find(key), c.catalog.project(project)
	if i == nil || p == nil {
		return "", fmt.Errorf("there is no issue %q or no project %q", key, project)
	}
	if p.key == i.Project {
		return "", fmt.Errorf("%s is in project %s already", i.Key, p.key)
	}
	delete(c.state.byKey, i.Key)
	c.state.Moved[i.Key] = i.ID
	c.state.Counters[p.key]++
	i.Project, i.Key = p.key, p.key+"-"+itoa(c.state.Counters[p.key])
	if p.issueType(i.Type) == nil {
		i.Type = p.types[0].id
	}
	i.Status = p.workflow.first
	c.state.byKey[i.Key] = i
	c.changed(i, "issue_moved")
	return i.Key, nil
}

package jiratest

import "fmt"

// MoveIssue moves an issue to another project, where it gets a new key; the
// old one keeps leading to it.
func (s *Server) MoveIssue(key, project string) (newKey string, err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	newKey, err = s.move(key, project)
	if err != nil {
		return "", err
	}
	return newKey, s.save()
}

func (s *Server) move(key, project string) (string, error) {
	i, p := s.state.find(key), s.catalog.project(project)
	if i == nil || p == nil {
		return "", fmt.Errorf("there is no issue %q or no project %q", key, project)
	}
	if p.key == i.Project {
		return "", fmt.Errorf("%s is in project %s already", i.Key, p.key)
	}
	delete(s.state.byKey, i.Key)
	s.state.Moved[i.Key] = i.ID
	s.state.Counters[p.key]++
	i.Project, i.Key = p.key, p.key+"-"+itoa(s.state.Counters[p.key])
	if p.issueType(i.Type) == nil {
		i.Type = p.types[0].id
	}
	i.Status, i.Updated = p.workflow.first, s.now()
	s.state.byKey[i.Key] = i
	s.state.touch()
	return i.Key, nil
}

package jiratest

import (
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"strings"
)

// The groups that permissions are granted to.
const (
	groupAdmins   = "jira-administrators"
	groupUsers    = "jira-software-users"
	groupWriters  = "writers"
	groupStaff    = "it-staff"
	groupSecurity = "security"
)

// Person is somebody who may sign in to the simulated Jira.
type Person struct {
	Name        string   // what one signs in with, and what fields carry
	DisplayName string   // as shown to others
	Email       string   //
	Password    string   // the same as Name unless given
	Token       string   // a personal access token that is always there; "" before Jira 8.14
	Groups      []string // decide what the person may see and do
	TimeZone    string   // IANA name; JQL reads dates in it. Default UTC
	Admin       bool     // member of the group of Jira administrators
	Inactive    bool     // exists, but can neither sign in nor be assigned
	key         string
}

// DefaultPeople are the people of a simulated Jira that was given no others.
// admin administers Jira but is not in the security team; vera may see project
// IT but create nothing there; bob may not choose another reporter in IT and
// not attach in OPS; sam alone sees project SEC; otto has left.
func DefaultPeople() []Person {
	all := []string{groupUsers, groupWriters, groupStaff}
	writer := []string{groupUsers, groupWriters}
	return []Person{
		{Name: "admin", DisplayName: "Jira Administrator", Groups: append([]string{groupAdmins}, all...)},
		{Name: "ann", DisplayName: "Ann Smith", Groups: all},
		{Name: "bob", DisplayName: "Bob Jones", Groups: writer},
		{Name: "björn", DisplayName: "Björn Åkesson", Email: "bjorn@example.com", Groups: writer, TimeZone: "Europe/Stockholm"},
		{Name: "zofia", DisplayName: "Zofia Żółkiewska", Groups: all, TimeZone: "Europe/Warsaw"},
		{Name: "mei", DisplayName: "李梅", Groups: writer, TimeZone: "Asia/Shanghai"},
		{Name: "vera", DisplayName: "Vera Viewer", Groups: []string{groupUsers}},
		{Name: "sam", DisplayName: "Sam Secure", Groups: append([]string{groupSecurity}, writer...)},
		{Name: "otto", DisplayName: "Otto Oldtimer", Groups: writer, Inactive: true},
	}
}

// People lists everybody, complete with passwords and tokens.
func (s *Server) People() []Person {
	list := make([]Person, 0, len(s.people))
	for _, p := range s.people {
		list = append(list, *p)
	}
	return list
}

// Token is the personal access token of a person, or "" if there is none of
// that name.
func (s *Server) Token(name string) string {
	if p := s.person(name); p != nil {
		return p.Token
	}
	return ""
}

// person finds somebody by user name, which Jira compares without case.
func (s *Server) person(name string) *Person {
	for _, p := range s.people {
		if strings.EqualFold(p.Name, name) {
			return p
		}
	}
	return nil
}

func (s *Server) personByKey(key string) *Person {
	for _, p := range s.people {
		if p.key == key {
			return p
		}
	}
	return nil
}

// orDefault are the people given, else those every simulated Jira has.
func orDefault(list []Person) []Person {
	if len(list) == 0 {
		return DefaultPeople()
	}
	return list
}

// completePeople fills in what the list leaves to defaults.
func completePeople(list []Person, v version) ([]*Person, error) {
	list = orDefault(list)
	seen := map[string]bool{}
	var out []*Person
	for i, p := range list {
		if p.Name == "" || seen[strings.ToLower(p.Name)] {
			return nil, fmt.Errorf("jiratest: person %d has no name of its own (%q)", i+1, p.Name)
		}
		seen[strings.ToLower(p.Name)] = true
		p := complete(p, i)
		if v.has(personalTokens) {
			p.Token = orElse(p.Token, fixedToken(p.Name))
		}
		out = append(out, p)
	}
	return out, nil
}

func complete(p Person, i int) *Person {
	p.DisplayName = orElse(p.DisplayName, p.Name)
	p.Email = orElse(p.Email, p.Name+"@example.com")
	p.Password = orElse(p.Password, p.Name)
	p.TimeZone = orElse(p.TimeZone, "UTC")
	p.Admin = p.in(groupAdmins)
	// Users made since 8.4 have keys of this form; the oldest keep their name.
	p.key = fmt.Sprintf("JIRAUSER%d", 10100+i)
	if p.Name == "admin" {
		p.key = "admin"
	}
	return &p
}

// fixedToken is shaped like Jira's tokens and the same on every start, so that
// a script keeps working when the simulator is restarted.
func fixedToken(name string) string {
	sum := sha256.Sum256([]byte("simulated personal access token of " + name))
	return base64.StdEncoding.EncodeToString(sum[:])[:43] + "0"
}

func (p *Person) in(group string) bool {
	for _, g := range p.Groups {
		if g == group {
			return true
		}
	}
	return false
}

func orElse(value, fallback string) string {
	if value == "" {
		return fallback
	}
	return value
}

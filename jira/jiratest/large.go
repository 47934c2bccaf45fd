package jiratest

import "fmt"

// What a large Jira has more of.
const (
	largeProjects = 200
	largePeople   = 5000
	largeVersions = 300
)

// addLarge makes the projects up to their number: in every second one writers
// may create issues. The first has many versions.
func (k *catalog) addLarge() {
	for n := range largeProjects - len(k.projects) {
		creators := groupWriters
		if n%2 == 1 {
			creators = groupSecurity
		}
		p := k.add(itoa(30000+n), fmt.Sprintf("P%03d", n), fmt.Sprintf("Project %03d", n), "admin", simple(), grants(groupUsers, creators))
		k.addTypes(p, basicScreen+" versions", "Task", "Bug")
	}
	p := k.project("P000")
	for n := range largeVersions {
		p.versions = append(p.versions, &releaseVersion{id: itoa(40000 + n), name: fmt.Sprintf("Release %03d", n)})
	}
}

// crowd are people who may work, for lists that have to be searched.
func crowd() []Person {
	var all []Person
	for n := range largePeople {
		all = append(all, Person{
			Name: fmt.Sprintf("user%04d", n), DisplayName: fmt.Sprintf("Person%04d Surname%04d", n, n%100), Groups: []string{groupUsers, groupWriters},
		})
	}
	return all
}

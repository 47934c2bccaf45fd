package ui

import "jirabridge/asana"

// sections lists a project's sections in order, named as the reader reads them.
func (u *UI) sections(v visit, project string) ([]asana.Section, error) {
	list, err := u.platform.Sections(v.r.Context(), v.actor, project)
	for i := range list {
		list[i].Name = u.sectionName(v, list[i].Name)
	}
	return list, err
}

// sectionName is a section's name in the reader's language, if the platform
// gave it; what a person wrote stays as it is.
func (u *UI) sectionName(v visit, name string) string {
	if name == asana.FirstSection {
		return u.t(v, "ui.untitled_section")
	}
	return name
}

package jiratest

import (
	"html/template"

	"jirabridge/jira/jiratest/wiki"
)

// isWiki reports whether Jira reads the field as wiki markup.
func (f *field) isWiki() bool {
	return f.id == "description" || f.id == "environment" || f.custom == standardFields+"textarea"
}

// wiki shows a text of an issue to the caller: of issues, people and files it
// names, those exist that do for him.
func (c *call) wiki(i *issue, text string) string {
	return wiki.HTML(text, wiki.Site{
		Issue: func(key string) (string, bool) {
			named := c.state.byKey[key]
			return c.link("/browse/" + key), named != nil && c.may(permBrowse, c.projectOf(named))
		},
		Person: func(name string) (url, full string, ok bool) {
			who := c.person(name)
			if who == nil {
				return "", "", false
			}
			return c.link("/secure/ViewProfile.jspa?name=" + who.Name), who.DisplayName, true
		},
		File: func(name string) (string, bool) {
			for _, a := range i.Attachments {
				if a.Name == name {
					return c.attachmentJSON(a)["content"].(string), true
				}
			}
			return "", false
		},
	})
}

// wikiPage is the same for a page; what wiki.HTML answers is safe in one.
func (c *call) wikiPage(i *issue, text string) template.HTML {
	return template.HTML(c.wiki(i, text)) //nolint:gosec // made by wiki.HTML, which escapes
}

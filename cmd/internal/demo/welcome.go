package demo

import (
	"fmt"
	"text/tabwriter"
)

// welcome prints where to go and who to sign in as.
func (d *demo) welcome() {
	fmt.Fprintf(d.Out, "\nJirabridge's demo is running.\n\n  Platform   %s\n  Jira       %s%s\n%s  Data       %s\n\n", d.doc.PlatformURL, d.doc.JiraURL, d.simulated(), d.linked(), d.Data)
	fmt.Fprintf(d.Out, "Sign in to the platform; everybody's password is %s:\n\n", demoPassword)
	people := tabwriter.NewWriter(d.Out, 0, 0, 2, ' ', 0)
	for _, p := range d.doc.People {
		jira := "in Jira " + p.JiraUser
		if p.JiraConnected && !d.continued {
			jira += ", authorized"
		}
		fmt.Fprintf(people, "  %s\t%s\t%s\n", p.Email, p.Role, jira)
	}
	people.Flush()
	fmt.Fprint(d.Out, "\nIn Jira a person's password is the name.\n\n")
	switch {
	case d.continued:
		fmt.Fprint(d.Out, "This folder goes on where it was.\n")
	case d.Connect == unlinked:
		fmt.Fprintf(d.Out, "Connect the workspace to Jira first: %s/setup\nThen add the app to a project: Customize → Add app.\n", d.doc.PlatformURL)
	default:
		fmt.Fprintf(d.Out, "Try it: sign in as ines@example.com, open a task and press “Add Jira issue”:\n  %s/0/%s/%s\n", d.doc.PlatformURL, d.doc.ProjectGID, d.doc.TaskGIDs[0])
	}
	fmt.Fprintf(d.Out, "For scripts: %s/%s\nCtrl-C stops it.%s\n", d.Data, documentName, d.staying())
}

// staying says what becomes of a folder that nobody has named.
func (d *demo) staying() string {
	if !d.temporary {
		return ""
	}
	return " The data folder stays: --data with it goes on there, or delete it."
}

// simulated says what a simulated Jira is.
func (d *demo) simulated() string {
	if d.info.Version == "" {
		return ""
	}
	return " (simulated, " + d.info.Version + ")"
}

// linked is the line about how the workspace has been connected.
func (d *demo) linked() string {
	switch {
	case d.continued || d.Connect == unlinked:
		return ""
	case d.Connect == oauth2:
		return "  Connected  over OAuth 2.0\n"
	case !d.info.HasOAuth2():
		return "  Connected  over OAuth 1.0: before 8.22 Jira has no OAuth 2.0\n"
	}
	return "  Connected  over OAuth 1.0\n"
}

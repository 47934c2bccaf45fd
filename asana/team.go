package asana

// Team is a named group of projects.
type Team struct {
	GID       string
	Name      string
	Workspace Ref
}

package boot

import (
	"embed"

	"jirabridge/asana/kit/page"
)

//go:embed messages/*.toml
var messages embed.FS

// words are what this package itself tells people, in their languages.
func words() page.Source { return page.Source{Name: "boot", Messages: messages} }

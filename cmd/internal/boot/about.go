package boot

import (
	"fmt"
	"runtime"
	"strings"

	"github.com/alecthomas/kong"

	"jirabridge/bridge/doctor"
)

// About is what a support bundle tells of an installation: versions, and its
// settings as [Settings.Redacted] has them. Either may be "".
func About(settings, database string) []doctor.File {
	versions := fmt.Sprintf("jirabridge %s\n%s %s/%s\n", Version(), runtime.Version(), runtime.GOOS, runtime.GOARCH)
	if database != "" {
		versions += database + "\n"
	}
	files := []doctor.File{{Name: "versions.txt", Text: versions, Trusted: true}}
	if settings != "" {
		files = append(files, doctor.File{Name: "settings.toml", Text: settings})
	}
	return files
}

// Redacted are the settings as [Settings.Show] writes them, and without what may
// name people, for support bundles.
func (s *Settings) Redacted() string {
	var b strings.Builder
	for _, f := range s.given.flags {
		fmt.Fprintf(&b, "%s = %s # %s\n", f.Name, redacted(f), s.given.from[f.Name])
	}
	return b.String()
}

func redacted(f *kong.Flag) string {
	if text, ok := f.Target.Interface().(string); ok && text != "" && f.Tag.Has("private") {
		return quote(mask)
	}
	return shown(f)
}

package boot

import (
	"runtime/debug"
	"strings"
)

// Version is the module's version, or the commit the program was built from, or
// "devel" when the build knows neither. It can stand in a User-Agent.
func Version() string {
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return "unknown"
	}
	if info.Main.Version != "(devel)" {
		return info.Main.Version
	}
	for _, s := range info.Settings {
		if s.Key == "vcs.revision" {
			return s.Value
		}
	}
	return strings.Trim(info.Main.Version, "()")
}

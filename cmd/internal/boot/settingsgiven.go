package boot

import (
	"errors"
	"fmt"
	"os"
	"regexp"
	"slices"
	"strings"

	"github.com/BurntSushi/toml"
	"github.com/alecthomas/kong"
)

// given is how the settings came in.
type given struct {
	file   map[string]string // what the file says
	from   map[string]string // name of a setting -> flag, environment, file or default
	flags  []*kong.Flag      // all of them, in order
	level  string            // of the log, which is a setting of every command
	faults []error
}

// BeforeResolve reads the file, whose settings kong then takes for what neither
// a flag nor the environment says. Whatever is wrong is told by
// [Settings.Check].
func (s *Settings) BeforeResolve(ctx *kong.Context) error {
	s.given = given{from: map[string]string{}, file: map[string]string{}}
	for _, node := range ctx.Path {
		s.given.flags = append(s.given.flags, node.Flags...)
	}
	s.given.flags = slices.DeleteFunc(s.given.flags, func(f *kong.Flag) bool { return f.Name == "help" })
	if file := s.fileName(ctx); file != "" {
		s.given.read(file)
	}
	s.given.environment(ctx.Model)
	ctx.AddResolver(kong.ResolverFunc(s.given.resolve))
	return nil
}

// AfterApply notes where each setting came from.
func (s *Settings) AfterApply(ctx *kong.Context) error {
	g := &s.given
	for _, f := range g.flags {
		_, isEnv := lookup(f)
		_, isFile := g.file[f.Name]
		switch {
		case slices.ContainsFunc(ctx.Path, func(p *kong.Path) bool { return p.Flag == f && !p.Resolved }):
			g.from[f.Name] = "flag"
		case isEnv:
			g.from[f.Name] = "environment"
		case isFile:
			g.from[f.Name] = "file"
		default:
			g.from[f.Name] = "default"
		}
		if f.Name == "log-level" {
			g.level = f.Target.String()
		}
	}
	return nil
}

// fileName is the file that a flag or the environment names: one file does not
// lead to another.
func (s *Settings) fileName(ctx *kong.Context) string {
	for _, f := range s.given.flags {
		if f.Name == "config" {
			name, _ := ctx.FlagValue(f).(string)
			return name
		}
	}
	return ""
}

// resolve gives kong what the file says.
func (g *given) resolve(_ *kong.Context, _ *kong.Path, f *kong.Flag) (any, error) {
	value, ok := g.file[f.Name]
	if _, isEnv := lookup(f); !ok || isEnv {
		return nil, nil
	}
	return value, nil
}

func lookup(f *kong.Flag) (string, bool) {
	for _, name := range f.Envs {
		if value, ok := os.LookupEnv(name); ok {
			return value, true
		}
	}
	return "", false
}

// read takes the settings of a TOML file.
func (g *given) read(file string) {
	var content map[string]any
	if _, err := toml.DecodeFile(file, &content); err != nil {
		g.faults = append(g.faults, fmt.Errorf("--config: %s: %w", file, withoutContent(err)))
		return
	}
	for name, value := range content {
		known := slices.ContainsFunc(g.flags, func(f *kong.Flag) bool { return f.Name == name })
		text, ok := flat(value)
		switch {
		case !known || name == "config":
			g.faults = append(g.faults, fmt.Errorf("%s: there is no setting %q", file, name))
		case !ok:
			g.faults = append(g.faults, fmt.Errorf("%s: %s is neither a text nor a list of texts", file, name))
		default:
			g.file[name] = text
		}
	}
	slices.SortFunc(g.faults, func(a, b error) int { return strings.Compare(a.Error(), b.Error()) })
}

// withoutContent is an error of reading TOML that does not quote the file.
func withoutContent(err error) error {
	var wrong toml.ParseError
	if errors.As(err, &wrong) {
		return fmt.Errorf("line %d is not TOML", wrong.Position.Line)
	}
	return err
}

// flat is a value of a file as a flag would have it.
func flat(value any) (text string, ok bool) {
	switch v := value.(type) {
	case string:
		return v, true
	case bool, int64:
		return fmt.Sprint(v), true
	case []any:
		var items []string
		for _, item := range v {
			text, ok := item.(string)
			if !ok {
				return "", false
			}
			items = append(items, text)
		}
		return strings.Join(items, ","), true
	}
	return "", false
}

// notOurs are variables that tests and Kubernetes set: it announces a service
// named jirabridge to all that runs beside it.
var notOurs = regexp.MustCompile(`^JIRABRIDGE_(TEST_.*|SERVICE_(HOST|PORT)(_.*)?|PORT(_.*)?)$`)

// environment finds variables that no flag of any command has.
func (g *given) environment(app *kong.Application) {
	known := map[string]bool{}
	_ = kong.Visit(app, func(n kong.Visitable, next kong.Next) error {
		if node, ok := n.(*kong.Flag); ok {
			for _, name := range node.Envs {
				known[name] = true
			}
		}
		return next(nil)
	})
	var unknown []string
	for _, variable := range os.Environ() {
		name, _, _ := strings.Cut(variable, "=")
		if strings.HasPrefix(name, "JIRABRIDGE_") && !known[name] && !notOurs.MatchString(name) {
			unknown = append(unknown, name)
		}
	}
	slices.Sort(unknown)
	for _, name := range unknown {
		g.faults = append(g.faults, fmt.Errorf("%s: there is no such setting", name))
	}
}

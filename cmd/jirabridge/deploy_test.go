package main

import (
	"os"
	"path"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/alecthomas/kong"
	"gopkg.in/yaml.v3"
)

// The files by which others run us. No engine is at hand here: what they say
// of us is compared with us.
const (
	dockerfile  = "../../Dockerfile"
	composeFile = "../../compose.yaml"
	unitFile    = "jirabridge.service"
)

func readText(t *testing.T, file string) string {
	t.Helper()
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// commandLineOf is our own parser, which reports instead of ending the test.
func commandLineOf(t *testing.T) *kong.Kong {
	t.Helper()
	parser, err := kong.New(&commandLine{}, kong.Name("jirabridge"), kong.DefaultEnvars("JIRABRIDGE"))
	if err != nil {
		t.Fatal(err)
	}
	return parser
}

// Variables that serve reads, and nobody else's.
func variablesOf(t *testing.T) (names []string) {
	t.Helper()
	parser := commandLineOf(t)
	for _, command := range parser.Model.Children {
		if command.Name != "serve" {
			continue
		}
		for _, f := range append(command.Flags, parser.Model.Flags...) {
			names = append(names, f.Envs...)
		}
	}
	return names
}

func TestDeploymentFilesNameKnownSettings(t *testing.T) {
	known := variablesOf(t)
	for file, least := range map[string]int{dockerfile: 1, composeFile: 5} {
		found := regexp.MustCompile(`JIRABRIDGE_\w+`).FindAllString(readText(t, file), -1)
		if len(found) < least {
			t.Errorf("%s sets %v", file, found)
		}
		for _, name := range found {
			if !slices.Contains(known, name) {
				t.Errorf("%s sets %s, which serve does not read", file, name)
			}
		}
	}
}

// instructions are the arguments of a Dockerfile's last stage.
func instructions(t *testing.T) map[string][]string {
	t.Helper()
	text := readText(t, dockerfile)
	found := map[string][]string{}
	for line := range strings.Lines(text[strings.LastIndex(text, "\nFROM "):]) {
		if word, rest, ok := strings.Cut(strings.TrimSpace(line), " "); ok && word != "#" {
			found[word] = append(found[word], rest)
		}
	}
	return found
}

func TestDockerfile(t *testing.T) {
	image := instructions(t)
	user, _, _ := strings.Cut(strings.Join(image["USER"], " "), ":")
	if !regexp.MustCompile(`^[1-9]\d*$`).MatchString(user) {
		t.Errorf("runs as %q", image["USER"])
	}
	if !slices.Equal(image["VOLUME"], []string{"/var/lib/jirabridge"}) || !slices.Equal(image["EXPOSE"], []string{"8080"}) ||
		!slices.Equal(image["ENV"], []string{"JIRABRIDGE_LISTEN=:8080"}) {
		t.Errorf("volume %v, port %v, environment %v", image["VOLUME"], image["EXPOSE"], image["ENV"])
	}
	for _, instruction := range []string{"ENTRYPOINT", "CMD"} {
		if len(image[instruction]) != 1 {
			t.Errorf("%s %v", instruction, image[instruction])
		}
	}
	owned := slices.ContainsFunc(image["COPY"], func(args string) bool {
		return strings.Contains(args, "--chown="+strings.Join(image["USER"], "")) && strings.HasSuffix(args, " /var/lib/jirabridge")
	})
	if !owned {
		t.Error("the volume is not the user's")
	}
	args := strings.Fields(strings.NewReplacer("[", "", "]", "", `"`, "", ",", "").Replace(image["CMD"][0]))
	if _, err := commandLineOf(t).Parse(append(args, "--base-url", "https://tasks.example.com")); err != nil {
		t.Errorf("CMD %v: %v", image["CMD"], err)
	}
}

// composed is what we look at of a compose file.
type composed struct {
	Services map[string]struct {
		Image       string
		Ports       []string
		Environment map[string]string
		Secrets     []string
		ReadOnly    bool `yaml:"read_only"`
		Tmpfs       []string
		Logging     struct{ Options map[string]string }
	}
	Secrets  map[string]struct{ File string }
	Networks map[string]struct {
		IPAM struct{ Config []struct{ Subnet string } }
	}
}

func TestCompose(t *testing.T) {
	var c composed
	if err := yaml.Unmarshal([]byte(readText(t, composeFile)), &c); err != nil {
		t.Fatal(err)
	}
	copies := 0
	for name, s := range c.Services {
		if s.Logging.Options["max-size"] == "" || s.Logging.Options["max-file"] == "" {
			t.Errorf("the log of %s grows without end", name)
		}
		for _, secret := range s.Secrets {
			if c.Secrets[secret].File == "" {
				t.Errorf("%s takes a secret %q that nobody gives", name, secret)
			}
		}
		if s.Image != "jirabridge" {
			continue
		}
		copies++
		if len(s.Ports) != 0 || !s.ReadOnly || len(s.Tmpfs) != 2 {
			t.Errorf("%s: ports %v, read-only %v, tmpfs %v", name, s.Ports, s.ReadOnly, s.Tmpfs)
		}
		for _, setting := range []string{"JIRABRIDGE_DATABASE_FILE", "JIRABRIDGE_KEY_FILE"} {
			folder, secret := path.Split(s.Environment[setting])
			if folder != "/run/secrets/" || !(slices.Contains(s.Secrets, secret)) {
				t.Errorf("%s: %s is %q, its secrets are %v", name, setting, s.Environment[setting], s.Secrets)
			}
		}
		if proxies := s.Environment["JIRABRIDGE_TRUSTED_PROXY"]; proxies != c.Networks["inside"].IPAM.Config[0].Subnet {
			t.Errorf("%s trusts %s, which is not the network of the proxy", name, proxies)
		}
	}
	if copies != 2 {
		t.Errorf("%d copies", copies)
	}
}

// The unit starts serve with flags that there are, as somebody but root, in the
// folder that is serve's own default.
func TestUnit(t *testing.T) {
	unit := map[string]string{}
	for line := range strings.Lines(readText(t, unitFile)) {
		if key, value, ok := strings.Cut(strings.TrimSpace(line), "="); ok && !strings.HasPrefix(line, "#") {
			unit[key] = value
		}
	}
	args := strings.Fields(unit["ExecStart"])
	var line commandLine
	parser, err := kong.New(&line, kong.Name("jirabridge"))
	if err != nil {
		t.Fatal(err)
	}
	parsed, err := parser.Parse(args[1:])
	if err != nil || parsed.Command() != "serve" {
		t.Fatalf("%v: %v", args, err)
	}
	if line.Serve.Data != "/var/lib/"+unit["StateDirectory"] || line.Serve.File == "" || unit["DynamicUser"] != "yes" {
		t.Errorf("data in %s, settings in %q, unit %v", line.Serve.Data, line.Serve.File, unit)
	}
}

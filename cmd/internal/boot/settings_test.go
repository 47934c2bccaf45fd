package boot_test

import (
	"bytes"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/alecthomas/kong"

	"jirabridge/asana/kit/seal"
	"jirabridge/cmd/internal/boot"
)

// parse reads args as `jirabridge serve` does. The environment of whoever runs
// the tests does not count.
func parse(t *testing.T, args ...string) *boot.Settings {
	t.Helper()
	var line struct {
		LogLevel string                      `default:"warn"`
		Serve    struct{ boot.Settings }     `cmd:""`
		Demo     struct{ JiraListen string } `cmd:""`
	}
	parser, err := kong.New(&line, kong.DefaultEnvars("JIRABRIDGE"))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := parser.Parse(append([]string{"serve"}, args...)); err != nil {
		t.Fatal(err)
	}
	return &line.Serve.Settings
}

func write(t *testing.T, name, text string) string {
	t.Helper()
	file := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return file
}

// good is enough to start on.
func good(t *testing.T, more ...string) []string {
	return append([]string{"--base-url", "http://127.0.0.1:8080", "--data", t.TempDir()}, more...)
}

func keyFile(t *testing.T) string {
	t.Helper()
	file := filepath.Join(t.TempDir(), "keys.json")
	if err := keys(t).Save(file); err != nil {
		t.Fatal(err)
	}
	return file
}

func TestGoodSettings(t *testing.T) {
	cert, key := writePair(t, t.TempDir(), "tasks.example.com")
	text, err := os.ReadFile(keyFile(t))
	if err != nil {
		t.Fatal(err)
	}
	for name, args := range map[string][]string{
		"loopback":         good(t),
		"localhost":        {"--base-url", "http://localhost:8080"},
		"IPv6 loopback":    {"--base-url", "http://[::1]:8080/"},
		"TLS of our own":   {"--base-url", "https://tasks.example.com", "--tls-cert", cert, "--tls-key", key, "--listen", ":443"},
		"TLS of a proxy":   {"--base-url", "https://tasks.example.com:8443", "--trusted-proxy", "10.0.0.0/8", "--trusted-proxy", "::1"},
		"PostgreSQL":       good(t, "--database", "postgres://u:p@db/x", "--key-file", keyFile(t)),
		"URL in a file":    good(t, "--database-file", write(t, "db", "postgres://u:p@db/x\n"), "--keyset", string(text)),
		"keys to be made":  good(t, "--key-file", filepath.Join(t.TempDir(), "new.json")),
		"networks":         good(t, "--jira-networks", "private,100.64.0.0/10", "--jira-networks", "127.0.0.1", "--webhook-networks", "169.254.1.1"),
		"a CA and a proxy": good(t, "--ca-file", cert, "--outbound-proxy", "http://u:p@proxy:3128"),
		"proxy in a file":  good(t, "--outbound-proxy-file", write(t, "proxy", "https://proxy:3128")),
		"mail":             good(t, "--smtp-address", "mail.corp.test:587", "--smtp-from", "Tasks <tasks@corp.test>", "--smtp-user", "u", "--smtp-password-file", write(t, "smtp", "p\n")),
		"mail in plain":    good(t, "--smtp-address", "10.0.0.9:25", "--smtp-from", "tasks@corp.test", "--smtp-tls", "none"),
		"mail by itself":   good(t, "--smtp-address", "127.0.0.1:25", "--smtp-from", "tasks@corp.test", "--smtp-tls", "none", "--smtp-user", "u", "--smtp-password", "p"),
		"feedback by mail": good(t, "--feedback-url", "mailto:help@example.com"),
		"large files":      good(t, "--max-file-size", "2 gb"),
		"a loud log":       good(t, "--log-level", "DEBUG"),
	} {
		t.Run(name, func(t *testing.T) {
			if _, err := parse(t, args...).Check(); err != nil {
				t.Error(err)
			}
		})
	}
}

// Each case is what is wrong, and the setting that is named.
func TestFaults(t *testing.T) {
	cert, key := writePair(t, t.TempDir(), "tasks.example.com")
	_, otherKey := writePair(t, t.TempDir(), "tasks.example.com")
	bad := write(t, "bad", "nonsense")
	for name, c := range map[string]struct {
		args []string
		want string
	}{
		"no address":             {[]string{}, "--base-url: is required"},
		"no address at all":      {[]string{"--base-url", "tasks"}, `--base-url: "tasks" is not`},
		"a path":                 {[]string{"--base-url", "https://x/y", "--trusted-proxy", "::1"}, "--base-url:"},
		"a person in it":         {[]string{"--base-url", "https://me@x", "--trusted-proxy", "::1"}, "--base-url:"},
		"http for others":        {[]string{"--base-url", "http://tasks.example.com"}, "tasks.example.com needs https"},
		"nobody ends TLS":        {[]string{"--base-url", "https://tasks.example.com"}, "nothing here speaks https"},
		"http with TLS":          {good(t, "--tls-cert", cert, "--tls-key", key), "--base-url: is http"},
		"half a pair":            {good(t, "--tls-cert", cert), "go together"},
		"a key of another":       {good(t, "--tls-cert", cert, "--tls-key", otherKey), "--tls-cert:"},
		"no certificate":         {good(t, "--tls-cert", bad, "--tls-key", key), "--tls-cert:"},
		"a file that is missing": {good(t, "--tls-cert", "/nowhere/x", "--tls-key", key), "--tls-cert:"},
		"a size of nothing":      {good(t, "--max-file-size", "0MB"), "--max-file-size: 0MB is not between"},
		"a size without unit":    {good(t, "--max-file-size", "100"), `--max-file-size: "100" is not a size`},
		"a size beyond sense":    {good(t, "--max-file-size", "9999999999GB"), "--max-file-size:"},
		"no port":                {good(t, "--listen", "127.0.0.1"), "--listen:"},
		"no proxy":               {good(t, "--trusted-proxy", "proxy.example.com"), "--trusted-proxy:"},
		"no network":             {good(t, "--jira-networks", "10.0.0.0/33"), "--jira-networks:"},
		"all of loopback":        {good(t, "--jira-networks", "127.0.0.0/8"), "name each address"},
		"all of link-local":      {good(t, "--webhook-networks", "fe80::/10"), "--webhook-networks:"},
		"mapped":                 {good(t, "--jira-networks", "::ffff:10.0.0.0/104"), "as an IPv4 network"},
		"another database":       {good(t, "--database", "mysql://u:hush@x/y", "--key-file", keyFile(t)), "--database:"},
		"PostgreSQL, no keys":    {good(t, "--database", "postgres://x/y"), "--key-file: PostgreSQL needs keys"},
		"keys that are missing":  {good(t, "--database", "postgres://x/y", "--key-file", "/nowhere/k"), "jirabridge keys new /nowhere/k"},
		"no keys in it":          {good(t, "--key-file", bad), "--key-file:"},
		"no keyset":              {good(t, "--keyset", "hush"), "--keyset:"},
		"two databases":          {good(t, "--database", "postgres://u:hush@x/y", "--database-file", bad, "--key-file", keyFile(t)), "--database: --database and --database-file"},
		"an empty file":          {good(t, "--database-file", write(t, "empty", "\n")), "--database-file:"},
		"no CA":                  {good(t, "--ca-file", bad), "--ca-file:"},
		"no outbound proxy":      {good(t, "--outbound-proxy", "socks5://u:hush@x"), "--outbound-proxy:"},
		"mail to nowhere":        {good(t, "--smtp-address", "mail.corp.test", "--smtp-from", "a@b"), "--smtp-address:"},
		"mail from nobody":       {good(t, "--smtp-address", "mail.corp.test:25"), "--smtp-from:"},
		"mail from two lines":    {good(t, "--smtp-address", "mail.corp.test:25", "--smtp-from", "a@b\r\nBcc: c@d"), "--smtp-from:"},
		"mail without a server":  {good(t, "--smtp-password", "hush"), "--smtp-address: is missing"},
		"half a login":           {good(t, "--smtp-address", "mail.corp.test:25", "--smtp-from", "a@b", "--smtp-password", "hush"), "--smtp-user and --smtp-password go together"},
		"a password in plain":    {good(t, "--smtp-address", "mail.corp.test:25", "--smtp-from", "a@b", "--smtp-user", "u", "--smtp-password", "hush", "--smtp-tls", "none"), "--smtp-tls: none would tell"},
		"another encryption":     {good(t, "--smtp-address", "mail.corp.test:25", "--smtp-from", "a@b", "--smtp-tls", "ssl"), "--smtp-tls:"},
		"two passwords":          {good(t, "--smtp-address", "mail.corp.test:25", "--smtp-from", "a@b", "--smtp-user", "u", "--smtp-password", "hush", "--smtp-password-file", bad), "--smtp-password:"},
		"feedback to nowhere":    {good(t, "--feedback-url", "javascript:alert(1)"), "--feedback-url:"},
		"a log of another kind":  {good(t, "--log-level", "loud"), "--log-level:"},
		"no folder":              {good(t, "--data", ""), "--data:"},
		"a file that is no TOML": {good(t, "--config", bad), "line 1 is not TOML"},
		"no file":                {good(t, "--config", "/nowhere/x.toml"), "--config:"},
		"an unknown key":         {good(t, "--config", write(t, "x.toml", "bass-url = \"x\"")), `there is no setting "bass-url"`},
		"a key of the demo":      {good(t, "--config", write(t, "x.toml", "jira-listen = \"x\"")), `there is no setting "jira-listen"`},
		"a table":                {good(t, "--config", write(t, "x.toml", "[data]\nx = 1")), "data is neither a text"},
		"a file in a file":       {good(t, "--config", write(t, "x.toml", "config = \"y\"")), `there is no setting "config"`},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := parse(t, c.args...).Check()
			if err == nil || !strings.Contains(err.Error(), c.want) || strings.Contains(err.Error(), "hush") {
				t.Errorf("got %v, want %s", err, c.want)
			}
		})
	}
}

func TestAllFaultsAtOnce(t *testing.T) {
	t.Setenv("JIRABRIDGE_BASEURL", "https://x")
	file := write(t, "x.toml", "listen = \"nowhere\"\nb = 1\na = 2\n")
	_, err := parse(t, "--config", file, "--base-url", "http://x", "--jira-networks", "a", "--trusted-proxy", "b", "--database", "c", "--log-level", "d").Check()
	for _, want := range []string{"--listen", "--base-url", "--jira-networks", "--trusted-proxy", "--database", "--key-file", "--log-level", `"a"`, `"b"`, "JIRABRIDGE_BASEURL: there is no such setting"} {
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s is missing from %v", want, err)
		}
	}
}

func TestVariablesOfOthersAreLeftAlone(t *testing.T) {
	for _, name := range []string{"JIRABRIDGE_TEST_X", "JIRABRIDGE_SERVICE_HOST", "JIRABRIDGE_PORT_8080_TCP_ADDR", "JIRABRIDGE_JIRA_LISTEN"} {
		t.Setenv(name, "x")
	}
	if _, err := parse(t, good(t)...).Check(); err != nil {
		t.Error(err)
	}
}

// Flag before environment before file before default.
func TestOrderOfSources(t *testing.T) {
	file := write(t, "x.toml", "feedback-url = \"https://file.example\"\ndata = \"/file\"\nlisten = \":1\"\nlog-level = \"error\"\njira-networks = [\"10.0.0.0/8\", \"127.0.0.1\"]\n")
	t.Setenv("JIRABRIDGE_CONFIG", file)
	t.Setenv("JIRABRIDGE_DATA", "/environment")
	t.Setenv("JIRABRIDGE_LISTEN", ":2")
	var out bytes.Buffer
	if err := parse(t, "--listen", ":3").Show(&out); err != nil {
		t.Fatal(err)
	}
	lines := strings.Split(strings.Join(strings.Fields(out.String()), " "), "# ")
	for _, want := range []string{
		`feedback-url = "https://file.example" # file`, `data = "/environment" # environment`, `listen = ":3" # flag`,
		`jira-networks = ["10.0.0.0/8", "127.0.0.1"] # file`, `key-file = "" # default`, `log-level = "error" # file`,
	} {
		value, source, _ := strings.Cut(want, " # ")
		at := slices.IndexFunc(lines, func(l string) bool { return strings.HasSuffix(strings.TrimSpace(l), value) })
		if at < 0 || at+1 >= len(lines) || !strings.HasPrefix(lines[at+1], source) {
			t.Errorf("%s is missing from\n%s", want, out.String())
		}
	}
}

func TestSecretsAreMasked(t *testing.T) {
	var out bytes.Buffer
	s := parse(t, good(t, "--database", "postgres://me:hush@db/x?sslpassword=hush", "--keyset", "hush", "--outbound-proxy", "http://me:hush@proxy:1", "--smtp-password", "hush")...)
	if err := s.Show(&out); err != nil {
		t.Fatal(err)
	}
	if text := out.String(); strings.Contains(text, "hush") || !strings.Contains(text, `"postgres://me:***@db/x?***"`) {
		t.Error(text)
	}
}

// The base URL is compared with what browsers send.
func TestBaseURLIsSpeltAsBrowsersDo(t *testing.T) {
	for given, want := range map[string]string{
		"https://Tasks.Example.com:443/": "https://tasks.example.com",
		"https://tasks.example.com:8443": "https://tasks.example.com:8443",
		"http://[::1]:80":                "http://[::1]",
	} {
		c, err := parse(t, "--base-url", given, "--trusted-proxy", "10.0.0.1").Check()
		if err != nil || c.BaseURL != want {
			t.Errorf("%s became %s (%v)", given, c.BaseURL, err)
		}
	}
}

func TestKeysAreMadeWhereTheyAreNamed(t *testing.T) {
	file := filepath.Join(t.TempDir(), "mine.json")
	c, err := parse(t, good(t, "--key-file", file)...).Check()
	if err != nil {
		t.Fatal(err)
	}
	app, err := boot.New(t.Context(), c)
	if err != nil {
		t.Fatal(err)
	}
	if err := app.Close(); err != nil {
		t.Error(err)
	}
	if _, err := seal.Load(file); err != nil {
		t.Error(err)
	}
}

// What goes into a support bundle has neither secrets nor names of people.
func TestRedactedSettings(t *testing.T) {
	s := parse(t, good(t,
		"--database", "postgres://me:hush1@db/x?password=hush2", "--keyset", "hush3", "--outbound-proxy", "http://u:hush4@proxy:3128",
		"--smtp-address", "mail:25", "--smtp-user", "ann.smith", "--smtp-password", "hush5", "--smtp-from", "Ann <ann@example.com>", "--feedback-url", "mailto:ann@example.com")...)
	text := s.Redacted()
	for _, secret := range []string{"hush", "ann"} {
		if strings.Contains(text, secret) {
			t.Errorf("%q is in %s", secret, text)
		}
	}
	for _, known := range []string{`base-url = "http://127.0.0.1:8080" # flag`, "proxy:3128", `smtp-address = "mail:25"`, `listen = "127.0.0.1:8080" # default`} {
		if !strings.Contains(text, known) {
			t.Errorf("%q is not in %s", known, text)
		}
	}
}

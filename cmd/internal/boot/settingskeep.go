package boot

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"jirabridge/asana/kit/seal"
)

// checkKeeping is about where things are kept and what they are sealed with.
func (s *Settings) checkKeeping(k *faults, c *Config) {
	c.Database = k.secret("database", s.Database, s.DatabaseFile)
	if c.Database != "" && !hasScheme(c.Database, "postgres", "postgresql") {
		k.add("database", "is not an address like postgres://user@host/name")
	}
	c.KeyFile = s.KeyFile
	switch {
	case s.Keyset != "" && s.KeyFile != "":
		k.add("keyset", "--keyset and --key-file are both set; one of them is enough")
	case s.Keyset != "":
		c.Keys = k.keys("keyset")(seal.Parse(s.Keyset))
	case s.KeyFile != "":
		s.checkKeyFile(k, c, s.KeyFile)
	case c.Database != "":
		k.add("key-file", "PostgreSQL needs keys that every copy has: make some with \"jirabridge keys new FILE\" and name that file, or set JIRABRIDGE_KEYSET to its content")
	default:
		s.checkKeyFile(k, c, KeysetFile(s.Data))
	}
}

// checkKeyFile reads the keys at path. Only with SQLite may they still be missing:
// several copies on one PostgreSQL would each make their own.
func (s *Settings) checkKeyFile(k *faults, c *Config, path string) {
	keys, err := seal.Load(path)
	if errors.Is(err, fs.ErrNotExist) {
		if c.Database != "" {
			k.add("key-file", "there is no %s; make one with \"jirabridge keys new %s\" and give it to every copy", path, path)
		}
		return
	}
	c.Keys = k.keys("key-file")(keys, err)
}

// keys notes an error of reading keys.
func (k *faults) keys(setting string) func(*seal.Keyset, error) *seal.Keyset {
	return func(keys *seal.Keyset, err error) *seal.Keyset {
		if err != nil {
			k.add(setting, "%v", err)
		}
		return keys
	}
}

// secret is a setting that may also stand in the file that setting-file names.
func (k *faults) secret(setting, value, file string) string {
	if file == "" {
		return value
	}
	if value != "" {
		k.add(setting, "--%s and --%s-file are both set; one of them is enough", setting, setting)
		return value
	}
	text, err := os.ReadFile(filepath.Clean(file))
	if err != nil {
		k.add(setting+"-file", "%v", err)
		return ""
	}
	if value = strings.TrimSpace(string(text)); value == "" {
		k.add(setting+"-file", "%s is empty", file)
	}
	return value
}

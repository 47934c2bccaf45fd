package boot

import (
	"fmt"
	"io"
	"net/url"
	"strings"
	"text/tabwriter"

	"github.com/alecthomas/kong"
)

// Show writes every setting as it is in effect and where it came from, as TOML
// that could be a file for --config if it were not for the masked secrets.
func (s *Settings) Show(w io.Writer) error {
	table := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	for _, f := range s.given.flags {
		if _, err := fmt.Fprintf(table, "%s = %s\t# %s\n", f.Name, shown(f), s.given.from[f.Name]); err != nil {
			return err
		}
	}
	return table.Flush()
}

// shown is a flag's value in TOML.
func shown(f *kong.Flag) string {
	switch v := f.Target.Interface().(type) {
	case []string:
		quoted := make([]string, len(v))
		for i, item := range v {
			quoted[i] = quote(item)
		}
		return "[" + strings.Join(quoted, ", ") + "]"
	case string:
		return quote(masked(f.Tag.Get("secret"), v))
	default:
		return fmt.Sprint(v)
	}
}

// quote writes a TOML text.
func quote(text string) string {
	return `"` + strings.NewReplacer(`\`, `\\`, `"`, `\"`, "\n", `\n`, "\r", `\r`, "\t", `\t`).Replace(text) + `"`
}

// mask stands for a secret.
const mask = "***"

// masked is a value that may be printed; kind is the tag of [Settings].
func masked(kind, value string) string {
	if value == "" || kind == "" {
		return value
	}
	if kind == "all" {
		return mask
	}
	u, err := url.Parse(value)
	if err != nil {
		return mask
	}
	plain := *u
	plain.User, plain.RawQuery = nil, ""
	text := plain.String()
	if u.RawQuery != "" { // a password may stand there, too
		text += "?" + mask
	}
	if u.User != nil {
		text = strings.Replace(text, "://", "://"+u.User.Username()+":"+mask+"@", 1)
	}
	return text
}

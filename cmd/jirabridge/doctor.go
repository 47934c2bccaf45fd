package main

import (
	"context"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/netip"
	"os"
	"strings"
	"time"

	"jirabridge/asana/kit/httpkit"
	"jirabridge/asana/kit/page"
	"jirabridge/bridge"
	"jirabridge/bridge/doctor"
	"jirabridge/cmd/internal/boot"
	"jirabridge/jira"
	"jirabridge/jira/auth"
)

// doctorTime bounds a look at a Jira.
const doctorTime = time.Minute

// doctorCommand looks at a Jira step by step. It needs no installation; with the
// settings of one it sees what that would see.
type doctorCommand struct {
	URL              string `arg:"" help:"Where Jira is, as in the browser."`
	JSON             bool   `name:"json" help:"Print the result as JSON."`
	Lang             string `placeholder:"CODE" help:"en, sv or pl; without it, what LC_ALL, LC_MESSAGES or LANG say."`
	Bundle           string `placeholder:"FILE" help:"Write a zip to pass on as well: the result, versions and settings, without secrets and names of people."`
	TrustCA          string `name:"trust-ca" placeholder:"FILE" help:"Keep the certificate of a CA that is not known here in a new file, and look on as if it was trusted."`
	TokenFile        string `placeholder:"FILE" help:"File with a personal access token of that Jira, to look at permissions, files and limits as its person."`
	ClientID         string `name:"client-id" placeholder:"ID" help:"Client ID of the application link to look at; needs --base-url."`
	ClientSecretFile string `name:"client-secret-file" placeholder:"FILE" help:"File with its Client secret, to look whether Jira accepts it."`
	boot.Settings
}

// errAmiss is why the exit status tells of a step that failed.
var errAmiss = errors.New("a step failed")

// Run prints what each step came to. A step that failed is an error.
func (c *doctorCommand) Run(ctx context.Context) error { return c.run(ctx, os.Stdout) }

func (c *doctorCommand) run(ctx context.Context, out io.Writer) error {
	ctx, cancel := context.WithTimeout(ctx, doctorTime)
	defer cancel()
	say, err := c.words()
	if err != nil {
		return err
	}
	report, err := c.examine(ctx, say, "")
	if err != nil {
		return err
	}
	if report.CA() != "" && c.TrustCA != "" {
		if report, err = c.trust(ctx, out, report, say); err != nil {
			return err
		}
	}
	if err := errors.Join(c.print(out, report, say), c.bundle(report)); err != nil {
		return err
	}
	if report.Failed() {
		return errAmiss
	}
	return nil
}

// words are those of the reader's language.
func (c *doctorCommand) words() (doctor.Say, error) {
	lang := c.Lang
	for _, name := range []string{"LC_ALL", "LC_MESSAGES", "LANG"} {
		if lang == "" {
			lang, _, _ = strings.Cut(os.Getenv(name), "_") // sv_SE.UTF-8
		}
	}
	return wordsIn(lang)
}

func wordsIn(lang string) (doctor.Say, error) {
	w, err := page.NewWords(bridge.Pages(), doctor.Pages())
	if err != nil {
		return nil, err
	}
	return func(id string, args map[string]any) string { return w.Say(lang, id, args) }, nil
}

// trust keeps the CA in a file and looks again with it.
func (c *doctorCommand) trust(ctx context.Context, out io.Writer, r doctor.Report, say doctor.Say) (doctor.Report, error) {
	if err := writeNew("--trust-ca", c.TrustCA, func(f io.Writer) error { return printTo(f, r.CA()) }); err != nil {
		return r, err
	}
	if !c.JSON {
		kept := say("doctor.ca_kept", map[string]any{"File": c.TrustCA})
		if err := errors.Join(c.print(out, r, say), printTo(out, kept+"\n\n")); err != nil {
			return r, err
		}
	}
	return c.examine(ctx, say, r.CA())
}

func (c *doctorCommand) print(out io.Writer, r doctor.Report, say doctor.Say) error {
	text := r.Text(say)
	if c.JSON {
		raw, err := r.JSON(say)
		if err != nil {
			return err
		}
		text = string(raw) + "\n"
	} else if r.CA() != "" && c.TrustCA == "" {
		text += "\n" + say("doctor.ca_offer", map[string]any{"Command": "jirabridge doctor --trust-ca ca.pem " + r.URL}) + "\n"
	}
	return printTo(out, text)
}

func printTo(out io.Writer, text string) error {
	_, err := io.WriteString(out, text)
	return err
}

// examine looks at the Jira, and trusts a CA besides those of the settings; "" is none.
func (c *doctorCommand) examine(ctx context.Context, say doctor.Say, ca string) (doctor.Report, error) {
	base, err := bridge.BaseOf(c.URL)
	if e := new(bridge.Error); errors.As(err, &e) {
		return doctor.Report{}, errors.New(say(e.Text.ID, e.Text.Args))
	}
	settings, err := c.Outward()
	if err != nil {
		return doctor.Report{}, err
	}
	if settings.Roots, err = trusting(settings.Roots, ca); err != nil {
		return doctor.Report{}, err
	}
	anywhere := anywhere(settings)
	once := anywhere
	once.Once = true
	d := doctor.Config{
		BaseURL: base, HTTP: httpkit.NewOutbound(once), Proxy: settings.OutboundProxy,
		Refuses: func(a netip.Addr) bool { return !settings.CallsJiraAt(a) },
		NoOne:   doctor.NoToken, Explain: bridge.Explain, Version: boot.Version(),
	}
	if d.Link, err = c.link(settings.BaseURL, d); err != nil {
		return doctor.Report{}, err
	}
	if d.As, err = c.asker(base, httpkit.NewOutbound(anywhere)); err != nil {
		return doctor.Report{}, err
	}
	return doctor.Examine(ctx, d)
}

// trusting are roots and a CA besides; nil are the system's.
func trusting(roots *x509.CertPool, ca string) (_ *x509.CertPool, err error) {
	if ca == "" {
		return roots, nil
	}
	if roots == nil {
		if roots, err = x509.SystemCertPool(); err != nil {
			return nil, err
		}
	}
	roots.AppendCertsFromPEM([]byte(ca))
	return roots, nil
}

// anywhere is how Jira is called, also where the program that serves would not.
func anywhere(c boot.Config) httpkit.OutboundConfig {
	return httpkit.OutboundConfig{
		Networks:      []netip.Prefix{netip.MustParsePrefix("0.0.0.0/0"), netip.MustParsePrefix("::/0")},
		AllowLoopback: true, Proxy: c.OutboundProxy, Roots: c.Roots, UserAgent: "jirabridge/" + boot.Version(),
	}
}

// link is the application link that was named, if one was.
func (c *doctorCommand) link(home string, d doctor.Config) (doctor.Link, error) {
	if c.ClientID == "" {
		return doctor.Link{}, nil
	}
	if home == "" {
		return doctor.Link{}, errors.New("--client-id needs --base-url, the address of this program, to which Jira returns")
	}
	secret, err := secretIn("--client-secret-file", c.ClientSecretFile)
	return doctor.Link{OAuth2: &auth.OAuth2{
		BaseURL: d.BaseURL, ClientID: c.ClientID, ClientSecret: secret, RedirectURL: bridge.RedirectURL(home), HTTP: d.HTTP, Version: d.Version,
	}}, err
}

// asker asks with the personal access token, if there is one.
func (c *doctorCommand) asker(base string, transport http.RoundTripper) (doctor.Asker, error) {
	token, err := secretIn("--token-file", c.TokenFile)
	if err != nil || token == "" {
		return nil, err
	}
	return func(_ context.Context, watch func(http.RoundTripper) http.RoundTripper, f func(*jira.Client) error) error {
		client, err := jira.New(jira.Config{BaseURL: base, HTTP: watch(transport), Version: boot.Version(), Authorize: func(r *http.Request) error {
			r.Header.Set("Authorization", "Bearer "+token)
			return nil
		}})
		if err != nil {
			return err
		}
		return f(client)
	}, nil
}

// secretIn is the content of a file, "" when none is named.
func secretIn(flag, file string) (string, error) {
	if file == "" {
		return "", nil
	}
	text, err := os.ReadFile(file)
	if err != nil {
		return "", fmt.Errorf("%s: %w", flag, err)
	}
	return strings.TrimSpace(string(text)), nil
}

// bundle writes the zip, in English, which whoever is to help reads.
func (c *doctorCommand) bundle(r doctor.Report) error {
	if c.Bundle == "" {
		return nil
	}
	english, err := wordsIn("en")
	if err != nil {
		return err
	}
	return writeNew("--bundle", c.Bundle, func(f io.Writer) error {
		return doctor.Bundle(f, r, english, boot.About(c.Redacted(), "")...)
	})
}

// writeNew fills a file that must not be there yet.
func writeNew(flag, file string, write func(io.Writer) error) (err error) {
	f, err := os.OpenFile(file, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return fmt.Errorf("%s: %w", flag, err)
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	return write(f)
}

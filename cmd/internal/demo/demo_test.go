package demo

import (
	"bytes"
	"context"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"jirabridge/jira/jiratest"
)

// usual are the flags as they are when none is given.
func usual() Options {
	return Options{Listen: "127.0.0.1:8080", JiraListen: "127.0.0.1:2990", JiraVersion: "9.12.2", RequestsPerMinute: 1500}
}

func TestOptions(t *testing.T) {
	for name, c := range map[string]struct {
		change  func(o *Options)
		refusal string // part of it, "" for none
	}{
		"as they are":      {func(*Options) {}, ""},
		"any free port":    {func(o *Options) { o.Listen, o.JiraListen = "127.0.0.1:0", "[::1]:0" }, ""},
		"localhost":        {func(o *Options) { o.Listen = "localhost:8080" }, ""},
		"not connected":    {func(o *Options) { o.Connect = "none" }, ""},
		"every interface":  {func(o *Options) { o.Listen = "0.0.0.0:8080" }, "--listen 0.0.0.0:8080 would open the demo"},
		"no interface":     {func(o *Options) { o.Listen = ":8080" }, "would open the demo"},
		"Jira for all":     {func(o *Options) { o.JiraListen = "[::]:2990" }, "--jira-listen [::]:2990 would open"},
		"no port":          {func(o *Options) { o.Listen = "127.0.0.1" }, "--listen"},
		"a Jira elsewhere": {func(o *Options) { o.Jira, o.JiraListen = "http://10.0.0.1/jira", "" }, ""},
		"newer":            {func(o *Options) { o.JiraVersion = "11.0.0" }, ""},
		"never was":        {func(o *Options) { o.JiraVersion = "1" }, "no simulated Jira \"1\"; --jira-version is one of 7.13.5,"},
		"OAuth 1.0a":       {func(o *Options) { o.Connect = "oauth1" }, ""},
		"a typo":           {func(o *Options) { o.Connect = "oauth" }, "use oauth2, oauth1 or none"},
		"no requests":      {func(o *Options) { o.RequestsPerMinute = 0 }, "above 0"},
	} {
		o := usual()
		c.change(&o)
		switch err := o.check(); {
		case err == nil && c.refusal != "":
			t.Errorf("%s: accepted", name)
		case err != nil && (c.refusal == "" || !strings.Contains(err.Error(), c.refusal)):
			t.Errorf("%s: %v", name, err)
		}
	}
}

// TestHowIsConnected: a workspace is connected the way its Jira can, unless it
// was told otherwise.
func TestHowIsConnected(t *testing.T) {
	for version, c := range map[string]struct{ byDefault, oauth2 string }{
		"7.13.5": {oauth1, "Jira 7.13.5 has no OAuth 2.0"}, "8.13.1": {oauth1, "Jira 8.13.1 has no OAuth 2.0"},
		"8.22.6": {oauth2, ""}, "9.12.2": {oauth2, ""}, "10.3.19": {oauth2, ""}, "11.0.0": {oauth2, ""},
	} {
		sim, err := jiratest.Listen("127.0.0.1:0", jiratest.Config{Version: version})
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { _ = sim.Close(context.Background()) })
		for _, given := range []string{automatic, oauth2, oauth1, unlinked} {
			d := &demo{Options: Options{Connect: given}, sim: sim, doc: Document{JiraURL: sim.URL}}
			err := d.chooseLink(t.Context())
			switch {
			case given == oauth2 && c.oauth2 != "":
				if err == nil || !strings.Contains(err.Error(), c.oauth2) {
					t.Errorf("%s: %v", version, err)
				}
			case err != nil || d.Connect != map[string]string{automatic: c.byDefault}[given] && d.Connect != given:
				t.Errorf("%s, %q: %q, %v", version, given, d.Connect, err)
			case (d.jiraPerson("ann").Token == "") != (version == "7.13.5" || version == "8.13.1"):
				t.Errorf("%s: ann's token is %q", version, d.jiraPerson("ann").Token)
			}
		}
	}
}

// TestOtherJira: no link can be made by us in a Jira that is no jirasim.
func TestOtherJira(t *testing.T) {
	server := httptest.NewServer(http.NotFoundHandler())
	defer server.Close()
	d := &demo{doc: Document{JiraURL: server.URL}}
	if err := d.chooseLink(t.Context()); err == nil || !strings.Contains(err.Error(), "--connect none") {
		t.Error(err)
	}
	d.Connect = unlinked
	if err := d.chooseLink(t.Context()); err != nil || len(d.doc.JiraPeople) == 0 {
		t.Error(err)
	}
}

// TestDemoOfAnOldJira runs one that has OAuth 1.0a alone.
func TestDemoOfAnOldJira(t *testing.T) {
	o, out := usual(), &ready{done: make(chan struct{})}
	o.Listen, o.JiraListen, o.JiraVersion, o.Data = "127.0.0.1:0", "127.0.0.1:0", "7.13.5", t.TempDir()
	o.Out, o.Logger = out, slog.New(slog.NewTextHandler(io.Discard, nil))
	ctx, stop := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() { ended <- Run(ctx, o) }()
	select {
	case <-out.done:
	case err := <-ended:
		t.Fatal(err)
	}
	stop()
	if err := <-ended; err != nil {
		t.Error(err)
	}
	if said := out.String(); !strings.Contains(said, "(simulated, 7.13.5)") || !strings.Contains(said, "over OAuth 1.0: before 8.22 Jira has no OAuth 2.0") {
		t.Errorf("it says: %s", said)
	}
	doc, err := Read(o.Data)
	if err != nil || doc.JiraOAuth2.ClientID != "" {
		t.Errorf("%+v, %v", doc.JiraOAuth2, err)
	}
	connected := 0
	for _, p := range doc.People {
		if p.JiraConnected {
			connected++
		}
	}
	if connected != 2 {
		t.Errorf("%d people are connected, want the owner and a member", connected)
	}
}

// ready is closed by the last line that a demo prints.
type ready struct {
	bytes.Buffer
	done chan struct{}
}

// Write looks for that line.
func (r *ready) Write(p []byte) (int, error) {
	n, err := r.Buffer.Write(p)
	if strings.Contains(string(p), "Ctrl-C") {
		close(r.done)
	}
	return n, err
}

package demo

import (
	"strings"
	"testing"
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
		"coming":           {func(o *Options) { o.JiraVersion = "11.0.0" }, "run jirasim --version"},
		"never was":        {func(o *Options) { o.JiraVersion = "1" }, "no simulated Jira"},
		"OAuth 1.0a":       {func(o *Options) { o.Connect = "oauth1" }, "not there yet"},
		"a typo":           {func(o *Options) { o.Connect = "oauth" }, "not known"},
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

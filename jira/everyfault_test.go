package jira_test

import (
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"reflect"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"jirabridge/jira"
)

// everyCall is each call of a Client by its name.
var everyCall = map[string]func(context.Context, *jira.Client) error{
	"AssignableUsers": func(ctx context.Context, c *jira.Client) error {
		_, err := c.AssignableUsers(ctx, "IT", "a")
		return err
	},
	"AttachFile":         attach,
	"AttachmentSettings": func(ctx context.Context, c *jira.Client) error { _, err := c.AttachmentSettings(ctx); return err },
	"CountComments":      func(ctx context.Context, c *jira.Client) error { _, err := c.CountComments(ctx, "1"); return err },
	"Creatable":          func(ctx context.Context, c *jira.Client) error { _, _, err := c.Creatable(ctx); return err },
	"CreateFields":       func(ctx context.Context, c *jira.Client) error { _, err := c.CreateFields(ctx, "1", "2"); return err },
	"CreateIssue": func(ctx context.Context, c *jira.Client) error {
		_, err := c.CreateIssue(ctx, jira.NewIssue{})
		return err
	},
	"DeleteRemoteLink": func(ctx context.Context, c *jira.Client) error { return c.DeleteRemoteLink(ctx, "1", "g") },
	"Epics":            func(ctx context.Context, c *jira.Client) error { _, err := c.Epics(ctx, "IT", "a", 5); return err },
	"Fields":           func(ctx context.Context, c *jira.Client) error { _, err := c.Fields(ctx); return err },
	"Groups":           func(ctx context.Context, c *jira.Client) error { _, err := c.Groups(ctx, "a", 5); return err },
	"Issue":            func(ctx context.Context, c *jira.Client) error { _, err := c.Issue(ctx, "1", nil, nil); return err },
	"IssuePermissions": func(ctx context.Context, c *jira.Client) error { _, err := c.IssuePermissions(ctx, "1"); return err },
	"IssueTypes":       func(ctx context.Context, c *jira.Client) error { _, err := c.IssueTypes(ctx, "1"); return err },
	"IssuesByID":       func(ctx context.Context, c *jira.Client) error { _, err := c.IssuesByID(ctx, manyIDs, nil); return err },
	"MyPermissions":    func(ctx context.Context, c *jira.Client) error { _, err := c.MyPermissions(ctx, "IT"); return err },
	"Myself":           func(ctx context.Context, c *jira.Client) error { _, err := c.Myself(ctx); return err },
	"OpenSprints":      func(ctx context.Context, c *jira.Client) error { _, err := c.OpenSprints(ctx, "a"); return err },
	"Parents":          func(ctx context.Context, c *jira.Client) error { _, err := c.Parents(ctx, "1", "a", 5); return err },
	"Projects":         func(ctx context.Context, c *jira.Client) error { _, err := c.Projects(ctx); return err },
	"Search": func(ctx context.Context, c *jira.Client) error {
		_, err := c.Search(ctx, "key = IT-1", nil, 5)
		return err
	},
	"ServerInfo":    func(ctx context.Context, c *jira.Client) error { _, err := c.ServerInfo(ctx); return err },
	"SetRemoteLink": func(ctx context.Context, c *jira.Client) error { return c.SetRemoteLink(ctx, "1", jira.RemoteLink{}) },
	"Users":         func(ctx context.Context, c *jira.Client) error { _, err := c.Users(ctx, "a"); return err },
}

// writes are those that change something.
var writes = []string{"AttachFile", "CreateIssue", "DeleteRemoteLink", "SetRemoteLink"}

// manyIDs are so many that they are asked for in a body.
var manyIDs = slices.Repeat([]string{"1234567890"}, 150)

func attach(ctx context.Context, c *jira.Client) error {
	ctx, cancel := context.WithTimeout(ctx, time.Minute) // it has no time of its own
	defer cancel()
	_, err := c.AttachFile(ctx, "1", "a.txt", 1, strings.NewReader("x"))
	return err
}

func TestEveryCallIsInTheTable(t *testing.T) {
	client := reflect.TypeFor[*jira.Client]()
	asks := reflect.TypeFor[context.Context]()
	for i := range client.NumMethod() {
		m := client.Method(i)
		if m.Type.NumIn() > 1 && m.Type.In(1) == asks && everyCall[m.Name] == nil {
			t.Errorf("%s is not in it", m.Name)
		}
	}
}

// wrong is a way in which a Jira, or something in front of it, goes wrong.
type wrong struct {
	status  int // 0: there is no answer
	headers string
	body    io.Reader
	err     error

	kind      jira.Kind
	tries     int // of a read; a write is always tried once
	uncertain bool
	takes     time.Duration // at most
}

var everyFault = map[string]wrong{
	"no name":                    {err: &net.DNSError{Err: "no such host", IsNotFound: true}, kind: jira.Unreachable, tries: 1},
	"nothing at the port":        {err: &net.OpError{Op: "dial", Err: errors.New("refused")}, kind: jira.Unreachable, tries: 1},
	"cut before or after work":   {err: io.ErrUnexpectedEOF, kind: jira.Unreachable, tries: 1, uncertain: true},
	"connects for ever":          {err: &net.OpError{Op: "dial", Err: context.DeadlineExceeded}, kind: jira.Timeout, tries: 1, uncertain: true},
	"never answers":              {err: errSilent, kind: jira.Timeout, tries: 1, uncertain: true, takes: 61 * time.Second},
	"answers drop by drop":       {status: 200, body: drops{}, kind: jira.Timeout, tries: 1, uncertain: true, takes: 61 * time.Second},
	"half an answer":             {status: 200, body: io.MultiReader(strings.NewReader(`{"id":`), failing{}), kind: jira.Unreachable, tries: 1, uncertain: true},
	"a page":                     {status: 200, headers: "Content-Type: text/html", body: strings.NewReader("<html>Sign in</html>"), kind: jira.Unauthorized, tries: 1},
	"a way to sign-on elsewhere": {status: 302, headers: "Location: https://sso.example.com/?s=secret", kind: jira.Unauthorized, tries: 1},
	"a way to the login":         {status: 302, headers: "Location: /jira/login.jsp", kind: jira.Unauthorized, tries: 1},
	"nobody, with 200":           {status: 200, headers: "X-AUSERNAME: anonymous", body: strings.NewReader("{}"), kind: jira.Unauthorized, tries: 1},
	"login failed, with 200":     {status: 200, headers: "X-Seraph-LoginReason: AUTHENTICATED_FAILED", kind: jira.Unauthorized, tries: 1},
	"a dead token":               {status: 401, body: strings.NewReader(`{"message":"x"}`), kind: jira.Unauthorized, tries: 1},
	"no permission":              {status: 403, body: strings.NewReader(`{"errorMessages":["x"]}`), kind: jira.Forbidden, tries: 1},
	"refused by XSRF check":      {status: 403, headers: "Content-Type: text/html", body: strings.NewReader("XSRF check failed"), kind: jira.Forbidden, tries: 1},
	"too many":                   {status: 429, kind: jira.RateLimited, tries: 3, takes: 3 * time.Second},
	"too many, as a page":        {status: 429, headers: "Content-Type: text/html\nRetry-After: 2", body: strings.NewReader("<html>"), kind: jira.RateLimited, tries: 3, takes: 4 * time.Second},
	"too many, wait 0":           {status: 429, headers: "Retry-After: 0", kind: jira.RateLimited, tries: 3, takes: 3 * time.Second},
	"too many, wait an hour":     {status: 429, headers: "Retry-After: 3600", kind: jira.RateLimited, tries: 1},
	"too many, wait for ever":    {status: 429, headers: "Retry-After: 99999999999999999", kind: jira.RateLimited, tries: 1},
	"too many, nonsense":         {status: 429, headers: "Retry-After: soon", kind: jira.RateLimited, tries: 3, takes: 3 * time.Second},
	"away":                       {status: 503, headers: "Retry-After: 2", kind: jira.Unavailable, tries: 3, uncertain: true, takes: 4 * time.Second},
	"a proxy without Jira":       {status: 502, headers: "Content-Type: text/html", kind: jira.Unavailable, tries: 1, uncertain: true},
	"broken":                     {status: 500, body: strings.NewReader("{}"), kind: jira.Unavailable, tries: 1, uncertain: true},
}

// Every call meets every fault: it ends in time with the right kind of error,
// writes are sent once, reads as often as may help, and nothing stays open.
func TestEveryCallMeetsEveryFault(t *testing.T) {
	for call, f := range everyCall {
		for fault, w := range everyFault {
			t.Run(call+"/"+fault, func(t *testing.T) {
				synctest.Test(t, func(t *testing.T) { w.meets(t, f, slices.Contains(writes, call), call == "IssuesByID") })
			})
		}
	}
}

func (w wrong) meets(t *testing.T, call func(context.Context, *jira.Client) error, write, inBody bool) {
	if seeker, ok := w.body.(io.Seeker); ok {
		_, _ = seeker.Seek(0, io.SeekStart)
	}
	b := &badly{wrong: w}
	client, err := jira.New(jira.Config{BaseURL: "https://jira.example.com/jira", JiraVersion: "8.20.0", HTTP: b, Authorize: bearer})
	if err != nil {
		t.Fatal(err)
	}
	start := time.Now()
	e := asError(t, call(t.Context(), client))
	if e.Kind != w.kind || e.Uncertain() != w.uncertain {
		t.Errorf("got %v, uncertain %v", e, e.Uncertain())
	}
	if tries := map[bool]int{true: 1, false: w.tries}[write]; len(b.sent) != tries || b.open != 0 || b.elsewhere {
		t.Errorf("sent %v, %d answers are open, elsewhere %v", b.sent, b.open, b.elsewhere)
	}
	if read := b.sent[0] == http.MethodGet; read == (write || inBody) {
		t.Errorf("sent by %s", b.sent[0])
	}
	if took := time.Since(start); took > w.takes {
		t.Errorf("took %v", took)
	}
}

// badly is a Jira of one fault.
type badly struct {
	wrong
	sent      []string
	open      int
	elsewhere bool
}

var errSilent = errors.New("silent")

func (b *badly) RoundTrip(r *http.Request) (*http.Response, error) {
	b.sent = append(b.sent, r.Method)
	b.elsewhere = b.elsewhere || r.URL.Host != "jira.example.com"
	if r.Body != nil {
		_, _ = io.Copy(io.Discard, r.Body)
		_ = r.Body.Close()
	}
	switch {
	case b.err == errSilent: //nolint:errorlint // it is ours
		<-r.Context().Done()
		return nil, r.Context().Err()
	case b.err != nil:
		return nil, b.err
	}
	h := http.Header{"Content-Type": {"application/json"}}
	for line := range strings.Lines(b.headers) {
		name, value, _ := strings.Cut(strings.TrimSpace(line), ": ")
		h.Set(name, value)
	}
	b.open++
	return &http.Response{StatusCode: b.status, Request: r, Header: h, Body: &leaky{b, r.Context()}}, nil
}

// leaky notices whether an answer is closed, and ends with its request.
type leaky struct {
	of  *badly
	ctx context.Context
}

func (l *leaky) Read(p []byte) (int, error) {
	if err := l.ctx.Err(); err != nil {
		return 0, err
	}
	if l.of.body == nil {
		return 0, io.EOF
	}
	return l.of.body.Read(p)
}

func (l *leaky) Close() error {
	l.of.open--
	return nil
}

// drops come one a second and never end.
type drops struct{}

func (drops) Read(p []byte) (int, error) {
	time.Sleep(time.Second)
	p[0] = ' '
	return 1, nil
}

type failing struct{}

func (failing) Read([]byte) (int, error) { return 0, io.ErrUnexpectedEOF }

package bridge_test

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"mime/multipart"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/riverqueue/river"

	"jirabridge/asana/appcomponents"
	"jirabridge/asana/kit/sqldb"
	"jirabridge/bridge"
	"jirabridge/bridge/bridgetest"
	"jirabridge/jira/jiratest"
)

// carrier is an issue that has been created from a task with files of one
// content each, before any job has run.
type carrier struct {
	*bridgetest.World
	t     *testing.T
	task  string
	gid   string
	link  string
	files []string
	made  appcomponents.Resource
}

func carry(t *testing.T, w *bridgetest.World, contents ...string) *carrier {
	t.Helper()
	c := &carrier{World: w, t: t, task: w.Task("Carries files", "")}
	for _, content := range contents {
		c.files = append(c.files, w.File(c.task, "image.png", content))
	}
	values := opened(t, w, c.task)
	values["attachments"] = []any{"all"}
	c.gid = w.Reserve()
	var err error
	c.made, err = w.Bridge.Create(t.Context(), w.Caller(w.Member), bridge.Submission{Task: c.task, Attachment: c.gid, Values: values})
	check(t, err)
	c.link = linkOf(t, w, c.gid)
	return c
}

func (c *carrier) send(file int) error { return c.Bridge.Send(c.t.Context(), c.link, c.files[file]) }

// inJira are the contents of the issue's files.
func (c *carrier) inJira() (contents []string) {
	c.t.Helper()
	for _, a := range issue(c.t, c.World, c.key())["fields"].(map[string]any)["attachment"].([]any) {
		address := strings.TrimPrefix(a.(map[string]any)["content"].(string), c.Jira.URL)
		_, body := jiraCall(c.t, c.World, "GET", address, "")
		contents = append(contents, string(body))
	}
	slices.Sort(contents)
	return contents
}

// attachAsAdmin is what another person does in Jira.
func (c *carrier) attachAsAdmin(name, content string) {
	c.t.Helper()
	var body bytes.Buffer
	form := multipart.NewWriter(&body)
	part, err := form.CreateFormFile("file", name)
	check(c.t, err)
	_, err = io.WriteString(part, content)
	check(c.t, errors.Join(err, form.Close()))
	r, err := http.NewRequestWithContext(c.t.Context(), http.MethodPost, c.Jira.URL+"/rest/api/2/issue/"+c.key()+"/attachments", &body)
	check(c.t, err)
	r.Header.Set("Authorization", "Bearer "+c.Jira.Token("admin"))
	r.Header.Set("Content-Type", form.FormDataContentType())
	r.Header.Set("X-Atlassian-Token", "no-check")
	res, err := http.DefaultClient.Do(r)
	check(c.t, err)
	check(c.t, res.Body.Close())
	if res.StatusCode != http.StatusOK {
		c.t.Fatal(res.Status)
	}
}

func (c *carrier) key() string {
	key, _, _ := strings.Cut(c.made.Name, " ")
	return key
}

func (c *carrier) seen(method, path string) (n int) {
	for _, r := range c.Jira.Requests() {
		if r.Method == method && strings.Contains(r.Path, path) {
			n++
		}
	}
	return n
}

func (c *carrier) set(columns string, args ...any) {
	c.t.Helper()
	_, err := c.DB.Writer().ExecContext(c.t.Context(), fmt.Sprintf("update bridge_files set %s where link = $1", columns), append([]any{c.link}, args...)...)
	check(c.t, err)
}

func isLater(err error) bool {
	var later *river.JobSnoozeError
	return errors.As(err, &later)
}

// TestTwinsAreToldApart: of two files of one name and size the first did, or
// did not, arrive without an answer. Each is there once in the end.
func TestTwinsAreToldApart(t *testing.T) {
	bridgetest.Connected(t, func(t *testing.T, w *bridgetest.World) {
		for _, fault := range []jiratest.Fault{{Drop: "after"}, {Status: 503}} {
			c := carry(t, w, "first", "other")
			fault.Match = "POST /attachments"
			check(t, w.Jira.SetFault(fault))
			if err := c.send(0); err == nil {
				t.Fatal("a lost answer is no failure")
			}
			check(t, c.send(1))
			check(t, c.send(0))
			if got := c.inJira(); !slices.Equal(got, []string{"first", "other"}) {
				t.Errorf("after %+v Jira has %q", fault, got)
			}
		}
	})
}

// TestFileOfSomebodyElse with the same name and size is not ours.
func TestFileOfSomebodyElse(t *testing.T) {
	w := one(t)
	w.Connect(w.Owner, "admin")
	w.Authorize(w.Member, "ann")
	c := carry(t, w, "mine!")
	check(t, w.Jira.SetFault(jiratest.Fault{Match: "POST /attachments", Status: 503}))
	if err := c.send(0); err == nil || isLater(err) {
		t.Fatalf("got %v", err)
	}
	c.attachAsAdmin("image.png", "yours")
	check(t, c.send(0))
	if got := c.inJira(); !slices.Equal(got, []string{"mine!", "yours"}) {
		t.Errorf("Jira has %q", got)
	}
}

// TestFileInDoubtWaits: Jira got all of it, said nothing and does not show it
// yet. It is looked for again and again, and sent when it stays away.
func TestFileInDoubtWaits(t *testing.T) {
	bridgetest.Connected(t, func(t *testing.T, w *bridgetest.World) {
		c := carry(t, w, "late")
		check(t, w.Jira.SetFault(jiratest.Fault{Match: "POST /attachments", Status: 504}))
		if err := c.send(0); err == nil || isLater(err) {
			t.Fatalf("got %v", err)
		}
		if err := c.send(0); !isLater(err) {
			t.Errorf("sent again at once: %v", err)
		}
		w.Clock.Advance(31 * time.Second)
		check(t, c.send(0))
		if got := c.inJira(); !slices.Equal(got, []string{"late"}) {
			t.Errorf("Jira has %q", got)
		}
	})
}

// TestSenderDied: the file is sent by another, once nobody has heard of the
// first for a while.
func TestSenderDied(t *testing.T) {
	bridgetest.Connected(t, func(t *testing.T, w *bridgetest.World) {
		c := carry(t, w, "left behind")
		c.set("sending = true, held_until = $2", sqldb.Micros(w.Clock.Now().Add(time.Minute)))
		if _, err := w.DB.Writer().ExecContext(t.Context(), "delete from river_job where kind = 'bridge_send_file'"); err != nil {
			t.Fatal(err)
		}
		if err := c.send(0); !isLater(err) {
			t.Errorf("two send at once: %v", err)
		}
		if err := w.Bridge.Watch(t.Context(), c.link, c.files[0]); !isLater(err) {
			t.Errorf("given up on a living sender: %v", err)
		}
		w.Clock.Advance(2 * time.Minute)
		check(t, w.Bridge.Watch(t.Context(), c.link, c.files[0]))
		w.StartJobs()
		w.Eventually("the file is in Jira", func() bool { return len(c.inJira()) == 1 })
	})
}

// TestJiraIsAskedFirst whether it takes the file: it is not sent for nothing.
func TestJiraIsAskedFirst(t *testing.T) {
	for name, try := range map[string]struct{ asked, answer, why string }{
		"too large":    {"GET /attachment/meta", `{"enabled":true,"uploadLimit":3}`, "bridge.file_too_large"},
		"switched off": {"GET /attachment/meta", `{"enabled":false,"uploadLimit":9999}`, "bridge.files_off"},
		"forbidden":    {"GET /mypermissions", `{"permissions":{"CREATE_ATTACHMENTS":{"havePermission":false}}}`, "bridge.files_forbidden"},
	} {
		t.Run(name, func(t *testing.T) {
			w := one(t)
			w.Connect(w.Owner, "admin")
			w.Authorize(w.Member, "ann")
			c := carry(t, w, "four")
			check(t, w.Jira.SetFault(jiratest.Fault{Match: try.asked, Status: 200, Body: try.answer}))
			check(t, c.send(0))
			v := view(t, w, w.Member, c.task, c.gid, c.made.URL)
			if v.FilesLost != 1 || v.LostTo != try.why {
				t.Errorf("%+v", v)
			}
			if n := c.seen("POST", "/attachments"); n != 0 {
				t.Errorf("%d uploads", n)
			}
		})
	}
}

// TestTheLimitIsNamed also when it was another one than Jira said at first: the
// issue is there, and its page says what was left out.
func TestTheLimitIsNamed(t *testing.T) {
	meta := func(limit string) jiratest.Fault {
		return jiratest.Fault{Match: "GET /attachment/meta", Status: 200, Body: `{"enabled":true,"uploadLimit":` + limit + `}`}
	}
	page := jiratest.Fault{Match: "POST /attachments", Status: 413, HTML: true}
	missing := jiratest.Fault{Match: "POST /attachments", Status: 404, Body: `{"errorMessages":["The field file exceeds its maximum permitted size of 3 bytes."],"errors":{}}`}
	for name, try := range map[string]struct {
		faults []jiratest.Fault
		says   string
	}{
		"by Jira, as if there was no issue": {[]jiratest.Fault{meta("9999999"), meta("1048576"), missing}, "Jira’s limit is 1 MB"},
		"by Jira":                           {[]jiratest.Fault{meta("9999999"), meta("1048576"), page}, "Jira’s limit is 1 MB"},
		"by a proxy":                        {[]jiratest.Fault{meta("5242880"), meta("5242880"), page}, "takes no files of 2 MB; Jira itself takes 5 MB"},
		"by nobody knows whom":              {[]jiratest.Fault{meta("0"), {Match: "GET /attachment/meta", Status: 500}, page}, "more than Jira accepts"},
	} {
		t.Run(name, func(t *testing.T) {
			w := one(t)
			w.Connect(w.Owner, "admin")
			w.Authorize(w.Member, "ann")
			c := carry(t, w, strings.Repeat("x", 2<<20))
			for _, f := range try.faults {
				check(t, w.Jira.SetFault(f))
			}
			check(t, c.send(0))
			d := details(t, w, w.Member, c.link)
			if len(d.Files) != 1 || d.Issue == "" || !strings.Contains(w.Bridge.Say("en", d.Files[0].Why), try.says) {
				t.Errorf("%+v: %s", d, w.Bridge.Say("en", d.Files[0].Why))
			}
			if n := c.seen("POST", "/attachments"); n != 1 {
				t.Errorf("%d uploads", n)
			}
		})
	}
}

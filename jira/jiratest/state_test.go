package jiratest_test

import (
	"io"
	"net"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"jirabridge/jira/jiratest"
)

func stringReader(text string) io.Reader { return strings.NewReader(text) }

func TestRestart(t *testing.T) {
	dir := t.TempDir()
	w := startWith(t, jiratest.Config{DataDir: dir})
	ann := w.as("ann")
	key := ann.post("issue", with(task("stays"), object{"labels": []string{"a"}, "assignee": object{"name": "bob"}})).want(201).str("key")
	ann.post("issue/"+key+"/transitions", object{"transition": object{"id": "21"}}).want(204)
	ann.put("issue/"+key+"/properties/p", object{"n": 1}).want(201)
	ann.post("issue/"+key+"/comment", object{"body": "c"}).want(201)
	content := strings.TrimPrefix(ann.upload(key, file("a.txt", "content")).want(200).str("0.content"), w.URL)
	now, err := w.MoveIssue("IT-2", "WEB")
	if err != nil {
		t.Fatal(err)
	}
	c := w.client()
	pair := c.exchange(c.code()).want(200)
	w.stop()

	w = startWith(t, jiratest.Config{DataDir: dir})
	ann = w.as("ann")
	ann.get("issue/"+key+"?properties=*all").want(200).wantAt("fields.summary", "stays").wantAt("fields.labels.0", "a").wantAt("fields.assignee.name", "bob").
		wantAt("fields.status.name", "In Progress").wantAt("properties.p.n", 1).wantAt("fields.comment.comments.0.body", "c")
	if got := ann.get(content).want(200); string(got.body) != "content" {
		t.Errorf("%s", got.body)
	}
	ann.get("issue/IT-2").want(200).wantAt("key", now)
	w.bearing(pair.str("access_token")).get("myself").want(200).wantAt("name", "ann")
	again := &client{world: w, id: c.id, secret: c.secret}
	again.refresh(pair.str("refresh_token")).want(200)
	if next := ann.newTask("next"); next == key {
		t.Error("a key was given twice")
	}
}

func TestDamagedSnapshot(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "jira.json")
	if err := os.WriteFile(path, []byte("{"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := jiratest.New(jiratest.Config{DataDir: dir}); err == nil || !strings.Contains(err.Error(), path) {
		t.Error(err)
	}
}

func TestSnapshotThatCannotBeWritten(t *testing.T) {
	dir := t.TempDir()
	w := startWith(t, jiratest.Config{DataDir: dir})
	if err := os.RemoveAll(dir); err != nil {
		t.Fatal(err)
	}
	w.as("ann").post("issue", task("x")).want(500)
	if err := os.MkdirAll(filepath.Join(dir, "attachments"), 0o700); err != nil {
		t.Fatal(err)
	}
	w.as("ann").post("issue", task("x")).want(201)
}

func TestCreateIssue(t *testing.T) {
	w := start(t)
	key, err := w.CreateIssue("ann", object{"project": map[string]string{"key": "IT"}, "issuetype": map[string]string{"name": "Bug"}, "summary": "x"})
	if err != nil || key != "IT-4" {
		t.Fatal(key, err)
	}
	if _, err := w.CreateIssue("ann", object{"project": object{"key": "SEC"}}); err == nil || !strings.Contains(err.Error(), "valid project is required") {
		t.Error(err)
	}
	if _, err := w.CreateIssue("nobody", nil); err == nil {
		t.Error("created by nobody")
	}
}

func TestBaseURL(t *testing.T) {
	w := start(t)
	w.SetBaseURL("https://jira.example.com/jira/")
	w.anonymous().get("serverInfo").want(200).wantAt("baseUrl", "https://jira.example.com/jira")
	w.SetBaseURL("")
	w.anonymous().get("serverInfo").want(200).wantAt("baseUrl", w.URL)
}

func TestCloseLetsGoOfHeldRequests(t *testing.T) {
	w := start(t)
	if err := w.SetFault(jiratest.Fault{Match: "GET myself", DelayMS: 60000}); err != nil {
		t.Fatal(err)
	}
	done := make(chan error, 1)
	go func() { done <- w.as("ann").try("GET", "myself", "") }()
	for len(w.Requests()) == 0 {
		time.Sleep(time.Millisecond)
	}
	w.stop()
	if err := <-done; err != nil {
		t.Error(err)
	}
}

func TestCloseDoesNotWaitForUnusedConnections(t *testing.T) {
	w := start(t)
	c, err := net.Dial("tcp", strings.TrimSuffix(strings.TrimPrefix(w.URL, "http://"), "/jira"))
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	w.anonymous().get("serverInfo").want(200) // the connection before it has been accepted by now
	begun := time.Now()
	w.stop()
	if took := time.Since(begun); took > 4*time.Second { // net/http would wait for five
		t.Error("took", took)
	}
}

package jiratest_test

import (
	"context"
	"errors"
	"net/http"
	"strings"
	"testing"
	"time"

	"jirabridge/jira/jiratest"
)

func (w *world) fault(body object) *reply {
	w.t.Helper()
	return w.anonymous().post("/rest/sim/1.0/faults", body)
}

func TestFaults(t *testing.T) {
	w := start(t)
	ann := w.as("ann")
	w.run("an answer instead, so many times", func(w *world) {
		w.fault(object{"match": "GET /rest/api/2/myself$", "times": 2, "status": 503, "headers": object{"Retry-After": "7"}, "body": `{"x":1}`}).want(201)
		ann.get("serverInfo").want(200)
		for range 2 {
			if r := ann.get("myself").want(503, `{"x":1}`); r.Header.Get("Retry-After") != "7" {
				w.t.Error(r.Header)
			}
		}
		ann.get("myself").want(200)
	})
	w.run("with the context path, once, any method", func(w *world) {
		w.fault(object{"match": "* ^/jira/rest/api/2/issue/IT-[12]$", "status": 500}).want(201)
		w.fault(object{"match": "POST .", "status": 599}).want(201)
		ann.get("issue/IT-3").want(200)
		ann.get("issue/IT-2").want(500)
		ann.get("issue/IT-2").want(200)
		w.anonymous().do("DELETE", "/rest/sim/1.0/faults", nil).want(204)
		ann.post("search", object{}).want(200)
	})
	w.run("a page instead of JSON", func(w *world) {
		w.fault(object{"match": "GET myself", "html": true}).want(201)
		if r := ann.get("myself").want(200, "<html>"); r.Header.Get("Content-Type") != "text/html;charset=UTF-8" {
			w.t.Error(r.Header)
		}
	})
	w.run("a delay", func(w *world) {
		w.fault(object{"match": "GET myself", "delay_ms": 50}).want(201)
		begun := time.Now()
		ann.get("myself").want(200)
		if time.Since(begun) < 50*time.Millisecond {
			w.t.Error("no delay")
		}
	})
	w.run("done, but answered late", func(w *world) {
		w.fault(object{"match": "POST /issue/IT-1/comment$", "answer_delay_ms": 60000}).want(201)
		w.ClearRequests()
		wait, give := context.WithCancel(t.Context())
		go func() {
			for done := false; !done; time.Sleep(time.Millisecond) {
				seen := w.Requests()
				done = len(seen) == 1 && seen[0].Status == 201
			}
			give()
		}()
		q, err := http.NewRequestWithContext(wait, http.MethodPost, w.URL+"/rest/api/2/issue/IT-1/comment", strings.NewReader(`{"body":"late"}`))
		if err != nil {
			w.t.Fatal(err)
		}
		q.Header.Set("Content-Type", "application/json")
		q.SetBasicAuth("ann", "ann")
		if _, err := http.DefaultClient.Do(q); !errors.Is(err, context.Canceled) {
			w.t.Errorf("it was answered: %v", err)
		}
		ann.get("issue/IT-1/comment").want(200, "late")
	})
	w.run("until cleared", func(w *world) {
		if err := w.SetFault(jiratest.Fault{Match: "GET myself", Status: 502, Times: -1}); err != nil {
			w.t.Fatal(err)
		}
		for range 3 {
			ann.get("myself").want(502)
		}
		w.anonymous().get("/rest/sim/1.0/faults").want(200).wantAt("0.times", -1)
		w.ClearFaults()
		ann.get("myself").want(200)
	})
	w.run("nonsense", func(w *world) {
		for _, body := range []any{object{"match": "GET"}, object{"match": "GET ("}, object{"match": "GET x", "drop": "sometimes"}, object{"match": "GET x", "status": 7}, "{"} {
			w.anonymous().post("/rest/sim/1.0/faults", body).want(400)
		}
	})
}

// try sends a request that may end without an answer.
func (c *caller) try(method, path, body string) error {
	req, err := http.NewRequest(method, c.URL+"/rest/api/2/"+path, stringReader(body))
	if err != nil {
		return err
	}
	req.Header = c.header.Clone()
	req.Header.Set("Content-Type", "application/json")
	client := &http.Client{Transport: &http.Transport{DisableKeepAlives: true}, Timeout: time.Minute}
	res, err := client.Do(req)
	if err == nil {
		res.Body.Close()
	}
	return err
}

func TestDrop(t *testing.T) {
	w := start(t)
	ann := w.as("ann")
	body := `{"fields":{"project":{"key":"IT"},"issuetype":{"name":"Task"},"summary":"dropped"}}`
	for drop, want := range map[string]int{"before": 0, "after": 1} {
		w.run(drop, func(w *world) {
			before := ann.search(`summary ~ dropped`).num("total")
			w.fault(object{"match": "POST /issue$", "drop": drop}).want(201)
			if err := ann.try("POST", "issue", body); err == nil {
				w.t.Error("there was an answer")
			}
			if got := ann.search(`summary ~ dropped`).num("total") - before; got != want {
				w.t.Errorf("%d issues created, want %d", got, want)
			}
		})
	}
	w.run("never", func(w *world) {
		w.fault(object{"match": "POST /issue$", "drop": "never"}).want(201)
		if err := ann.try("POST", "issue", body); err != nil {
			w.t.Error(err)
		}
	})
}

func TestSlowRequestIsDoneAllTheSame(t *testing.T) {
	w := start(t)
	ann := w.as("ann")
	w.fault(object{"match": "POST /issue$", "delay_ms": 300}).want(201)
	w.ClearRequests()
	wait, give := context.WithCancel(t.Context())
	go func() {
		for len(w.Requests()) == 0 {
			time.Sleep(time.Millisecond)
		}
		give()
	}()
	req, _ := http.NewRequestWithContext(wait, "POST", w.URL+"/rest/api/2/issue", stringReader(`{"fields":{"project":{"key":"IT"},"issuetype":{"name":"Task"},"summary":"patience"}}`))
	req.Header.Set("Content-Type", "application/json")
	req.Header.Set("Authorization", "Bearer "+w.Token("ann"))
	if res, err := http.DefaultClient.Do(req); err == nil {
		res.Body.Close()
		t.Fatal("answered in time")
	}
	for range 1500 {
		if ann.search("summary ~ patience").num("total") == 1 {
			return
		}
		time.Sleep(20 * time.Millisecond)
	}
	t.Error("the issue was never created")
}

func TestRequests(t *testing.T) {
	w := start(t)
	w.as("björn").get("issue/IT-1?fields=summary").want(200)
	w.anonymous().get("issue/IT-999").want(404)
	w.fault(object{"match": "GET myself", "status": 503}).want(201)
	w.as("ann").get("myself").want(503)
	r := w.anonymous().get("/rest/sim/1.0/requests").want(200)
	r.wantAt("0.method", "GET").wantAt("0.path", "/jira/rest/api/2/issue/IT-1").wantAt("0.query", "fields=summary").wantAt("0.user", "björn").wantAt("0.status", 200)
	r.wantAt("1.user", "").wantAt("1.status", 404).wantAt("2.status", 503)
	if len(r.list("")) != 3 || len(w.Requests()) != 3 {
		t.Errorf("%s", r.body)
	}
	w.anonymous().do("DELETE", "/rest/sim/1.0/requests", nil).want(204)
	if len(w.Requests()) != 0 {
		t.Error("not forgotten")
	}
}

func TestLinksByREST(t *testing.T) {
	w := start(t)
	links := w.anonymous()
	made := links.post("/rest/sim/1.0/links", object{"name": "Acme", "redirect_uri": "http://127.0.0.1:8080/setup/callback/jira", "scope": "WRITE"}).want(201)
	if len(made.str("client_id")) != 32 || len(made.str("client_secret")) != 64 {
		t.Errorf("%s", made.body)
	}
	links.get("/rest/sim/1.0/links").want(200).wantAt("0.name", "Acme").wantAt("0.scope", "WRITE").wantAt("0.redirect_uri", "http://127.0.0.1:8080/setup/callback/jira")
	links.post("/rest/sim/1.0/links", object{"name": "B", "redirect_uri": "https://b.example/"}).want(201).wantAt("scope", "WRITE")
	for _, bad := range []object{{"redirect_uri": "https://b.example/"}, {"name": "B", "redirect_uri": "b"}, {"name": "B", "redirect_uri": "https://b.example/", "scope": "ALL"}} {
		links.post("/rest/sim/1.0/links", bad).want(400)
	}
	w.as("ann").newTask("stays")
	links.post("/rest/sim/1.0/moves", object{"issue": "IT-1", "project": "WEB"}).want(200).wantAt("key", "WEB-3")
	links.post("/rest/sim/1.0/moves", object{"issue": "IT-1", "project": "WEB"}).want(400)
	links.get("/rest/sim/1.0/nothing").want(404)
}

package jiratest_test

import (
	"bytes"
	"fmt"
	"io"
	"mime/multipart"
	"net/http"
	"net/textproto"
	"strings"
	"testing"

	"jirabridge/jira/jiratest"
)

// part is one part of an upload; disposition is the raw header.
type part struct{ disposition, content string }

func file(name, content string) part {
	return part{`form-data; name="file"; filename="` + name + `"`, content}
}

// upload attaches to an issue, with the header Jira wants.
func (c *caller) upload(key string, parts ...part) *reply {
	return c.with("X-Atlassian-Token", "no-check").uploadPlain(key, parts...)
}

func (c *caller) uploadPlain(key string, parts ...part) *reply {
	c.t.Helper()
	r, w := io.Pipe()
	m := multipart.NewWriter(w)
	go func() {
		for _, p := range parts {
			out, err := m.CreatePart(textproto.MIMEHeader{"Content-Disposition": {p.disposition}, "Content-Type": {"text/plain"}})
			if err == nil {
				_, err = io.Copy(out, strings.NewReader(p.content))
			}
			if err != nil {
				w.CloseWithError(err)
				return
			}
		}
		w.CloseWithError(m.Close())
	}()
	req, err := http.NewRequest("POST", c.URL+"/rest/api/2/issue/"+key+"/attachments", r)
	if err != nil {
		c.t.Fatal(err)
	}
	req.Header = c.header.Clone()
	req.Header.Set("Content-Type", m.FormDataContentType())
	return c.send(req)
}

func TestAttach(t *testing.T) {
	for name, config := range map[string]jiratest.Config{"in memory": {}, "on disk": {DataDir: t.TempDir()}} {
		t.Run(name, func(t *testing.T) {
			w := startWith(t, config)
			ann := w.as("ann")
			r := ann.upload("IT-1", file("документ å.txt", "one"), part{`form-data; name="comment"`, "ignored"}, file("b.txt", "two")).want(200)
			if len(r.list("")) != 2 {
				t.Fatalf("%s", r.body)
			}
			r.wantAt("0.filename", "документ å.txt").wantAt("0.size", 3).wantAt("0.mimeType", "text/plain").wantAt("0.author.name", "ann")
			path := strings.TrimPrefix(r.str("0.content"), w.URL)
			got := ann.get(path).want(200)
			if string(got.body) != "one" || got.Header.Get("Content-Length") != "3" {
				t.Errorf("%s %v", got.body, got.Header)
			}
			ann.get("issue/IT-1").wantAt("fields.attachment.1.filename", "b.txt")
			w.as("vera").get(path).want(200)
			w.anonymous().get(path).want(404)
			id := r.str("1.id")
			ann.get("attachment/"+id).want(200).wantAt("filename", "b.txt")
			w.as("bob").do("DELETE", "attachment/"+id, nil).want(403)
			ann.do("DELETE", "attachment/"+id, nil).want(204)
			ann.get("attachment/" + id).want(404)
		})
	}
}

func TestAttachRefused(t *testing.T) {
	w := startWith(t, jiratest.Config{AttachmentLimit: 1000})
	ann := w.as("ann")
	w.run("without the header", func(w *world) {
		ann.uploadPlain("IT-1", file("a", "x")).want(403, "XSRF check failed")
		ann.with("X-Atlassian-Token", "nocheck").uploadPlain("IT-1", file("a", "x")).want(200)
	})
	w.run("a name in RFC 2231 form", func(w *world) {
		w.as("ann").upload("IT-1", part{`form-data; name="file"; filename*=UTF-8''%C3%A5.txt`, "x"}).want(500)
		w.as("ann").upload("IT-1", part{`form-data; name="file"`, "x"}).want(500)
	})
	w.run("too big", func(w *world) {
		w.as("ann").get("attachment/meta").want(200).wantAt("enabled", true).wantAt("uploadLimit", 1000)
		w.as("ann").upload("IT-2", file("good", "x"), file("big", strings.Repeat("x", 1001))).
			want(404, "The field file exceeds its maximum permitted size of 1000 bytes.")
		if n := len(w.as("ann").get("issue/IT-2").list("fields.attachment")); n != 0 {
			w.t.Error("something was attached all the same")
		}
		w.as("ann").upload("IT-2", file("fits", strings.Repeat("x", 1000))).want(200)
	})
	w.run("no permission, no issue, no form", func(w *world) {
		key := w.as("bob").post("issue", issueIn("OPS", "Task", "x")).want(201).str("key")
		w.as("bob").upload(key, file("a", "x")).want(403)
		w.as("ann").upload(key, file("a", "x")).want(200)
		w.as("ann").upload("SEC-1", file("a", "x")).want(404)
		w.anonymous().upload("IT-1", file("a", "x")).want(401)
		w.bearing("bad").upload("IT-1", file("a", "x")).want(401)
		w.as("ann").with("X-Atlassian-Token", "no-check").post("issue/IT-1/attachments", object{}).want(415)
	})
	w.run("cut off in the middle", func(w *world) {
		body := "--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a\"\r\n\r\nhalf"
		req, _ := http.NewRequest("POST", w.URL+"/rest/api/2/issue/IT-3/attachments", bytes.NewBufferString(body))
		req.Header.Set("Authorization", "Bearer "+w.Token("ann"))
		req.Header.Set("X-Atlassian-Token", "no-check")
		req.Header.Set("Content-Type", "multipart/form-data; boundary=b")
		w.anonymous().send(req).want(500)
		if n := len(w.as("ann").get("issue/IT-3").list("fields.attachment")); n != 0 {
			w.t.Error("half a file was attached")
		}
	})
}

func TestManyAttachmentsAtOnce(t *testing.T) {
	w := start(t)
	done := make(chan int)
	for n := range 8 {
		go func() {
			done <- w.as("ann").upload("IT-1", file(fmt.Sprint("f", n), strings.Repeat("x", 1<<16))).StatusCode
		}()
	}
	for range 8 {
		if status := <-done; status != 200 {
			t.Error(status)
		}
	}
	if n := len(w.as("ann").get("issue/IT-1").list("fields.attachment")); n != 8 {
		t.Error(n, "attachments")
	}
}

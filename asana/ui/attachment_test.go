package ui_test

import (
	"bytes"
	"io"
	"mime/multipart"
	"net/http"
	"net/textproto"
	"net/url"
	"strings"
	"testing"

	"jirabridge/asana"
	"jirabridge/asana/kit/sqldb"
	"jirabridge/asana/kit/sqldb/sqldbtest"
)

// upload sends files, name and content alternating, as the page's form does.
func (v *visitor) upload(path, kind string, namesAndContents ...string) answer {
	v.t.Helper()
	var body bytes.Buffer
	form := multipart.NewWriter(&body)
	for i := 0; i < len(namesAndContents); i += 2 {
		h := textproto.MIMEHeader{}
		h.Set("Content-Disposition", multipart.FileContentDisposition("file", namesAndContents[i]))
		h.Set("Content-Type", kind)
		part := must(form.CreatePart(h))(v.t)
		must(io.WriteString(part, namesAndContents[i+1]))(v.t)
	}
	must(0, form.Close())(v.t)
	r := must(http.NewRequest(http.MethodPost, v.url+path, &body))(v.t)
	r.Header.Set("Content-Type", form.FormDataContentType())
	r.Header.Set("Origin", v.url)
	return v.do(r)
}

func TestFilesUpAndDown(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		v := w.as(t, w.Member)
		page := v.upload(w.task()+"/attachments", "text/html", "plan åäö.html", "<script>alert(1)</script>", "second.txt", "two").want(http.StatusOK)
		page.says("plan åäö.html", "second.txt", "25 B")
		got := v.get(page.has("attachment")["href"]).want(http.StatusOK)
		if got.Body != "<script>alert(1)</script>" {
			t.Errorf("content %q", got.Body)
		}
		for header, want := range map[string]string{
			"Content-Type": "application/octet-stream", "X-Content-Type-Options": "nosniff", "Content-Length": "25",
			"Content-Disposition":     "attachment; filename*=utf-8''plan%20%C3%A5%C3%A4%C3%B6.html",
			"Content-Security-Policy": "sandbox; default-src 'none'",
		} {
			if got.Header.Get(header) != want {
				t.Errorf("%s: %q, want %q", header, got.Header.Get(header), want)
			}
		}
	})
}

// Only pictures that carry no script are shown in place, and only when asked.
func TestWhatIsShownInPlace(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		v := w.as(t, w.Member)
		for kind, want := range map[string]string{"image/png": "inline", "image/svg+xml": "attachment", "text/html": "attachment"} {
			a := must(w.Platform.AttachFile(t.Context(), w.Member.Actor, w.Tasks[0].GID, "x", kind, strings.NewReader("data")))(t)
			for query, want := range map[string]string{"?show=yes": want, "": "attachment"} {
				h := v.get("/0/attachments/" + a.GID + query).want(http.StatusOK).Header
				if got, _, _ := strings.Cut(h.Get("Content-Disposition"), ";"); got != want {
					t.Errorf("%s%s is %q, want %q", kind, query, got, want)
				}
			}
		}
	})
}

func TestRemoveAFile(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		a := must(w.Platform.AttachFile(t.Context(), w.Member.Actor, w.Tasks[0].GID, "old.txt", "text/plain", strings.NewReader("x")))(t)
		v := w.as(t, w.Member)
		v.get(w.task()).says("old.txt")
		v.post(w.task()+"/attachments/"+a.GID+"/delete", nil).want(http.StatusOK).silent("old.txt")
		v.get("/0/attachments/" + a.GID).want(http.StatusNotFound)
	})
}

func TestUploadsThatCannotBe(t *testing.T) {
	small := func(c *asana.Config) { c.MaxFileSize = 10 }
	sqldbtest.Each(t, func(t *testing.T, db *sqldb.DB) {
		w := newWorld(t, db, small)
		v := w.as(t, w.Member)
		v.upload(w.task()+"/attachments", "text/plain", "big.txt", "more than ten bytes").want(http.StatusBadRequest).says("Write the text")
		v.upload(w.task()+"/attachments", "text/plain").want(http.StatusBadRequest).says("Choose a file first.")
		v.post(w.task()+"/attachments", url.Values{"file": {"x"}}).want(http.StatusBadRequest)
		v.get(w.task()).silent("big.txt")
	})
}

package boottest

import (
	"bytes"
	"mime/multipart"
	"net/http"
	"testing"

	"jirabridge/cmd/internal/demo"
)

// upload puts a file on a task over REST.
func upload(t testing.TB, w *World, who demo.Person, task, name, text string) {
	t.Helper()
	if r := tryUpload(t, w, who, task, name, text); r.Status != http.StatusOK {
		t.Fatalf("upload: %d %s", r.Status, r.Body)
	}
}

// tryUpload is upload where it may be refused.
func tryUpload(t testing.TB, w *World, who demo.Person, task, name, text string) Response {
	t.Helper()
	var body bytes.Buffer
	form := multipart.NewWriter(&body)
	if err := form.WriteField("parent", task); err != nil {
		t.Fatal(err)
	}
	part, err := form.CreateFormFile("file", name)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := part.Write([]byte(text)); err != nil {
		t.Fatal(err)
	}
	if err := form.Close(); err != nil {
		t.Fatal(err)
	}
	req := request(t, http.MethodPost, w.APIURL+"/attachments", &body)
	req.Header.Set("Content-Type", form.FormDataContentType())
	req.Header.Set("Authorization", "Bearer "+who.Token)
	return Do(t, req)
}

package jira_test

import (
	"crypto/sha256"
	"errors"
	"io"
	"math/rand/v2"
	"mime"
	"mime/multipart"
	"net/http"
	"strings"
	"testing"
	"testing/iotest"
	"unicode"
	"unicode/utf8"

	"pgregory.net/rapid"

	"jirabridge/jira"
)

// upload is what a Jira got.
type upload struct {
	disposition, kind string
	size              int64
	sum               [32]byte
	length            int64
	parts             int
}

func receive(t *testing.T, got *upload) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		if r.Method+" "+r.URL.Path != "POST /rest/api/2/issue/IT-1/attachments" {
			t.Errorf("asked %s %s", r.Method, r.URL.Path)
		}
		_, params, _ := mime.ParseMediaType(r.Header.Get("Content-Type"))
		form := multipart.NewReader(r.Body, params["boundary"])
		for {
			part, err := form.NextRawPart()
			if err != nil {
				break
			}
			hash := sha256.New()
			*got = upload{disposition: part.Header.Get("Content-Disposition"), kind: part.Header.Get("Content-Type"), length: r.ContentLength, parts: got.parts + 1}
			got.size, _ = io.Copy(hash, part)
			got.sum = [32]byte(hash.Sum(nil))
		}
		answer(w, 200, `[{"id":"10031","filename":"x","size":7}]`)
	}
}

func TestAttachFile(t *testing.T) {
	var got upload
	s := serve(t, receive(t, &got))
	content := make([]byte, 3<<20)
	for i := range content {
		content[i] = byte(rand.Uint32())
	}
	made, err := s.client(t).AttachFile(t.Context(), "IT-1", "документ å.pdf", int64(len(content)), io.MultiReader(strings.NewReader(string(content))))
	if err != nil || made.ID != "10031" {
		t.Fatalf("got %+v, %v", made, err)
	}
	if got.sum != sha256.Sum256(content) || got.size != int64(len(content)) {
		t.Errorf("%d bytes arrived, or others", got.size)
	}
	if got.length <= got.size || got.length > got.size+500 {
		t.Errorf("the length of the request is %d", got.length)
	}
	if want := `form-data; name="file"; filename="документ å.pdf"`; got.disposition != want || got.kind != "application/pdf" {
		t.Errorf("got %s of %s, want %s", got.disposition, got.kind, want)
	}
}

func TestAttachFileWithLessThanItsSize(t *testing.T) {
	s := serve(t, receive(t, &upload{}))
	made, err := s.client(t).AttachFile(t.Context(), "IT-1", "a", 3<<20, iotest.OneByteReader(strings.NewReader(strings.Repeat("x", 100))))
	if !errors.Is(err, io.ErrUnexpectedEOF) {
		t.Errorf("a file of 100 bytes as one of 3 MB: %+v, %v", made, err)
	}
}

func TestAttachFileWithMoreThanItsSize(t *testing.T) {
	var got upload
	s := serve(t, receive(t, &got))
	_, err := s.client(t).AttachFile(t.Context(), "IT-1", "a", 10, strings.NewReader(strings.Repeat("x", 1000)))
	if err == nil || !strings.Contains(err.Error(), "longer than said") {
		t.Errorf("got %v", err)
	}
}

func TestAttachFileWhoseReaderFails(t *testing.T) {
	s := serve(t, func(_ http.ResponseWriter, r *http.Request) { _, _ = io.Copy(io.Discard, r.Body) })
	broken := errors.New("disk on fire")
	_, err := s.client(t).AttachFile(t.Context(), "IT-1", "a", 10, iotest.ErrReader(broken))
	if e := asError(t, err); e.Kind != jira.Unreachable || !errors.Is(e, broken) {
		t.Errorf("got %v", err)
	}
}

func TestEmptyFile(t *testing.T) {
	var got upload
	s := serve(t, receive(t, &got))
	if _, err := s.client(t).AttachFile(t.Context(), "IT-1", "empty.txt", 0, strings.NewReader("")); err != nil || got.parts != 1 || got.size != 0 {
		t.Errorf("got %+v, %v", got, err)
	}
}

func TestFileNames(t *testing.T) {
	long := strings.Repeat("å", 200)
	for name, want := range map[string]string{
		"a b.txt":             "a b.txt",
		`a"b\c/d.txt`:         "abcd.txt",
		"a\r\nX-Evil: 1\x00b": "aX-Evil: 1b",
		"../../etc/passwd":    "....etcpasswd",
		"":                    "file",
		"..":                  "file",
		" / ":                 "file",
		"a\xffb":              "ab",
		long + ".jpeg":        strings.Repeat("å", 125) + ".jpeg",
		"x." + long:           "x." + strings.Repeat("å", 126),
		"отчёт 😀.docx":        "отчёт 😀.docx",
	} {
		var got upload
		s := serve(t, receive(t, &got))
		if _, err := s.client(t).AttachFile(t.Context(), "IT-1", name, 1, strings.NewReader("x")); err != nil {
			t.Fatal(err)
		}
		if got.disposition != `form-data; name="file"; filename="`+want+`"` {
			t.Errorf("%q became %s, want %s", name, got.disposition, want)
		}
	}
}

func TestNoFileNameBreaksTheForm(t *testing.T) {
	var got upload
	client := serve(t, receive(t, &got)).client(t)
	rapid.Check(t, func(rt *rapid.T) {
		name := rapid.String().Draw(rt, "name")
		got = upload{}
		if _, err := client.AttachFile(t.Context(), "IT-1", name, 1, strings.NewReader("x")); err != nil {
			rt.Fatal(err)
		}
		_, params, err := mime.ParseMediaType(got.disposition)
		if err != nil || got.parts != 1 || got.size != 1 {
			rt.Fatalf("%q: %s, %d parts, %v", name, got.disposition, got.parts, err)
		}
		sentName := params["filename"]
		if sentName == "" || len(sentName) > 255 || !utf8.ValidString(sentName) || strings.ContainsFunc(sentName, unicode.IsControl) {
			rt.Fatalf("%q became %q", name, sentName)
		}
	})
}

func TestTooLargeAFile(t *testing.T) {
	for _, test := range []struct {
		name   string
		size   int64
		limit  string
		status int
		want   jira.Kind
		named  int64
	}{
		{"no issue", 5, `{"enabled":true,"uploadLimit":10}`, 404, jira.NotFound, 0},
		{"too large", 50, `{"enabled":true,"uploadLimit":10}`, 404, jira.TooLarge, 10},
		{"limit unknown", 50, `{}`, 404, jira.NotFound, 0},
		{"too large with 413", 50, `{"enabled":true,"uploadLimit":10}`, 413, jira.TooLarge, 10},
		{"a proxy's limit", 50, `{"enabled":true,"uploadLimit":100}`, 413, jira.TooLarge, 100},
		{"a limit of nobody knows whom", 50, ``, 413, jira.TooLarge, 0},
		{"switched off", 5, ``, 403, jira.Forbidden, 0},
	} {
		t.Run(test.name, func(t *testing.T) {
			s := serve(t, func(w http.ResponseWriter, r *http.Request) {
				_, _ = io.Copy(io.Discard, r.Body)
				if r.URL.Path == "/rest/api/2/attachment/meta" {
					answer(w, 200, test.limit)
					return
				}
				answer(w, test.status, `{"errorMessages":["The field file exceeds its maximum permitted size of 10 bytes."],"errors":{}}`)
			})
			_, err := s.client(t).AttachFile(t.Context(), "IT-1", "a", test.size, strings.NewReader(strings.Repeat("x", int(test.size))))
			if e := asError(t, err); e.Kind != test.want || e.Status != test.status || len(e.Messages) != 1 || e.Limit != test.named || e.Kind == jira.TooLarge != (e.Size == test.size) {
				t.Errorf("got %v, size %d, limit %d", e, e.Size, e.Limit)
			}
		})
	}
}

func TestAttachFileOfUnknownSize(t *testing.T) {
	s := serve(t, func(http.ResponseWriter, *http.Request) { t.Error("a request was sent") })
	_, err := s.client(t).AttachFile(t.Context(), "IT-1", "a", -1, strings.NewReader("x"))
	if e := asError(t, err); e.Kind != jira.BadRequest {
		t.Errorf("got %v", e)
	}
}

func TestAttachFileWithAnAnswerOfNothing(t *testing.T) {
	s := serve(t, func(w http.ResponseWriter, r *http.Request) {
		_, _ = io.Copy(io.Discard, r.Body)
		answer(w, 200, `[]`)
	})
	_, err := s.client(t).AttachFile(t.Context(), "IT-1", "a", 1, strings.NewReader("x"))
	if e := asError(t, err); e.Kind != jira.NotJSON {
		t.Errorf("got %v", e)
	}
}

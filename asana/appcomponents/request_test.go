package appcomponents_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"jirabridge/asana/appcomponents"
	"jirabridge/asana/appcomponents/wiretest"
)

var noon = time.Date(2035, 10, 5, 12, 0, 0, 0, time.UTC)

func whole() appcomponents.Request {
	return appcomponents.Request{
		ExpiresAt: noon.Add(5 * time.Minute), User: "34567", Workspace: "12345", Task: "23456", Attachment: "45678",
		Query: "CP-1 & co/ö", ResourceURL: "https://tracker.example.com/browse/CP-1?a=b&c=d", Action: "1", ActionType: "2",
		Project: "3", RuleName: "When done", ChangedField: "type", IdempotencyKey: "k", TargetObject: "23456",
	}
}

func TestRequestsGoThereAndBack(t *testing.T) {
	get, err := appcomponents.NewGet(t.Context(), "https://app.example.com/widget?tenant=7", vectorSecret, whole())
	if err != nil {
		t.Fatal(err)
	}
	if !strings.HasPrefix(get.URL.RawQuery, "tenant=7&") {
		t.Errorf("the address's own query is not kept in front: %s", get.URL.RawQuery)
	}
	compareParsed(t, get, whole())

	sent := whole()
	sent.Values = appcomponents.Values{"summary": "A <b> & c", "files": []any{"all"}, "project": map[string]any{"title": "IT", "value": "1"}}
	post, err := appcomponents.NewPost(t.Context(), "https://app.example.com/submit", vectorSecret, sent)
	if err != nil {
		t.Fatal(err)
	}
	compareParsed(t, post, sent)
}

func compareParsed(t *testing.T, r *http.Request, want appcomponents.Request) {
	t.Helper()
	got, err := appcomponents.ParseRequest(r, vectorSecret, noon)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

// What we send fits Asana's schemas, also for a reader with maps only.
func TestRequestsFitTheSpecification(t *testing.T) {
	spec := wiretest.LoadSpec(t)
	sent := whole()
	sent.Values = appcomponents.Values{"summary": "A"}
	post, err := appcomponents.NewPost(t.Context(), "https://app.example.com/submit", vectorSecret, sent)
	if err != nil {
		t.Fatal(err)
	}
	var envelope struct {
		Data string `json:"data"`
	}
	if err := json.NewDecoder(post.Body).Decode(&envelope); err != nil {
		t.Fatal(err)
	}
	data := object(t, []byte(envelope.Data))
	for _, schema := range []string{
		"AttachResourceRequest", "FormOnChangeRequest", "OnSubmitCallbackRequest", "ActionFormSubmissionRequest",
		"ActionFormOnChangeRequest", "RunActionRequest", "TypeaheadListRequest",
	} {
		spec.Check(t, schema, data)
	}
	if data["expires_at"] != "2035-10-05T12:05:00.000Z" {
		t.Errorf("expires_at = %v", data["expires_at"])
	}
}

func signedGet(query string) *http.Request {
	r := httptest.NewRequest(http.MethodGet, "/widget?"+query, nil)
	r.Header.Set("X-Asana-Request-Signature", wiretest.Sign(vectorSecret, query))
	return r
}

func signedPost(data string) *http.Request {
	body, _ := json.Marshal(map[string]string{"data": data})
	r := httptest.NewRequest(http.MethodPost, "/submit", bytes.NewReader(body))
	r.Header.Set("X-Asana-Request-Signature", wiretest.Sign(vectorSecret, data))
	return r
}

func TestParseTheVectors(t *testing.T) {
	want := appcomponents.Request{
		ExpiresAt: time.Date(2035, 10, 5, 14, 48, 0, 0, time.UTC), User: "34567", Workspace: "12345", Task: "23456", Attachment: "45678",
	}
	get := want
	get.ResourceURL = "https://tracker.example.com/browse/CP-1"
	compareParsed(t, signedGet(vectors["GET"].text), get)
	post := want
	post.Query = "CP-1"
	compareParsed(t, signedPost(vectors["POST"].text), post)
}

// The signature covers the query as it was sent: the order observed at Asana,
// parameters we do not know, and escapes nobody would write twice the same.
func TestParseKeepsTheRawQuery(t *testing.T) {
	query := "attachment=1&asset=2&workspace=3&expires=2076065280000&expires_at=2035-10-05T14%3a48%3a00.000Z&locale=en&resource_url=https%3A%2F%2Fx%2Ey%2Fz&task=%34&user=5"
	got, err := appcomponents.ParseRequest(signedGet(query), vectorSecret, noon)
	if err != nil {
		t.Fatal(err)
	}
	if got.ResourceURL != "https://x.y/z" || got.Task != "4" {
		t.Errorf("parsed %+v", got)
	}
}

func TestParseToleratesWhatAsanaLeavesOpen(t *testing.T) {
	base := "user=1&workspace=2&expires_at="
	for name, query := range map[string]string{
		"query":        base + "2035-10-05T12%3A00%3A01.000Z&query=word",
		"value":        base + "2035-10-05T12%3A00%3A01.000Z&value=word",
		"fragment":     base + "2035-10-05T12%3A00%3A01.000Z&fragment=word",
		"no fraction":  base + "2035-10-05T12%3A00%3A01Z&query=word",
		"microseconds": base + "2035-10-05T12%3A00%3A01.123456Z&query=word",
		"epoch ms":     base + "2075198401000&query=word",
	} {
		got, err := appcomponents.ParseRequest(signedGet(query), vectorSecret, noon)
		if err != nil || got.Query != "word" {
			t.Errorf("%s: %+v, %v", name, got, err)
		}
	}
	numbers := `{"user": 1, "workspace": 1201234567890123, "expires_at": 2075198401000}`
	got, err := appcomponents.ParseRequest(signedPost(numbers), vectorSecret, noon)
	if err != nil || got.Workspace != "1201234567890123" {
		t.Errorf("numbers for ids: %+v, %v", got, err)
	}
}

func TestParseRefuses(t *testing.T) {
	good := url.Values{"user": {"1"}, "workspace": {"2"}, "expires_at": {"2035-10-05T12:00:01.000Z"}}.Encode()
	unsigned := httptest.NewRequest(http.MethodGet, "/widget?"+good, nil)
	changed := signedGet(good)
	changed.URL.RawQuery += "&task=9"
	reordered := signedGet(good)
	reordered.URL.RawQuery = "user=1&workspace=2&expires_at=2035-10-05T12%3A00%3A01.000Z"
	huge := signedPost(`{"user":"1","workspace":"2","expires_at":"2035-10-05T12:00:01.000Z","x":"` + strings.Repeat("x", 1<<20) + `"}`)
	notJSON := httptest.NewRequest(http.MethodPost, "/submit", strings.NewReader("data=1"))
	notJSON.Header.Set("X-Asana-Request-Signature", wiretest.Sign(vectorSecret, "1"))
	objectAsData := httptest.NewRequest(http.MethodPost, "/submit", strings.NewReader(`{"data": {"user": "1"}}`))
	objectAsData.Header.Set("X-Asana-Request-Signature", wiretest.Sign(vectorSecret, `{"user": "1"}`))
	for name, try := range map[string]struct {
		r    *http.Request
		want error
	}{
		"unsigned":               {unsigned, appcomponents.ErrUnsigned},
		"changed":                {changed, appcomponents.ErrSignature},
		"reordered":              {reordered, appcomponents.ErrSignature},
		"expired this instant":   {signedGet("user=1&workspace=2&expires_at=2035-10-05T12%3A00%3A00.000Z"), appcomponents.ErrExpired},
		"expired, epoch ms":      {signedGet("user=1&workspace=2&expires_at=2075198399999"), appcomponents.ErrExpired},
		"epoch seconds":          {signedGet("user=1&workspace=2&expires_at=2075198401"), appcomponents.ErrExpired},
		"no expiry":              {signedGet("user=1&workspace=2"), appcomponents.ErrMalformed},
		"expiry is no time":      {signedGet("user=1&workspace=2&expires_at=soon"), appcomponents.ErrMalformed},
		"no user":                {signedGet("workspace=2&expires_at=2035-10-05T12%3A00%3A01.000Z"), appcomponents.ErrMalformed},
		"no workspace":           {signedPost(`{"user":"1","expires_at":"2035-10-05T12:00:01.000Z"}`), appcomponents.ErrMalformed},
		"two users":              {signedGet("user=1&user=3&workspace=2&expires_at=2035-10-05T12%3A00%3A01.000Z"), appcomponents.ErrMalformed},
		"NUL":                    {signedGet("user=1&workspace=2&query=a%00b&expires_at=2035-10-05T12%3A00%3A01.000Z"), appcomponents.ErrMalformed},
		"no UTF-8":               {signedGet("user=1&workspace=2&query=%ff&expires_at=2035-10-05T12%3A00%3A01.000Z"), appcomponents.ErrMalformed},
		"NUL in a value":         {signedPost(`{"user":"1","workspace":"2","values":{"a":{"b":["\u0000"]}},"expires_at":"2035-10-05T12:00:01.000Z"}`), appcomponents.ErrMalformed},
		"NUL in a name":          {signedPost(`{"user":"1","workspace":"2","values":{"\u0000":"b"},"expires_at":"2035-10-05T12:00:01.000Z"}`), appcomponents.ErrMalformed},
		"broken escape":          {signedGet("user=%zz"), appcomponents.ErrMalformed},
		"data is not JSON":       {signedPost("hello"), appcomponents.ErrMalformed},
		"body is not JSON":       {notJSON, appcomponents.ErrMalformed},
		"data is not a string":   {objectAsData, appcomponents.ErrMalformed},
		"more than a megabyte":   {huge, appcomponents.ErrMalformed},
		"empty body":             {func() *http.Request { r := signedPost("x"); r.Body = io.NopCloser(strings.NewReader("")); return r }(), appcomponents.ErrMalformed},
		"the body breaks off":    {func() *http.Request { r := signedPost("x"); r.Body = io.NopCloser(broken{}); return r }(), appcomponents.ErrMalformed},
		"a query signed as data": {signedPost(good), appcomponents.ErrMalformed},
	} {
		if _, err := appcomponents.ParseRequest(try.r, vectorSecret, noon); !errors.Is(err, try.want) {
			t.Errorf("%s: %v, want %v", name, err, try.want)
		}
	}
}

type broken struct{}

func (broken) Read([]byte) (int, error) { return 0, io.ErrUnexpectedEOF }

// Who is not known yet is not listened to for ever.
func TestParseReadsNoMoreThanItMay(t *testing.T) {
	endless := &endless{}
	r := signedPost("x")
	r.Body = io.NopCloser(endless)
	if _, err := appcomponents.ParseRequest(r, vectorSecret, noon); !errors.Is(err, appcomponents.ErrMalformed) || endless.read > 2<<20 {
		t.Errorf("%v after %d bytes", err, endless.read)
	}
}

type endless struct{ read int }

func (e *endless) Read(p []byte) (int, error) {
	if e.read += len(p); e.read > 8<<20 {
		return 0, io.EOF
	}
	return len(p), nil
}

// Nothing without the right signature gets through, whatever it looks like.
func FuzzParseRequest(f *testing.F) {
	f.Add("GET", vectors["GET"].text, vectors["GET"].signature)
	f.Add("POST", `{"data":"{}"}`, "00")
	f.Fuzz(func(t *testing.T, method, text, signature string) {
		r := &http.Request{Method: method, URL: &url.URL{RawQuery: text}, Header: http.Header{}, Body: io.NopCloser(strings.NewReader(text))}
		r.Header.Set("X-Asana-Request-Signature", signature)
		if _, err := appcomponents.ParseRequest(r, "another secret", noon); err == nil {
			t.Error("accepted")
		}
	})
}

// TestNothingIsSignedWithoutSecret, by which anybody could sign.
func TestNothingIsSignedWithoutSecret(t *testing.T) {
	if _, err := appcomponents.NewGet(t.Context(), "https://app.example.com/widget", "", whole()); !errors.Is(err, appcomponents.ErrNoSecret) {
		t.Errorf("GET: %v", err)
	}
	if _, err := appcomponents.NewPost(t.Context(), "https://app.example.com/submit", "", whole()); !errors.Is(err, appcomponents.ErrNoSecret) {
		t.Errorf("POST: %v", err)
	}
}

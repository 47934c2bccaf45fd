package appcomponents

import (
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"
)

// MaxBody is the largest message body either side reads.
const MaxBody = 1 << 20

// Why ParseRequest refused a message. An app answers 400 to all of them, never
// 401: a 401 makes the host open the sign-in window.
var (
	ErrUnsigned  = errors.New("appcomponents: the request carries no signature")
	ErrSignature = errors.New("appcomponents: the signature does not fit the request")
	ErrExpired   = errors.New("appcomponents: the request has expired")
	ErrMalformed = errors.New("appcomponents: the request cannot be read")
)

// ParseRequest reads a message on the app's side. The signature is checked over
// the bytes as they came, before anything is decoded, and the message must not
// have expired by now. expires_at may be ISO 8601 or epoch milliseconds, which
// older documentation asks for. A typed text may be called query, value or
// fragment: Asana's specification, samples and parameters disagree.
func ParseRequest(r *http.Request, secret string, now time.Time) (Request, error) {
	signature := r.Header.Get(SignatureHeader)
	if signature == "" {
		return Request{}, ErrUnsigned
	}
	text, err := signedText(r)
	if err != nil {
		return Request{}, err
	}
	if !Verify(secret, text, signature) {
		return Request{}, ErrSignature
	}
	q, err := decode(r.Method, text)
	if err != nil {
		return Request{}, err
	}
	if !now.Before(q.ExpiresAt) {
		return Request{}, ErrExpired
	}
	return q, nil
}

// signedText returns what the signature covers: the raw query of a GET, the
// data string of a POST.
func signedText(r *http.Request) (string, error) {
	if r.Method != http.MethodPost {
		return r.URL.RawQuery, nil
	}
	body, err := io.ReadAll(io.LimitReader(r.Body, MaxBody+1))
	if err != nil || len(body) > MaxBody || !utf8.Valid(body) {
		return "", ErrMalformed
	}
	var envelope struct {
		Data *string `json:"data"`
	}
	if json.Unmarshal(body, &envelope) != nil || envelope.Data == nil {
		return "", ErrMalformed
	}
	return *envelope.Data, nil
}

func decode(method, text string) (Request, error) {
	if method == http.MethodPost {
		return decodeData(text)
	}
	values, err := url.ParseQuery(text)
	if err != nil {
		return Request{}, ErrMalformed
	}
	for _, said := range values {
		if len(said) > 1 { // of two users, who is asking?
			return Request{}, ErrMalformed
		}
	}
	return assemble(values.Get, nil)
}

func decodeData(text string) (Request, error) {
	var data map[string]any
	decoder := json.NewDecoder(strings.NewReader(text))
	decoder.UseNumber()
	if decoder.Decode(&data) != nil {
		return Request{}, ErrMalformed
	}
	values, _ := data["values"].(map[string]any)
	return assemble(func(name string) string {
		switch value := data[name].(type) {
		case string:
			return value
		case json.Number:
			return value.String()
		}
		return ""
	}, values)
}

func assemble(get func(name string) string, values Values) (Request, error) {
	q := Request{Values: values}
	for _, p := range q.parts() {
		*p.value = get(p.name)
	}
	for _, older := range olderQueries {
		if q.Query == "" {
			q.Query = get(older)
		}
	}
	var err error
	q.ExpiresAt, err = parseExpiry(get(expiresAt))
	if err != nil || q.User == "" || q.Workspace == "" || !q.IsText() {
		return Request{}, ErrMalformed
	}
	return q, nil
}

func parseExpiry(text string) (time.Time, error) {
	if ms, err := strconv.ParseInt(text, 10, 64); err == nil {
		return time.UnixMilli(ms).UTC(), nil
	}
	return time.Parse(time.RFC3339, text)
}

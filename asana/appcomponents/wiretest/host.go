package wiretest

import (
	"bytes"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"io"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"
)

// Host plays the platform towards an app, with maps only.
type Host struct {
	Secret  string
	Origin  string            // sent as Origin when not ""
	Expires time.Time         // five minutes from now when zero
	Header  map[string]string // set on every request, last
	Client  *http.Client      // http.DefaultClient when nil
}

// Reply is an app's answer. JSON is nil when the body is not an object.
type Reply struct {
	Status int
	Header http.Header
	Body   string
	JSON   map[string]any
}

// Sign computes a signature on its own.
func Sign(secret, text string) string {
	h := hmac.New(sha256.New, []byte(secret))
	h.Write([]byte(text))
	return hex.EncodeToString(h.Sum(nil))
}

// Get sends parameters as a signed GET.
func (h Host) Get(t testing.TB, address string, params map[string]string) Reply {
	t.Helper()
	values := url.Values{"expires_at": {h.expiry()}}
	for name, value := range params {
		values.Set(name, value)
	}
	return h.GetRaw(t, address, values.Encode())
}

// GetRaw sends a query string, signed as it stands.
func (h Host) GetRaw(t testing.TB, address, query string) Reply {
	t.Helper()
	return h.send(t, http.MethodGet, address+"?"+query, Sign(h.Secret, query), nil)
}

// Post sends data as a signed POST.
func (h Host) Post(t testing.TB, address string, data map[string]any) Reply {
	t.Helper()
	whole := map[string]any{"expires_at": h.expiry()}
	for name, value := range data {
		whole[name] = value
	}
	text, err := json.Marshal(whole)
	if err != nil {
		t.Fatal(err)
	}
	return h.PostRaw(t, address, string(text))
}

// PostRaw sends a data string, signed as it stands.
func (h Host) PostRaw(t testing.TB, address, data string) Reply {
	t.Helper()
	body, err := json.Marshal(map[string]string{"data": data})
	if err != nil {
		t.Fatal(err)
	}
	return h.send(t, http.MethodPost, address, Sign(h.Secret, data), body)
}

func (h Host) expiry() string {
	expires := h.Expires
	if expires.IsZero() {
		expires = time.Now().Add(5 * time.Minute)
	}
	return expires.UTC().Format("2006-01-02T15:04:05.000Z")
}

func (h Host) send(t testing.TB, method, address, signature string, body []byte) Reply {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), method, address, bytes.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("X-Asana-Request-Signature", signature)
	if body != nil {
		r.Header.Set("Content-Type", "application/json")
	}
	if h.Origin != "" {
		r.Header.Set("Origin", h.Origin)
	}
	for name, value := range h.Header {
		if r.Header.Set(name, value); value == "" {
			r.Header.Del(name)
		}
	}
	return h.do(t, r)
}

func (h Host) do(t testing.TB, r *http.Request) Reply {
	t.Helper()
	client := h.Client
	if client == nil {
		client = http.DefaultClient
	}
	resp, err := client.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	raw, err := io.ReadAll(resp.Body)
	if err != nil {
		t.Fatal(err)
	}
	reply := Reply{Status: resp.StatusCode, Header: resp.Header, Body: strings.TrimSpace(string(raw))}
	_ = json.Unmarshal(raw, &reply.JSON)
	return reply
}

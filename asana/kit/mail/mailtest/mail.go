package mailtest

import (
	"io"
	"mime"
	"mime/quotedprintable"
	"net/mail"
	"strings"
	"testing"
)

// Mail is a mail as it arrived.
type Mail struct {
	From      string   // of the envelope
	To        []string // of the envelope
	User      string   // who logged in to send it
	Encrypted bool
	Raw       string // with lines that end in \n
}

// Header is a header field, decoded; "" when there is none. Two of a name fail
// the test.
func (m Mail) Header(t testing.TB, name string) string {
	t.Helper()
	found := m.parse(t).Header[name]
	if len(found) > 1 {
		t.Fatalf("%d fields %s: %q", len(found), name, found)
	}
	if len(found) == 0 {
		return ""
	}
	text, err := new(mime.WordDecoder).DecodeHeader(found[0])
	if err != nil {
		t.Fatal(err)
	}
	return text
}

// Text is the body, decoded.
func (m Mail) Text(t testing.TB) string {
	t.Helper()
	parsed := m.parse(t)
	body := parsed.Body
	if parsed.Header.Get("Content-Transfer-Encoding") == "quoted-printable" {
		body = quotedprintable.NewReader(body)
	}
	text, err := io.ReadAll(body)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// Link is the first address in the text that begins with prefix.
func (m Mail) Link(t testing.TB, prefix string) string {
	t.Helper()
	for word := range strings.FieldsSeq(m.Text(t)) {
		if strings.HasPrefix(word, prefix) {
			return word
		}
	}
	t.Fatalf("no link to %s in %s", prefix, m.Text(t))
	return ""
}

func (m Mail) parse(t testing.TB) *mail.Message {
	t.Helper()
	parsed, err := mail.ReadMessage(strings.NewReader(m.Raw))
	if err != nil {
		t.Fatalf("%v in %s", err, m.Raw)
	}
	return parsed
}

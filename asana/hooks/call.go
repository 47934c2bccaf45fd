package hooks

import (
	"bytes"
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"syscall"
	"time"

	"jirabridge/asana/kit/httpkit"
	"jirabridge/asana/kit/seal"
)

// patience is how long a receiver may take, as on asana.com.
const patience = 10 * time.Second

// maxContent is how much of a refusal is kept, in bytes. A secret's length more is read, so that none is cut in two.
const maxContent = 1000

// reply is what came of a call: an answer, or why there is none.
type reply struct {
	status int // 0 for none
	header http.Header
	text   string // the beginning of the answer, or what went wrong
}

// call sends a body to a receiver, with one header of ours. It does not follow redirects.
func (h *Hooks) call(ctx context.Context, target, header, value string, body []byte) (reply, error) {
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, target, bytes.NewReader(body))
	if err != nil {
		return reply{}, err
	}
	r.Header.Set("Content-Type", "application/json")
	r.Header.Set(header, value)
	resp, err := h.client.Do(r)
	if err != nil {
		return reply{text: failure(err)}, err
	}
	defer func() { _ = resp.Body.Close() }()
	text, _ := io.ReadAll(io.LimitReader(resp.Body, maxContent+64)) // what has come counts
	return reply{resp.StatusCode, resp.Header, string(text)}, nil
}

// failure says why there is no answer, without addresses.
func failure(err error) string {
	var certificate *tls.CertificateVerificationError
	var name *net.DNSError
	var timeout net.Error
	switch {
	case httpkit.IsGuarded(err):
		return "The address may not be called."
	case errors.As(err, &certificate):
		return "The certificate was not accepted."
	case errors.As(err, &name) && name.IsNotFound:
		return "The host is unknown."
	case errors.Is(err, syscall.ECONNREFUSED):
		return "The connection was refused."
	case errors.As(err, &timeout) && timeout.Timeout():
		return "No answer came within 10 seconds."
	}
	return "The connection failed."
}

// content is what is kept of a reply that is none of success: text, cut off, without the secret.
func (r reply) content(secret seal.Secret) string {
	text := strings.ReplaceAll(r.text, secret.Reveal(), "[secret]")
	text = text[:min(len(text), maxContent)]
	if r.status != 0 {
		text = fmt.Sprintf("%d %s\n\n%s", r.status, http.StatusText(r.status), text)
	}
	return strings.ReplaceAll(strings.ToValidUTF8(text, "�"), "\x00", "�")
}

// ok tells whether a receiver has taken what it was sent.
func (r reply) ok() bool { return r.status >= 200 && r.status <= 299 }

package pace

import (
	"context"
	"errors"
	"io"
	"mime"
	"net/http"
	"strings"
	"time"
)

const (
	// trialAnswer is how long the answer to a question may take that finds out
	// whether Jira is back: somebody may be waiting for it.
	trialAnswer = 10 * time.Second
	// quick is the time within which no answer says nothing about Jira.
	quick = 3 * time.Second
)

// transport paces what one person sends.
type transport struct {
	jira *Jira
	who  string
	next http.RoundTripper
}

// RoundTrip sends a request when it may be sent, or answers it with *Held.
func (t transport) RoundTrip(r *http.Request) (*http.Response, error) {
	ticket, err := t.jira.enter(r.Context(), request{t.who, IsBackground(r.Context()), r.Method == http.MethodGet, isStream(r)})
	if err != nil {
		if r.Body != nil {
			_ = r.Body.Close()
		}
		return nil, err
	}
	caller, done := r.Context(), func() {}
	if ticket.isTrial() && r.Method == http.MethodGet {
		ctx, cancel := context.WithTimeout(caller, trialAnswer)
		r, done = r.WithContext(ctx), cancel
	}
	resp, err := t.next.RoundTrip(r)
	if err != nil {
		ticket.leave(t.jira.missed(caller, ticket, err))
		done()
		return nil, err
	}
	v := t.jira.judge(resp)
	if v.all != answered || v.who != answered {
		ticket.leave(v)
	}
	resp.Body = &body{ReadCloser: resp.Body, ticket: ticket, caller: caller, verdict: v, done: done}
	return resp, nil
}

// isStream tells whether a body is sent that cannot be had again: a file.
func isStream(r *http.Request) bool {
	return r.Body != nil && r.Body != http.NoBody && r.GetBody == nil
}

// judge tells by its head what an answer means. A page with 500 and more is one
// of Jira's server or of a proxy, JSON is Jira's own. Who is away often comes
// back before he said.
func (j *Jira) judge(resp *http.Response) verdict {
	v := verdict{all: answered, who: answered, header: resp.Header}
	wait := RetryAfter(resp.Header.Get("Retry-After"), j.config.Now())
	switch status := resp.StatusCode; {
	case status == http.StatusTooManyRequests && number(resp.Header, "X-RateLimit-Limit") > 0:
		v.who, v.wait = refused, wait
	case status == http.StatusTooManyRequests:
		v.all, v.who, v.wait = refused, unknown, wait
	case status == http.StatusServiceUnavailable && wait > 0:
		v.all, v.who, v.wait = away, unknown, min(wait, lastWait)
	case status == http.StatusBadGateway, status == http.StatusServiceUnavailable, status == http.StatusGatewayTimeout,
		status >= http.StatusInternalServerError && !isJSON(resp):
		v.all, v.who = unanswered, unknown
	}
	return v
}

func isJSON(resp *http.Response) bool {
	kind, _, _ := mime.ParseMediaType(resp.Header.Get("Content-Type"))
	return strings.HasSuffix(kind, "json")
}

// missed tells what an error of sending means. A caller who has gone, or had no
// time, says nothing about Jira.
func (j *Jira) missed(caller context.Context, t *ticket, err error) verdict {
	short := caller.Err() != nil && j.config.Now().Sub(t.sent) < quick
	if errors.Is(err, context.Canceled) || short || j.config.Ours(err) {
		return verdict{}
	}
	return verdict{all: unanswered}
}

// body gives the ticket back when all of the answer was read.
type body struct {
	io.ReadCloser
	ticket  *ticket
	caller  context.Context
	verdict verdict
	done    func()
}

// Read notices the end, and an answer that is cut off.
func (b *body) Read(p []byte) (int, error) {
	n, err := b.ReadCloser.Read(p)
	switch {
	case err == io.EOF:
		b.ticket.leave(b.verdict)
	case err != nil:
		b.ticket.leave(b.ticket.jira.missed(b.caller, b.ticket, err))
	}
	return n, err
}

// Close also takes an answer for good that was not read to its end.
func (b *body) Close() error {
	err := b.ReadCloser.Close()
	b.ticket.leave(b.verdict)
	b.done()
	return err
}

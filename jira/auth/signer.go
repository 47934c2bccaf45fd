package auth

import (
	"context"
	"errors"
	"net/http"
	"net/http/httptrace"
	"time"

	"github.com/dghubble/oauth1"
)

// Sign returns a way to send requests that are signed with the token, each one
// afresh whenever it sets out: Jira takes a signature once. Forms in a body are
// not signed; REST has none. That Jira does not take the token is a 401 like any
// other; what is wrong with the link or with a clock, and would be with every
// token, is an Error.
func (o OAuth1) Sign(t SignedToken) http.RoundTripper {
	dry := context.WithValue(context.Background(), oauth1.HTTPClient, &http.Client{Transport: unsent{}})
	return signer{
		signing: oauth1.NewClient(dry, o.link(), oauth1.NewToken(t.Token, t.Secret)).Transport, next: o.HTTP, now: o.now,
	}
}

type signer struct {
	signing http.RoundTripper // puts a signature on a request and sends nothing
	next    http.RoundTripper
	now     func() time.Time
}

// RoundTrip sends what only reads once more when it arrived twice: something on
// the way has repeated it, and Jira refuses the second.
func (s signer) RoundTrip(r *http.Request) (*http.Response, error) {
	res, err := s.send(r)
	var e *Error
	if errors.As(err, &e) && e.Code == Repeated && r.Method == http.MethodGet && r.Body == nil {
		return s.send(r)
	}
	return res, err
}

func (s signer) send(r *http.Request) (*http.Response, error) {
	signed, err := s.sign(r)
	if err != nil {
		return nil, err
	}
	res, err := s.next.RoundTrip(signed)
	if err != nil || res.StatusCode != http.StatusUnauthorized {
		return res, err
	}
	body, err := buffered(res)
	if err != nil {
		return nil, err
	}
	if e := problem(r, res, body, s.now()); e.Code != "" && e.Kind != InvalidGrant {
		return nil, e
	}
	return res, nil
}

// sign returns the request with a signature, and with another one for each
// further connection it is given: net/http sends what only reads by itself again
// when a connection that was kept open has gone.
func (s signer) sign(r *http.Request) (*http.Request, error) {
	header, err := s.authorization(r)
	if err != nil {
		return nil, err
	}
	var signed *http.Request
	connections := 0
	signed = r.Clone(httptrace.WithClientTrace(r.Context(), &httptrace.ClientTrace{GotConn: func(httptrace.GotConnInfo) {
		if connections++; connections == 1 {
			return
		}
		if header, err := s.authorization(r); err == nil { // it could be signed a moment ago
			signed.Header.Set("Authorization", header)
		}
	}}))
	signed.Header.Set("Authorization", header)
	return signed, nil
}

// authorization is the header with a new signature.
func (s signer) authorization(r *http.Request) (string, error) {
	bare := r.Clone(r.Context())
	bare.Body = nil
	res, err := s.signing.RoundTrip(bare)
	if err != nil {
		return "", err
	}
	return res.Request.Header.Get("Authorization"), res.Body.Close()
}

// unsent answers each request with itself, as the library has signed it.
type unsent struct{}

func (unsent) RoundTrip(r *http.Request) (*http.Response, error) {
	return &http.Response{StatusCode: http.StatusOK, Body: http.NoBody, Request: r}, nil
}

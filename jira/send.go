package jira

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/url"
	"strings"
	"time"
)

const (
	// callTimeout ends a call whose context has no earlier deadline, waiting
	// between tries included. Uploads have none: their context decides.
	callTimeout = 30 * time.Second
	// maxAnswer is the longest answer we read. Ten thousand projects are 7 MB.
	maxAnswer = 16 << 20
)

// path joins segments below rest/api/2, each escaped. It is "" when one of them
// names nothing but would lead elsewhere: no escape keeps ".." from doing so.
func path(segments ...string) string {
	escaped := make([]string, len(segments))
	for i, s := range segments {
		if s == "" || s == "." || s == ".." {
			return ""
		}
		escaped[i] = url.PathEscape(s)
	}
	return "rest/api/2/" + strings.Join(escaped, "/")
}

var errNoName = errors.New("a name in the address is empty or leads elsewhere")

// get reads an address into a value, patiently.
func (c *Client) get(ctx context.Context, address string, query url.Values, into any) error {
	ctx, cancel := context.WithTimeout(ctx, callTimeout)
	defer cancel()
	return patiently(ctx, func() error {
		return c.call(ctx, http.MethodGet, address, query, nil, into)
	})
}

// ask reads by a question in a body, as patiently.
func (c *Client) ask(ctx context.Context, address string, question, into any) error {
	ctx, cancel := context.WithTimeout(ctx, callTimeout)
	defer cancel()
	return patiently(ctx, func() error {
		return c.call(ctx, http.MethodPost, address, nil, question, into)
	})
}

// post sends a body once and reads the answer into a value.
func (c *Client) post(ctx context.Context, address string, query url.Values, body, into any) error {
	ctx, cancel := context.WithTimeout(ctx, callTimeout)
	defer cancel()
	return c.call(ctx, http.MethodPost, address, query, body, into)
}

func withQuery(address string, query url.Values) string {
	if len(query) == 0 {
		return address
	}
	return address + "?" + query.Encode()
}

func (c *Client) call(ctx context.Context, method, address string, query url.Values, body, into any) error {
	if address == "" {
		return &Error{Kind: NotFound, Method: method, Err: errNoName}
	}
	req, err := c.requests.NewRequestWithContext(ctx, method, withQuery(address, query), body)
	if err != nil {
		return &Error{Kind: BadRequest, Method: method, Err: err}
	}
	return c.send(req, into)
}

// send sends one request and reads the answer into a value.
func (c *Client) send(req *http.Request, into any) error {
	if err := c.dress(req); err != nil {
		return err
	}
	resp, err := c.http.Do(req)
	if err != nil {
		return c.unanswered(req, nil, err)
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(io.LimitReader(resp.Body, maxAnswer+1))
	if err != nil {
		return c.unanswered(req, resp, err)
	}
	if e := c.judge(resp, body); e != nil {
		return e
	}
	return decode(resp, body, into)
}

// dress adds what every request carries. A User-Agent that looks like a
// browser's, or a write without X-Atlassian-Token, fails Jira's XSRF check
// (Atlassian KB 802591455).
func (c *Client) dress(req *http.Request) error {
	req.Header.Set("User-Agent", c.userAgent)
	req.Header.Set("Accept", "application/json")
	if req.Method != http.MethodGet {
		req.Header.Set("X-Atlassian-Token", "no-check")
	}
	if c.authorize == nil {
		return nil
	}
	return c.authorize(req)
}

// decode reads a good answer into a value, if one is wanted.
func decode(resp *http.Response, body []byte, into any) error {
	if into == nil {
		return nil
	}
	if len(body) > maxAnswer {
		return notJSON(resp, errors.New("the answer is too long"))
	}
	if err := json.Unmarshal(body, into); err != nil {
		return notJSON(resp, err)
	}
	return nil
}

func notJSON(resp *http.Response, err error) *Error {
	e := answered(resp, NotJSON)
	e.Err = err
	return e
}

// incomplete makes an Error of a good answer that does not name what was asked
// for: what answered is not Jira.
func incomplete(method, address, what string) *Error {
	return &Error{Kind: NotJSON, Status: http.StatusOK, Method: method, Path: address, Err: errors.New(what)}
}

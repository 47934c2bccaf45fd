// Package client speaks to an Asana REST API, asana.com's or the embedded
// platform's alike: it knows nothing but the published protocol
// (https://developers.asana.com/reference/rest-api-reference) and a base URL.
// Connect is the client half of Asana Connect, Asana's OAuth 2.0.
//
// A Client acts as one person, by the token its Token function hands out. Every
// failure but that function's own is an *Error. Redirects are not followed, so
// that a token reaches only the host it is for.
package client

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"
)

const (
	callTimeout = 10 * time.Second // a call without a file
	maxAnswer   = 4 << 20          // the largest JSON answer read
	pageSize    = 100              // Asana's largest page
	maxPages    = 100
)

// Config says which API to speak to and as whom. HTTP defaults to a plain
// client; Token is asked before every call, so it may refresh.
type Config struct {
	BaseURL string // of the platform, such as https://app.asana.com
	HTTP    *http.Client
	Token   func(ctx context.Context) (string, error)
}

// Client calls the REST API as one person. It is safe for concurrent use.
type Client struct {
	api   string
	http  *http.Client
	files *http.Client
	token func(ctx context.Context) (string, error)
}

// New returns a client, or an error for a base URL that is not a web address.
func New(c Config) (*Client, error) {
	base, err := cleanBase(c.BaseURL)
	if err != nil {
		return nil, err
	}
	if c.Token == nil {
		return nil, errors.New("client: no token")
	}
	if c.HTTP == nil {
		c.HTTP = &http.Client{}
	}
	return &Client{api: base + "/api/1.0", http: withoutRedirects(c.HTTP), files: c.HTTP, token: c.Token}, nil
}

// withoutRedirects is the same client, or a plain one for nil, that hands
// redirects out as answers.
func withoutRedirects(from *http.Client) *http.Client {
	var c http.Client
	if from != nil {
		c = *from
	}
	c.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	return &c
}

func cleanBase(text string) (string, error) {
	u, err := url.Parse(text)
	if err != nil || u.Host == "" || (u.Scheme != "http" && u.Scheme != "https") {
		return "", errors.New("client: the base URL is not a web address")
	}
	return strings.TrimRight(text, "/"), nil
}

// call is one request to the API: a GET unless it has a body.
type call struct {
	method      string
	path        string
	query       url.Values
	contentType string
	body        io.Reader
}

// do makes a call and reads the data member of the answer into out.
func (c *Client) do(ctx context.Context, call call, out any) error {
	_, err := c.page(ctx, call, out)
	return err
}

// page makes a call and also returns the offset of the next page, "" on the last.
func (c *Client) page(ctx context.Context, call call, out any) (string, error) {
	token, err := c.token(ctx)
	if err != nil {
		return "", err
	}
	ctx, cancel := context.WithTimeout(ctx, callTimeout)
	defer cancel()
	r, err := c.request(ctx, call, token)
	if err != nil {
		return "", err
	}
	resp, err := c.http.Do(r)
	if err != nil {
		return "", unreachable(r, err)
	}
	defer resp.Body.Close()
	return readAnswer(r, resp, out)
}

func (c *Client) request(ctx context.Context, call call, token string) (*http.Request, error) {
	address := c.api + call.path
	if len(call.query) > 0 {
		address += "?" + call.query.Encode()
	}
	r, err := http.NewRequestWithContext(ctx, call.method, address, call.body)
	if err != nil {
		return nil, err
	}
	r.Header.Set("Authorization", "Bearer "+token)
	r.Header.Set("Accept", "application/json")
	if call.contentType != "" {
		r.Header.Set("Content-Type", call.contentType)
	}
	return r, nil
}

func readAnswer(r *http.Request, resp *http.Response, out any) (string, error) {
	body, err := io.ReadAll(io.LimitReader(resp.Body, maxAnswer+1))
	if err != nil {
		return "", unreachable(r, err)
	}
	if resp.StatusCode < 200 || resp.StatusCode > 299 {
		return "", refused(r, resp, body)
	}
	var answer struct {
		Data     json.RawMessage `json:"data"`
		NextPage *struct {
			Offset string `json:"offset"`
		} `json:"next_page"`
	}
	if len(body) > maxAnswer || json.Unmarshal(body, &answer) != nil || json.Unmarshal(answer.Data, out) != nil {
		return "", badAnswer(r, resp)
	}
	if answer.NextPage == nil {
		return "", nil
	}
	return answer.NextPage.Offset, nil
}

// list reads every page of a collection.
func list[T any](ctx context.Context, c *Client, path string, query url.Values) ([]T, error) {
	query.Set("limit", strconv.Itoa(pageSize))
	var all []T
	for range maxPages {
		var some []T
		offset, err := c.page(ctx, call{method: http.MethodGet, path: path, query: query}, &some)
		if err != nil {
			return nil, err
		}
		all = append(all, some...)
		if offset == "" {
			return all, nil
		}
		query.Set("offset", offset)
	}
	return nil, &Error{Kind: BadAnswer, Method: http.MethodGet, Path: path}
}

// get reads one object. The fields are Asana's opt_fields, comma-separated.
func get[T any](ctx context.Context, c *Client, path, fields string) (T, error) {
	var one T
	query := url.Values{}
	if fields != "" {
		query.Set("opt_fields", fields)
	}
	err := c.do(ctx, call{method: http.MethodGet, path: path, query: query}, &one)
	return one, err
}

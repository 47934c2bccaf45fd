package jira

import (
	"context"
	"encoding/json"
	"net/http"
	"net/url"
	"strings"
)

// path joins segments below rest/api/2, each escaped.
func path(segments ...string) string {
	for i, s := range segments {
		segments[i] = url.PathEscape(s)
	}
	return "rest/api/2/" + strings.Join(segments, "/")
}

func (c *Client) get(ctx context.Context, address string, query url.Values, into any) error {
	return c.once(ctx, http.MethodGet, address, query, nil, into)
}

func (c *Client) post(ctx context.Context, address string, query url.Values, body, into any) error {
	return c.once(ctx, http.MethodPost, address, query, body, into)
}

func (c *Client) once(ctx context.Context, method, address string, query url.Values, body, into any) error {
	if len(query) > 0 {
		address += "?" + query.Encode()
	}
	req, err := c.requests.NewRequestWithContext(ctx, method, address, body)
	if err != nil {
		return err
	}
	if c.authorize != nil {
		if err := c.authorize(req); err != nil {
			return err
		}
	}
	resp, err := c.http.Do(req)
	if err != nil {
		return err
	}
	defer resp.Body.Close()
	return json.NewDecoder(resp.Body).Decode(into)
}

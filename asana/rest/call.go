package rest

import (
	"context"
	"encoding/base64"
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"jirabridge/asana"
	"jirabridge/asana/kit/httpkit"
)

// call is one request on its way through an operation.
type call struct {
	*server
	op      operation
	r       *http.Request
	w       http.ResponseWriter
	actor   asana.Actor
	path    map[string]string
	query   url.Values
	data    map[string]any // the body's data, or the form's fields
	options map[string]any // the body's options
	fields  *fieldSet      // what opt_fields asks for; nil is the default
	page    asana.Page
	pretty  bool
	records int                // answered so far
	read    map[string]reading // records read in full while answering, by type and gid
}

func (c *call) ctx() context.Context { return c.r.Context() }

// gid returns a variable of the path that must have the form of an id.
func (c *call) gid(name string) (string, error) {
	gid := c.path[name]
	if !looksLikeGID(gid) {
		kind := strings.TrimSuffix(name, "_gid")
		return "", httpkit.Fail(http.StatusNotFound, kind+": Not a recognized ID: "+gid, nil)
	}
	return gid, nil
}

// required returns a parameter of the query that must be an id.
func (c *call) required(name string) (string, error) {
	gid := c.query.Get(name)
	if gid == "" {
		return "", badRequest(name + ": Missing input")
	}
	if !looksLikeGID(gid) {
		return "", badRequest(name + ": Not a recognized ID: " + gid)
	}
	return gid, nil
}

func looksLikeGID(s string) bool {
	return s != "" && len(s) <= 32 && strings.Trim(s, "0123456789") == ""
}

// person resolves a reference to a user: me, a gid, or an e-mail address. The address of somebody the caller
// does not know is unknown, so that it cannot be asked whether somebody has an account.
func (c *call) person(ref string) (string, error) {
	switch {
	case ref == "me":
		return c.actor.Person, nil
	case !strings.Contains(ref, "@"):
		return ref, nil
	}
	p, err := c.platform.PersonByEmail(c.ctx(), ref)
	if err == nil {
		_, err = c.platform.PersonSeen(c.ctx(), c.actor, p.GID)
	}
	if asana.IsKind(err, asana.NotFound) {
		err = &asana.Error{Kind: asana.NotFound, Field: "user", GID: ref, Text: "Unknown object: " + ref}
	}
	return p.GID, err
}

// readOptions understands the options, which come in the query or in the body.
func (c *call) readOptions() error {
	fields := strings.Join(c.query["opt_fields"], ",")
	if list, ok := c.options["fields"].([]any); ok {
		for _, f := range list {
			if text, ok := f.(string); ok {
				fields += "," + text
			}
		}
	}
	if strings.Trim(fields, ", ") != "" {
		var err error
		if c.fields, err = parseFields(fields); err != nil {
			return err
		}
	}
	_, c.pretty = c.query["opt_pretty"]
	if on, ok := c.options["pretty"].(bool); ok {
		c.pretty = on
	}
	if c.op.List {
		if err := c.readPage(); err != nil {
			return err
		}
	}
	return checkTexts(c.query)
}

func (c *call) readPage() error {
	if offset := c.query.Get("offset"); offset != "" {
		var err error
		if c.page.Offset, err = c.platform.Plain(c.offsetPurpose(), offset); err != nil {
			return badRequest("offset: Your pagination token is invalid.")
		}
	}
	limit := c.query.Get("limit")
	if limit == "" {
		return nil
	}
	n, err := strconv.Atoi(limit)
	if err != nil || n < 1 || n > 100 {
		return badRequest("limit: Value must be a number from 1 to 100, not: " + limit)
	}
	c.page.Limit = n
	return nil
}

// list is the result of an operation on many: records, and where the next page begins.
type list struct {
	items []any
	next  string
}

// one makes a record of what the domain returned, unless it failed.
func one[T, R any](item T, err error, record func(T) R) (any, error) {
	if err != nil {
		return nil, err
	}
	return record(item), nil
}

// all makes a list of what the domain returned a page of.
func all[T, R any](items []T, next string, err error, record func(T) R) (list, error) {
	l := list{items: make([]any, len(items)), next: next}
	for i, item := range items {
		l.items[i] = record(item)
	}
	return l, err
}

// maxWhole is the longest list answered without a limit, as on asana.com.
const maxWhole = 1000

// slice makes a page of what the domain returned whole. The offset names the last item of the page before.
func slice[T any](c *call, items []T, gid func(T) string, record func(T) any) (list, error) {
	start := 0
	if c.page.Offset != "" {
		last, err := base64.RawURLEncoding.DecodeString(c.page.Offset)
		start = -1
		for i := range items {
			if err == nil && gid(items[i]) == string(last) {
				start = i + 1
			}
		}
		if start < 0 {
			return list{}, badRequest("offset: Your pagination token is invalid.")
		}
	}
	items = items[start:]
	next, limit := "", c.page.Limit
	if limit == 0 {
		limit = maxWhole
	}
	if len(items) > limit {
		items = items[:limit]
		next = base64.RawURLEncoding.EncodeToString([]byte(gid(items[len(items)-1])))
	}
	return all(items, next, nil, record)
}

package rest

import (
	"bytes"
	"encoding/json"
	"net/http"
	"net/url"
)

// empty is the answer to an operation that has nothing to say, as {}.
type empty struct{}

// whole is an answer whose envelope has more than data.
type whole struct {
	status   int
	envelope object
}

// answer writes a result in the envelope {"data": …}.
func (c *call) answer(result any) error {
	envelope := object{}
	switch v := result.(type) {
	case whole:
		return writeJSON(c.w, v.status, v.envelope, c.pretty)
	case list:
		data, err := c.listed(v)
		if err != nil {
			return err
		}
		envelope.set("data", data)
		if c.page.Limit > 0 {
			next, err := c.nextPage(v.next)
			if err != nil {
				return err
			}
			envelope.set("next_page", next)
		}
	default:
		data, err := c.show(v)
		if err != nil {
			return err
		}
		envelope.set("data", data)
	}
	status := c.op.Status
	if status == 0 {
		status = http.StatusOK
	}
	if status == http.StatusCreated {
		c.w.Header().Set("Location", c.location(result))
	}
	return writeJSON(c.w, status, envelope, c.pretty)
}

// show is one record: in full, or the fields asked for.
func (c *call) show(record any) (any, error) {
	return c.project(record, c.fields, fullRecord)
}

// listed is a list of records: compact, or the fields asked for.
func (c *call) listed(l list) ([]any, error) {
	if l.next != "" && c.page.Limit == 0 {
		return nil, errTooLarge
	}
	shown := make([]any, len(l.items))
	for i, item := range l.items {
		var err error
		if shown[i], err = c.project(item, c.fields, compactRecord); err != nil {
			return nil, err
		}
	}
	return shown, nil
}

// nextPage tells where the list goes on, null at its end. The address is complete: clients follow it as it is.
func (c *call) nextPage(at string) (any, error) {
	if at == "" {
		return nil, nil
	}
	offset, err := c.platform.Opaque(c.offsetPurpose(), at)
	if err != nil {
		return nil, err
	}
	query := url.Values{}
	for name, values := range c.query {
		if name != "access_token" {
			query[name] = values
		}
	}
	query.Set("offset", offset)
	path := c.r.URL.Path[len(prefix):] + "?" + query.Encode()
	return object{{"offset", offset}, {"path", path}, {"uri", c.baseURL + prefix + path}}, nil
}

// offsetPurpose binds an offset to the list and to whom it was given.
func (c *call) offsetPurpose() string { return "offset " + c.actor.Person + " " + c.r.URL.Path }

// location is the address of a record that was made.
func (c *call) location(record any) string {
	kind := resourceType(record)
	collection := map[string]string{"story": "stories", "project_status": "project_statuses"}[kind]
	if collection == "" {
		collection = kind + "s"
	}
	return c.baseURL + prefix + "/" + collection + "/" + recordGID(record)
}

// writeJSON answers a value, indented for people to read when pretty.
func writeJSON(w http.ResponseWriter, status int, v any, pretty bool) error {
	text, err := appendJSON(nil, v)
	if err != nil {
		return err
	}
	if pretty {
		var indented bytes.Buffer
		if err := json.Indent(&indented, text, "", "  "); err != nil {
			return err
		}
		text = indented.Bytes()
	}
	w.Header().Set("Content-Type", "application/json; charset=UTF-8")
	w.WriteHeader(status)
	_, err = w.Write(append(text, '\n'))
	return err
}

package rest

import (
	"errors"
	"fmt"
	"io"
	"maps"
	"mime"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"jirabridge/asana/kit/httpkit"
	"jirabridge/asana/kit/sqldb"
)

// maxBody bounds every body but an uploaded file, in bytes.
const maxBody = 2 << 20

// readBody reads the body of a write: JSON in an envelope, or a form. An upload reads its own parts.
func (c *call) readBody() error {
	if c.op.Body == nil {
		return nil
	}
	kind, _ := c.contentType()
	switch {
	case kind == "multipart/form-data" && c.op.Upload:
		c.data = map[string]any{}
		return nil
	case kind == "application/x-www-form-urlencoded":
		return c.readForm()
	case kind == "application/json" || strings.HasSuffix(kind, "+json"):
		return c.readJSON()
	}
	return badRequest("Could not parse request data: the content type must be application/json or application/x-www-form-urlencoded")
}

// contentType is what the body is said to be: JSON when nothing that makes sense is said.
func (c *call) contentType() (kind string, params map[string]string) {
	kind, params, err := mime.ParseMediaType(c.r.Header.Get("Content-Type"))
	if err != nil {
		return "application/json", nil
	}
	return kind, params
}

// readAll reads the body up to the limit.
func (c *call) readAll() ([]byte, error) {
	if c.r.ContentLength > maxBody {
		return nil, httpkit.Fail(http.StatusRequestEntityTooLarge, "The request is too large.", nil)
	}
	text, err := io.ReadAll(http.MaxBytesReader(c.w, c.r.Body, maxBody))
	var large *http.MaxBytesError
	if errors.As(err, &large) {
		return nil, httpkit.Fail(http.StatusRequestEntityTooLarge, "The request is too large.", err)
	}
	if err != nil {
		return nil, httpkit.Fail(http.StatusBadRequest, "Could not read the request.", err)
	}
	return text, nil
}

func (c *call) readJSON() error {
	text, err := c.readAll()
	if err != nil {
		return err
	}
	c.data = map[string]any{}
	if len(strings.TrimSpace(string(text))) == 0 {
		return nil
	}
	body, err := parseJSON(text)
	if err != nil {
		return err
	}
	return c.takeEnvelope(body)
}

func (c *call) takeEnvelope(body map[string]any) error {
	names := make([]string, 0, len(body))
	for name := range body {
		names = append(names, name)
	}
	slices.Sort(names)
	for _, name := range names {
		if name != "data" && name != "options" {
			return badRequest(fmt.Sprintf("Unrecognized request field %s . The only allowed keys at the top level are: "+
				"data, options. Is it possible you did not wrap object properties in a data object?", name))
		}
	}
	for name, into := range map[string]*map[string]any{"data": &c.data, "options": &c.options} {
		value, ok := body[name].(map[string]any)
		if !ok && body[name] != nil {
			return badRequest(name + ": Value is not a JSON object")
		}
		if ok {
			*into = value
		}
	}
	return nil
}

// readForm takes each field as a text; fields named opt_… are options, as in the query.
func (c *call) readForm() error {
	text, err := c.readAll()
	if err != nil {
		return err
	}
	form, err := url.ParseQuery(string(text))
	if err != nil {
		return badRequest("Could not parse request data, invalid form")
	}
	if err := checkTexts(form); err != nil {
		return err
	}
	c.data = map[string]any{}
	for _, name := range slices.Sorted(maps.Keys(form)) { // projects[1] comes after projects[0]
		c.takeFormField(name, form[name])
	}
	return nil
}

// checkTexts refuses values that are no text, whoever was to read them.
func checkTexts(values url.Values) error {
	for name, list := range values {
		if !sqldb.IsText(name + strings.Join(list, "")) {
			return badRequest(strings.ToValidUTF8(name, "?") + ": Not valid text")
		}
	}
	return nil
}

// takeFormField keeps one field. Lists come repeated, as projects[] or projects[0], or with commas; custom
// fields as custom_fields[gid].
func (c *call) takeFormField(name string, values []string) {
	if strings.HasPrefix(name, "opt_") {
		if c.query.Get(name) == "" {
			c.query[name] = values
		}
		return
	}
	name, key, _ := strings.Cut(strings.TrimSuffix(name, "]"), "[")
	if name == "custom_fields" && key != "" {
		fields, ok := c.data[name].(map[string]any)
		if !ok {
			fields = map[string]any{}
			c.data[name] = fields
		}
		fields[key] = values[0]
		return
	}
	if earlier, ok := c.data[name].(string); ok {
		values = append([]string{earlier}, values...)
	}
	c.data[name] = strings.Join(values, ",")
}

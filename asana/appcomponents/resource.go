package appcomponents

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/url"
	"strings"
)

// Resource is the answer to an attach request or a submitted form: the thing
// in the app's world that the host is to attach to the task as a link.
type Resource struct {
	Name  string `json:"resource_name"`
	URL   string `json:"resource_url"`
	Error string `json:"error,omitempty"`
}

// Validate reports what makes the resource unfit to be attached: a missing name
// or address, or an address that a browser would not open as a web page.
func (r Resource) Validate() error {
	if strings.TrimSpace(r.Name) == "" || r.URL == "" {
		return errors.New("answer lacks resource_name or resource_url")
	}
	return webAddress("resource_url", r.URL)
}

// ErrorBody is the body of every answer that is neither a success nor a form:
// a text the host shows to the person.
type ErrorBody struct {
	Error string `json:"error"`
}

// UnmarshalJSON reads {"error": text} and the form apps sent before January
// 2025, {"data": {"error": text}} (github.com/Asana/openapi, commit 4ecc9ab).
func (e *ErrorBody) UnmarshalJSON(data []byte) error {
	var body struct {
		Error string `json:"error"`
		Data  struct {
			Error string `json:"error"`
		} `json:"data"`
	}
	if err := json.Unmarshal(data, &body); err != nil {
		return err
	}
	e.Error = body.Error
	if e.Error == "" {
		e.Error = body.Data.Error
	}
	return nil
}

// webAddress refuses anything but an absolute http or https address, so that no
// link of an app can carry a script.
func webAddress(property, text string) error {
	u, err := url.Parse(text)
	if err != nil || u.Host == "" || (u.Scheme != "http" && u.Scheme != "https") {
		return fmt.Errorf("%s is not a web address", property)
	}
	return nil
}

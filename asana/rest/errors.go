package rest

import (
	"errors"
	"net/http"
	"strconv"
	"strings"
	"time"

	"jirabridge/asana"
	"jirabridge/asana/budget"
	"jirabridge/asana/kit/httpkit"
)

// help is what every error of asana.com says besides its message.
const help = "For more information on API status codes and how to handle them, " +
	"read the docs on errors: https://developers.asana.com/docs/errors"

// errNoRoute answers an unknown path and an unknown method alike, before the token is looked at, as asana.com
// does.
var errNoRoute = httpkit.Fail(http.StatusNotFound, "No matching route for request", nil)

var errTooLarge = badRequest("The result is too large. You should use pagination (may require specifying a workspace)!")

func badRequest(text string) error { return httpkit.Fail(http.StatusBadRequest, text, nil) }

// busyFor is when to ask again for what too much of is going on.
const busyFor = 10 * time.Second

type errorAnswer struct {
	Errors []errorItem `json:"errors"`
}

type errorItem struct {
	Message string `json:"message"`
	Help    string `json:"help"`
	Phrase  string `json:"phrase,omitempty"` // names the request in the log, where asana.com has a rhyme
}

// refusals are the things that are wrong with a request where there may be several.
type refusals []string

// Error names them all.
func (r refusals) Error() string { return strings.Join(r, "; ") }

// renderError answers an error in Asana's form.
func renderError(w http.ResponseWriter, _ *http.Request, err error, id string) {
	item := errorItem{Message: httpkit.Text(err), Help: help}
	items := []errorItem{}
	var many refusals
	if errors.As(err, &many) {
		for _, message := range many[:len(many)-1] {
			items = append(items, errorItem{Message: message, Help: help})
		}
		item.Message = many[len(many)-1]
	}
	status := httpkit.Status(err)
	var spent *budget.Exceeded
	if errors.As(err, &spent) {
		w.Header().Set("Retry-After", strconv.Itoa(spent.Seconds()))
	}
	if status >= http.StatusInternalServerError {
		item.Phrase = id
	}
	_ = writeJSON(w, status, errorAnswer{append(items, item)}, false) // the client is gone when this fails
}

// translate gives an error of the domain the status and the words Asana has for it.
func (c *call) translate(err error) error {
	var e *asana.Error
	if !errors.As(err, &e) {
		return err
	}
	switch e.Kind {
	case asana.NotFound:
		return c.translateNotFound(e)
	case asana.Forbidden:
		return httpkit.Fail(http.StatusForbidden, e.Error(), err)
	case asana.PlanTooLow:
		return httpkit.Fail(http.StatusPaymentRequired, e.Error(), err)
	case asana.TooLarge:
		return httpkit.Fail(http.StatusRequestEntityTooLarge, e.Error(), err)
	case asana.Busy:
		return httpkit.Fail(http.StatusTooManyRequests, e.Error(), &budget.Exceeded{After: busyFor})
	default:
		return httpkit.Fail(http.StatusBadRequest, e.Error(), err)
	}
}

// translateNotFound tells an object without access (403) from none, in the path or query (404) and in the body
// (400).
func (c *call) translateNotFound(e *asana.Error) error {
	if e.Hidden {
		return httpkit.Fail(http.StatusForbidden, "You do not have access to this "+e.Field+".", e)
	}
	status := http.StatusNotFound
	if c.op.Body != nil && !strings.Contains(c.op.Path, "{") {
		status = http.StatusBadRequest
	}
	return httpkit.Fail(status, e.Error(), e)
}

// about names the part of the body that referred to something unknown.
func about(field string, err error) error {
	var e *asana.Error
	if !errors.As(err, &e) || e.Kind != asana.NotFound || e.Hidden {
		return err
	}
	return &asana.Error{Kind: e.Kind, Text: e.Text, Field: field, GID: e.GID}
}

// as tells of the object in the path where the domain knows it under another kind, or as two.
func as(kind, gid string, err error) error {
	var e *asana.Error
	if !errors.As(err, &e) || e.Kind != asana.NotFound {
		return err
	}
	return &asana.Error{Kind: e.Kind, Text: "Unknown object: " + gid, Field: kind, GID: gid, Hidden: e.Hidden}
}

package rest

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"path"
	"reflect"
	"strings"
)

func batchOperations() []operation {
	return []operation{{
		ID: "createBatchRequest", Method: http.MethodPost, Path: "/batch", Body: &batch{},
		Text: "Does up to ten other requests, one after the other, and answers them all.", Result: batchAnswer{}, Plain: true, Do: doBatch,
	}}
}

// batch is the body of createBatchRequest.
type batch struct {
	Actions []action `json:"actions"`
}

// action is one request of a batch.
type action struct {
	RelativePath *string  `json:"relative_path"`
	Method       *string  `json:"method"`
	Data         freeForm `json:"data"`
	Options      freeForm `json:"options"`
}

// batchAnswer is what createBatchRequest answers: of each action what it would have answered by itself.
type batchAnswer struct {
	Data []actionAnswer `json:"data" required:"true"`
}

type actionAnswer struct {
	StatusCode int               `json:"status_code" required:"true"`
	Headers    map[string]string `json:"headers" required:"true"`
	Body       freeForm          `json:"body" required:"true"`
}

// freeForm is a JSON object that is handed on.
type freeForm map[string]any

const maxActions = 10

func asAction(name string, value any) (action, error) {
	data, ok := value.(map[string]any)
	if !ok {
		return action{}, badRequest(name + ": Value is not a JSON object")
	}
	var a action
	err := decodeStruct(data, reflect.ValueOf(&a).Elem(), name+": ")
	if err == nil && text(a.RelativePath) == "" {
		err = badRequest(name + ": relative_path: Missing input")
	}
	return a, err
}

func doBatch(c *call) (any, error) {
	var body batch
	if err := c.decode(&body); err != nil {
		return nil, err
	}
	if len(body.Actions) == 0 {
		return nil, badRequest("actions: Missing input")
	}
	if len(body.Actions) > maxActions {
		return nil, badRequest(fmt.Sprintf("actions: At most %d are allowed", maxActions))
	}
	// The batch is counted like one of its actions already.
	if err := c.auth.SpendMore(c.ctx(), c.actor, len(body.Actions)-1); err != nil {
		return nil, err
	}
	answers := make([]any, len(body.Actions))
	for i, a := range body.Actions {
		answers[i] = c.act(a)
	}
	return whole{http.StatusOK, object{{"data", answers}}}, nil
}

// batchActor is the key of the actor in the context of an action.
type batchActor struct{}

// act sends one request through the same routes, in the name of who sent the batch.
func (c *call) act(a action) any {
	w := &recorder{header: http.Header{}, status: http.StatusOK}
	r, err := c.actionRequest(a)
	if err != nil {
		renderError(w, c.r, err, "")
	} else {
		c.routes.ServeHTTP(w, r)
	}
	headers := object{}
	if location := w.header.Get("Location"); location != "" {
		headers.set("location", location)
	}
	return object{{"status_code", w.status}, {"headers", headers}, {"body", json.RawMessage(w.body.Bytes())}}
}

func (c *call) actionRequest(a action) (*http.Request, error) {
	target, err := url.Parse(text(a.RelativePath))
	if err != nil || target.Host != "" || target.Scheme != "" || !strings.HasPrefix(target.Path, "/") {
		return nil, badRequest("relative_path: Must be a path like /tasks/123")
	}
	target.Path = path.Clean(target.Path)
	method := strings.ToUpper(text(a.Method))
	if target.Path == "/batch" || method == http.MethodPost && target.Path == "/attachments" ||
		strings.HasPrefix(target.Path, "/organization_exports") {
		return nil, badRequest("relative_path: Not allowed in a batch")
	}
	target.Path, target.RawPath = prefix+target.Path, ""
	var body []byte
	if method == http.MethodGet || method == http.MethodDelete {
		target.RawQuery = a.query(target.Query()).Encode()
	} else if body, err = json.Marshal(map[string]any{"data": a.Data, "options": a.Options}); err != nil {
		return nil, err
	}
	ctx := context.WithValue(c.ctx(), batchActor{}, c.actor)
	r, err := http.NewRequestWithContext(ctx, method, target.String(), bytes.NewReader(body))
	if err != nil {
		return nil, badRequest("method: Must be get, post, put or delete")
	}
	r.RemoteAddr = c.r.RemoteAddr
	return r, nil
}

// query is what data and options mean where there is no body.
func (a action) query(q url.Values) url.Values {
	for name, value := range a.Data {
		q.Set(name, fmt.Sprint(value))
	}
	for name, value := range a.Options {
		switch v := value.(type) {
		case []any:
			for _, one := range v {
				q.Add("opt_"+name, fmt.Sprint(one))
			}
		default:
			if name == "limit" || name == "offset" {
				q.Set(name, fmt.Sprint(v))
			} else {
				q.Set("opt_"+name, fmt.Sprint(v))
			}
		}
	}
	return q
}

// recorder keeps an answer.
type recorder struct {
	header http.Header
	status int
	body   bytes.Buffer
}

// Header returns the header.
func (w *recorder) Header() http.Header { return w.header }

// WriteHeader keeps the status.
func (w *recorder) WriteHeader(status int) { w.status = status }

// Write keeps the body.
func (w *recorder) Write(p []byte) (int, error) { return w.body.Write(p) }

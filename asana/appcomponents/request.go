package appcomponents

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"
)

// Request is a message from host to app. Which parts are set depends on the
// operation; User, Workspace and ExpiresAt always are. All ids are gids.
type Request struct {
	ExpiresAt      time.Time // when the message stops being valid
	User           string    // who is acting
	Workspace      string
	Task           string
	Attachment     string // widget: the attachment shown; submit and attach: the one to be made
	Query          string // lookup and typeahead: what the person typed
	ResourceURL    string // widget: the attachment's address
	Action         string // rule actions: the saved action
	ActionType     string // rule actions: the registered kind of action
	Project        string // rule actions: the rule's project
	RuleName       string
	ChangedField   string // on_change: the id of the field that changed
	IdempotencyKey string // run action: the same for every retry
	TargetObject   string // run action: the task acted on
	Configuration  string // run action: the saved form as JSON, as Asana was seen to send it
	Values         Values // on_change and on_submit: what the form holds
}

// parts lists the textual parts under their names on the wire.
func (q *Request) parts() []part {
	return []part{
		{"workspace", &q.Workspace}, {"task", &q.Task}, {"user", &q.User},
		{"attachment", &q.Attachment}, {"query", &q.Query}, {"resource_url", &q.ResourceURL},
		{"action", &q.Action}, {"action_type", &q.ActionType}, {"project", &q.Project},
		{"rule_name", &q.RuleName}, {"changed_field", &q.ChangedField},
		{"idempotency_key", &q.IdempotencyKey}, {"target_object", &q.TargetObject},
		{"app_configuration_json", &q.Configuration},
	}
}

// expiresAt is the parameter that says when a message stops being valid.
const expiresAt = "expires_at"

// olderQueries are other names a typed text may have.
var olderQueries = []string{"value", "fragment"}

type part struct {
	name  string
	value *string
}

// FormatTime writes a time as the protocol does: ISO 8601, UTC, milliseconds.
func FormatTime(t time.Time) string {
	return t.UTC().Format("2006-01-02T15:04:05.000Z")
}

// ErrNoSecret says that a message cannot be signed, because the app's secret is not
// known: with an empty one anybody could sign.
var ErrNoSecret = errors.New("the app's secret is not known")

// NewGet makes the signed GET of a message. A query already in the address is
// kept in front of the message and signed with it; one that has a parameter of
// the message is an error.
func NewGet(ctx context.Context, address, secret string, q Request) (*http.Request, error) {
	if secret == "" {
		return nil, ErrNoSecret
	}
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, address, nil)
	if err != nil {
		return nil, err
	}
	if err := CheckQuery(r.URL.RawQuery); err != nil {
		return nil, err
	}
	r.URL.RawQuery = strings.TrimPrefix(r.URL.RawQuery+"&"+q.query(), "&")
	r.Header.Set(SignatureHeader, Sign(secret, r.URL.RawQuery))
	r.Header.Set("Accept", "application/json")
	return r, nil
}

// CheckQuery refuses the query of an app's address when it has a parameter of a
// message. Most readers take the first of two: whoever chose the address could
// say in a signed message who is asking, and what for.
func CheckQuery(query string) error {
	values, err := url.ParseQuery(query)
	if err != nil {
		return fmt.Errorf("the query of the address: %w", err)
	}
	for name := range values {
		if isOurs(name) {
			return fmt.Errorf("the address has a parameter %q of its own", name)
		}
	}
	return nil
}

// isOurs tells whether a parameter belongs to messages, in any spelling: some
// readers ignore case.
func isOurs(name string) bool {
	ours := append([]string{expiresAt}, olderQueries...)
	for _, p := range new(Request).parts() {
		ours = append(ours, p.name)
	}
	return slices.ContainsFunc(ours, func(our string) bool { return strings.EqualFold(our, name) })
}

// NewPost makes the signed POST of a message.
func NewPost(ctx context.Context, address, secret string, q Request) (*http.Request, error) {
	if secret == "" {
		return nil, ErrNoSecret
	}
	data, err := q.data()
	if err != nil {
		return nil, err
	}
	body, err := json.Marshal(map[string]string{"data": data})
	if err != nil {
		return nil, err
	}
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, address, strings.NewReader(string(body)))
	if err != nil {
		return nil, err
	}
	r.Header.Set(SignatureHeader, Sign(secret, data))
	r.Header.Set("Content-Type", "application/json")
	r.Header.Set("Accept", "application/json")
	return r, nil
}

// query writes the message as a query string.
func (q Request) query() string {
	values := url.Values{expiresAt: {FormatTime(q.ExpiresAt)}}
	for _, p := range q.parts() {
		if *p.value != "" {
			values.Set(p.name, *p.value)
		}
	}
	return values.Encode()
}

// data writes the message as the JSON text a POST carries.
func (q Request) data() (string, error) {
	values := map[string]any{expiresAt: FormatTime(q.ExpiresAt)}
	for _, p := range q.parts() {
		if *p.value != "" {
			values[p.name] = *p.value
		}
	}
	if q.Values != nil {
		values["values"] = q.Values
	}
	text, err := json.Marshal(values)
	return string(text), err
}

package apphost

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"time"

	"jirabridge/asana"
	"jirabridge/asana/appcomponents"
)

type languageKey struct{}

// WithLanguage notes the reader's language, an Accept-Language value, for the
// texts of apps called with this context.
func WithLanguage(ctx context.Context, language string) context.Context {
	return context.WithValue(ctx, languageKey{}, language)
}

type maxAgeKey struct{}

// WithMaxAge lets apps called with this context answer with what they have kept
// for so long: it is for pages that stand open and ask again. They are told by
// Cache-Control (RFC 9111, 5.2.1.1), which an app may ignore.
func WithMaxAge(ctx context.Context, age time.Duration) context.Context {
	return context.WithValue(ctx, maxAgeKey{}, age)
}

// refuser turns a status other than 200 into an error.
type refuser func(status int, body []byte) *Error

// get sends the message as a signed GET and reads the answer into out.
func (h *Host) get(ctx context.Context, v visit, address string, q appcomponents.Request, out appcomponents.Message) error {
	ctx, cancel := context.WithTimeout(ctx, h.timeout)
	defer cancel()
	r, err := appcomponents.NewGet(ctx, address, v.app.ClientSecret.Reveal(), q)
	if err != nil {
		return h.failed(ctx, v, address, generic(0, err))
	}
	return h.exchange(v, r, refusal, out)
}

// post sends the message as a signed POST and reads the answer into out.
func (h *Host) post(ctx context.Context, v visit, address string, q appcomponents.Request, no refuser, out appcomponents.Message) error {
	ctx, cancel := context.WithTimeout(ctx, h.timeout)
	defer cancel()
	r, err := appcomponents.NewPost(ctx, address, v.app.ClientSecret.Reveal(), q)
	if err != nil {
		return h.failed(ctx, v, address, generic(0, err))
	}
	return h.exchange(v, r, no, out)
}

// exchange sends a request and reads the answer into out. Of an out that is nil
// only the status counts.
func (h *Host) exchange(v visit, r *http.Request, no refuser, out appcomponents.Message) error {
	said, err := h.send(r)
	if err == nil || (out == nil && said.status == http.StatusOK) {
		err = h.read(said, no, out)
	}
	return h.failed(r.Context(), v, r.URL.Path, err)
}

// answer is what an app said.
type answer struct {
	status int
	header http.Header
	body   []byte
}

// send sends a request and returns the answer, or an *Error with what came of
// it. A status other than 200 speaks for itself, whatever comes behind it.
func (h *Host) send(r *http.Request) (answer, error) {
	h.dress(r)
	resp, err := h.client.Do(r)
	if err != nil {
		return answer{}, unanswered("asana.app_unreachable", withoutAddress(err))
	}
	defer resp.Body.Close()
	said := answer{status: resp.StatusCode, header: resp.Header}
	said.body, err = io.ReadAll(io.LimitReader(resp.Body, appcomponents.MaxBody+1))
	switch {
	case said.status != http.StatusOK:
		return said, nil
	case err != nil:
		return said, unanswered("asana.app_cut", err)
	case len(said.body) > appcomponents.MaxBody:
		return said, &Error{Text: GenericText, ID: "asana.app_huge", Err: errors.New("the answer is too large")}
	}
	return said, nil
}

// read makes sense of an answer.
func (h *Host) read(said answer, no refuser, out appcomponents.Message) error {
	if said.status != http.StatusOK {
		e := no(said.status, said.body)
		e.RetryAfter = retryAfter(said.header.Get("Retry-After"), h.now())
		return e
	}
	if out == nil {
		return nil
	}
	if err := appcomponents.Decode(said.body, out); err != nil {
		return generic(0, err)
	}
	return nil
}

// dress adds what a browser on the platform's pages would send.
func (h *Host) dress(r *http.Request) {
	r.Header.Set("Origin", h.origin)
	if language, ok := r.Context().Value(languageKey{}).(string); ok && language != "" {
		r.Header.Set("Accept-Language", language)
	}
	if age, ok := r.Context().Value(maxAgeKey{}).(time.Duration); ok && age > 0 {
		r.Header.Set("Cache-Control", fmt.Sprintf("max-age=%.0f", age.Seconds()))
	}
}

// failed logs what the app's operator should know, and returns the error. A
// refusal is ordinary.
func (h *Host) failed(ctx context.Context, v visit, path string, err error) error {
	var e *Error
	if errors.As(err, &e) && e.Err != nil {
		h.logger.WarnContext(ctx, "app gave no usable answer", "app", v.app.GID, "path", path, "status", e.Status, "error", e.Err)
	}
	return err
}

// withoutAddress drops the address from a failed request's error: its query
// is a signed message.
func withoutAddress(err error) error {
	var failure *url.Error
	if errors.As(err, &failure) {
		return failure.Err
	}
	return err
}

// own refuses an address the app's registration does not cover. Callback and
// typeahead addresses come back from the browser; without this check anybody
// could have the platform send signed messages anywhere.
func (h *Host) own(ctx context.Context, v visit, address string) error {
	origin := originOf(address)
	for _, registered := range addresses(v.app.Components) {
		if origin != "" && origin == originOf(registered) {
			return nil
		}
	}
	return h.failed(ctx, v, "", generic(0, fmt.Errorf("the address %q is not the app's", origin)))
}

// addresses are all that an app has registered for messages.
func addresses(c asana.Components) []string {
	all := []string{c.FormMetadataURL, c.WidgetMetadataURL, c.ResourceAttachURL, c.ResourceTypeaheadURL, c.AuthenticationURL}
	for _, action := range c.RuleActions {
		all = append(all, action.MetadataURL, action.RunActionURL, action.PreviewURL)
	}
	return all
}

// originOf returns scheme, host and port of a web address, "" for anything else.
func originOf(address string) string {
	u, err := url.Parse(address)
	if err != nil || u.Host == "" || u.User != nil || (u.Scheme != "http" && u.Scheme != "https") {
		return ""
	}
	return strings.ToLower(u.Scheme + "://" + u.Host)
}

// digits tells whether a text can be a gid.
func digits(text string) bool {
	return text != "" && strings.Trim(text, "0123456789") == ""
}

func invalidGID(field string) error {
	return &asana.Error{Kind: asana.Invalid, Field: field, ID: "asana.misused", Text: "Not a recognized ID"}
}

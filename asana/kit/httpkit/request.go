package httpkit

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"log/slog"
	"net/http"
	"slices"
	"strings"
	"sync"
)

type requestKey struct{}

// request is what the log tells of a request.
type request struct {
	id     string
	secret []string // paths; what follows one is not logged

	mu    sync.Mutex
	notes []slog.Attr
}

func requestOf(ctx context.Context) *request {
	r, _ := ctx.Value(requestKey{}).(*request)
	return r
}

// RequestID identifies the request ctx belongs to, in the log and on error
// pages. It is empty outside of [Logging], [Observe] and [Wrap].
func RequestID(ctx context.Context) string {
	if r := requestOf(ctx); r != nil {
		return r.id
	}
	return ""
}

// withID gives r an id if it has none. Ids that clients send are not used:
// they could be anything.
func withID(r *http.Request) *http.Request {
	if requestOf(r.Context()) != nil {
		return r
	}
	random := make([]byte, 8)
	_, _ = rand.Read(random) // never fails: it ends the program instead
	known := &request{id: hex.EncodeToString(random)}
	return r.WithContext(context.WithValue(r.Context(), requestKey{}, known))
}

// Note adds what was learnt about the request ctx belongs to, to everything
// that is logged about it from then on by a logger of [Noted]: ids of ours, such
// as "person" with a gid. Names, tokens and what people wrote do not belong
// there. An empty id is not noted, and a later one replaces an earlier one.
func Note(ctx context.Context, key, id string) {
	r := requestOf(ctx)
	if r == nil || id == "" {
		return
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	r.notes = slices.DeleteFunc(r.notes, func(a slog.Attr) bool { return a.Key == key })
	r.notes = append(r.notes, slog.String(key, id))
}

// attrs are the request's id and notes.
func (r *request) attrs() []slog.Attr {
	r.mu.Lock()
	defer r.mu.Unlock()
	return append([]slog.Attr{slog.String("id", r.id)}, r.notes...)
}

// loggedPath is the path of r without the query, in which codes and states
// travel, and without the people it names: interfaces take a mail address
// wherever they take a person's gid. What follows a secret path is left out too.
func loggedPath(r *http.Request) string {
	parts := strings.Split(r.URL.Path, "/")
	for i, part := range parts {
		if strings.Contains(part, "@") {
			parts[i] = "…"
		}
	}
	path := strings.Join(parts, "/")
	if known := requestOf(r.Context()); known != nil {
		for _, secret := range known.secret {
			if before, _, found := strings.Cut(path, secret); found {
				return before + secret + "…"
			}
		}
	}
	return path
}

// Noted returns log with the id and the notes of the request in each line that
// is logged with a request's context, also in lines of work that outlives the
// request. Nil is slog.Default().
func Noted(log *slog.Logger) *slog.Logger {
	if log == nil {
		log = slog.Default()
	}
	if _, ok := log.Handler().(noting); ok {
		return log
	}
	return slog.New(noting{log.Handler()})
}

// noting is the handler of [Noted].
type noting struct{ slog.Handler }

// Handle adds the notes, but for those the line itself has under that name.
func (n noting) Handle(ctx context.Context, line slog.Record) error {
	r := requestOf(ctx)
	if r == nil {
		return n.Handler.Handle(ctx, line)
	}
	said := map[string]bool{}
	line.Attrs(func(a slog.Attr) bool { said[a.Key] = true; return true })
	line = line.Clone()
	for _, a := range r.attrs() {
		if !said[a.Key] {
			line.AddAttrs(a)
		}
	}
	return n.Handler.Handle(ctx, line)
}

// WithAttrs keeps noting.
func (n noting) WithAttrs(attrs []slog.Attr) slog.Handler {
	return noting{n.Handler.WithAttrs(attrs)}
}

// WithGroup keeps noting.
func (n noting) WithGroup(name string) slog.Handler { return noting{n.Handler.WithGroup(name)} }

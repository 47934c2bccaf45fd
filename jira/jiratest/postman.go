package jiratest

import (
	"bytes"
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"net/http"
	"slices"
	"strings"
	"sync"
	"time"
)

// changed notes that an issue was changed, and tells the webhooks. kind is what
// Jira calls issue_event_type_name.
func (c *call) changed(i *issue, kind string) {
	i.Updated = c.at
	c.state.touch()
	c.tell("jira:issue_updated", kind, i)
}

// tell puts an event in the post for every webhook that wants it. Webhooks are
// told whatever any person may see.
func (c *call) tell(event, kind string, i *issue) {
	if len(c.state.Webhooks) == 0 {
		return
	}
	body := map[string]any{"timestamp": c.at.UnixMilli(), "webhookEvent": event, "issue_event_type_name": kind,
		"user": c.userJSON(c.who.person), "issue": c.issueJSON(i, fieldSet{names: []string{"*all"}})}
	c.mail(event, i, body)
}

// tellComment is the other event of a comment: it names no issue.
func (c *call) tellComment(i *issue, m *comment) {
	c.mail("comment_created", i, map[string]any{
		"timestamp": c.at.UnixMilli(), "webhookEvent": "comment_created", "comment": c.commentJSON(i, m),
	})
}

func (c *call) mail(event string, i *issue, body map[string]any) {
	text, err := json.Marshal(body)
	if err != nil {
		return
	}
	for _, h := range c.state.Webhooks {
		if !slices.Contains(h.Events, event) || !c.concerns(h, i) {
			continue
		}
		l := letter{to: strings.ReplaceAll(h.URL, c.version.variable("issue.key"), i.Key), secret: h.Secret, body: text}
		if h.NoBody {
			l.body = nil
		}
		c.post.add(l)
	}
}

// variable is how an address names what is put in its place.
func (v version) variable(name string) string {
	if v.has(newWebhooks) {
		return "{" + name + "}"
	}
	return "${" + name + "}"
}

// concerns tells whether an issue is among those of a webhook. One whose JQL
// does not read has none.
func (c *call) concerns(h *webhook, i *issue) bool {
	q, err := parseJQL(h.JQL)
	if err != nil {
		return false
	}
	return q.where == nil || (&matcher{call: c}).build(q.where)(i)
}

// letter is one delivery.
type letter struct {
	to, secret string
	body       []byte
}

// postman delivers letters once: nothing is documented about Jira trying again.
// One carrier keeps their order, several do not.
type postman struct {
	letters chan letter
	end     context.CancelFunc
	done    sync.WaitGroup
}

func newPostman() *postman { return &postman{letters: make(chan letter, 1000)} }

func (p *postman) start(carriers int) {
	ctx, end := context.WithCancel(context.Background())
	p.end = end
	for range carriers {
		p.done.Go(func() { p.work(ctx) })
	}
}

// add takes a letter; when too many wait, it is lost.
func (p *postman) add(l letter) {
	select {
	case p.letters <- l:
	default:
	}
}

func (p *postman) close() {
	p.end()
	p.done.Wait()
}

func (p *postman) work(ctx context.Context) {
	for {
		select {
		case <-ctx.Done():
			return
		case l := <-p.letters:
			deliver(ctx, l)
		}
	}
}

// deliver sends a letter; what becomes of it is nobody's concern here, as in Jira.
func deliver(ctx context.Context, l letter) {
	ctx, cancel := context.WithTimeout(ctx, 5*time.Second)
	defer cancel()
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, l.to, bytes.NewReader(l.body))
	if err != nil {
		return
	}
	r.Header.Set("Content-Type", "application/json; charset=UTF-8")
	if l.secret != "" {
		sign := hmac.New(sha256.New, []byte(l.secret))
		sign.Write(l.body)
		r.Header.Set("X-Hub-Signature", "sha256="+hex.EncodeToString(sign.Sum(nil)))
	}
	res, err := http.DefaultClient.Do(r)
	if err == nil {
		_ = res.Body.Close()
	}
}

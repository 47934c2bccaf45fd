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
	body, err := json.Marshal(map[string]any{"timestamp": c.at.UnixMilli(), "webhookEvent": event, "issue_event_type_name": kind,
		"user": c.userJSON(c.who.person), "issue": c.issueJSON(i, fieldSet{names: []string{"*all"}})})
	if err != nil {
		return
	}
	for _, h := range c.state.Webhooks {
		if slices.Contains(h.Events, event) {
			c.post.add(letter{to: strings.NewReplacer("${issue.key}", i.Key, "{issue.key}", i.Key).Replace(h.URL), secret: h.Secret, body: body})
		}
	}
}

// letter is one delivery.
type letter struct {
	to, secret string
	body       []byte
}

// postman delivers letters in order and once: nothing is documented about
// Jira trying again.
type postman struct {
	letters chan letter
	end     context.CancelFunc
	done    sync.WaitGroup
}

func newPostman() *postman { return &postman{letters: make(chan letter, 1000)} }

func (p *postman) start() {
	ctx, end := context.WithCancel(context.Background())
	p.end = end
	p.done.Go(func() { p.work(ctx) })
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

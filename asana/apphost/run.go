package apphost

import (
	"bytes"
	"context"
	"encoding/json"
	"net/http"
	"time"

	"jirabridge/asana"
	"jirabridge/asana/appcomponents"
)

const (
	maxShown    = 4000 // characters kept of a message and of its answer
	maxProblems = 30   // of a preview
)

// Run is what an action is carried out with.
type Run struct {
	Task          string
	Key           string // the same for every try: the app carries the action out once for it
	Configuration string // what was submitted in the action's form, as JSON
}

// Exchange is what was sent to an app and what came back, for people who look
// into a rule's history. It has neither the signature nor the address's query.
type Exchange struct {
	Request  string // method and address on the first line, then the message as JSON
	Status   int    // 0 when no answer came
	Answer   string // cut off after some thousand characters
	Duration time.Duration
}

// RunAction has the app carry out an action for a task, as the rule's owner,
// who is the actor and whose language the app is to speak. A failure is an
// *Error, with what was said in the Exchange.
func (h *Host) RunAction(ctx context.Context, owner asana.Actor, of RuleAction, run Run) (appcomponents.RunResult, Exchange, error) {
	var result appcomponents.RunResult
	v, err := h.enterAction(ctx, owner, of)
	if err == nil {
		_, err = h.platform.Task(ctx, owner, run.Task)
	}
	if err != nil {
		return result, Exchange{}, err
	}
	if ctx, err = h.inLanguageOf(ctx, owner.Person); err != nil {
		return result, Exchange{}, err
	}
	said, err := h.deliver(ctx, v, v.action.RunActionURL, run, &result)
	return legible(result), said, err
}

// inLanguageOf notes the language a person reads in where nobody reads along.
func (h *Host) inLanguageOf(ctx context.Context, gid string) (context.Context, error) {
	if ctx.Value(languageKey{}) != nil {
		return ctx, nil
	}
	person, err := h.platform.Person(ctx, gid)
	return WithLanguage(ctx, person.Language), err
}

// PreviewAction asks the app what carrying out an action would do; nothing is
// done. An app that does not tell is NotFound.
func (h *Host) PreviewAction(ctx context.Context, owner asana.Actor, of RuleAction, run Run) (appcomponents.Preview, error) {
	var preview appcomponents.Preview
	v, err := h.enterSettings(ctx, owner, of)
	if err == nil {
		_, err = h.platform.Task(ctx, owner, run.Task)
	}
	if err != nil {
		return preview, err
	}
	if v.action.PreviewURL == "" {
		return preview, notFound("preview")
	}
	_, err = h.deliver(ctx, v, v.action.PreviewURL, run, &preview)
	return foretold(preview), err
}

// deliver sends a run to an address and keeps what was said.
func (h *Host) deliver(ctx context.Context, v actionVisit, address string, run Run, out appcomponents.Message) (Exchange, error) {
	ctx, cancel := context.WithTimeout(ctx, h.timeout)
	defer cancel()
	q := v.request(h)
	q.TargetObject, q.IdempotencyKey, q.Configuration = run.Task, run.Key, run.Configuration
	r, err := appcomponents.NewPost(ctx, address, v.app.ClientSecret.Reveal(), q)
	if err != nil {
		return Exchange{}, h.failed(ctx, v.visit, "", generic(0, err))
	}
	exchange := Exchange{Request: sent(r)}
	begun := h.now()
	said, err := h.send(r)
	exchange.Duration, exchange.Status, exchange.Answer = h.now().Sub(begun), said.status, shown(said.body)
	if err == nil {
		err = h.read(said, runRefusal, out)
	}
	return exchange, h.failed(ctx, v.visit, r.URL.Path, err)
}

// sent is a message as people read it.
func sent(r *http.Request) string {
	body, err := r.GetBody()
	if err != nil {
		return ""
	}
	var envelope struct{ Data string }
	if json.NewDecoder(body).Decode(&envelope) != nil {
		return ""
	}
	var text bytes.Buffer
	if json.Indent(&text, []byte(envelope.Data), "", "  ") != nil {
		return ""
	}
	return r.Method + " " + originOf(r.URL.String()) + r.URL.EscapedPath() + "\n" + shown(text.Bytes())
}

// shown is what is kept of a body: text, cut off.
func shown(body []byte) string {
	return shorten(readable(string(body[:min(len(body), maxShown*4)])), maxShown)
}

// legible is a result whose texts can be shown and stored.
func legible(r appcomponents.RunResult) appcomponents.RunResult {
	r.Error, r.Message = line(r.Error), line(r.Message)
	for i, made := range r.ResourcesCreated {
		r.ResourcesCreated[i].Name = shorten(readable(made.Name), maxName)
		r.ResourcesCreated[i].Error = line(made.Error)
	}
	return r
}

// foretold is a preview whose texts can be shown and stored.
func foretold(p appcomponents.Preview) appcomponents.Preview {
	p.Summary = shorten(readable(p.Summary), maxShown)
	p.Problems = p.Problems[:min(len(p.Problems), maxProblems)]
	for i := range p.Problems {
		p.Problems[i] = line(p.Problems[i])
	}
	return p
}

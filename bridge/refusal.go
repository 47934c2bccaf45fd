package bridge

import (
	"context"
	"encoding/json"
	"errors"
	"maps"
	"strings"

	"jirabridge/jira"
)

// explain puts a failure into the form, which is all that a host shows for a
// submission: the person's input stays. What consent or permission could mend
// stays an error.
func (b *Bridge) explain(ctx context.Context, w creation, err error) error {
	var e *Error
	if !errors.As(err, &e) {
		return err
	}
	problems := map[string]string{"": b.Say(w.caller.Lang, e.Text)}
	switch {
	case e.Text.ID == underWay, e.Text.ID == asked, e.Text.ID == unclear:
		return &FormError{b.notice(w.caller, e.Text)}
	case e.Kind == Invalid:
		return b.refuse(ctx, w, problems, e)
	case e.Kind == Busy, e.Kind == Slow, e.Kind == Unreachable:
		return b.sendBack(w, problems, e)
	}
	return err
}

// refuse is the form as it has to be now, with the reasons at the fields; when
// it cannot be drawn, the form as it was.
func (b *Bridge) refuse(ctx context.Context, w creation, problems map[string]string, cause *Error) error {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), redrawTime)
	defer cancel()
	form, err := b.redraw(ctx, w.caller, w.conn, w.Task, w.Values, problems)
	if err == nil {
		return &FormError{form}
	}
	b.log.InfoContext(ctx, "form was not drawn again", "error", err)
	return b.sendBack(w, problems, cause)
}

// reasons are Jira's own words for a refusal, by field; what concerns no field
// stands under "".
func reasons(e *jira.Error) map[string]string {
	said := map[string]string{}
	maps.Copy(said, e.Fields)
	if len(e.Messages) > 0 {
		said[""] = strings.Join(e.Messages, " ")
	}
	return said
}

// storedText is an error as it is kept with a step: the message to put into a
// reader's words later.
func storedText(err error) string {
	if err == nil {
		return ""
	}
	message := text("internal")
	var e *Error
	if errors.As(err, &e) {
		message = e.Text
	}
	stored, err := json.Marshal(message)
	if err != nil {
		return ""
	}
	return string(stored)
}

// storedID is the id of a message kept by storedText, "" of none.
func storedID(stored string) string {
	var message Text
	if json.Unmarshal([]byte(stored), &message) != nil {
		return ""
	}
	return message.ID
}

package hooks

import (
	"bytes"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"

	"jirabridge/asana"
	"jirabridge/asana/kit/seal"
)

// body is what a receiver is sent.
type body struct {
	Events []event `json:"events"`
}

// event is one change. What it names it names by gid and type alone.
type event struct {
	User      *reference `json:"user"`
	CreatedAt string     `json:"created_at"`
	Type      string     `json:"type"`
	Action    string     `json:"action"`
	Resource  *reference `json:"resource"`
	Parent    *reference `json:"parent"`
	Change    *change    `json:"change,omitempty"`
}

type reference struct {
	GID             string `json:"gid"`
	ResourceType    string `json:"resource_type"`
	ResourceSubtype string `json:"resource_subtype,omitempty"`
}

type change struct {
	Field    string     `json:"field"`
	Action   string     `json:"action"`
	NewValue *reference `json:"new_value,omitempty"`
}

// encode writes events as JavaScript's JSON.stringify does: receivers sign what they have read and written again.
func encode(events []asana.Event) ([]byte, error) {
	b := body{Events: make([]event, len(events))}
	for i, e := range events {
		b.Events[i] = eventOf(e)
	}
	var text bytes.Buffer
	encoder := json.NewEncoder(&text)
	encoder.SetEscapeHTML(false)
	err := encoder.Encode(b)
	return bytes.TrimSuffix(text.Bytes(), []byte("\n")), err
}

func eventOf(e asana.Event) event {
	w := event{
		User: referenceTo("user", e.Person), CreatedAt: e.CreatedAt.UTC().Format("2006-01-02T15:04:05.000Z"),
		Type: e.ResourceType, Action: e.Action, Resource: referenceTo(e.ResourceType, e.ResourceGID()),
	}
	w.Resource.ResourceSubtype = e.ResourceSubtype
	switch e.Action {
	case asana.ActionAdded, asana.ActionRemoved:
		w.Parent = referenceTo(e.ParentType, e.Parent)
	case asana.ActionChanged:
		w.Change = &change{Field: e.Field, Action: asana.ActionChanged}
		if kind := e.ValueType(); kind != "" {
			w.Change.NewValue = referenceTo(kind, e.Value)
		}
	}
	return w
}

func referenceTo(kind, gid string) *reference {
	if gid == "" {
		return nil
	}
	return &reference{GID: gid, ResourceType: kind}
}

// sign is the signature of a body.
func sign(secret seal.Secret, body []byte) string {
	mac := hmac.New(sha256.New, []byte(secret.Reveal()))
	_, _ = mac.Write(body) // never fails
	return hex.EncodeToString(mac.Sum(nil))
}

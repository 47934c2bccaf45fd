package jiratest

import (
	"net/http"
	"net/url"
	"slices"
	"time"
)

// webhook is an address that is told about events. Jira 10 gave webhooks a
// secret and another form in REST; before, the secret had to be in the URL.
type webhook struct {
	ID      int       `json:"id"`
	Name    string    `json:"name"`
	URL     string    `json:"url"`
	Events  []string  `json:"events"`
	Secret  string    `json:"secret,omitempty"`
	JQL     string    `json:"jql,omitempty"`     // before 10: of which issues
	NoBody  bool      `json:"no_body,omitempty"` // before 10: the address says all
	By      string    `json:"by"`
	Updated time.Time `json:"updated"`
}

// webhookRequest is the body of a POST, of both forms.
type webhookRequest struct {
	Name          string            `json:"name"`
	URL           string            `json:"url"`
	Events        []string          `json:"events"`
	Filters       map[string]string `json:"filters"` // before 10
	ExcludeBody   bool              `json:"excludeBody"`
	Configuration map[string]string `json:"configuration"` // from 10 on; what Jira calls the secret's key is not documented, here it is SECRET
	Active        *bool             `json:"active"`
	VerifySSL     *bool             `json:"sslVerificationRequired"`
}

// filterSection is the one filter there is.
const filterSection = "issue-related-events-section"

// postWebhook registers a webhook, which takes an administrator. 201.
func (s *Server) postWebhook(c *call) (answer, error) {
	if err := c.mustAdminister(); err != nil {
		return answer{}, err
	}
	var q webhookRequest
	if err := c.json(&q); err != nil {
		return answer{}, err
	}
	u, err := url.Parse(q.URL)
	if q.Name == "" || err != nil || u.Host == "" {
		return answer{}, fail(http.StatusBadRequest, "A webhook needs a name and an absolute URL.")
	}
	h := &webhook{ID: c.state.nextID(), Name: q.Name, URL: q.URL, Events: q.Events, By: c.who.name(), Updated: c.at}
	if c.version.has(newWebhooks) {
		h.Secret = q.Configuration["SECRET"] // filters are passed over without a word (JRASERVER-78733)
	} else {
		h.JQL, h.NoBody = q.Filters[filterSection], q.ExcludeBody
	}
	c.state.Webhooks = append(c.state.Webhooks, h)
	c.state.touch()
	return created(c.webhookJSON(h))
}

func (s *Server) listWebhooks(c *call) (answer, error) {
	if err := c.mustAdminister(); err != nil {
		return answer{}, err
	}
	return listAll(c.state.Webhooks, func(h *webhook) any { return c.webhookJSON(h) })
}

func (s *Server) deleteWebhook(c *call) (answer, error) {
	if err := c.mustAdminister(); err != nil {
		return answer{}, err
	}
	c.state.Webhooks = slices.DeleteFunc(c.state.Webhooks, func(h *webhook) bool { return itoa(h.ID) == c.path("id") })
	c.state.touch()
	return noContent()
}

func (c *call) mustAdminister() error {
	if !c.may(permAdminister, nil) {
		return fail(http.StatusForbidden, "You do not have permission to administer webhooks.")
	}
	return nil
}

func (c *call) webhookJSON(h *webhook) map[string]any {
	if c.version.has(newWebhooks) {
		return map[string]any{"id": h.ID, "name": h.Name, "url": h.URL, "events": h.Events, "active": true, "scopeType": "global",
			"createdDate": h.Updated.UnixMilli(), "updatedDate": h.Updated.UnixMilli(), "configuration": map[string]any{},
			"sslVerificationRequired": true, "statistics": map[string]any{}}
	}
	by := c.person(h.By)
	return map[string]any{"name": h.Name, "url": h.URL, "excludeBody": h.NoBody, "events": h.Events, "enabled": true,
		"filters": map[string]any{filterSection: h.JQL}, "lastUpdated": h.Updated.UnixMilli(),
		"lastUpdatedUser": by.Name, "lastUpdatedDisplayName": by.DisplayName,
		"self": c.base + c.version.webhookPath() + "/" + itoa(h.ID)}
}

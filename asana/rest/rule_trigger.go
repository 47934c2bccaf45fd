package rest

import (
	"encoding/json"
	"errors"
	"net/http"
	"net/url"

	"github.com/gorilla/mux"

	"jirabridge/asana"
	"jirabridge/asana/kit/httpkit"
)

// TriggerPath is where rules are started without a token; a trigger's secret follows.
const TriggerPath = "/-/triggers/"

// ranRule is what asana.com says of a rule it has started.
const ranRule = "Successfully saved the payload and ran the rule"

// notStarted is all that is said at the secret address about a rule that did not start.
const notStarted = "resource: The rule was not started. Either this is no task of its project, or the rule is switched off."

// ruleTriggered is what triggerRule answers, at the secret address too.
type ruleTriggered struct {
	Data ruleTriggerResponse `json:"data" required:"true"`
}

type ruleTriggerResponse struct {
	Message string `json:"message" required:"true"`
}

// ruleTriggerRequest is the body of triggerRule: a task of the rule's project, and what the rule gets to know besides.
type ruleTriggerRequest struct {
	Resource   *gid     `json:"resource"`
	ActionData freeForm `json:"action_data"`
}

// maxActionData bounds what is sent along, in bytes.
const maxActionData = 16 << 10

func triggerOperations() []operation {
	return []operation{{
		ID: "triggerRule", Method: http.MethodPost, Path: "/rule_triggers/{rule_trigger_gid}/run", Body: &ruleTriggerRequest{},
		Text: "Starts a rule that waits for a web request, for a task of its project.", Result: ruleTriggered{}, Plain: true, Do: triggerRule,
	}, {
		ID: "renewTriggerSecret", Method: http.MethodPost, Path: "/rule_triggers/{rule_trigger_gid}/renew_secret", Group: rulesGroup, Body: &nothing{},
		Text: "Gives a web request of a rule of yours a new secret address, which opt_fields=triggers.secret_url tells. The one before " +
			"starts nothing any more.", Result: rule{}, Do: renewTriggerSecret,
	}}
}

func renewTriggerSecret(c *call) (any, error) {
	trigger, err := c.gid("rule_trigger_gid")
	if err != nil {
		return nil, err
	}
	r, err := c.platform.RenewTriggerSecret(c.ctx(), c.actor, trigger)
	return one(r, err, c.ruleRecord)
}

func triggerRule(c *call) (any, error) {
	trigger, err := c.gid("rule_trigger_gid")
	if err != nil {
		return nil, err
	}
	task, payload, err := c.triggerInput()
	if err != nil {
		return nil, err
	}
	if _, named := c.data["action_data"]; !named {
		return nil, badRequest("action_data: Missing input")
	}
	_, err = c.platform.RunTrigger(c.ctx(), c.actor, trigger, task, payload)
	return triggered(), err
}

// triggerInput is the task and the payload of a body.
func (c *call) triggerInput() (task string, payload json.RawMessage, err error) {
	var body ruleTriggerRequest
	if err := c.decode(&body); err != nil {
		return "", nil, err
	}
	if text(body.Resource) == "" {
		return "", nil, badRequest("resource: Missing input")
	}
	payload, err = json.Marshal(body.ActionData)
	if err == nil && len(payload) > maxActionData {
		err = badRequest("action_data: Too large")
	}
	return text(body.Resource), payload, err
}

// triggered is the one answer there is when a rule was started.
func triggered() whole {
	return whole{http.StatusOK, object{{"data", object{{"message", ranRule}}}}}
}

// runSecretTrigger is POST /-/triggers/{secret}: triggerRule for programs that have no token, in the name of the rule's
// owner. The answer does not tell what became of the run, nor what tasks there are.
func (s *server) runSecretTrigger(w http.ResponseWriter, r *http.Request) error {
	secret := mux.Vars(r)["secret"]
	trigger, owner, err := s.platform.SecretTrigger(r.Context(), secret)
	if asana.IsKind(err, asana.NotFound) {
		return errNoRoute
	}
	if err != nil {
		return err
	}
	if err := s.auth.SpendTrigger(r.Context(), trigger, owner); err != nil {
		return err
	}
	c := &call{server: s, op: triggerOperations()[0], r: r, w: w, query: url.Values{}}
	if err := c.readBody(); err != nil {
		return err
	}
	task, payload, err := c.triggerInput()
	if err != nil {
		return err
	}
	_, err = s.platform.RunSecretTrigger(r.Context(), secret, task, payload)
	var refused *asana.Error
	if errors.As(err, &refused) {
		return httpkit.Fail(http.StatusBadRequest, notStarted, err)
	}
	if err != nil {
		return err
	}
	return c.answer(triggered())
}

// withoutSecret keeps the secret of an address out of logs.
func withoutSecret(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		there := *r.URL
		there.Path, there.RawPath = TriggerPath+"…", ""
		shown := r.WithContext(r.Context())
		shown.URL, shown.RequestURI = &there, there.Path
		next.ServeHTTP(w, shown)
	})
}

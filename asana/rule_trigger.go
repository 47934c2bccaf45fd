package asana

import (
	"context"
	"errors"
	"slices"

	"jirabridge/asana/kit/seal"
	"jirabridge/asana/store"
)

// putTriggers makes the rows of a rule's triggers those of the list. A trigger that stays keeps its secret.
func (p *Platform) putTriggers(ctx context.Context, c *change, rule, project string, triggers []Trigger) error {
	rows, err := c.q.RuleTriggers(ctx, rule)
	if err != nil {
		return err
	}
	var kept []string
	for _, r := range rows {
		stays := slices.ContainsFunc(triggers, func(t Trigger) bool {
			return t.GID == r.Gid && string(t.Kind) == r.Kind && int64(t.Minutes) == r.Minutes
		})
		if stays {
			kept = append(kept, r.Gid)
			continue
		}
		if err := c.q.DeleteRuleTrigger(ctx, r.Gid); err != nil {
			return err
		}
	}
	for _, t := range triggers {
		if slices.Contains(kept, t.GID) {
			continue
		}
		if err := p.insertTrigger(ctx, c, rule, project, t); err != nil {
			return err
		}
	}
	return nil
}

func (p *Platform) insertTrigger(ctx context.Context, c *change, rule, project string, t Trigger) error {
	row := store.InsertRuleTriggerParams{Gid: t.GID, Rule: rule, Project: project, Kind: string(t.Kind), Minutes: int64(t.Minutes), Secret: []byte{}}
	if t.Kind == TriggerRequested {
		var err error
		if row.Secret, row.SecretHash, err = p.newSecret(t.GID); err != nil {
			return err
		}
	}
	return c.q.InsertRuleTrigger(ctx, row)
}

// newSecret makes a secret for a trigger: sealed, and as it is looked up.
func (p *Platform) newSecret(trigger string) (sealed []byte, hash string, err error) {
	secret := seal.NewToken("").Reveal()
	sealed, err = p.keys.Seal([]byte(secret), triggerRow(trigger))
	return sealed, seal.Hash(secret), err
}

// renewSecret gives a trigger another secret, if it has one: what it had starts nothing any more.
func (p *Platform) renewSecret(ctx context.Context, c *change, t store.RuleTrigger) error {
	if t.SecretHash == "" {
		return nil
	}
	sealed, hash, err := p.newSecret(t.Gid)
	if err != nil {
		return err
	}
	return c.q.SetTriggerSecret(ctx, store.SetTriggerSecretParams{Gid: t.Gid, Secret: sealed, SecretHash: hash})
}

// renewSecrets is renewSecret for all triggers of a rule.
func (p *Platform) renewSecrets(ctx context.Context, c *change, rule string) error {
	triggers, err := c.q.RuleTriggers(ctx, rule)
	for _, t := range triggers {
		if err := p.renewSecret(ctx, c, t); err != nil {
			return err
		}
	}
	return err
}

// RenewTriggerSecret gives a trigger by web request another secret: whoever starts the rule by the one it had does so
// no more. It is the rule's owner's alone, like the secret.
func (p *Platform) RenewTriggerSecret(ctx context.Context, a Actor, trigger string) (Rule, error) {
	known, err := p.gate(a).trigger(ctx, trigger)
	if err != nil {
		return Rule{}, err
	}
	rule, err := p.changedRule(ctx, a, known.Rule, func(ctx context.Context, c *change, row store.RuleRow) error {
		t, err := c.trigger(ctx, trigger)
		switch {
		case err != nil:
			return err
		case t.SecretHash == "":
			return notFound("rule_trigger", trigger)
		case row.Owner != a.Person:
			return forbidden("rule_secret", "Only the rule's owner gets its secret address.")
		}
		return p.renewSecret(ctx, c, t)
	})
	return rule, aboutTrigger(err, trigger)
}

// aboutTrigger says of a trigger what is said of its rule: that it is not there, or hidden.
func aboutTrigger(err error, trigger string) error {
	var e *Error
	if errors.As(err, &e) && e.Kind == NotFound && e.Field == "rule" {
		return &Error{Kind: NotFound, Field: "rule_trigger", GID: trigger, Text: e.Text, Hidden: e.Hidden}
	}
	return err
}

// triggerRow is what the sealed secret of a trigger is bound to.
func triggerRow(gid string) string { return "rule_triggers/" + gid + "/secret" }

// TriggerSecret is what the secret address of a trigger by web request ends in. It is the rule's owner's alone: who
// has it starts the rule without anything else.
func (p *Platform) TriggerSecret(ctx context.Context, a Actor, rule, trigger string) (seal.Secret, error) {
	g := p.gate(a)
	row, _, err := g.rule(ctx, rule)
	if err != nil {
		return "", err
	}
	if row.Owner != a.Person {
		return "", forbidden("rule_secret", "Only the rule's owner gets its secret address.")
	}
	t, err := g.trigger(ctx, trigger)
	if err != nil {
		return "", err
	}
	if t.Rule != rule || t.SecretHash == "" {
		return "", notFound("rule_trigger", trigger)
	}
	plain, err := p.keys.Open(t.Secret, triggerRow(trigger))
	return seal.Secret(plain), err
}

// SecretTrigger is whose secret it is: a trigger's, and in whose name it starts the rule.
func (p *Platform) SecretTrigger(ctx context.Context, secret string) (trigger, owner string, err error) {
	t, rule, err := p.secretTrigger(ctx, secret)
	return t.Gid, rule.Owner, err
}

func (p *Platform) secretTrigger(ctx context.Context, secret string) (store.RuleTrigger, store.RuleRow, error) {
	q := store.New(p.db.Reader())
	t, err := q.RuleTriggerBySecret(ctx, seal.Hash(secret))
	if err != nil {
		return t, store.RuleRow{}, orNotFound(err, "rule_trigger", "")
	}
	rule, err := q.Rule(ctx, t.Rule)
	return t, rule, orNotFound(err, "rule_trigger", "")
}

func (g gate) trigger(ctx context.Context, gid string) (store.RuleTrigger, error) {
	if !isGID(gid) {
		return store.RuleTrigger{}, notFound("rule_trigger", gid)
	}
	t, err := g.q.RuleTrigger(ctx, gid)
	return t, orNotFound(err, "rule_trigger", gid)
}

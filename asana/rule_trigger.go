package asana

import (
	"context"
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
		secret := seal.NewToken("")
		var err error
		if row.Secret, err = p.keys.Seal([]byte(secret.Reveal()), triggerRow(t.GID)); err != nil {
			return err
		}
		row.SecretHash = seal.Hash(secret.Reveal())
	}
	return c.q.InsertRuleTrigger(ctx, row)
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

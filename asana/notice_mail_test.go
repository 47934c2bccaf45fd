package asana_test

import (
	"context"
	"database/sql"
	"errors"
	"strings"
	"testing"
	"time"

	"jirabridge/asana"
	"jirabridge/asana/asanatest"
)

// Who is told of a rule gets one mail, in his language; not once he knows, or the cause is over.
func TestNoticesAreMailed(t *testing.T) {
	withMail(t, func(t *testing.T, w *asanatest.World, box *postbox, now *time.Time) {
		ctx, p := t.Context(), w.Platform
		check(t, p.HasLanguage(ctx, w.SuperAdmin.Person, "sv"))
		check(t, p.HasLanguage(ctx, w.Owner.Person, "pl"))
		*now = time.Date(2030, 3, 1, 9, 30, 0, 0, time.UTC)
		box.problems = []error{errors.New("not now")}
		rule := addRule(t, w, w.Member, moves(t, w))
		pause(t, w, rule.GID, asana.PausedUnauthorized, *now)
		for range 2 {
			_, err := p.RunForTask(ctx, w.Member.Actor, rule.GID, w.Tasks[0].GID)
			check(t, err)
		}
		work(t, w)
		want := map[string][]string{
			"mia@example.com": {"The rule “Tidy up” is waiting", "Hello Mia Member,", "has been waiting since 2030-03-01 09:30. The app asks Mia Member to log in again.",
				"The reason: Sorry.", "2 tasks wait with it.", "Log in to the app again, then let the rule go on.", "\n" + w.URL + "/0/rules/" + rule.GID + "\n"},
			"sven@example.com": {"Regeln ”Tidy up” väntar", "Hej Sven Super!", "Be personen göra det, eller ta över regeln.", "2 uppgifter väntar"},
			"olga@example.com": {"Reguła „Tidy up” czeka", "Dzień dobry, Olga Owner!", "Czekają z nią 2 zadania."},
		}
		for _, m := range box.mails {
			for _, part := range want[m.To.Address] {
				if !strings.Contains(m.Subject+"\n"+m.Text, part) {
					t.Errorf("%s: no %q in %s\n%s", m.To.Address, part, m.Subject, m.Text)
				}
			}
			delete(want, m.To.Address)
		}
		if len(want) > 0 || len(box.mails) != 3 {
			t.Errorf("%d mails, without %v", len(box.mails), want)
		}
		_, err := p.ResumeRule(ctx, w.Member.Actor, rule.GID)
		check(t, err)
		pause(t, w, rule.GID, asana.PausedStorm, *now)
		_, err = p.ResumeRule(ctx, w.Member.Actor, rule.GID)
		check(t, err)
		check(t, w.DB.Tx(ctx, func(ctx context.Context, tx *sql.Tx) error {
			return p.RuleFailed(ctx, tx, rule.GID, "a", "asana.notice_gave_up")
		}))
		work(t, w)
		if len(box.mails) != 4 {
			t.Fatalf("%d mails", len(box.mails))
		}
		if m := box.mails[3]; m.Subject != "The rule “Tidy up” does not work" || !strings.Contains(m.Text, "The reason: The app was busy") || m.To.Address != "mia@example.com" {
			t.Errorf("%+v", m)
		}
	})
}

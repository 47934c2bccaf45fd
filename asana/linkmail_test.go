package asana_test

import (
	"context"
	"errors"
	"net/netip"
	"strings"
	"sync"
	"testing"
	"time"

	"jirabridge/asana"
	"jirabridge/asana/asanatest"
	"jirabridge/asana/kit/mail"
)

// postbox takes mails, and refuses with what problems has next.
type postbox struct {
	mu       sync.Mutex
	problems []error
	failed   func() // called before the try after a failure
	tried    int
	mails    []mail.Message
}

// Send keeps a mail or fails.
func (b *postbox) Send(_ context.Context, m mail.Message) error {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.tried++; b.tried == 2 && b.failed != nil {
		b.failed()
	}
	if len(b.problems) > 0 {
		err := b.problems[0]
		b.problems = b.problems[1:]
		return err
	}
	b.mails = append(b.mails, m)
	return nil
}

// withMail is eachAt where links are mailed.
func withMail(t *testing.T, f func(t *testing.T, w *asanatest.World, box *postbox, now *time.Time)) {
	t.Helper()
	var box *postbox
	now := new(time.Time)
	each(t, func(t *testing.T, w *asanatest.World) { f(t, w, box, now) }, func(c *asana.Config) {
		box, *now = &postbox{}, time.Now()
		c.Mail, c.Now = box, func() time.Time { return *now }
	})
}

// work works all jobs until none is left to be done.
func work(t *testing.T, w *asanatest.World) {
	t.Helper()
	check(t, w.Queue.Start(t.Context()))
	deadline := time.Now().Add(time.Minute)
	for left := 1; left > 0; {
		check(t, w.DB.Reader().QueryRow("select count(*) from river_job where kind in ('asana_mail_link', 'asana_mail_notice') and state not in ('completed', 'cancelled', 'discarded')").Scan(&left))
		if time.Now().After(deadline) {
			t.Fatalf("%d mails are still waiting", left)
		}
		time.Sleep(10 * time.Millisecond)
	}
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	check(t, w.Queue.Stop(ctx))
}

func TestLinksAreMailed(t *testing.T) {
	withMail(t, func(t *testing.T, w *asanatest.World, box *postbox, _ *time.Time) {
		ctx, p, space := t.Context(), w.Platform, w.Workspace.GID
		check(t, p.HasLanguage(ctx, w.SuperAdmin.Person, "sv"))
		check(t, p.HasLanguage(ctx, w.Outsider.Person, "pl"))
		links := map[string]string{}
		for _, email := range []string{"new@example.com", "otto@example.net"} {
			link, err := p.Invite(ctx, w.SuperAdmin.Actor, space, asana.NewInvitation{Email: email, Role: asana.Member})
			check(t, err)
			links[email] = link
		}
		link, err := p.ResetLink(ctx, w.Owner.Actor, space, w.Member.GID)
		check(t, err)
		links["mia@example.com"] = link
		kept(t, w, links)
		work(t, w)
		want := map[string][2]string{ // who, and in which language
			"new@example.com":  {"Sven Super bjuder in dig till Acme", "Gå med"},
			"otto@example.net": {"Sven Super zaprasza Cię do obszaru roboczego Acme", "Dołącz"},
			"mia@example.com":  {"Your new password at " + strings.TrimPrefix(w.URL, "http://"), "Olga Owner has made a link"},
		}
		for _, m := range box.mails {
			to := m.To.Address
			if m.Subject != want[to][0] || !strings.Contains(m.Text, want[to][1]) || !strings.Contains(m.Text, "\n"+links[to]+"\n") {
				t.Errorf("%s: %+v", to, m)
			}
			delete(want, to)
		}
		if len(want) != 0 {
			t.Errorf("not mailed: %v", want)
		}
		list, err := p.Invitations(ctx, w.Owner.Actor, space)
		check(t, err)
		if len(list) != 2 || list[0].MailedAt.IsZero() || list[0].MailProblem != "" {
			t.Errorf("%+v", list)
		}
	})
}

// kept looks for tokens in clear, in the rows of links and jobs.
func kept(t *testing.T, w *asanatest.World, links map[string]string) {
	t.Helper()
	for _, link := range links {
		_, token, _ := strings.Cut(link, "token=")
		for _, query := range []string{"select count(*) from one_time_links where cast(mail_token as text) like $1", "select count(*) from river_job where cast(args as text) like $1"} {
			var n int
			if err := w.DB.Reader().QueryRow(query, "%"+token+"%").Scan(&n); err != nil || n != 0 {
				t.Errorf("%s: %d %v", query, n, err)
			}
		}
	}
}

// A mail that could not be sent is sent later, and why is told meanwhile.
func TestMailIsTriedAgain(t *testing.T) {
	withMail(t, func(t *testing.T, w *asanatest.World, box *postbox, _ *time.Time) {
		ctx, p, space := t.Context(), w.Platform, w.Workspace.GID
		box.problems = []error{&mail.Error{Kind: mail.Unreachable}}
		box.failed = func() {
			list, err := p.Invitations(ctx, w.Owner.Actor, space)
			if err != nil || len(list) != 1 || list[0].MailProblem != "unreachable" || !list[0].MailedAt.IsZero() {
				t.Errorf("%+v %v", list, err)
			}
		}
		invite(t, w, "new@example.com", asana.Member)
		work(t, w)
		if box.tried != 2 || len(box.mails) != 1 {
			t.Errorf("tried %d times, %d mails", box.tried, len(box.mails))
		}
	})
}

func TestMailThatIsRefused(t *testing.T) {
	withMail(t, func(t *testing.T, w *asanatest.World, box *postbox, _ *time.Time) {
		ctx, p, space := t.Context(), w.Platform, w.Workspace.GID
		box.problems = []error{&mail.Error{Kind: mail.Recipient, Code: 550}}
		_, err := p.ResetLink(ctx, w.Owner.Actor, space, w.Member.GID)
		check(t, err)
		work(t, w)
		problems, err := p.ResetProblems(ctx, w.SuperAdmin.Actor, space)
		check(t, err)
		if box.tried != 1 || len(problems) != 1 || problems[w.Member.GID] != "recipient" {
			t.Errorf("tried %d times, %v", box.tried, problems)
		}
		_, err = p.ResetProblems(ctx, w.Member.Actor, space)
		fails(t, err, asana.Forbidden, "Only those who may manage users may do this.")
	})
}

func TestALinkThatIsOverIsNotMailed(t *testing.T) {
	withMail(t, func(t *testing.T, w *asanatest.World, box *postbox, now *time.Time) {
		ctx, p, space := t.Context(), w.Platform, w.Workspace.GID
		used := invite(t, w, "a@example.com", asana.Member)
		_, err := p.Join(ctx, used, asana.Join{Name: "Ada", Password: "long enough!"})
		check(t, err)
		invite(t, w, "b@example.com", asana.Member)
		list, err := p.Invitations(ctx, w.Owner.Actor, space)
		check(t, err)
		check(t, p.WithdrawInvitation(ctx, w.Owner.Actor, space, list[0].GID))
		_, err = p.ResetLink(ctx, w.Owner.Actor, space, w.Member.GID)
		check(t, err)
		*now = now.Add(25 * time.Hour)
		work(t, w)
		if box.tried != 0 {
			t.Errorf("%+v", box.mails)
		}
	})
}

func TestForgotPassword(t *testing.T) {
	withMail(t, func(t *testing.T, w *asanatest.World, box *postbox, now *time.Time) {
		ctx, p := t.Context(), w.Platform
		link, err := p.ResetLink(ctx, w.Owner.Actor, w.Workspace.GID, w.Member.GID)
		check(t, err)
		for range 2 {
			check(t, p.ForgotPassword(ctx, " MIA@example.com", office))
			check(t, p.ForgotPassword(ctx, "nobody@example.com", office))
		}
		work(t, w)
		if len(box.mails) != 2 { // the admin's, and the second that replaced the first
			t.Fatalf("%+v", box.mails)
		}
		_, err = p.ResetFor(ctx, tokenOf(t, w, link, "/-/reset"))
		check(t, err)
		own := box.mails[1]
		if !strings.Contains(own.Text, "Somebody, most likely you") {
			own = box.mails[0]
		}
		_, token, _ := strings.Cut(own.Text, "token=")
		token, _, _ = strings.Cut(token, "\n")
		got, err := p.ResetPassword(ctx, token, "a new password")
		check(t, err)
		if got.GID != w.Member.GID {
			t.Errorf("%+v", got)
		}
	})
}

// An address is proven by a link that nobody but its mailbox was given, until there is another address.
func TestEmailIsProven(t *testing.T) {
	withMail(t, func(t *testing.T, w *asanatest.World, box *postbox, _ *time.Time) {
		ctx, p := t.Context(), w.Platform
		use := func(token string) bool {
			_, err := p.ResetPassword(ctx, token, "a new password")
			check(t, err)
			person, err := p.Person(ctx, w.Member.GID)
			check(t, err)
			return person.EmailProven
		}
		link, err := p.ResetLink(ctx, w.Owner.Actor, w.Workspace.GID, w.Member.GID)
		check(t, err)
		if use(tokenOf(t, w, link, "/-/reset")) {
			t.Error("a link that an admin has seen proves the address")
		}
		check(t, p.ForgotPassword(ctx, "mia@example.com", office))
		work(t, w)
		_, token, _ := strings.Cut(box.mails[len(box.mails)-1].Text, "token=")
		token, _, _ = strings.Cut(token, "\n")
		if !use(token) {
			t.Error("a link that only the mailbox had does not prove the address")
		}
		check(t, p.ChangeEmail(ctx, w.Member.Actor, "elsewhere@example.com", "a new password", office))
		if person, err := p.Person(ctx, w.Member.GID); err != nil || person.EmailProven {
			t.Errorf("another address is proven: %+v, %v", person, err)
		}
	})
}

// Asking is counted per account and address, whether there is the account or not, and apart from signing in.
func TestForgettingIsSlowedDown(t *testing.T) {
	withMail(t, func(t *testing.T, w *asanatest.World, _ *postbox, now *time.Time) {
		ctx, p := t.Context(), w.Platform
		for _, email := range []string{"mia@example.com", "nobody@example.com"} {
			for range 5 {
				check(t, p.ForgotPassword(ctx, email, office))
			}
			var refused *asana.TooManyAttempts
			if err := p.ForgotPassword(ctx, email, office); !errors.As(err, &refused) {
				t.Errorf("%s: %v", email, err)
			}
			check(t, p.ForgotPassword(ctx, email, netip.MustParseAddr("192.0.2.99")))
		}
		_, err := p.SignIn(ctx, asana.Attempt{Email: "mia@example.com", Password: asanatest.Password, Address: office})
		check(t, err)
		*now = now.Add(time.Minute)
		check(t, p.ForgotPassword(ctx, "mia@example.com", office))
	})
}

func TestWithoutMail(t *testing.T) {
	each(t, func(t *testing.T, w *asanatest.World) {
		invite(t, w, "new@example.com", asana.Member)
		fails(t, w.Platform.ForgotPassword(t.Context(), "mia@example.com", office), asana.Forbidden,
			"This installation sends no mail. Ask an owner or super admin of your workspace for a link.")
		var n int
		check(t, w.DB.Reader().QueryRow("select count(*) from river_job where kind = 'asana_mail_link'").Scan(&n))
		if n != 0 || w.Platform.Mails() {
			t.Errorf("%d mails", n)
		}
	})
}

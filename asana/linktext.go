package asana

import (
	"context"
	netmail "net/mail"
	"net/url"
	"strings"

	"jirabridge/asana/kit/mail"
	"jirabridge/asana/kit/page"
	"jirabridge/asana/kit/sqldb"
	"jirabridge/asana/store"
)

// loadWords reads the texts of mails.
func loadWords() (*page.Words, error) {
	return page.NewWords(page.Source{Name: "asana", Messages: Messages()})
}

// isMailed tells whether links of a purpose are mailed. The first owner's is not: nobody is known yet.
func isMailed(purpose string) bool { return purpose == purposeInvite || purpose == purposeReset }

// linkText is what a mail is written from.
type linkText struct {
	to       netmail.Address
	language string
	message  string // what the ids of its texts begin with
	words    map[string]any
}

// linkMessage is the mail of a link: in the language of whom it is for, or else of who made it. NotFound is a
// link for nobody.
func (p *Platform) linkMessage(ctx context.Context, link store.OneTimeLink, address string) (mail.Message, error) {
	text, err := p.linkText(ctx, link)
	if err != nil {
		return mail.Message{}, err
	}
	text.words["Host"] = p.host()
	say := func(id string) string { return p.words.Say(text.language, text.message+id, text.words) }
	return mail.Message{
		ID: link.Gid, To: text.to, Date: sqldb.Time(link.CreatedAt), Subject: say("subject"),
		Text: strings.Join([]string{say("hello"), say("text"), address, say("end"), ""}, "\n\n"),
	}, nil
}

func (p *Platform) linkText(ctx context.Context, link store.OneTimeLink) (linkText, error) {
	if link.Purpose == purposeInvite {
		return p.inviteText(ctx, link)
	}
	return p.resetText(ctx, link)
}

func (p *Platform) inviteText(ctx context.Context, link store.OneTimeLink) (linkText, error) {
	q := store.New(p.db.Reader())
	workspace, err := q.Workspace(ctx, link.Workspace)
	if err != nil {
		return linkText{}, orNotFound(err, "workspace", link.Workspace)
	}
	by, err := p.Person(ctx, link.CreatedBy)
	if err != nil {
		return linkText{}, err
	}
	text := linkText{
		to: netmail.Address{Address: link.Email}, language: by.Language, message: "asana.mail_invite_",
		words: map[string]any{"By": by.Name, "Workspace": workspace.Name},
	}
	known, err := p.PersonByEmail(ctx, link.Email)
	switch {
	case err == nil:
		text.to.Name, text.language = known.Name, known.Language
	case !IsKind(err, NotFound):
		return linkText{}, err
	}
	return text, nil
}

func (p *Platform) resetText(ctx context.Context, link store.OneTimeLink) (linkText, error) {
	person, err := p.Person(ctx, link.Person)
	if err != nil {
		return linkText{}, err
	}
	text := linkText{
		to: netmail.Address{Name: person.Name, Address: person.Email}, language: person.Language,
		message: "asana.mail_forgot_", words: map[string]any{"Name": person.Name, "Email": person.Email},
	}
	if link.CreatedBy == person.GID {
		return text, nil
	}
	by, err := p.Person(ctx, link.CreatedBy)
	text.message, text.words["By"] = "asana.mail_reset_", by.Name
	return text, err
}

// host is the name people know the installation by.
func (p *Platform) host() string {
	u, err := url.Parse(p.baseURL)
	if err != nil {
		return p.baseURL
	}
	return u.Host
}

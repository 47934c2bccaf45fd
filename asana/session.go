package asana

import (
	"context"
	"errors"
	"time"
	"unicode/utf8"

	"jirabridge/asana/kit/sqldb"
	"jirabridge/asana/store"
)

// How long a session lives without a request, and at most. The cookies of package httpkit live as long.
const (
	sessionIdle = 14 * 24 * time.Hour
	sessionLife = 90 * 24 * time.Hour
)

// Session is one browser a person is signed in with.
type Session struct {
	GID       string
	Browser   string // what the browser calls itself
	StartedAt time.Time
	SeenAt    time.Time // to half a minute
}

// StartSession notes that the person signed in with a browser. A service account never does.
func (p *Platform) StartSession(ctx context.Context, person, browser string) (gid string, err error) {
	gid = newGID()
	return gid, p.write(ctx, Actor{Person: person}, func(ctx context.Context, c *change) error {
		if err := c.human(ctx, person); err != nil {
			return err
		}
		return c.q.InsertSession(ctx, store.InsertSessionParams{
			Gid: gid, Person: person, Browser: shortText(browser, maxName), StartedAt: c.nowMicros(),
		})
	})
}

// shortText is the text as the databases take it, cut off at limit bytes.
func shortText(text string, limit int) string {
	text = text[:min(len(text), limit)]
	if checkText("", text, limit) == nil {
		return text
	}
	clean := make([]rune, 0, len(text))
	for _, r := range text {
		if r != 0 && r != utf8.RuneError {
			clean = append(clean, r)
		}
	}
	return string(clean)
}

// SessionPerson returns whose session this is and when it was last noted as seen; NotFound when it was ended.
func (p *Platform) SessionPerson(ctx context.Context, session string) (Person, time.Time, error) {
	row, err := store.New(p.db.Reader()).SessionPerson(ctx, session)
	if err != nil {
		return Person{}, time.Time{}, orNotFound(err, "session", session)
	}
	person := Person{
		GID: row.Gid, Name: row.Name, Email: row.Email, TimeZone: row.TimeZone, Language: row.Language,
		CreatedAt: sqldb.Time(row.CreatedAt), EmailProven: row.EmailProven,
	}
	return person, sqldb.Time(row.SeenAt), nil
}

// SessionStart tells when the person signed in; NotFound when the session was ended.
func (p *Platform) SessionStart(ctx context.Context, session string) (time.Time, error) {
	started, err := store.New(p.db.Reader()).SessionStart(ctx, session)
	return sqldb.Time(started), orNotFound(err, "session", session)
}

// Sessions lists where the actor is signed in, the last seen first.
func (p *Platform) Sessions(ctx context.Context, a Actor) ([]Session, error) {
	now := p.now()
	rows, err := store.New(p.db.Reader()).SessionsOf(ctx, store.SessionsOfParams{
		Person: a.Person, SeenAfter: sqldb.Micros(now.Add(-sessionIdle)), StartedAfter: sqldb.Micros(now.Add(-sessionLife)),
	})
	list := make([]Session, len(rows))
	for i, r := range rows {
		list[i] = Session{r.Gid, r.Browser, sqldb.Time(r.StartedAt), sqldb.Time(r.SeenAt)}
	}
	return list, err
}

// EndSession ends one of the actor's sessions. One that has ended already is no error.
func (p *Platform) EndSession(ctx context.Context, a Actor, session string) error {
	_, err := store.New(p.db.Writer()).DeleteSession(ctx, store.DeleteSessionParams{Gid: session, Person: a.Person})
	return err
}

// EndOtherSessions ends all of the actor's sessions but the one to keep.
func (p *Platform) EndOtherSessions(ctx context.Context, a Actor, keep string) error {
	return store.New(p.db.Writer()).DeleteOtherSessions(ctx, store.DeleteOtherSessionsParams{Person: a.Person, Keep: keep})
}

// HasTimeZone notes the zone the person's browser is in, unless the person has one already. A zone that is
// none is not noted.
func (p *Platform) HasTimeZone(ctx context.Context, person Person, zone string) error {
	if person.TimeZone != "" || zone == "" {
		return nil
	}
	err := p.SetTimeZone(ctx, Actor{Person: person.GID}, zone)
	var wrong *Error
	if errors.As(err, &wrong) {
		return nil
	}
	return err
}

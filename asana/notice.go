package asana

import (
	"context"
	"database/sql"
	"errors"
	"slices"
	"time"

	"github.com/riverqueue/river"

	"jirabridge/asana/kit/sqldb"
	"jirabridge/asana/store"
)

// Notice tells a person of a rule that needs him. It is there once for each cause, and over with it.
type Notice struct {
	GID     string
	Rule    Ref
	Project Ref
	Owner   Ref         // in whose name the rule acts
	Cause   NoticeCause //
	Text    string      // what the app said, or an id of messages; may be ""
	Since   time.Time
	Tasks   int // that wait, or for which it failed, as of now
	Ceiling int
}

// NoticeCause is a PauseReason, or NoticeFailed.
type NoticeCause string

// NoticeFailed is the cause of a rule that does not work. It is over when a run of the rule has succeeded.
const NoticeFailed NoticeCause = "failed"

// failuresTold is how many kinds of failure of one rule a person is told of at a time: the words may be different for
// each task.
const failuresTold = 3

// Notices lists what the actor is told, newest first, of the rules that are switched on in projects that he sees.
func (p *Platform) Notices(ctx context.Context, a Actor) (list []Notice, err error) {
	rows, err := store.New(p.db.Reader()).NoticesOf(ctx, a.Person)
	for _, r := range rows {
		if seesProject(Role(r.Role), r.Private, r.Member) {
			list = append(list, noticeOf(r.NoticeRow, r.Failed))
		}
	}
	return list, err
}

func noticeOf(r store.NoticeRow, failed int64) Notice {
	n := Notice{
		GID: r.Gid, Rule: Ref{r.Rule, r.RuleName}, Project: Ref{r.Project, r.ProjectName}, Owner: Ref{r.Owner, r.OwnerName},
		Cause: NoticeCause(r.Cause), Text: r.Text, Since: sqldb.Time(r.Since), Tasks: int(r.Held), Ceiling: int(r.Ceiling),
	}
	if n.Cause == NoticeFailed {
		n.Tasks = int(failed)
	}
	return n
}

// DismissNotice has the actor not told of this again, as long as the cause lasts.
func (p *Platform) DismissNotice(ctx context.Context, a Actor, gid string) error {
	return p.write(ctx, a, func(ctx context.Context, c *change) error {
		if !isGID(gid) {
			return notFound("notice", gid)
		}
		n, err := c.q.DismissNotice(ctx, store.DismissNoticeParams{Gid: gid, Person: a.Person, Now: c.nowMicros()})
		if err == nil && n == 0 {
			err = notFound("notice", gid)
		}
		return err
	})
}

// tellPaused tells the people who can help that a rule waits.
func (p *Platform) tellPaused(ctx context.Context, tx *sql.Tx, gid string, pause Pause) error {
	q := store.New(tx)
	if err := q.EndNoticesOfPause(ctx, gid); err != nil {
		return err
	}
	row, err := q.Rule(ctx, gid)
	if err != nil {
		return err
	}
	people, err := watchers(ctx, q, row)
	if err != nil {
		return err
	}
	for _, person := range people {
		n := store.InsertNoticeParams{Person: person, Rule: gid, Cause: string(pause.Reason), Text: pause.Text, Since: sqldb.Micros(pause.Since)}
		if err := p.tell(ctx, tx, n); err != nil {
			return err
		}
	}
	return nil
}

// watchers are the owner of a rule, who made its project, and the workspace's owners and super admins, as far as they
// see the project; where none of them but the owner does, all members of the project who may change its rules.
func watchers(ctx context.Context, q *store.Queries, row store.RuleRow) ([]string, error) {
	people, err := q.RuleWatchers(ctx, store.RuleWatchersParams{Project: row.Project, Owner: row.Owner})
	if err != nil || slices.ContainsFunc(people, func(gid string) bool { return gid != row.Owner }) {
		return people, err
	}
	staff, err := q.ProjectStaff(ctx, row.Project)
	if len(people) == 1 && !slices.Contains(staff, row.Owner) {
		staff = append(staff, row.Owner)
	}
	return staff, err
}

// RuleFailed tells a rule's owner that it does not work, once for each kind of failure until it works again. detail
// tells the kinds apart. It is part of the transaction in which the run fails.
func (p *Platform) RuleFailed(ctx context.Context, tx *sql.Tx, rule, detail, text string) error {
	q := store.New(tx)
	row, err := q.RuleUncounted(ctx, rule)
	if errors.Is(err, sql.ErrNoRows) {
		return nil // nobody misses it
	}
	if err != nil {
		return err
	}
	told, err := q.CountNotices(ctx, store.CountNoticesParams{Rule: rule, Cause: string(NoticeFailed), Person: row.Owner})
	if err != nil || told >= failuresTold {
		return err
	}
	return p.tell(ctx, tx, store.InsertNoticeParams{
		Person: row.Owner, Rule: rule, Cause: string(NoticeFailed), Detail: detail, Text: text, Since: sqldb.Micros(p.now()),
	})
}

// RuleWorked ends what people were told of a rule's failures. It is part of the transaction in which a run succeeds.
func (p *Platform) RuleWorked(ctx context.Context, tx *sql.Tx, rule string) error {
	return store.New(tx).EndNotices(ctx, store.EndNoticesParams{Rule: rule, Cause: string(NoticeFailed)})
}

// tell writes a notice and has it mailed, unless the person has it.
func (p *Platform) tell(ctx context.Context, tx *sql.Tx, n store.InsertNoticeParams) error {
	n.Gid = newGID()
	made, err := store.New(tx).InsertNotice(ctx, n)
	if err != nil || made == 0 || !p.Mails() {
		return err
	}
	return p.queue.InsertTx(ctx, tx, noticeMailArgs{n.Gid}, &river.InsertOpts{MaxAttempts: mailTries})
}

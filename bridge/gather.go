package bridge

import (
	"context"
	"sync"
	"time"

	"jirabridge/jira/pace"
)

// Times of gathering: a page asks for its widgets one by one.
const (
	gatherQuiet = 20 * time.Millisecond  // after which nobody else is expected
	gatherMost  = 500 * time.Millisecond // that anybody waits for others
	gatherTime  = 2*readTime + gatherMost
)

// gatherSlots is how many reads of one Jira are under way at once.
const gatherSlots = 4

// gatherer makes one read of what is asked for within a moment in the name of
// one person. While that read is under way, what comes later gathers for the
// next one, so a slow Jira is asked less often for more.
type gatherer struct {
	read func(ctx context.Context, conn Connection, person string, wishes []wish) []answer
	work *workers

	mu     sync.Mutex
	open   map[reader]*round // can still be joined
	latest map[reader]*round // was opened last, and has not ended
	slots  map[string]chan struct{}
}

// reader is in whose name a Jira is read. What people wait for does not gather
// with what nobody waits for, which goes after it.
type reader struct {
	connection, person string
	background         bool
}

// wish is an issue somebody wants to have read, with what is known of it.
type wish struct {
	issue string // id
	last  View   // zero when it was never read
	gone  bool   // it was not to be seen last time
}

// and is the same wish with what was read last of the two, and gone only when
// nobody has seen the issue.
func (w wish) and(other wish) wish {
	if w.last.Updated.Before(other.last.Updated) {
		w.last = other.last
	}
	w.gone = w.gone && other.gone
	return w
}

// answer is what has become of a wish.
type answer struct {
	view View
	err  error
}

// round is a read that is being gathered, or is under way.
type round struct {
	conn   Connection
	who    reader
	wishes []wish
	places map[string]int // of an issue among the wishes
	more   chan struct{}  // somebody has joined
	before *round         // has to end first; nil for none
	done   chan struct{}

	answers []answer
}

func newGatherer(work *workers, read func(context.Context, Connection, string, []wish) []answer) *gatherer {
	return &gatherer{
		read: read, work: work,
		open: map[reader]*round{}, latest: map[reader]*round{}, slots: map[string]chan struct{}{},
	}
}

// ask reads an issue in a person's name, together with what others ask for. The
// read began after ask did. It goes on when ctx ends.
func (g *gatherer) ask(ctx context.Context, conn Connection, person string, w wish) (View, error) {
	r, place := g.join(ctx, conn, person, w)
	select {
	case <-r.done:
		return r.answers[place].view, r.answers[place].err
	case <-ctx.Done():
		return View{}, fail(Slow, ctx.Err(), "jira_slow")
	}
}

// join adds a wish to the round that can be joined, or opens one.
func (g *gatherer) join(ctx context.Context, conn Connection, person string, w wish) (*round, int) {
	who := reader{conn.ID, person, pace.IsBackground(ctx)}
	g.mu.Lock()
	defer g.mu.Unlock()
	r := g.open[who]
	if r == nil {
		r = &round{
			conn: conn, who: who, places: map[string]int{}, more: make(chan struct{}, 1),
			before: g.latest[who], done: make(chan struct{}),
		}
		g.open[who], g.latest[who] = r, r
		g.work.start(ctx, gatherTime, func(ctx context.Context) { g.run(ctx, r) })
	}
	return r, r.add(w)
}

// add returns the place of a wish; two for the same issue are one, which has
// what is known by either.
func (r *round) add(w wish) int {
	place, ok := r.places[w.issue]
	if ok {
		r.wishes[place] = r.wishes[place].and(w)
	} else {
		place = len(r.wishes)
		r.places[w.issue], r.wishes = place, append(r.wishes, w)
	}
	select {
	case r.more <- struct{}{}:
	default:
	}
	return place
}

// run waits until nobody else is expected and it is the round's turn, and reads.
func (g *gatherer) run(ctx context.Context, r *round) {
	r.settle()
	slot := g.slot(r.who.connection)
	waited := r.await(ctx, slot)
	g.close(r)
	if waited != nil {
		r.refuse(fail(Slow, waited, "jira_slow"))
	} else {
		r.answers = g.readOne(ctx, r)
		<-slot
	}
	g.end(r)
}

// readOne is the read of a round.
func (g *gatherer) readOne(ctx context.Context, r *round) []answer {
	ctx, cancel := context.WithTimeout(ctx, readTime)
	defer cancel()
	return g.read(ctx, r.conn, r.who.person, r.wishes)
}

// settle waits until nobody has joined for a moment.
func (r *round) settle() {
	most := time.NewTimer(gatherMost)
	defer most.Stop()
	for {
		select {
		case <-r.more:
		case <-time.After(gatherQuiet):
			return
		case <-most.C:
			return
		}
	}
}

// await waits for the person's round before, and for a slot.
func (r *round) await(ctx context.Context, slot chan<- struct{}) error {
	if r.before != nil {
		select {
		case <-r.before.done:
		case <-ctx.Done():
			return ctx.Err()
		}
		r.before = nil // or every round would be kept by the next
	}
	select {
	case slot <- struct{}{}:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// slot are the slots of a connection.
func (g *gatherer) slot(connection string) chan struct{} {
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.slots[connection] == nil {
		g.slots[connection] = make(chan struct{}, gatherSlots)
	}
	return g.slots[connection]
}

// close lets nobody else join.
func (g *gatherer) close(r *round) {
	g.mu.Lock()
	defer g.mu.Unlock()
	delete(g.open, r.who)
}

// end hands out the answers.
func (g *gatherer) end(r *round) {
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.latest[r.who] == r {
		delete(g.latest, r.who)
	}
	close(r.done)
}

// refuse answers all wishes with an error.
func (r *round) refuse(err error) { r.answers = refusals(r.wishes, err) }

func refusals(wishes []wish, err error) []answer {
	answers := make([]answer, len(wishes))
	for i := range answers {
		answers[i].err = err
	}
	return answers
}

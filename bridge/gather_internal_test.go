package bridge

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"jirabridge/jira/pace"
)

// desk notes what a gatherer reads. Each read takes a second.
type desk struct {
	*gatherer
	mu      sync.Mutex
	rounds  []string // "person: wishes"
	began   []time.Time
	now     int
	busiest int
}

func newDesk() *desk {
	d := &desk{}
	d.gatherer = newGatherer(newWorkers(), d.readSlowly)
	return d
}

func (d *desk) readSlowly(_ context.Context, _ Connection, person string, wishes []wish) []answer {
	d.mu.Lock()
	d.rounds, d.began = append(d.rounds, fmt.Sprint(person, ": ", len(wishes))), append(d.began, time.Now())
	d.now++
	d.busiest = max(d.busiest, d.now)
	d.mu.Unlock()
	time.Sleep(time.Second)
	answers := make([]answer, len(wishes))
	for i, w := range wishes {
		answers[i].view.Key = person + w.issue
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	d.now--
	return answers
}

// screen asks for issues in a person's name, all at once.
func (d *desk) screen(t *testing.T, group *sync.WaitGroup, person string, issues int) {
	for n := range issues {
		group.Go(func() {
			issue := fmt.Sprint(n)
			if v, err := d.ask(t.Context(), Connection{ID: "c"}, person, wish{issue: issue}); err != nil || v.Key != person+issue {
				t.Errorf("%s asked for %s and got %s, %v", person, issue, v.Key, err)
			}
		})
	}
}

// TestScreenOfOnePerson is one read, also where the same issue is there twice.
func TestScreenOfOnePerson(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := newDesk()
		var group sync.WaitGroup
		d.screen(t, &group, "ann", 100)
		d.screen(t, &group, "ann", 50)
		group.Wait()
		if got := fmt.Sprint(d.rounds); got != "[ann: 100]" {
			t.Errorf("read %s", got)
		}
	})
}

// TestOneIssueOfTwoLinks: what the reader is to expect is what is known last of
// the issue, by whichever link.
func TestOneIssueOfTwoLinks(t *testing.T) {
	newer := View{Updated: time.Unix(2, 0)}
	r := &round{places: map[string]int{}, more: make(chan struct{}, 1)}
	for _, w := range []wish{{"1", View{}, true}, {"1", newer, false}, {"1", View{Updated: time.Unix(1, 0)}, true}} {
		if place := r.add(w); place != 0 {
			t.Errorf("at %d", place)
		}
	}
	if w := r.wishes[0]; w.gone || w.last != newer || len(r.wishes) != 1 {
		t.Errorf("%+v", r.wishes)
	}
}

// TestScreenOfManyPeople is as many reads, four at a time.
func TestScreenOfManyPeople(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := newDesk()
		var group sync.WaitGroup
		for n := range 10 {
			d.screen(t, &group, fmt.Sprint("person ", n), 10)
		}
		began := time.Now()
		if _, err := d.ask(t.Context(), Connection{ID: "another Jira"}, "ann", wish{issue: "1"}); err != nil || time.Since(began) > 2*time.Second {
			t.Errorf("another Jira was read after %s, %v", time.Since(began), err)
		}
		group.Wait()
		if len(d.rounds) != 11 || d.busiest != gatherSlots+1 {
			t.Errorf("%d reads, %d at a time: %q", len(d.rounds), d.busiest, d.rounds)
		}
	})
}

// TestWhatComesLateGathers while a read is under way, and is read after it: what
// has begun before somebody asked is not his answer.
func TestWhatComesLateGathers(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := newDesk()
		var group sync.WaitGroup
		d.screen(t, &group, "ann", 1)
		time.Sleep(100 * time.Millisecond)
		for range 5 {
			d.screen(t, &group, "ann", 20)
			time.Sleep(150 * time.Millisecond)
		}
		group.Wait()
		if got := fmt.Sprint(d.rounds); got != "[ann: 1 ann: 20]" {
			t.Errorf("read %s", got)
		}
		if apart := d.began[1].Sub(d.began[0]); apart < time.Second {
			t.Errorf("two reads in one name at once, %s apart", apart)
		}
	})
}

// TestNobodyWaitsLongForOthers who keep coming.
func TestNobodyWaitsLongForOthers(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := newDesk()
		var group sync.WaitGroup
		began := time.Now()
		for range 200 {
			d.screen(t, &group, "ann", 1)
			time.Sleep(gatherQuiet / 2)
		}
		group.Wait()
		if waited := d.began[0].Sub(began); waited != gatherMost {
			t.Errorf("waited for %s", waited)
		}
		if len(d.rounds) > 3 {
			t.Errorf("read %q", d.rounds)
		}
	})
}

// TestWhoLeavesIsNotWaitedFor, and the read goes on for the others.
func TestWhoLeavesIsNotWaitedFor(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := newDesk()
		var group sync.WaitGroup
		d.screen(t, &group, "ann", 2)
		ctx, cancel := context.WithTimeout(t.Context(), gatherQuiet/2)
		defer cancel()
		began := time.Now()
		_, err := d.ask(ctx, Connection{ID: "c"}, "ann", wish{issue: "9"})
		if KindOf(err) != Slow || !errors.Is(err, context.DeadlineExceeded) || time.Since(began) > gatherQuiet {
			t.Errorf("%v after %s", err, time.Since(began))
		}
		group.Wait()
		if got := fmt.Sprint(d.rounds); got != "[ann: 3]" {
			t.Errorf("read %s", got)
		}
	})
}

// TestPeopleDoNotGatherWithTheBackground, whose read may be made to wait.
func TestPeopleDoNotGatherWithTheBackground(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := newDesk()
		var group sync.WaitGroup
		group.Go(func() {
			_, _ = d.ask(pace.Background(t.Context()), Connection{ID: "c"}, "ann", wish{issue: "1"})
		})
		d.screen(t, &group, "ann", 2)
		group.Wait()
		if len(d.rounds) != 2 {
			t.Errorf("read %q", d.rounds)
		}
	})
}

// TestNoTurnInTime: a round that does not get a slot is refused, and leaves
// nothing behind.
func TestNoTurnInTime(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := newDesk()
		for range gatherSlots {
			d.slot("c") <- struct{}{}
		}
		_, err := d.ask(t.Context(), Connection{ID: "c"}, "ann", wish{issue: "1"})
		if KindOf(err) != Slow || len(d.rounds) != 0 || len(d.open)+len(d.latest) != 0 {
			t.Errorf("%v, read %q, left %d and %d", err, d.rounds, len(d.open), len(d.latest))
		}
		<-d.slot("c")
		if _, err := d.ask(t.Context(), Connection{ID: "c"}, "ann", wish{issue: "1"}); err != nil {
			t.Error(err)
		}
	})
}

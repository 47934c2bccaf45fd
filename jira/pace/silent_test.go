package pace_test

import (
	"context"
	"errors"
	"io"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"jirabridge/jira/pace"
)

func TestWhatMakesJiraSilent(t *testing.T) {
	page := "Content-Type: text/html"
	for _, test := range []struct {
		name   string
		answer func(*http.Request) (*http.Response, error)
		silent bool
	}{
		{"no connection", breaks(errCut), true},
		{"no answer in time", breaks(context.DeadlineExceeded), true},
		{"half an answer", halved, true},
		{"502", says(502, page), true},
		{"503", says(503, ""), true},
		{"504", says(504, page), true},
		{"500 of a server", says(500, page), true},
		{"500 of Jira's own", says(500, ""), false},
		{"400", says(400, ""), false},
		{"401", says(401, page), false},
		{"404", says(404, page), false},
		{"a redirect", says(302, page), false},
		{"our own mistake", breaks(errOurs), false},
		{"somebody who has gone", breaks(context.Canceled), false},
	} {
		t.Run(test.name, func(t *testing.T) {
			world(t, func(t *testing.T, s *sim) {
				s.now(test.answer)
				for range 20 {
					_ = s.ask(t.Context(), "ann")
				}
				if _, silent := s.pace.Silent(); silent || s.count() != 20 {
					t.Error("a moment is no silence")
				}
				time.Sleep(10 * time.Second)
				for range 20 {
					_ = s.ask(pace.Background(t.Context()), "ann")
				}
				if since, silent := s.pace.Silent(); silent != test.silent || silent && (since != s.start || s.count() != 21) || !silent && s.count() != 40 {
					t.Errorf("silent is %v since %v after %d requests", silent, since, s.count())
				}
			})
		})
	}
}

// halved is an answer that is cut off.
func halved(r *http.Request) (*http.Response, error) {
	resp, err := says(200, "")(r)
	resp.Body = io.NopCloser(io.MultiReader(strings.NewReader("{"), broken{}))
	return resp, err
}

type broken struct{}

func (broken) Read([]byte) (int, error) { return 0, errCut }

func TestAnAnswerInBetweenCounts(t *testing.T) {
	world(t, func(t *testing.T, s *sim) {
		for range 10 {
			s.now(breaks(errCut))
			for range 4 {
				_ = s.ask(t.Context(), "ann")
				time.Sleep(5 * time.Second)
			}
			s.now(says(200, ""))
			if err := s.ask(t.Context(), "bob"); err != nil {
				t.Fatal(err)
			}
		}
	})
}

func TestASilentJiraIsAskedByOneAtATime(t *testing.T) {
	world(t, func(t *testing.T, s *sim) {
		s.now(breaks(errCut))
		s.fail(t)
		for i, wait := range []time.Duration{2, 4, 8, 16, 30, 30} {
			h := held(t, s.ask(pace.Background(t.Context()), "bob"), "silent")
			if h.Since != s.start || time.Until(h.Until) != wait*time.Second || s.count() != 5+i {
				t.Fatalf("round %d: %+v after %d requests", i, h, s.count())
			}
			time.Sleep(wait * time.Second)
			_ = s.ask(pace.Background(t.Context()), "ann")
		}
	})
}

// A person who tries again finds out that Jira is back.
func TestPeopleNeedNotWait(t *testing.T) {
	world(t, func(t *testing.T, s *sim) {
		s.now(breaks(errCut))
		s.fail(t)
		for range 10 {
			if err := s.ask(t.Context(), "ann"); !errors.Is(err, errCut) {
				t.Fatal(err)
			}
		}
		held(t, s.ask(pace.Background(t.Context()), "bob"), "silent")
		held(t, s.write(t.Context(), "ann"), "silent")
		s.now(says(200, ""))
		if err := s.ask(t.Context(), "ann"); err != nil {
			t.Error(err)
		}
		if err := s.ask(pace.Background(t.Context()), "bob"); err != nil {
			t.Error(err)
		}
	})
}

// What a person would change waits for five seconds at most, while the
// background waits for longer.
func TestPeopleWaitALittleToChange(t *testing.T) {
	world(t, func(t *testing.T, s *sim) {
		s.now(breaks(errCut))
		s.fail(t)
		held(t, s.write(t.Context(), "ann"), "silent")
		time.Sleep(2 * time.Second)
		for range 5 {
			_ = s.ask(t.Context(), "ann")
		}
		if h := held(t, s.write(t.Context(), "ann"), "silent"); time.Until(h.Until) != 5*time.Second {
			t.Errorf("a person waits %v", time.Until(h.Until))
		}
		time.Sleep(5 * time.Second)
		if h := held(t, s.ask(pace.Background(t.Context()), "ann"), "silent"); time.Until(h.Until) != 25*time.Second {
			t.Errorf("the background waits %v", time.Until(h.Until))
		}
		held(t, s.write(pace.Background(t.Context()), "ann"), "silent")
		if err := s.write(t.Context(), "ann"); !errors.Is(err, errCut) {
			t.Error(err)
		}
	})
}

// write sends something that changes Jira.
func (s *sim) write(ctx context.Context, who string) error {
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, "http://"+who, strings.NewReader("{}"))
	if err != nil {
		return err
	}
	return s.do(r)
}

func TestOthersAreToldWhileOneAsks(t *testing.T) {
	world(t, func(t *testing.T, s *sim) {
		s.now(breaks(errCut))
		s.fail(t)
		time.Sleep(2 * time.Second)
		s.now(func(r *http.Request) (*http.Response, error) { // hangs
			<-r.Context().Done()
			return nil, r.Context().Err()
		})
		var group sync.WaitGroup
		group.Go(func() {
			if err := s.ask(t.Context(), "ann"); !errors.Is(err, context.DeadlineExceeded) || time.Since(s.start) != 22*time.Second {
				t.Errorf("%v after %v", err, time.Since(s.start))
			}
		})
		time.Sleep(time.Second)
		for range 10 {
			held(t, s.ask(t.Context(), "bob"), "silent")
		}
		if s.count() != 6 || time.Since(s.start) != 13*time.Second {
			t.Errorf("%d requests, %v", s.count(), time.Since(s.start))
		}
		group.Wait()
	})
}

func TestItClosesByItself(t *testing.T) {
	world(t, func(t *testing.T, s *sim) {
		s.now(breaks(errCut))
		s.fail(t)
		s.now(says(200, ""))
		time.Sleep(2 * time.Second)
		for range 10 {
			if err := s.ask(t.Context(), "ann"); err != nil {
				t.Fatal(err)
			}
		}
		if _, silent := s.pace.Silent(); silent {
			t.Error("it is still silent")
		}
	})
}

// One who asks and leaves before the answer holds nobody up.
func TestATrialThatIsGivenUp(t *testing.T) {
	world(t, func(t *testing.T, s *sim) {
		s.now(breaks(errCut))
		s.fail(t)
		time.Sleep(2 * time.Second)
		s.now(breaks(context.Canceled))
		_ = s.ask(t.Context(), "ann")
		s.now(says(200, ""))
		if err := s.ask(t.Context(), "bob"); err != nil {
			t.Error(err)
		}
	})
}

// A file may take hours: it finds nothing out, and is not sent to a Jira of
// which nobody knows whether it is back.
func TestFilesAreNoTrial(t *testing.T) {
	world(t, func(t *testing.T, s *sim) {
		file := func() error {
			r, err := http.NewRequestWithContext(t.Context(), http.MethodPost, "http://ann", io.NopCloser(strings.NewReader("x")))
			if err != nil {
				return err
			}
			return s.do(r)
		}
		s.now(breaks(errCut))
		for range 10 { // the file's own source may have failed
			if err := file(); !errors.Is(err, errCut) {
				t.Fatal(err)
			}
		}
		s.fail(t)
		time.Sleep(2 * time.Second)
		held(t, file(), "silent")
		s.now(says(200, ""))
		if err := s.ask(t.Context(), "ann"); err != nil {
			t.Error(err)
		}
		if err := file(); err != nil {
			t.Error(err)
		}
	})
}

func TestTooLittleTimeIsNoSilence(t *testing.T) {
	world(t, func(t *testing.T, s *sim) {
		s.now(func(r *http.Request) (*http.Response, error) {
			<-r.Context().Done()
			return nil, r.Context().Err()
		})
		for range 10 {
			ctx, cancel := context.WithTimeout(t.Context(), 2*time.Second)
			_ = s.ask(ctx, "ann")
			cancel()
		}
		if s.count() != 10 {
			t.Errorf("%d requests", s.count())
		}
	})
}

package asana_test

import (
	"context"
	"errors"
	"net/netip"
	"sync"
	"testing"
	"time"

	"jirabridge/asana"
	"jirabridge/asana/asanatest"
)

var (
	office = netip.MustParseAddr("192.0.2.1")
	home   = netip.MustParseAddr("2001:db8::1")
)

// refusedUntil is until when an attempt is refused; zero when it was looked at.
func refusedUntil(err error) time.Time {
	var e *asana.TooManyAttempts
	if errors.As(err, &e) {
		return e.Until
	}
	return time.Time{}
}

func TestGuessingIsSlowedDown(t *testing.T) {
	now := time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)
	eachAt(t, &now, func(t *testing.T, w *asanatest.World) {
		now := &now
		for _, email := range []string{"mia@example.com", "nobody@example.com"} {
			try := func(password string, from netip.Addr) error {
				_, err := w.Platform.SignIn(t.Context(), asana.Attempt{Email: email, Password: password, Address: from})
				return err
			}
			for range 5 {
				fails(t, try("a wrong guess", office), asana.Forbidden, "The e-mail address or the password is wrong.")
			}
			if until := refusedUntil(try(asanatest.Password, office)); until != now.Add(30*time.Second) {
				t.Errorf("%s: the sixth, though right, is refused until %v", email, until)
			}
			if err := try("a wrong guess", home); refusedUntil(err) != (time.Time{}) {
				t.Errorf("%s: another address is refused: %v", email, err)
			}
			for _, wait := range []time.Duration{30 * time.Second, time.Minute, 2 * time.Minute} {
				*now = now.Add(wait)
				fails(t, try("a wrong guess", office), asana.Forbidden, "The e-mail address or the password is wrong.")
				if until := refusedUntil(try("a wrong guess", office)); until != now.Add(2*wait) {
					t.Errorf("%s: after %v refused until %v", email, wait, until.Sub(*now))
				}
			}
		}
		*now = now.Add(4 * time.Minute)
		_, err := w.Platform.SignIn(t.Context(), asana.Attempt{Email: "MIA@example.com", Password: asanatest.Password, Address: office})
		check(t, err)
		for range 5 {
			_, err := w.Platform.SignIn(t.Context(), asana.Attempt{Email: "mia@example.com", Password: "wrong again", Address: office})
			fails(t, err, asana.Forbidden, "The e-mail address or the password is wrong.")
		}
	})
}

func TestManyGuessesAtOnceGainNothing(t *testing.T) {
	each(t, func(t *testing.T, w *asanatest.World) {
		var group sync.WaitGroup
		looked := make(chan bool, 20)
		for i := range 20 {
			group.Go(func() {
				from := netip.AddrFrom16([16]byte{0x20, 0x01, 15: byte(i)}) // of one network
				_, err := w.Platform.SignIn(context.WithoutCancel(t.Context()), asana.Attempt{Email: "mia@example.com", Password: "a guess", Address: from})
				if refusedUntil(err).IsZero() {
					looked <- true
				}
			})
		}
		group.Wait()
		if len(looked) != 5 {
			t.Errorf("%d guesses were looked at", len(looked))
		}
	})
}

package apphost_test

import (
	"context"
	"errors"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"jirabridge/asana"
	"jirabridge/asana/apphost"
)

// One submission makes one attachment, however often and however impatiently
// it is sent.
func TestOneSubmissionOneAttachment(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		w.app.on("/submit", says(200, resourceAnswer))
		gid := w.ReserveGID()
		var wait sync.WaitGroup
		for range 4 {
			wait.Go(func() {
				made, err := w.host.SubmitForm(t.Context(), w.owner, w.task.GID, w.registered.GID, w.app.url+"/submit", gid, nil)
				if err != nil || made.GID != gid {
					t.Errorf("attachment %q, %v", made.GID, err)
				}
			})
		}
		wait.Wait()
		w.app.seen()
		made, err := w.host.SubmitForm(t.Context(), w.owner, w.task.GID, w.registered.GID, w.app.url+"/submit", gid, nil)
		if err != nil || made.GID != gid {
			t.Errorf("once more: attachment %q, %v", made.GID, err)
		}
		if len(w.app.seen()) != 0 {
			t.Error("an answered submission was sent again")
		}
		if list := w.attachments(t); len(list) != 1 || list[0].GID != gid {
			t.Errorf("attachments = %+v", list)
		}
	})
}

// A gid that stands for something else is refused before anything is sent.
func TestReservedGIDIsChecked(t *testing.T) {
	w := sqlite(t)
	other, err := w.CreateTask(t.Context(), w.owner, asana.NewTask{Projects: []string{w.project.GID}, Name: "Land"})
	must(t, err)
	elsewhere := w.attach(t, other.GID, "https://tracker.example.com/browse/CP-7", w.registered.GID)
	plain := w.attach(t, w.task.GID, "https://example.com/doc", "")
	for _, gid := range []string{elsewhere.GID, plain.GID, "", "7 or 1=1", "me", w.task.GID + "x"} {
		_, err := w.host.Attach(t.Context(), w.owner, w.task.GID, w.registered.GID, gid, "CP-1")
		var refused *asana.Error
		if !errors.As(err, &refused) || refused.Kind != asana.Invalid || refused.ID == "" {
			t.Errorf("gid %q: %v", gid, err)
		}
	}
	if len(w.app.seen()) != 0 {
		t.Error("the app was asked with a wrong gid")
	}
}

// What an app calls a thing may be longer than a name.
func TestLongNamesAreShortened(t *testing.T) {
	w := sqlite(t)
	w.app.on("/attach", says(200, object{"resource_name": strings.Repeat("ö", 2000), "resource_url": "https://tracker.example.com/browse/CP-1"}))
	made, err := w.host.Attach(t.Context(), w.owner, w.task.GID, w.registered.GID, w.ReserveGID(), "CP-1")
	must(t, err)
	if made.Name != strings.Repeat("ö", 1023)+"…" {
		t.Errorf("named %q", made.Name)
	}
}

// Somebody who closes the page while the app is at work finds the attachment
// there later.
func TestSubmissionOutlivesItsReader(t *testing.T) {
	w := sqlite(t)
	ctx, cancel := context.WithCancel(t.Context())
	w.app.on("/attach", func(rw http.ResponseWriter, r *http.Request) {
		cancel()
		time.Sleep(50 * time.Millisecond)
		says(200, resourceAnswer)(rw, r)
	})
	_, err := w.host.Attach(ctx, w.owner, w.task.GID, w.registered.GID, w.ReserveGID(), "CP-1")
	must(t, err)
	if len(w.attachments(t)) != 1 {
		t.Error("what the app made is not on the task")
	}
}

// The slot belongs to whom the platform says: a failure of the platform itself
// is passed on and nothing is sent.
func TestPlatformFailuresPassThrough(t *testing.T) {
	w := sqlite(t)
	down := errors.New("the database is away")
	host := w.newHost(t, apphost.Config{Platform: broken{w.Platform, down}})
	_, err := host.Attach(t.Context(), w.owner, w.task.GID, w.registered.GID, w.ReserveGID(), "CP-1")
	if !errors.Is(err, down) || len(w.app.seen()) != 0 {
		t.Errorf("err = %v", err)
	}
}

type broken struct {
	*asana.Platform
	err error
}

func (b broken) Attachment(context.Context, asana.Actor, string) (asana.Attachment, error) {
	return asana.Attachment{}, b.err
}

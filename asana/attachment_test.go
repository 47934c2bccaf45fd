package asana_test

import (
	"context"
	"errors"
	"io"
	"strings"
	"sync"
	"testing"
	"testing/iotest"
	"time"

	"jirabridge/asana"
	"jirabridge/asana/asanatest"
	"jirabridge/asana/store"
)

func attach(t *testing.T, w *asanatest.World, task, name, content string) asana.Attachment {
	t.Helper()
	made, err := w.Platform.AttachFile(t.Context(), w.Member.Actor, task, name, "text/plain", strings.NewReader(content))
	check(t, err)
	return made
}

func TestFiles(t *testing.T) {
	each(t, func(t *testing.T, w *asanatest.World) {
		ctx, p, a := t.Context(), w.Platform, w.Member.Actor
		made := attach(t, w, w.Tasks[0].GID, "plan.txt", "first\nthen")
		r, found, err := p.OpenAttachment(ctx, a, made.GID)
		check(t, err)
		content, err := io.ReadAll(r)
		check(t, errors.Join(err, r.Close()))
		if string(content) != "first\nthen" || found != made || made.Size != 10 || made.ContentType != "text/plain" {
			t.Errorf("content %q of %+v, made %+v", content, found, made)
		}
		for range 4 {
			attach(t, w, w.Tasks[0].GID, "more", "")
		}
		var got []asana.Attachment
		for page := (asana.Page{Limit: 2}); ; {
			list, next, err := p.Attachments(ctx, a, w.Tasks[0].GID, page)
			check(t, err)
			got = append(got, list...)
			if page.Offset = next; next == "" {
				break
			}
		}
		if len(got) != 5 || got[0] != made {
			t.Errorf("%d attachments, the first %+v", len(got), got[0])
		}
	})
}

// Nothing is left of a file that could not be attached: no row, no content.
func TestFailedUploadsLeaveNothing(t *testing.T) {
	each(t, func(t *testing.T, w *asanatest.World) {
		ctx, p, a, task := t.Context(), w.Platform, w.Member.Actor, w.Tasks[0].GID
		broken := errors.New("connection lost")
		_, err := p.AttachFile(ctx, a, task, "f", "", io.MultiReader(strings.NewReader("half"), iotest.ErrReader(broken)))
		if !errors.Is(err, broken) {
			t.Errorf("got %v", err)
		}
		_, err = p.AttachFile(ctx, a, task, "f", "", strings.NewReader(strings.Repeat("x", 1<<20+1)))
		if !asana.IsKind(err, asana.TooLarge) {
			t.Errorf("got %v", err)
		}
		_, err = p.AttachFile(ctx, a, task, " ", "", strings.NewReader("x"))
		if !asana.IsKind(err, asana.Invalid) {
			t.Errorf("got %v", err)
		}
		if n := blobs(t, w); n != 0 {
			t.Errorf("%d blobs are left", n)
		}
		if list, _, _ := p.Attachments(ctx, a, task, asana.Page{}); len(list) != 0 {
			t.Errorf("attachments %v", list)
		}
		attach(t, w, task, "exactly", strings.Repeat("x", 1<<20))
	}, func(c *asana.Config) {
		c.MaxFileSize = 1 << 20
		c.Blobs = store.NewTableBlobs(c.DB, nil)
	})
}

// blobs counts what the table holds, complete or not.
func blobs(t *testing.T, w *asanatest.World) int {
	t.Helper()
	return count(t, w.DB.Reader(), "select (select count(*) from blobs) + (select count(*) from blob_chunks)")
}

// Deleting an attachment, or its task, deletes the content in the background.
func TestContentGoesWithItsAttachment(t *testing.T) {
	each(t, func(t *testing.T, w *asanatest.World) {
		ctx, p, a := t.Context(), w.Platform, w.Member.Actor
		below := w.AddTask(t, asana.NewTask{Parent: w.Tasks[1].GID, Name: "Part"})
		one := attach(t, w, w.Tasks[0].GID, "one", "1")
		attach(t, w, w.Tasks[1].GID, "two", "2")
		attach(t, w, below.GID, "three", "3")
		kept := attach(t, w, w.Tasks[2].GID, "four", "4")
		check(t, w.Queue.Start(ctx))
		t.Cleanup(func() { check(t, w.Queue.Stop(context.WithoutCancel(ctx))) })
		check(t, p.DeleteAttachment(ctx, a, one.GID))
		check(t, p.DeleteTask(ctx, a, w.Tasks[1].GID))
		for wait := 0; blobs(t, w) != 2; wait++ { // one blob of one piece
			if wait == 600 {
				t.Fatalf("%d rows of content are left, want 2", blobs(t, w))
			}
			time.Sleep(100 * time.Millisecond)
		}
		r, _, err := p.OpenAttachment(ctx, a, kept.GID)
		check(t, err)
		check(t, r.Close())
	}, func(c *asana.Config) { c.Blobs = store.NewTableBlobs(c.DB, nil) })
}

// The job that throws unfinished uploads away leaves finished ones alone.
func TestFinishedUploadsStay(t *testing.T) {
	each(t, func(t *testing.T, w *asanatest.World) {
		ctx := t.Context()
		made := attach(t, w, w.Tasks[0].GID, "kept", "content")
		check(t, w.Queue.Start(ctx))
		t.Cleanup(func() { check(t, w.Queue.Stop(context.WithoutCancel(ctx))) })
		for wait := 0; count(t, w.DB.Reader(), "select count(*) from river_job where state <> 'completed'") > 0; wait++ {
			if wait == 600 {
				t.Fatal("the job did not run")
			}
			time.Sleep(100 * time.Millisecond)
		}
		r, _, err := w.Platform.OpenAttachment(ctx, w.Member.Actor, made.GID)
		check(t, err)
		check(t, r.Close())
	}, func(c *asana.Config) { c.Now = func() time.Time { return time.Now().Add(-25 * time.Hour) } })
}

func TestLinks(t *testing.T) {
	each(t, func(t *testing.T, w *asanatest.World) {
		ctx, p, a, task := t.Context(), w.Platform, w.Member.Actor, w.Tasks[0].GID
		gid := p.ReserveGID()
		link := asana.NewExternal{GID: gid, Name: "T-1", URL: "https://tracker.test/T-1", App: "77"}
		made, err := p.AttachExternal(ctx, a, task, link)
		check(t, err)
		if made.GID != gid || made.App != "77" || !made.External || made.ResourceSubtype() != "external" {
			t.Errorf("made %+v", made)
		}
		again, err := p.AttachExternal(ctx, a, task, link) // the same request once more
		check(t, err)
		other, err := p.AttachExternal(ctx, w.Colleague.Actor, task, asana.NewExternal{Name: "Other name", URL: link.URL})
		check(t, err)
		if again != made || other != made {
			t.Errorf("again %+v, other %+v, want the first", again, other)
		}
		_, err = p.AttachExternal(ctx, a, task, asana.NewExternal{GID: gid, Name: "T-2", URL: "https://tracker.test/T-2"})
		fails(t, err, asana.Conflict, "gid: This ID is used already.")
		check(t, p.DeleteAttachment(ctx, a, gid))
		if fresh, err := p.AttachExternal(ctx, a, task, asana.NewExternal{Name: "T-1", URL: link.URL}); err != nil || fresh.GID == gid {
			t.Errorf("after deletion: %+v (%v)", fresh, err)
		}
		_, _, err = p.OpenAttachment(ctx, a, other.GID)
		fails(t, err, asana.NotFound, "attachment: Unknown object: "+gid)
		for url, want := range map[string]string{
			"":                                       "url: Not a valid http or https address",
			"ftp://x/y":                              "url: Not a valid http or https address",
			"https:///x":                             "url: Not a valid http or https address",
			"https://x/" + strings.Repeat("x", 8192): "url: Too long: at most 8192 characters are allowed",
		} {
			_, err := p.AttachExternal(ctx, a, task, asana.NewExternal{Name: "n", URL: url})
			fails(t, err, asana.Invalid, want)
		}
		_, err = p.AttachExternal(ctx, a, task, asana.NewExternal{GID: "../x", Name: "n", URL: "https://x"})
		fails(t, err, asana.Invalid, "gid: Not a recognized ID: ../x")
	})
}

// A link that somebody has pasted becomes the app's when the app attaches it, once, whoever comes first.
func TestPastedLinkIsConnected(t *testing.T) {
	each(t, func(t *testing.T, w *asanatest.World) {
		ctx, p, task := t.Context(), w.Platform, w.Tasks[0].GID
		pasted, err := p.AttachExternal(ctx, w.Colleague.Actor, task, asana.NewExternal{Name: "pasted", URL: "https://tracker.test/T-1"})
		check(t, err)
		before := len(events(t, w))
		var group sync.WaitGroup
		for range 6 {
			group.Go(func() {
				link := asana.NewExternal{GID: p.ReserveGID(), Name: "T-1", URL: pasted.URL, App: "77"}
				if got, err := p.AttachExternal(ctx, w.Member.Actor, task, link); err != nil || got.GID != pasted.GID || got.App != "77" {
					t.Errorf("%+v, %v", got, err)
				}
			})
		}
		group.Wait()
		other, err := p.AttachExternal(ctx, w.Member.Actor, task, asana.NewExternal{Name: "T-1", URL: pasted.URL, App: "88"})
		check(t, err)
		want := pasted
		want.App = "77"
		if other != want {
			t.Errorf("another app has %+v, want %+v", other, want)
		}
		made := events(t, w)[before:]
		if len(made) != 1 || made[0].Action != asana.ActionChanged || made[0].Field != "connected_to_app" || made[0].Value != "77" {
			t.Errorf("events %+v", made)
		}
	})
}

func TestTheSameLinkAtOnceIsOne(t *testing.T) {
	each(t, func(t *testing.T, w *asanatest.World) {
		before := len(events(t, w))
		var group sync.WaitGroup
		found := make([]asana.Attachment, 8)
		for i := range found {
			group.Go(func() {
				link := asana.NewExternal{GID: w.Platform.ReserveGID(), Name: "T-1", URL: "https://tracker.test/T-1"}
				var err error
				if found[i], err = w.Platform.AttachExternal(t.Context(), w.Member.Actor, w.Tasks[0].GID, link); err != nil {
					t.Error(err)
				}
			})
		}
		group.Wait()
		for _, f := range found {
			if f != found[0] {
				t.Errorf("%+v and %+v", f, found[0])
			}
		}
		if n := len(events(t, w)) - before; n != 1 {
			t.Errorf("%d events, want 1", n)
		}
	})
}

func TestDownloadsEnd(t *testing.T) {
	now := time.Now()
	each(t, func(t *testing.T, w *asanatest.World) {
		ctx, p := t.Context(), w.Platform
		made := attach(t, w, w.Tasks[0].GID, "f", "content")
		address, err := p.DownloadURL(made)
		check(t, err)
		_, query, _ := strings.Cut(address, "?expires=")
		expires, signature, _ := strings.Cut(query, "&signature=")
		r, _, err := p.OpenDownload(ctx, made.GID, expires, signature)
		check(t, err)
		check(t, r.Close())
		now = now.Add(2*time.Minute + time.Second)
		_, _, err = p.OpenDownload(ctx, made.GID, expires, signature)
		fails(t, err, asana.Forbidden, "This download link is not valid any more. Open the attachment again.")
		_, _, err = p.OpenDownload(ctx, made.GID, "99999999999", signature)
		fails(t, err, asana.Forbidden, "This download link is not valid any more. Open the attachment again.")
		link, err := p.AttachExternal(ctx, w.Member.Actor, w.Tasks[0].GID, asana.NewExternal{Name: "n", URL: "https://x.test"})
		check(t, err)
		if address, err := p.DownloadURL(link); address != "" || err != nil {
			t.Errorf("a link downloads from %q (%v)", address, err)
		}
		_, _, err = p.OpenAttachment(ctx, w.Member.Actor, link.GID)
		fails(t, err, asana.Invalid, "attachment: A link has no content of its own")
	}, func(c *asana.Config) { c.Now = func() time.Time { return now } })
}

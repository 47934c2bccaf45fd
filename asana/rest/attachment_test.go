package rest_test

import (
	"bytes"
	"io"
	"mime/multipart"
	"net/http"
	"runtime"
	"strings"
	"sync"
	"testing"
	"time"

	"jirabridge/asana"
	"jirabridge/asana/asanatest"
	"jirabridge/asana/kit/sqldb"
	"jirabridge/asana/kit/sqldb/sqldbtest"
	"jirabridge/asana/rest"
	"jirabridge/asana/store"
)

func TestUploadAndDownload(t *testing.T) {
	each(t, func(t *testing.T, w *asanatest.World, a api) {
		parent := part{Name: "parent", Content: w.Tasks[0].GID}
		content := part{Name: "file", File: "%C3%A5ngstr%C3%B6m.txt", Type: "text/plain", Content: "0.1 nm"}
		for _, parts := range [][]part{{parent, content}, {content, parent}} {
			made := a.upload(parts...).ok(200)
			if made["name"] != "ångström.txt" || made["size"] != 6.0 || made["resource_subtype"] != "asana" || made["host"] != "asana" {
				t.Errorf("attachment = %v", made)
			}
			a.token = ""
			got := a.get(made["download_url"].(string))
			got.status(200)
			if got.Raw != "0.1 nm" || got.Header.Get("Content-Type") != "text/plain" ||
				got.Header.Get("Content-Disposition") != "attachment; filename*=utf-8''%C3%A5ngstr%C3%B6m.txt" {
				t.Errorf("downloaded %q with %v", got.Raw, got.Header)
			}
			a.token = w.Member.Token.Reveal()
		}
		list := a.get("/attachments?opt_fields=name,download_url,size&parent=" + w.Tasks[0].GID).list()
		if len(list) != 2 || list[0]["download_url"] == nil {
			t.Errorf("attachments = %v", list)
		}
		gid := list[0]["gid"].(string)
		a.delete("/attachments/" + gid).ok(200)
		a.get("/attachments/"+gid).fails(404, "attachment: Unknown object: "+gid)
	})
}

func TestDownloadAddressIsNotForged(t *testing.T) {
	onSQLite(t, func(t *testing.T, w *asanatest.World, a api) {
		parent := part{Name: "parent", Content: w.Tasks[0].GID}
		one := a.upload(parent, part{Name: "file", File: "one", Content: "1"}).ok(200)
		two := a.upload(parent, part{Name: "file", File: "two", Content: "2"}).ok(200)
		address := one["download_url"].(string)
		for _, forged := range []string{
			strings.Replace(address, one["gid"].(string), two["gid"].(string), 1),
			strings.Replace(address, "expires=1", "expires=9", 1),
			address + "x",
			strings.SplitAfter(address, "?")[0],
		} {
			a.get(forged).fails(403, "This download link is not valid any more. Open the attachment again.")
		}
	})
}

// A browser saves what somebody uploaded and runs nothing in it.
func TestUploadedPagesAreNotShown(t *testing.T) {
	onSQLite(t, func(t *testing.T, w *asanatest.World, a api) {
		made := a.upload(part{Name: "parent", Content: w.Tasks[0].GID}, part{Name: "file", File: "x.html", Type: "text/html", Content: "<script>alert(1)</script>"}).ok(200)
		got := a.get(made["download_url"].(string))
		got.status(200)
		for name, want := range map[string]string{
			"Content-Disposition": "attachment; filename=x.html", "X-Content-Type-Options": "nosniff",
			"Content-Security-Policy": "default-src 'none'; sandbox", "Cache-Control": "no-store",
		} {
			if got.Header.Get(name) != want {
				t.Errorf("%s: %s, want %s", name, got.Header.Get(name), want)
			}
		}
	})
}

func TestBadUploads(t *testing.T) {
	each(t, func(t *testing.T, w *asanatest.World, a api) {
		parent := part{Name: "parent", Content: w.Tasks[0].GID}
		small := part{Name: "file", File: "f", Content: "x"}
		a.upload(small).fails(400, "parent: Missing input")
		a.upload(parent).fails(400, "file: Missing input")
		a.upload(parent, small, small).fails(400, "file: Only one file may be uploaded at a time")
		a.upload(small, part{Name: "parent", Content: "1234567890123456"}).fails(400, "parent: Unknown object: 1234567890123456")
		a.upload(part{Name: "parent", Content: "1234567890123456"}, small).fails(400, "parent: Unknown object: 1234567890123456")
		a.upload(parent, part{Name: "file", File: "f", Content: strings.Repeat("x", 2<<20)}).fails(413, "file: The file is larger than the allowed 1 MB.")
		a.as(w.Guest).upload(parent, small).fails(403, "You do not have access to this task.")
		a.as(w.Guest).upload(small, parent).fails(403, "You do not have access to this task.")
		a.send("POST", "/attachments", "multipart/form-data; boundary=b", strings.NewReader("--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"f\"\r\n\r\nhalf")).
			fails(400, "Could not parse request data: the multipart body is cut off or malformed")
		a.send("POST", "/attachments", "multipart/form-data", strings.NewReader("")).
			fails(400, "Could not parse request data: the multipart body has no boundary")
		if list := a.get("/attachments?parent=" + w.Tasks[0].GID).list(); len(list) != 0 {
			t.Errorf("left behind: %v", list)
		}
		var n int
		row := w.DB.Reader().QueryRowContext(t.Context(), "select (select count(*) from blobs) + (select count(*) from blob_chunks)")
		if err := row.Scan(&n); n != 0 || err != nil {
			t.Errorf("%d rows of content are left, %v", n, err)
		}
		a.get("/attachments").fails(400, "parent: Missing input")
	}, func(c *asana.Config) {
		c.MaxFileSize = 1 << 20
		c.Blobs = store.NewTableBlobs(c.DB, nil)
	})
}

func TestExternalAttachmentIsNotDoubled(t *testing.T) {
	each(t, func(t *testing.T, w *asanatest.World, a api) {
		link := map[string]any{"parent": w.Tasks[0].GID, "resource_subtype": "external", "name": "Spec", "url": "https://example.com/spec"}
		found := make([]string, 8)
		var group sync.WaitGroup
		for i := range found {
			group.Go(func() { found[i], _ = a.post("/attachments", link).Body["data"].(map[string]any)["gid"].(string) })
		}
		group.Wait()
		for _, gid := range found {
			if gid == "" || gid != found[0] {
				t.Errorf("attachments %v, want one", found)
			}
		}
		list := a.get("/attachments?opt_fields=view_url,host,size,download_url&parent=" + w.Tasks[0].GID).list()
		if len(list) != 1 || list[0]["view_url"] != "https://example.com/spec" || list[0]["host"] != "external" || list[0]["download_url"] != nil {
			t.Errorf("attachments = %v", list)
		}
		link["parent"] = w.Tasks[1].GID
		if other := a.post("/attachments", link).ok(200); other["gid"] == found[0] {
			t.Error("the other task got the first one's attachment")
		}
		for _, c := range []struct{ name, value, want string }{
			{"url", "", "url: Missing input"}, {"url", "javascript:alert(1)", "url: Not a valid http or https address"},
			{"name", " ", "name: Missing input"}, {"resource_subtype", "dropbox", "resource_subtype: Must be asana or external, not: dropbox"},
		} {
			bad := map[string]any{"parent": w.Tasks[0].GID, "resource_subtype": "external", "name": "n", "url": "https://example.com"}
			bad[c.name] = c.value
			a.post("/attachments", bad).fails(400, c.want)
		}
	})
}

func TestConnectToApp(t *testing.T) {
	onSQLite(t, func(t *testing.T, w *asanatest.World, a api) {
		app, err := w.Platform.RegisterApp(t.Context(), asana.NewApp{Name: "Tracker", Components: asana.Components{WidgetMetadataURL: "https://tracker.test/widget"}})
		if err != nil {
			t.Fatal(err)
		}
		link := []part{{Name: "parent", Content: w.Tasks[0].GID}, {Name: "resource_subtype", Content: "external"},
			{Name: "name", Content: "T-1"}, {Name: "url", Content: "https://tracker.test/T-1"}, {Name: "connect_to_app", Content: "True"}}
		refused := "connect_to_app: The request must come from an app that has a widget and was added to a project of the task"
		itself := a.through(app.GID, "default")
		a.upload(link...).fails(400, refused)
		itself.upload(link...).fails(400, refused)
		if err := w.Platform.InstallApp(t.Context(), w.Member.Actor, w.Project.GID, app.GID); err != nil {
			t.Fatal(err)
		}
		a.through("77", "default").upload(link...).fails(400, refused)
		made := itself.upload(link...).ok(200)
		if made["connected_to_app"] != true {
			t.Errorf("attachment = %v", made)
		}
		if seen := a.get("/attachments/" + made["gid"].(string)).ok(200); seen["connected_to_app"] != false {
			t.Error("connected_to_app is shown to others than the app")
		}
	})
}

// A large file goes through in pieces, into a folder and into the database alike.
func TestUploadTakesLittleMemory(t *testing.T) {
	sqldbtest.Each(t, func(t *testing.T, db *sqldb.DB) {
		w := asanatest.Start(t, db, func(c *asana.Config) { c.Blobs = store.NewTableBlobs(db, nil) })
		a := api{t, w, w.URL, w.Member.Token.Reveal()}
		const size = 64 << 20
		body, form := largeUpload(w.Tasks[0].GID, size)
		peak := watchHeap(t, func() {
			made := a.send("POST", "/attachments", form, body).ok(200)
			r, err := http.Get(made["download_url"].(string))
			if err != nil {
				t.Fatal(err)
			}
			defer func() { _ = r.Body.Close() }()
			if n, err := io.Copy(io.Discard, r.Body); n != size || err != nil {
				t.Errorf("read back %d bytes, %v", n, err)
			}
		})
		if peak > 40<<20 {
			t.Errorf("the heap grew by %d MB for a file of %d MB", peak>>20, size>>20)
		}
	})
}

// largeUpload is a multipart body that is made while it is read.
func largeUpload(task string, size int64) (io.Reader, string) {
	var head bytes.Buffer
	form := multipart.NewWriter(&head)
	_ = form.WriteField("parent", task)
	_, _ = form.CreateFormFile("file", "large.bin")
	tail := strings.NewReader("\r\n--" + form.Boundary() + "--\r\n")
	return io.MultiReader(&head, io.LimitReader(zeros{}, size), tail), form.FormDataContentType()
}

type zeros struct{}

func (zeros) Read(p []byte) (int, error) { clear(p); return len(p), nil }

// watchHeap runs f and returns by how much the heap grew meanwhile, at most.
func watchHeap(t *testing.T, f func()) int64 {
	t.Helper()
	runtime.GC()
	before := heap()
	stop, peak := make(chan struct{}), make(chan int64)
	go func() {
		most := before
		for tick := time.NewTicker(10 * time.Millisecond); ; {
			select {
			case <-tick.C:
				runtime.GC()
				most = max(most, heap())
			case <-stop:
				tick.Stop()
				peak <- most
				return
			}
		}
	}()
	f()
	close(stop)
	return <-peak - before
}

func heap() int64 {
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return int64(m.HeapAlloc)
}

func TestFileName(t *testing.T) {
	for name, want := range map[string]string{
		"plan.txt": "plan.txt", "%C3%A5.txt": "å.txt", "50%25.txt": "50%25.txt", "50%.txt": "50%.txt",
		"å.txt": "å.txt", "%FF": "%FF",
	} {
		if got := rest.FileName(name); got != want {
			t.Errorf("%s became %s, want %s", name, got, want)
		}
	}
}

package apphost_test

import (
	"fmt"
	"strings"
	"testing"

	"jirabridge/asana"
)

// An attachment is a widget when it is connected to an app on the project, or
// connected to none and fits an app's pattern.
func TestWhichAttachmentsAreWidgets(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		absent, err := w.RegisterApp(t.Context(), asana.NewApp{Name: "Absent", Components: asana.Components{WidgetMetadataURL: "https://absent.example.com/w"}})
		must(t, err)
		want := map[string]bool{
			w.attach(t, w.task.GID, "https://elsewhere.example.com/1", w.registered.GID).GID:                  true,
			w.attach(t, w.task.GID, "https://tracker.example.com/browse/CP-1", "").GID:                        true,
			w.attach(t, w.task.GID, "https://tracker.example.com/browse/CP-2", absent.GID).GID:                false,
			w.attach(t, w.task.GID, "https://example.com/?u=https://tracker.example.com/browse/CP-3", "").GID: false,
			w.attach(t, w.task.GID, "https://trackerXexample.com/browse/CP-4", "").GID:                        false,
		}
		_, err = w.AttachFile(t.Context(), w.owner, w.task.GID, "a.txt", "text/plain", strings.NewReader("a"))
		must(t, err)
		widgets, err := w.host.WidgetsForTask(t.Context(), w.owner, w.task.GID)
		must(t, err)
		got := map[string]bool{}
		for _, widget := range widgets {
			got[widget.Attachment.GID] = widget.App.GID == w.registered.GID
		}
		w.app.on("/widget", says(200, widgetAnswer))
		for gid, shown := range want {
			if got[gid] != shown {
				t.Errorf("%s is a widget: %v, want %v", gid, got[gid], shown)
			}
			if _, err := w.host.Widget(t.Context(), w.owner, gid); (err == nil) != shown {
				t.Errorf("widget of %s: %v", gid, err)
			}
		}
	})
}

func TestFilesAreNoWidgets(t *testing.T) {
	w := sqlite(t)
	components := w.registered.Components
	components.MatchURLPattern = ".*"
	_, err := w.UpdateApp(t.Context(), w.registered.GID, asana.AppChange{Components: &components})
	must(t, err)
	file, err := w.AttachFile(t.Context(), w.owner, w.task.GID, "a.txt", "text/plain", strings.NewReader("a"))
	must(t, err)
	_, err = w.host.Widget(t.Context(), w.owner, file.GID)
	checkNotFound(t, "widget of a file", err)
}

func TestWidgetsOnEveryPage(t *testing.T) {
	w := sqlite(t)
	for i := range 105 {
		w.attach(t, w.task.GID, fmt.Sprintf("https://tracker.example.com/browse/CP-%d", i), "")
	}
	widgets, err := w.host.WidgetsForTask(t.Context(), w.owner, w.task.GID)
	must(t, err)
	if len(widgets) != 105 {
		t.Errorf("%d widgets, want 105", len(widgets))
	}
}

func TestBrokenPatternFitsNothing(t *testing.T) {
	w := sqlite(t)
	components := w.registered.Components
	for _, pattern := range []string{"", "(", `\`} {
		components.MatchURLPattern = pattern
		_, err := w.UpdateApp(t.Context(), w.registered.GID, asana.AppChange{Components: &components})
		if err != nil {
			continue // the platform refuses it already
		}
		link := w.attach(t, w.task.GID, "https://tracker.example.com/browse/CP-1", "")
		_, err = w.host.Widget(t.Context(), w.owner, link.GID)
		checkNotFound(t, "pattern "+pattern, err)
	}
}

package widget

import (
	"net/http"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"jirabridge/asana/appcomponents"
	"jirabridge/bridge"
)

// view answers with the issue behind an attachment.
func (w *Widget) view(c call) (any, error) {
	c.caller.MaxAge = maxAge(c.Header)
	v, err := w.bridge.View(c.Context(), c.caller, c.message.Task, c.message.Attachment, c.message.ResourceURL)
	if err != nil {
		return nil, err
	}
	return w.layOut(c.Request, v), nil
}

// layOut shows an issue as Asana's own Jira widget does: "KEY Summary", the
// type beside "Open in …", then status, priority and assignee, and when Jira
// last changed it; while Jira cannot be reached, or the reader has to authorize
// again, it says that instead.
func (w *Widget) layOut(r *http.Request, v bridge.View) appcomponents.Widget {
	return appcomponents.Widget{Template: appcomponents.WidgetTemplate, Metadata: appcomponents.WidgetMetadata{
		Title:       shorten(strings.TrimSpace(v.Key+" "+v.Summary), appcomponents.MaxWidgetTitle),
		Subtitle:    v.Type.Name,
		SubiconURL:  v.Type.IconURL,
		Fields:      w.fields(r, v),
		Footer:      w.footer(r, v),
		NumComments: v.Comments,
	}}
}

func (w *Widget) footer(r *http.Request, v bridge.View) appcomponents.WidgetFooter {
	if v.Stale {
		return appcomponents.WidgetFooter{FooterType: appcomponents.FooterText, Text: w.frame.T(r, staleText(v.Because), nil)}
	}
	if v.AskAgain {
		return appcomponents.WidgetFooter{FooterType: appcomponents.FooterText, Text: w.frame.T(r, "widget.ask_again", nil)}
	}
	if v.Brief {
		return appcomponents.WidgetFooter{FooterType: appcomponents.FooterText, Text: w.frame.T(r, "widget.brief", nil)}
	}
	return appcomponents.WidgetFooter{FooterType: appcomponents.FooterUpdated, LastUpdatedAt: appcomponents.FormatTime(v.Updated)}
}

// staleText says why the values are not of now.
func staleText(because bridge.Kind) string {
	switch because {
	case bridge.NeedsConsent:
		return "widget.nobody_authorized"
	case bridge.Slow, bridge.Busy:
		return "widget.slow"
	}
	return "widget.unreachable"
}

// fields are at most five. What an issue does not have is left out: a host
// refuses empty texts.
func (w *Widget) fields(r *http.Request, v bridge.View) []appcomponents.WidgetField {
	say := func(id string, args map[string]any) string { return w.frame.T(r, "widget."+id, args) }
	var fields []appcomponents.WidgetField
	if v.Status.Name != "" {
		fields = append(fields, appcomponents.WidgetField{
			Type: appcomponents.Pill, Name: say("status", nil),
			Text: shorten(v.Status.Name, appcomponents.MaxWidgetText), Color: v.Status.Color,
		})
	}
	if v.Priority.Name != "" {
		fields = append(fields, named(say("priority", nil), v.Priority))
	}
	if !v.Brief {
		assignee := v.Assignee
		if assignee.Name == "" {
			assignee.Name = say("unassigned", nil)
		}
		fields = append(fields, named(say("assignee", nil), assignee))
	}
	fields = append(fields, w.circumstances(v, say)...)
	fields = append(fields, w.plan(r, v, say)...)
	if v.MovedFrom != "" {
		was := say("moved_from", map[string]any{"Key": v.MovedFrom})
		fields = append(fields, named(say("moved", nil), bridge.Named{Name: was}))
	}
	return fields[:min(len(fields), appcomponents.MaxWidgetFields)]
}

// plan is when an issue is worked on and when its fix can be had.
func (w *Widget) plan(r *http.Request, v bridge.View, say func(string, map[string]any) string) (fields []appcomponents.WidgetField) {
	if v.Sprint != "" {
		fields = append(fields, named(say("sprint", nil), bridge.Named{Name: v.Sprint}))
	}
	if v.Release.Name != "" {
		fields = append(fields, named(say("version", nil), bridge.Named{Name: w.release(r, v.Release, say)}))
	}
	return fields
}

// release names a version and its date. A long name is cut, not the date.
func (w *Widget) release(r *http.Request, v bridge.Release, say func(string, map[string]any) string) string {
	id, more, date := "version_planned", "", w.frame.Date(r, v.Date)
	if v.Released {
		id = "version_released"
	}
	if v.More > 0 {
		more = " +" + strconv.Itoa(v.More)
	}
	with := func(name string) string {
		if date == "" {
			return name + more
		}
		return say(id, map[string]any{"Name": name, "Date": date}) + more
	}
	return with(shorten(v.Name, appcomponents.MaxWidgetText-utf8.RuneCountInString(with(""))))
}

// aged is how old values may be without a word about it.
const aged = 5 * time.Second

// circumstances are the lines beside an issue's own values, in the order of
// their weight.
func (w *Widget) circumstances(v bridge.View, say func(string, map[string]any) string) (fields []appcomponents.WidgetField) {
	if text := filesText(v, say); text != "" {
		fields = append(fields, named(say("files", nil), bridge.Named{Name: text}))
	}
	if v.Archived {
		fields = append(fields, moment(say("archived", nil), v.Since))
	}
	if v.Stale || w.now().Sub(v.ReadAt) > aged {
		fields = append(fields, moment(say("as_of", nil), v.ReadAt))
	}
	return fields
}

func moment(label string, at time.Time) appcomponents.WidgetField {
	return appcomponents.WidgetField{Type: appcomponents.DatetimeWithIcon, Name: label, Datetime: appcomponents.FormatTime(at)}
}

func named(label string, n bridge.Named) appcomponents.WidgetField {
	return appcomponents.WidgetField{
		Type: appcomponents.TextWithIcon, Name: label,
		Text: shorten(n.Name, appcomponents.MaxWidgetText), IconURL: n.IconURL,
	}
}

// filesText says how far the copying of files is; nothing once all have arrived.
func filesText(v bridge.View, say func(string, map[string]any) string) string {
	counts := map[string]any{"Done": v.FilesDone, "Total": v.FilesTotal, "Lost": v.FilesLost}
	switch {
	case v.FilesLost > 0:
		return sayLost(v.LostTo, counts, say)
	case v.FilesDone < v.FilesTotal:
		return say("files_coming", counts)
	}
	return ""
}

// sayLost is the short form of a message about a file.
func sayLost(message string, counts map[string]any, say func(string, map[string]any) string) string {
	switch message {
	case "bridge.jira_forbidden", "bridge.files_forbidden":
		return say("files_forbidden", counts)
	case "bridge.jira_too_large", "bridge.file_too_large", "bridge.file_too_large_before":
		return say("files_too_large", counts)
	}
	return say("files_lost", counts)
}

// shorten cuts a text to at most so many characters.
func shorten(text string, most int) string {
	text = strings.Join(strings.Fields(text), " ")
	runes := []rune(text)
	if len(runes) <= most {
		return text
	}
	return strings.TrimSpace(string(runes[:most-1])) + "…"
}

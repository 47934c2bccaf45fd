package widget_test

import (
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"jirabridge/asana/appcomponents/wiretest"
	"jirabridge/jira/jiratest"
)

// From the form to the widget, for a host that knows maps only.
func TestCreateAnIssue(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		ready(t, w)
		form := w.host.Get(t, w.app("/form"), of(nil))
		if form.Status != http.StatusOK {
			t.Fatalf("form: %d %s", form.Status, form.Body)
		}
		w.spec.CheckForm(t, form.JSON)
		metadata := form.JSON["metadata"].(map[string]any)
		w.checkForm(t, metadata)
		if writes := w.writes(); len(writes) != 0 {
			t.Errorf("opening the form wrote %v", writes)
		}

		values := valuesOf(metadata)
		changed := w.host.Post(t, metadata["on_change_callback"].(string), data(map[string]any{"values": values, "changed_field": "issuetype"}))
		if changed.Status != http.StatusOK {
			t.Fatalf("change: %d %s", changed.Status, changed.Body)
		}
		w.spec.CheckForm(t, changed.JSON)

		submit := metadata["on_submit_callback"].(string)
		values["issuetype"] = ""
		refused := w.host.Post(t, submit, data(map[string]any{"values": values, "attachment": "901"}))
		w.checkRefused(t, refused.Status, refused.JSON)

		values["issuetype"] = "10004"
		made := w.host.Post(t, submit, data(map[string]any{"values": values, "attachment": "901"}))
		if made.Status != http.StatusOK {
			t.Fatalf("submit: %d %s", made.Status, made.Body)
		}
		w.spec.Check(t, "AttachedResourceResponse", any(made.JSON))
		address := made.JSON["resource_url"].(string)
		if !strings.HasPrefix(address, w.jira.URL+"/browse/IT-") {
			t.Errorf("resource_url = %s", address)
		}
		w.platform.attach("501", "901", address)
		again := w.host.Post(t, submit, data(map[string]any{"values": values, "attachment": "901"}))
		if diff := cmp.Diff(made.JSON, again.JSON); diff != "" {
			t.Errorf("the same submission again: %s", diff)
		}
		w.checkWidget(t, address)
	})
}

// checkForm: J-83, texts and order; every address is ours.
func (w *world) checkForm(t *testing.T, metadata map[string]any) {
	t.Helper()
	var ids []string
	for _, field := range metadata["fields"].([]any) {
		f := field.(map[string]any)
		ids = append(ids, f["id"].(string))
		if address, ok := f["typeahead_url"].(string); ok && !strings.HasPrefix(address, w.app("/typeahead/")) {
			t.Errorf("typeahead_url = %s", address)
		}
		if f["id"] == "reporter" && f["typeahead_url"] != w.app("/typeahead/user") {
			t.Errorf("the reporter is looked up at %v", f["typeahead_url"])
		}
	}
	if first := []string{"summary", "description", "project", "issuetype", "reporter"}; !slices.Equal(ids[:5], first) {
		t.Errorf("fields = %v", ids)
	}
	for name, want := range map[string]any{
		"title": "Create New Issue", "submit_button_text": "Create Issue",
		"on_submit_callback": w.app("/form/submit"), "on_change_callback": w.app("/form/change"),
	} {
		if metadata[name] != want {
			t.Errorf("%s = %v, want %v", name, metadata[name], want)
		}
	}
}

// checkRefused: a form whose field says what is wrong, ready to be sent again.
func (w *world) checkRefused(t *testing.T, status int, form map[string]any) {
	t.Helper()
	if status != http.StatusBadRequest {
		t.Fatalf("a form without issue type: %d %v", status, form)
	}
	w.spec.CheckForm(t, form)
	metadata := form["metadata"].(map[string]any)
	if metadata["on_submit_callback"] != w.app("/form/submit") {
		t.Errorf("the refused form cannot be sent again: %v", metadata["on_submit_callback"])
	}
	for _, field := range metadata["fields"].([]any) {
		f := field.(map[string]any)
		if text, _ := f["error"].(string); (text != "") != (f["id"] == "issuetype") {
			t.Errorf("error at %v: %q", f["id"], text)
		}
	}
}

// checkWidget: J-34, J-87, J-51: everybody who sees the task sees the issue.
func (w *world) checkWidget(t *testing.T, address string) {
	t.Helper()
	for _, viewer := range []string{"11", "12"} {
		got := w.host.Get(t, w.app("/widget"), of(map[string]string{"user": viewer, "attachment": "901", "resource_url": address}))
		if got.Status != http.StatusOK {
			t.Fatalf("widget of %s: %d %s", viewer, got.Status, got.Body)
		}
		w.spec.CheckWidget(t, got.JSON)
		metadata := got.JSON["metadata"].(map[string]any)
		key := address[strings.LastIndex(address, "/")+1:]
		if metadata["title"] != key+" Replace the printer" || metadata["subtitle"] != "Bug" || strings.Contains(got.Body, "null") {
			t.Errorf("widget = %s", got.Body)
		}
		var labels []string
		for _, field := range metadata["fields"].([]any) {
			labels = append(labels, field.(map[string]any)["name"].(string))
		}
		if want := []string{"Status", "Priority", "Assignee"}; !slices.Equal(labels, want) {
			t.Errorf("fields = %v, want %v", labels, want)
		}
	}
}

// valuesOf is what a host sends back for a form nobody has touched.
func valuesOf(metadata map[string]any) map[string]any {
	values := map[string]any{}
	for _, field := range metadata["fields"].([]any) {
		f := field.(map[string]any)
		if f["type"] != "static_text" {
			values[f["id"].(string)] = f["value"]
		}
	}
	return values
}

// By key, address and words (J-26); nothing is written to Jira (J-46); what the
// person may not see is not there (J-50); a second issue is refused (J-33).
func TestLinkAnIssue(t *testing.T) {
	w := ready(t, one(t))
	for _, query := range []string{"IT-1", w.jira.URL + "/browse/IT-1", "printer"} {
		got := w.host.Get(t, w.app("/typeahead/resource"), of(map[string]string{"query": query}))
		w.spec.Check(t, "TypeaheadListResponse", any(got.JSON))
		items, _ := got.JSON["items"].([]any)
		if len(items) == 0 || items[0].(map[string]any)["value"] != "IT-1" {
			t.Errorf("%s: %d %s", query, got.Status, got.Body)
		}
	}
	hidden := w.host.Post(t, w.app("/attach"), data(map[string]any{"attachment": "902", "query": "SEC-1"}))
	if said, _ := hidden.JSON["error"].(string); hidden.Status != http.StatusNotFound || said == "" {
		t.Errorf("an issue of others: %d %s", hidden.Status, hidden.Body)
	}
	made := w.host.Post(t, w.app("/attach"), data(map[string]any{"attachment": "901", "query": "IT-1"}))
	if made.Status != http.StatusOK || made.JSON["resource_url"] != w.jira.URL+"/browse/IT-1" {
		t.Fatalf("attach: %d %s", made.Status, made.Body)
	}
	w.spec.Check(t, "AttachedResourceResponse", any(made.JSON))
	w.platform.attach("501", "901", w.jira.URL+"/browse/IT-1")
	second := w.host.Post(t, w.app("/attach"), data(map[string]any{"attachment": "903", "query": "IT-2"}))
	if said, _ := second.JSON["error"].(string); second.Status != http.StatusBadRequest || !strings.Contains(said, "IT-1") {
		t.Errorf("a second issue: %d %s", second.Status, second.Body)
	}
	if writes := w.writes(); len(writes) != 0 {
		t.Errorf("linking wrote %v", writes)
	}
}

// An attachment that merely has an issue's address shows nothing of it to a
// viewer who could not see it (J-52).
func TestAddressAloneShowsNothing(t *testing.T) {
	w := ready(t, one(t))
	for viewer, want := range map[string]int{"11": http.StatusOK, "12": http.StatusForbidden, "13": http.StatusForbidden} {
		got := w.host.Get(t, w.app("/widget"), of(map[string]string{
			"user": viewer, "attachment": "777", "resource_url": w.jira.URL + "/browse/IT-1",
		}))
		if got.Status != want || (want != http.StatusOK && strings.Contains(got.Body, "printer")) {
			t.Errorf("viewer %s: %d %s", viewer, got.Status, got.Body)
		}
	}
	got := w.host.Get(t, w.app("/widget"), of(map[string]string{"attachment": "777", "resource_url": "https://elsewhere.example.com/browse/IT-1"}))
	if got.Status != http.StatusForbidden {
		t.Errorf("an address elsewhere: %d %s", got.Status, got.Body)
	}
}

func TestTypeaheads(t *testing.T) {
	w := ready(t, one(t))
	for path, want := range map[string]string{"/typeahead/project": "10000", "/typeahead/user/10000": "ann"} {
		q := map[string]string{"/typeahead/project": "it", "/typeahead/user/10000": "smith"}[path]
		got := w.host.Get(t, w.app(path), of(map[string]string{"query": q}))
		w.spec.Check(t, "TypeaheadListResponse", any(got.JSON))
		items, _ := got.JSON["items"].([]any)
		if !slices.ContainsFunc(items, func(item any) bool { return item.(map[string]any)["value"] == want }) {
			t.Errorf("%s: %d %s", path, got.Status, got.Body)
		}
	}
}

// A Jira that is down is told in words, with a status the host shows, and
// leaves nothing behind.
func TestJiraInTrouble(t *testing.T) {
	w := ready(t, one(t))
	for _, method := range []string{"GET", "POST"} {
		check(t, w.jira.SetFault(jiratest.Fault{Match: method + " /.*", Times: -1, Status: 503, Headers: map[string]string{"Retry-After": "3600"}}))
	}
	values := map[string]any{"summary": "x", "project": map[string]any{"title": "IT", "value": "10000"}, "issuetype": "10004"}
	for name, got := range map[string]wiretest.Reply{
		"form":   w.host.Get(t, w.app("/form"), of(nil)),
		"submit": w.host.Post(t, w.app("/form/submit"), data(map[string]any{"values": values, "attachment": "901"})),
		"attach": w.host.Post(t, w.app("/attach"), data(map[string]any{"query": "IT-1", "attachment": "902"})),
	} {
		if got.Status != http.StatusBadRequest || !strings.Contains(got.Body, "Jira is not available") {
			t.Errorf("%s: %d %s", name, got.Status, got.Body)
		}
	}
	w.jira.ClearFaults()
	w.advance(time.Minute) // an hour that Jira itself says is not believed
	if got := w.host.Post(t, w.app("/attach"), data(map[string]any{"query": "IT-1", "attachment": "903"})); got.Status != http.StatusOK {
		t.Errorf("afterwards: %d %s", got.Status, got.Body)
	}
}

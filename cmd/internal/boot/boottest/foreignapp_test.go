package boottest

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"jirabridge/cmd/internal/visitor"
)

// foreignApp is an app as anybody could write it who has read Asana's documents
// (https://developers.asana.com/docs/rule-action) and nothing of ours: with maps
// and a signature of its own. It makes cards on boards.
type foreignApp struct {
	*httptest.Server
	clientID, secret string

	mu      sync.Mutex
	saved   map[string]map[string]any   // what was submitted, by action
	cards   map[string]map[string]any   // what was made, by idempotency key
	runs    []map[string]any            // every message to carry something out
	asked   []map[string]any            // every message for suggestions
	refused []string                    // messages it would not take
	cutOff  int                         // so many answers to a run do not arrive
	bad     map[string]http.HandlerFunc // how it answers a run, by task
}

// startForeignApp registers the app in the console and adds it to the project.
func startForeignApp(t testing.TB, a *automation, name string) *foreignApp {
	t.Helper()
	f := &foreignApp{saved: map[string]map[string]any{}, cards: map[string]map[string]any{}, bad: map[string]http.HandlerFunc{}}
	mux := http.NewServeMux()
	for path, answer := range map[string]func(http.ResponseWriter, map[string]any){
		"GET /form": f.form, "POST /change": f.change, "POST /submit": f.submit, "GET /boards": f.boards, "POST /run": f.run, "GET /widget": f.widget,
	} {
		mux.HandleFunc(path, func(w http.ResponseWriter, r *http.Request) { f.take(w, r, answer) })
	}
	f.Server = httptest.NewServer(mux)
	t.Cleanup(f.Close)
	must(t, a.page.Open(t.Context(), a.PlatformURL+console+"/apps/new"))
	must(t, a.page.Submit(t.Context(), "name", name, url.Values{
		"redirect_uris": {f.URL + "/callback"}, "permissions": {"full"}, "widget_metadata_url": {f.URL + "/widget"},
		"match_url_pattern": {`https:\/\/cards\.example\/.*`}, "action_name": {"Add a card"}, "action_type": {"add-card"},
		"action_metadata_url": {f.URL + "/form"}, "action_run_url": {f.URL + "/run"},
	}))
	f.mu.Lock()
	f.clientID, f.secret = shown(t, a.page, "client-id"), shown(t, a.page, "client-secret")
	f.mu.Unlock()
	must(t, a.page.Post(t.Context(), "/0/"+a.project+"/apps/"+f.clientID+"/install", url.Values{"introduced": {"yes"}}))
	if a.page.Find("data-test", "app-added") == nil {
		t.Fatalf("the app was not added: %s", a.page.Text())
	}
	return f
}

// take checks a message as the documents ask for, and answers it.
func (f *foreignApp) take(w http.ResponseWriter, r *http.Request, answer func(http.ResponseWriter, map[string]any)) {
	message, err := f.read(r)
	if err != nil {
		f.mu.Lock()
		f.refused = append(f.refused, r.URL.Path+": "+err.Error())
		f.mu.Unlock()
		reply(w, http.StatusBadRequest, map[string]any{"error": "Illegal or malformed request."})
		return
	}
	answer(w, message)
}

// read is the message, if it is signed with the secret and still good.
func (f *foreignApp) read(r *http.Request) (map[string]any, error) {
	signed, message := r.URL.RawQuery, map[string]any{}
	for name := range r.URL.Query() {
		message[name] = r.URL.Query().Get(name)
	}
	if r.Method == http.MethodPost {
		body, err := io.ReadAll(r.Body)
		if err != nil {
			return nil, err
		}
		var envelope map[string]string
		if err := json.Unmarshal(body, &envelope); err != nil {
			return nil, err
		}
		signed = envelope["data"]
		if err := json.Unmarshal([]byte(signed), &message); err != nil {
			return nil, err
		}
	}
	f.mu.Lock()
	mac := hmac.New(sha256.New, []byte(f.secret))
	f.mu.Unlock()
	mac.Write([]byte(signed))
	if hex.EncodeToString(mac.Sum(nil)) != r.Header.Get("X-Asana-Request-Signature") {
		return nil, errors.New("the signature does not fit")
	}
	until, err := time.Parse(time.RFC3339, fmt.Sprint(message["expires_at"]))
	if err == nil && time.Now().After(until) {
		err = errors.New("too late")
	}
	return message, err
}

func reply(w http.ResponseWriter, status int, body any) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(body)
}

// filledIn is the form with values; a board has lanes. An error stands at the
// title.
func (f *foreignApp) filledIn(values map[string]any, wrong string) map[string]any {
	board := map[string]any{"id": "board", "type": "typeahead", "name": "Board", "is_required": true, "is_watched": true, "typeahead_url": f.URL + "/boards"}
	title := map[string]any{"id": "title", "type": "single_line_text", "name": "Title"}
	list := []any{board, title}
	if text, ok := values["title"].(string); ok {
		title["value"] = text
	}
	if wrong != "" {
		title["error"] = wrong
	}
	if item, ok := values["board"].(map[string]any); ok {
		board["value"] = item
		lane := map[string]any{"id": "lane", "type": "dropdown", "name": "Lane of " + fmt.Sprint(item["title"]),
			"options": []any{map[string]any{"id": "todo", "label": "To do"}, map[string]any{"id": "doing", "label": "Doing"}}}
		if chosen, ok := values["lane"].(string); ok && chosen != "" {
			lane["value"] = chosen
		}
		list = append(list, lane)
	}
	return map[string]any{"template": "form_metadata_v0", "metadata": map[string]any{
		"title": "Add a card", "fields": list, "on_submit_callback": f.URL + "/submit", "on_change_callback": f.URL + "/change",
	}}
}

func (f *foreignApp) form(w http.ResponseWriter, m map[string]any) {
	f.mu.Lock()
	defer f.mu.Unlock()
	values := map[string]any{}
	if action, ok := m["action"].(string); ok {
		if values, ok = f.saved[action]; !ok {
			reply(w, http.StatusNotFound, map[string]any{"error": "That action was never saved."})
			return
		}
	}
	reply(w, http.StatusOK, f.filledIn(values, ""))
}

func (f *foreignApp) change(w http.ResponseWriter, m map[string]any) {
	values, _ := m["values"].(map[string]any)
	if m["changed_field"] != "board" {
		reply(w, http.StatusBadRequest, map[string]any{"error": "Only the board is watched."})
		return
	}
	reply(w, http.StatusOK, f.filledIn(values, ""))
}

func (f *foreignApp) submit(w http.ResponseWriter, m map[string]any) {
	values, _ := m["values"].(map[string]any)
	if title, _ := values["title"].(string); strings.TrimSpace(title) == "" {
		reply(w, http.StatusBadRequest, f.filledIn(values, "A card needs a title."))
		return
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	f.saved[fmt.Sprint(m["action"])] = values
	_, _ = io.WriteString(w, "Succeed")
}

func (f *foreignApp) boards(w http.ResponseWriter, m map[string]any) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.asked = append(f.asked, m)
	items := []any{}
	for _, name := range []string{"Gliders", "Rockets"} {
		if query, _ := m["query"].(string); strings.Contains(strings.ToLower(name), strings.ToLower(query)) {
			items = append(items, map[string]any{"title": name, "value": strings.ToLower(name), "subtitle": "Board"})
		}
	}
	reply(w, http.StatusOK, map[string]any{"items": items})
}

// run makes the card once for a key. What it has made stays made when the
// answer does not arrive.
func (f *foreignApp) run(w http.ResponseWriter, m map[string]any) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.runs = append(f.runs, m)
	if bad := f.bad[fmt.Sprint(m["target_object"])]; bad != nil {
		bad(w, nil)
		return
	}
	key, values := fmt.Sprint(m["idempotency_key"]), f.saved[fmt.Sprint(m["action"])]
	if f.cards[key] == nil {
		name := fmt.Sprintf("CARD-%d %v", len(f.cards)+1, values["title"])
		f.cards[key] = map[string]any{"resource_name": name, "resource_url": "https://cards.example/" + strings.Fields(name)[0]}
	}
	if f.cutOff > 0 {
		f.cutOff--
		panic(http.ErrAbortHandler)
	}
	reply(w, http.StatusOK, map[string]any{"action_result": "resources_created", "resources_created": []any{f.cards[key]}})
}

func (f *foreignApp) widget(w http.ResponseWriter, m map[string]any) {
	_, card, _ := strings.Cut(fmt.Sprint(m["resource_url"]), "cards.example/")
	reply(w, http.StatusOK, map[string]any{"template": "summary_with_details_v0", "metadata": map[string]any{
		"title": card + " as a widget", "fields": []any{map[string]any{"type": "pill", "name": "Lane", "text": "To do", "color": "blue"}},
		"footer": map[string]any{"footer_type": "custom_text", "text": "Cards"},
	}})
}

// told is what the app has heard of runs so far, and whether it refused any
// message.
func (f *foreignApp) told(t testing.TB) []map[string]any {
	t.Helper()
	f.mu.Lock()
	defer f.mu.Unlock()
	for _, why := range f.refused {
		t.Errorf("the app refuses %s", why)
	}
	return append([]map[string]any{}, f.runs...)
}

// action is the app's action as a script gives it to a rule.
func (f *foreignApp) action(values object) object {
	return object{"kind": "app", "app": f.clientID, "action_type": "add-card", "values": values}
}

// onRockets are values of the form.
func onRockets(title string) object {
	return object{"board": object{"title": "Rockets", "value": "rockets"}, "title": title, "lane": "doing"}
}

// says fails the test when a page does not have these words.
func (a *automation) says(t testing.TB, page string, words ...string) {
	t.Helper()
	must(t, a.page.Open(t.Context(), a.PlatformURL+page))
	text := visitor.Text(a.page.Page)
	for _, word := range words {
		if !strings.Contains(text, word) {
			t.Errorf("%s does not say %q: %s", page, word, text)
		}
	}
}

package ui_test

import (
	"net/http"
	"strings"
	"testing"
)

// iconURL is where a page loads the app's picture from.
func (w *world) iconURL(t *testing.T) string {
	t.Helper()
	icons := w.as(t, w.Member).askJSON(w.ask("/form"), nil).want(http.StatusOK).decode()["icons"].(map[string]any)
	return icons[w.app.url+"/icon.png"].(string)
}

func TestPicturesOfAppsComeThroughUs(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		w.install(t)
		address, v := w.iconURL(t), w.as(t, w.Member)
		got := v.get(address).want(http.StatusOK)
		if got.Body != "\x89PNG picture" || got.Header.Get("Content-Type") != "image/png" || !strings.HasPrefix(got.Header.Get("Content-Security-Policy"), "sandbox") {
			t.Errorf("%q with %v", got.Body, got.Header)
		}
		if again := w.iconURL(t); again != address {
			t.Error("the address changes, so browsers keep nothing")
		}
		w.anonymous(t).askJSON(address, nil).want(http.StatusUnauthorized)
		v.get(address[:len(address)-4] + "AAAA").want(http.StatusNotFound)
		v.get("/0/apps/icon?u=https://evil.example/").want(http.StatusNotFound)
	})
}

func TestOnlyPicturesPass(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		w.install(t)
		address, v := w.iconURL(t), w.as(t, w.Member)
		for what, answer := range map[string]func(http.ResponseWriter, map[string]any){
			"a page":            picture("text/html", "<script>alert(1)</script>"),
			"something large":   picture("image/png", strings.Repeat("x", 300<<10)),
			"nothing":           func(rw http.ResponseWriter, _ map[string]any) { rw.WriteHeader(http.StatusNotFound) },
			"a nameless answer": picture("", ""),
		} {
			w.app.set("/icon.png", answer)
			if got := v.get(address); got.Status != http.StatusNotFound {
				t.Errorf("%s answered %d", what, got.Status)
			}
		}
	})
}

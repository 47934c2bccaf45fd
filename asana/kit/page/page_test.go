package page

import (
	"net/http/httptest"
	"testing"
)

func TestOwnFrameIsSound(t *testing.T) {
	f, err := New()
	if err != nil {
		t.Fatal(err)
	}
	w := httptest.NewRecorder()
	if err := f.Render(w, httptest.NewRequest("GET", "/x", nil), 200, "page/error", View{Title: "page.error_ours", Layout: "app", Nav: &Nav{Person: "A B"}, Data: errorData{Status: 500, ID: "q"}}); err != nil {
		t.Fatal(err)
	}
	t.Log(w.Body.String())
}

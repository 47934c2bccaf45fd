package main

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
)

func TestReady(t *testing.T) {
	status := http.StatusOK
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path != "/readyz" {
			t.Errorf("asked for %s", r.URL.Path)
		}
		w.WriteHeader(status)
		_, _ = w.Write([]byte("stopping\n"))
	}))
	if err := (readyCommand{URL: server.URL + "/"}).Run(t.Context()); err != nil {
		t.Error(err)
	}
	status = http.StatusServiceUnavailable
	if err := (readyCommand{URL: server.URL}).Run(t.Context()); err == nil || !strings.Contains(err.Error(), "stopping") {
		t.Errorf("got %v", err)
	}
	server.Close()
	if err := (readyCommand{URL: server.URL}).Run(t.Context()); err == nil {
		t.Error("ready when nobody is there")
	}
}

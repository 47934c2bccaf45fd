package main

import (
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// A CA that nobody here knows is trusted with one flag more, which the report names: its certificate is kept in a
// file, and the look goes on.
func TestDoctorOffersToTrustTheCA(t *testing.T) {
	jira := httptest.NewTLSServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		_, _ = w.Write([]byte(`{"baseUrl": "https://` + r.Host + `", "version": "9.12.2", "versionNumbers": [9, 12, 2], "deploymentType": "Server"}`))
	}))
	defer jira.Close()
	file := filepath.Join(t.TempDir(), "ca.pem")
	look := func(c doctorCommand) (string, error) {
		var out strings.Builder
		c.URL, c.Lang = jira.URL, "en"
		err := c.run(t.Context(), &out)
		return out.String(), err
	}
	said, err := look(doctorCommand{})
	if err == nil || !strings.Contains(said, "jirabridge doctor --trust-ca ca.pem "+jira.URL) || strings.Contains(said, "Jira 9.12.2") {
		t.Errorf("%v: %s", err, said)
	}
	said, _ = look(doctorCommand{TrustCA: file})
	if !strings.Contains(said, "SHA-256") || !strings.Contains(said, "--ca-file "+file) || !strings.Contains(said, "Jira 9.12.2") {
		t.Errorf("trusted: %s", said)
	}
	if pem, err := os.ReadFile(file); err != nil || !strings.HasPrefix(string(pem), "-----BEGIN CERTIFICATE-----") {
		t.Errorf("kept: %q, %v", pem, err)
	}
	if _, err := look(doctorCommand{TrustCA: file}); err == nil || !strings.Contains(err.Error(), "--trust-ca") {
		t.Errorf("a file that is there: %v", err)
	}
}

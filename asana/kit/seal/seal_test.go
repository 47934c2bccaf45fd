package seal

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

func generate(t *testing.T) *Keyset {
	t.Helper()
	k, err := Generate()
	if err != nil {
		t.Fatal(err)
	}
	return k
}

func sealed(t *testing.T, k *Keyset, text, row string) []byte {
	t.Helper()
	s, err := k.Seal([]byte(text), row)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func TestSealOpens(t *testing.T) {
	k := generate(t)
	s := sealed(t, k, "hunter2", "t/1/c")
	if bytes.Contains(s, []byte("hunter2")) {
		t.Error("the secret can be read")
	}
	if bytes.Equal(s, sealed(t, k, "hunter2", "t/1/c")) {
		t.Error("equal secrets look equal")
	}
	plain, err := k.Open(s, "t/1/c")
	if err != nil || string(plain) != "hunter2" {
		t.Errorf("got %q, %v", plain, err)
	}
}

func TestOpenRefuses(t *testing.T) {
	k := generate(t)
	s := sealed(t, k, "hunter2", "t/1/c")
	changed := bytes.Clone(s)
	changed[len(changed)-1] ^= 1
	for name, try := range map[string]func() ([]byte, error){
		"another row":  func() ([]byte, error) { return k.Open(s, "t/2/c") },
		"another key":  func() ([]byte, error) { return generate(t).Open(s, "t/1/c") },
		"changed text": func() ([]byte, error) { return k.Open(changed, "t/1/c") },
		"empty text":   func() ([]byte, error) { return k.Open(nil, "t/1/c") },
	} {
		if plain, err := try(); err == nil || plain != nil {
			t.Errorf("%s: opened %q", name, plain)
		}
	}
}

func TestSaveAndLoad(t *testing.T) {
	path := filepath.Join(t.TempDir(), "new", "key.json")
	k, err := LoadOrCreate(path)
	if err != nil {
		t.Fatal(err)
	}
	info, err := os.Stat(path)
	if err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("%v, %v", info.Mode(), err)
	}
	again, err := LoadOrCreate(path)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := again.Open(sealed(t, k, "x", "r"), "r"); err != nil {
		t.Error(err)
	}
	if err := again.Save(path); !errors.Is(err, fs.ErrExist) {
		t.Errorf("a key file was overwritten: %v", err)
	}
}

func TestLoadRefuses(t *testing.T) {
	dir := t.TempDir()
	if _, err := Load(filepath.Join(dir, "none")); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("got %v", err)
	}
	path := filepath.Join(dir, "bad")
	for _, text := range []string{"", "{}", "not a keyset", `{"primaryKeyId":1}`} {
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		if _, err := LoadOrCreate(path); err == nil || !strings.Contains(err.Error(), path) {
			t.Errorf("%q: got %v", text, err)
		}
	}
}

// A keyset with a new primary key still opens what the old key sealed.
func TestKeyChange(t *testing.T) {
	old := generate(t)
	k, err := old.Rotated()
	if err != nil {
		t.Fatal(err)
	}
	if old.Len() != 1 || k.Len() != 2 {
		t.Errorf("%d keys became %d", old.Len(), k.Len())
	}
	if _, err := k.Open(sealed(t, old, "x", "r"), "r"); err != nil {
		t.Error(err)
	}
	if _, err := old.Open(sealed(t, k, "x", "r"), "r"); err == nil {
		t.Error("the new key was not used")
	}
}

func TestReplaceLosesNoKey(t *testing.T) {
	path := filepath.Join(t.TempDir(), "key.json")
	old, err := LoadOrCreate(path)
	if err != nil {
		t.Fatal(err)
	}
	if err := generate(t).Replace(path); err == nil {
		t.Error("a foreign keyset took the place of ours")
	}
	k, err := old.Rotated()
	if err != nil {
		t.Fatal(err)
	}
	if k, err = k.Rotated(); err != nil {
		t.Fatal(err)
	}
	if err := k.Replace(path); err != nil {
		t.Fatal(err)
	}
	again, err := Load(path)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := again.Open(sealed(t, old, "x", "r"), "r"); err != nil {
		t.Error(err)
	}
	if err := old.Replace(path); err == nil {
		t.Error("a key was thrown away")
	}
	left, err := os.ReadDir(filepath.Dir(path))
	if info, e := os.Stat(path); err != nil || e != nil || len(left) != 1 || info.Mode().Perm() != 0o600 {
		t.Errorf("%v in the folder (%v, %v)", left, err, e)
	}
}

func TestSecretIsMasked(t *testing.T) {
	s := Secret("hunter2")
	var log bytes.Buffer
	slog.New(slog.NewTextHandler(&log, nil)).Info("x", "a", s, "b", struct{ S Secret }{s})
	slog.New(slog.NewJSONHandler(&log, nil)).Info("x", "a", s, "b", struct{ S Secret }{s}, "c", []Secret{s})
	j, err := json.Marshal(map[string]any{"a": s, "b": &s})
	if err != nil {
		t.Fatal(err)
	}
	for _, out := range []string{
		fmt.Sprint(s), fmt.Sprintf("%v %+v %#v %s %q", s, s, s, s, s), fmt.Sprintf("%+v %#v", struct{ S Secret }{s}, struct{ S Secret }{s}),
		fmt.Sprintf("%x %X", s, s), log.String(), string(j),
	} {
		if strings.Contains(out, "hunter2") || strings.Contains(strings.ToLower(out), fmt.Sprintf("%x", "hunter2")) {
			t.Errorf("the secret shows: %s", out)
		}
	}
	if s.Reveal() != "hunter2" || Secret("").String() != "" {
		t.Error("Reveal or the empty secret is wrong")
	}
}

func TestTokens(t *testing.T) {
	a, b := NewToken("x/"), NewToken("x/")
	if a == b || !regexp.MustCompile(`^x/[0-9a-f]{32}$`).MatchString(a.Reveal()) {
		t.Errorf("got %s and %s", a.Reveal(), b.Reveal())
	}
	// The digest of "abc" as FIPS 180-2 prints it.
	if Hash("abc") != "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad" {
		t.Error("Hash is not SHA-256")
	}
}

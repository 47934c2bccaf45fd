package seal

import (
	"os"
	"path/filepath"
	"testing"
)

func TestMarkTellsTheKey(t *testing.T) {
	old := generate(t)
	k, err := old.Rotated()
	if err != nil {
		t.Fatal(err)
	}
	before, ok := MarkOf(sealed(t, old, "x", "r"))
	after, _ := MarkOf(sealed(t, k, "x", "r"))
	if !ok || before != old.Primary() || after != k.Primary() || before == after {
		t.Errorf("marks %v and %v of keys %v and %v", before, after, old.Primary(), k.Primary())
	}
	if !k.Has(before) || !k.Has(after) || old.Has(after) {
		t.Error("Has is wrong")
	}
	if _, ok := MarkOf([]byte("1234")); ok {
		t.Error("a short text has a mark")
	}
}

func TestRetire(t *testing.T) {
	path := filepath.Join(t.TempDir(), "key.json")
	old, err := LoadOrCreate(path)
	if err != nil {
		t.Fatal(err)
	}
	if before, err := Retire(path); err != nil || before != "" {
		t.Fatalf("one key: %q, %v", before, err)
	}
	k, err := old.Rotated()
	if err != nil {
		t.Fatal(err)
	}
	if err := k.Replace(path); err != nil {
		t.Fatal(err)
	}
	// A crash has left the part of an earlier try.
	if err := os.WriteFile(filepath.Join(filepath.Dir(path), ".key.json.part"), []byte("half"), 0o600); err != nil {
		t.Fatal(err)
	}
	before, err := Retire(path)
	if err != nil {
		t.Fatal(err)
	}
	opens := func(path string, by *Keyset) bool {
		t.Helper()
		held, err := Load(path)
		if err != nil {
			t.Fatal(err)
		}
		_, err = held.Open(sealed(t, by, "x", "r"), "r")
		return err == nil
	}
	if !opens(path, k) || opens(path, old) {
		t.Error("the file does not hold the primary key alone")
	}
	if !opens(before, k) || !opens(before, old) {
		t.Error("the file as it was is lost")
	}
}

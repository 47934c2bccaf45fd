package page

import (
	"bytes"
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"fmt"
	"io/fs"
	"mime"
	"net/http"
	"path"
	"slices"
	"strings"
	"time"

	"jirabridge/asana/kit/httpkit"
)

//go:embed templates/*.html messages/*.toml assets
var own embed.FS

func ownSource() Source { return Source{Name: "page", Templates: own, Messages: own, Assets: own} }

// languagePath is where the choice at the foot of a page is sent. It lies
// among the assets because every page of every package needs both.
const languagePath = "/assets/lang"

// formLimit bounds the form of the language choice, in bytes.
const formLimit = 64 << 10

// assets are all files of all sources. One hash over everything stands in the
// path, so modules can import each other by relative names and still be kept
// by browsers for good.
type assets struct {
	files map[string]file // by "source/name"
	hash  string
}

func (f *Frame) loadAssets(sources []Source) error {
	f.assets.files = map[string]file{}
	for _, s := range sources {
		if s.Assets == nil {
			continue
		}
		if err := f.assets.add(s); err != nil {
			return fmt.Errorf("page: assets of %s: %w", s.Name, err)
		}
	}
	f.assets.sum()
	return nil
}

func (a *assets) add(s Source) error {
	return fs.WalkDir(s.Assets, "assets", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		raw, err := fs.ReadFile(s.Assets, name)
		if err != nil {
			return err
		}
		a.files[s.Name+"/"+strings.TrimPrefix(name, "assets/")], err = newFile(name, raw)
		return err
	})
}

func (a *assets) sum() {
	names := make([]string, 0, len(a.files))
	for name := range a.files {
		names = append(names, name)
	}
	slices.Sort(names)
	h := sha256.New()
	for _, name := range names {
		fmt.Fprintf(h, "%s %d\n", name, len(a.files[name].raw))
		h.Write(a.files[name].raw)
	}
	a.hash = hex.EncodeToString(h.Sum(nil))[:12]
}

// url returns the address of the asset "source/name".
func (a *assets) url(name string) (string, error) {
	if _, ok := a.files[name]; !ok {
		return "", fmt.Errorf("page: no asset %q", name)
	}
	return "/assets/" + a.hash + "/" + name, nil
}

// Assets serves everything under /assets/: the sources' files, and the choice
// of language made at the foot of each page.
func (f *Frame) Assets() http.Handler {
	return httpkit.LimitBody(formLimit)(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == languagePath {
			f.chooseLanguage(w, r)
			return
		}
		f.assets.serve(w, r)
	}))
}

// serve also answers for the hash of another version, without letting the
// browser keep it: during an upgrade a page may be older than its server.
func (a *assets) serve(w http.ResponseWriter, r *http.Request) {
	hash, name, _ := strings.Cut(strings.TrimPrefix(r.URL.Path, "/assets/"), "/")
	f, ok := a.files[name]
	if !ok {
		http.NotFound(w, r)
		return
	}
	w.Header().Set("Cache-Control", "no-cache")
	if hash == a.hash {
		w.Header().Set("Cache-Control", "public, max-age=31536000, immutable")
	}
	body, tag := f.raw, a.hash
	if f.gzipped != nil {
		w.Header().Add("Vary", "Accept-Encoding")
		if acceptsGzip(r) {
			body, tag = f.gzipped, a.hash+"-gzip"
			w.Header().Set("Content-Encoding", "gzip")
		}
	}
	w.Header().Set("Etag", `"`+tag+`"`)
	w.Header().Set("X-Content-Type-Options", "nosniff")
	w.Header().Set("Content-Type", contentType(name))
	http.ServeContent(w, r, name, time.Time{}, bytes.NewReader(body))
}

// contentType does not ask the machine for scripts and styles: a wrong entry
// in its table would stop every page.
func contentType(name string) string {
	switch path.Ext(name) {
	case ".js":
		return "text/javascript; charset=utf-8"
	case ".css":
		return "text/css; charset=utf-8"
	case ".svg":
		return "image/svg+xml"
	}
	if t := mime.TypeByExtension(path.Ext(name)); t != "" {
		return t
	}
	return "application/octet-stream"
}

// Package page is the frame of every page of the program: layout,
// components, styles, icons of our own, small browser scripts, and the
// reader's language.
//
// Each package with pages hands New a Source: its templates, its messages in
// English, Swedish and Polish, its assets. New parses everything at once and
// refuses what could only fail later, in front of a reader: a message that
// exists in one language only, an id that two sources claim or nobody has, an
// icon or asset that is not there.
//
// The Content-Security-Policy allows no inline script and no inline style.
// Pages work as plain forms; scripts are ES modules served as they are.
package page

import (
	"bytes"
	"compress/gzip"
	"errors"
	"fmt"
	"html/template"
	"io/fs"
	"net/http"
	"strconv"
)

// Source is what one package with pages contributes. The three file systems
// hold the folders templates/, messages/ and assets/ at their root, so one
// embed.FS can be given three times; each may be nil.
type Source struct {
	// Name prefixes everything: template "setup/form" is templates/form.html
	// of the source "setup", its message ids begin with "setup.", and its
	// assets are named "setup/file.js".
	Name string
	// Templates holds templates/*.html. Each file is a page's body or a part
	// that others include by its name.
	Templates fs.FS
	// Messages holds messages/en.toml, sv.toml and pl.toml in go-i18n's
	// format, best written as "setup.title" = "Text".
	Messages fs.FS
	// Assets holds assets/*: scripts, styles, pictures.
	Assets fs.FS
}

// Frame renders pages. It is safe for concurrent use.
type Frame struct {
	*Words
	assets assets
	sets   map[string]*template.Template // by language
}

// Nav is the navigation of the layout "app".
type Nav struct {
	Person  string // name shown at the top right
	Place   string // what the bar is headed with, for example a workspace's name
	Groups  []NavGroup
	Actions []NavLink // links of the person's menu, before signing out
	SignOut string    // address that a POST signs out at; empty hides it
}

// NavGroup is a headed list of links in the side bar.
type NavGroup struct {
	Title string
	Links []NavLink
}

// NavLink is one link of the navigation.
type NavLink struct {
	Text, URL, Icon string
	Current         bool
}

// View is what Render shows.
type View struct {
	// Title is a text, or the id of a message.
	Title string
	// Layout is "app" (navigation around the page), "plain" (a centred card),
	// "popup" (a small window of its own) or "screen" (the whole window, the
	// page brings its own bar) or "part" (nothing but the page, for a script).
	// Empty means "plain".
	Layout string
	Nav    *Nav
	// TimeZone is the reader's, an IANA name; scripts show and take moments in
	// it. Empty means the browser's.
	TimeZone string
	Data     any
}

// frameData is what the layouts see.
type frameData struct {
	Title     string
	Body      template.HTML
	Nav       *Nav
	Lang      string
	TimeZone  string
	Languages []Language
	Here      string
}

// New parses and checks the sources together with the frame's own.
func New(sources ...Source) (*Frame, error) {
	sources = append([]Source{ownSource()}, sources...)
	if err := distinct(sources); err != nil {
		return nil, err
	}
	words, err := NewWords(sources...)
	if err != nil {
		return nil, err
	}
	f := &Frame{Words: words}
	if err := f.loadAssets(sources); err != nil {
		return nil, err
	}
	if err := f.loadTemplates(sources); err != nil {
		return nil, err
	}
	return f, nil
}

func distinct(sources []Source) error {
	seen := map[string]bool{}
	for _, s := range sources {
		if s.Name == "" || seen[s.Name] {
			return fmt.Errorf("page: source name %q is empty or used twice", s.Name)
		}
		seen[s.Name] = true
	}
	return nil
}

// Render writes the page name, for example "setup/form", in the reader's
// language. Nothing is written when a template fails.
func (f *Frame) Render(w http.ResponseWriter, r *http.Request, status int, name string, v View) error {
	lang := f.Lang(r)
	body, err := f.execute(lang, name, v.Data)
	if err != nil {
		return err
	}
	data := frameData{
		Title: f.text(lang, v.Title), Body: template.HTML(body), Nav: v.Nav,
		Lang: lang, TimeZone: v.TimeZone, Languages: languages, Here: here(r),
	}
	layout := v.Layout
	if layout == "" {
		layout = "plain"
	}
	whole, err := f.execute(lang, "page/"+layout, data)
	if err != nil {
		return err
	}
	return write(w, r, status, lang, whole)
}

func (f *Frame) execute(lang, name string, data any) ([]byte, error) {
	var out bytes.Buffer
	set := f.sets[lang].Lookup(name)
	if set == nil {
		return nil, errors.New("page: no template " + strconv.Quote(name))
	}
	if err := set.Execute(&out, data); err != nil {
		return nil, fmt.Errorf("page: %w", err)
	}
	return out.Bytes(), nil
}

func write(w http.ResponseWriter, r *http.Request, status int, lang string, body []byte) error {
	h := w.Header()
	h.Set("Content-Type", "text/html; charset=utf-8")
	h.Set("Content-Language", lang)
	h.Set("Cache-Control", "no-store")
	h.Add("Vary", "Cookie, Accept-Language, Accept-Encoding")
	if packsPage(r) {
		packed, err := pack(body, gzip.BestSpeed)
		if err != nil {
			return err
		}
		h.Set("Content-Encoding", "gzip")
		body = packed
	}
	w.WriteHeader(status)
	_, err := w.Write(body)
	return err
}

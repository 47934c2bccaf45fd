package page

import (
	"net/http"
	"net/url"
	"time"

	"golang.org/x/text/language"

	"jirabridge/asana/kit/httpkit"
)

// Language is a language a reader can choose.
type Language struct{ Code, Name string }

// languages are all we speak; the first is the default.
var languages = []Language{{"en", "English"}, {"sv", "Svenska"}, {"pl", "Polski"}}

var matcher = language.NewMatcher([]language.Tag{language.English, language.Swedish, language.Polish})

// Languages are the codes of all languages; the first is the default.
func Languages() []string {
	codes := make([]string, len(languages))
	for i, l := range languages {
		codes[i] = l.Code
	}
	return codes
}

// languageCookie remembers the choice made at the foot of a page.
const languageCookie = "lang"

// Lang returns the code of the reader's language: the one chosen at the foot
// of a page, else the best of Accept-Language, else English.
func (f *Frame) Lang(r *http.Request) string {
	if chosen := f.Chosen(r); chosen != "" {
		return chosen
	}
	tags, _, err := language.ParseAcceptLanguage(r.Header.Get("Accept-Language"))
	if err != nil {
		return languages[0].Code
	}
	_, i, _ := matcher.Match(tags...)
	return languages[i].Code
}

// Chosen is the language chosen at the foot of a page in this browser, or "".
func (f *Frame) Chosen(r *http.Request) string {
	if c, err := r.Cookie(languageCookie); err == nil && spoken(c.Value) {
		return c.Value
	}
	return ""
}

func spoken(code string) bool {
	for _, l := range languages {
		if l.Code == code {
			return true
		}
	}
	return false
}

// chooseLanguage answers POST lang=…&next=…: it sets the cookie for a year
// and leads back to the page, which must be one of ours.
func (f *Frame) chooseLanguage(w http.ResponseWriter, r *http.Request) {
	if r.Method != http.MethodPost || !spoken(r.PostFormValue("lang")) {
		http.Error(w, "Choose one of the languages offered at the foot of a page.", http.StatusBadRequest)
		return
	}
	http.SetCookie(w, &http.Cookie{
		Name: languageCookie, Value: r.PostFormValue("lang"), Path: "/",
		MaxAge: int((365 * 24 * time.Hour).Seconds()), HttpOnly: true, SameSite: http.SameSiteLaxMode,
	})
	http.Redirect(w, r, httpkit.LocalPath(r.PostFormValue("next")), http.StatusSeeOther)
}

// here is the address that shows the page again: its own, or for the answer
// to a form that of the page the form stood on, if the browser tells.
func here(r *http.Request) string {
	if r.Method == http.MethodGet || r.Method == http.MethodHead {
		return httpkit.LocalPath(r.URL.RequestURI())
	}
	if from, err := url.Parse(r.Referer()); err == nil && from.Host == r.Host {
		return httpkit.LocalPath(from.RequestURI())
	}
	return httpkit.LocalPath(r.URL.Path)
}

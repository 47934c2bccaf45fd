package page

import (
	"fmt"
	"hash/fnv"
	"html/template"
	"net/http"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"
)

// Date shows a day, a time or a text "2006-01-02", as "7 Mar 2026" in the
// reader's language. Anything else, and the zero time, is "".
func (f *Frame) Date(r *http.Request, v any) string { return f.date(f.Lang(r), v) }

// date shows a day as "7 Mar 2026" in the reader's language; v is a time or a
// text "2006-01-02". Anything else, and the zero time, is "".
func (f *Frame) date(lang string, v any) string {
	var t time.Time
	switch v := v.(type) {
	case time.Time:
		t = v
	case string:
		t, _ = time.Parse(time.DateOnly, v)
	}
	if t.IsZero() {
		return ""
	}
	months := strings.Fields(f.Say(lang, "page.months", nil))
	return fmt.Sprintf("%d %s %d", t.Day(), months[t.Month()-1], t.Year())
}

// ago shows a moment. Without script it is the day and the time in UTC;
// time.js turns it into "3 minutes ago" and keeps it so.
func (f *Frame) ago(lang string, t time.Time) template.HTML {
	if t.IsZero() {
		return ""
	}
	t = t.UTC()
	text := f.date(lang, t) + " " + t.Format("15:04") + " UTC"
	return template.HTML(`<time datetime="` + t.Format(time.RFC3339) + `" data-ago>` +
		template.HTMLEscapeString(text) + `</time>`)
}

// ahead shows a moment at which something is going to happen: with script it is
// "in a moment" even when that is late.
func (f *Frame) ahead(lang string, t time.Time) template.HTML {
	return template.HTML(strings.Replace(string(f.ago(lang, t)), " data-ago>", " data-ago data-ahead>", 1))
}

// size shows a number of bytes, with the reader's decimal sign.
func (f *Frame) size(lang string, n int64) string {
	switch {
	case n < 1000:
		return strconv.FormatInt(n, 10) + " B"
	case n < 1000*1000:
		return strconv.FormatInt((n+500)/1000, 10) + " kB"
	default:
		number := strconv.FormatFloat(float64(n)/1e6, 'f', 1, 64)
		return strings.Replace(number, ".", f.Say(lang, "page.decimal", nil), 1) + " MB"
	}
}

// avatarColours is the number of .avatar-n classes in page.css.
const avatarColours = 8

// avatar is a badge with the first letters of the first and last name; its
// colour follows from the name. It is hidden from screen readers, because the
// name stands beside it.
func avatar(name string) template.HTML {
	h := fnv.New32a()
	h.Write([]byte(name))
	return template.HTML(fmt.Sprintf(`<span class="avatar avatar-%d" aria-hidden="true">%s</span>`,
		h.Sum32()%avatarColours, template.HTMLEscapeString(initials(name))))
}

func initials(name string) string {
	words := strings.Fields(name)
	if len(words) == 0 {
		return "?"
	}
	letters := firstLetter(words[0])
	if len(words) > 1 {
		letters += firstLetter(words[len(words)-1])
	}
	return letters
}

func firstLetter(word string) string {
	r, _ := utf8.DecodeRuneInString(word)
	return strings.ToUpper(string(r))
}

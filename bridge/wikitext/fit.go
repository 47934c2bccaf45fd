package wikitext

import (
	"sort"
	"unicode/utf16"
	"unicode/utf8"
)

// Fit converts rich text to at most limit UTF-16 units of wiki markup, as Jira
// counts. What does not fit is cut at a word, and the address where all of it
// is stands below.
func Fit(source string, limit int, address string) string {
	whole := FromHTML(source)
	if Units(whole) <= limit {
		return whole
	}
	more := "\n\n[" + encodeHref(address) + "]"
	if address == "" || Units(more) > limit/2 {
		more = ""
	}
	convert := func(length int) string {
		short, _ := Shorten(source, length)
		return FromHTML(short) + more
	}
	// Escapes make markup longer than its source by turns, so the longest one
	// that fits is not always found; one that fits is.
	tooLong := sort.Search(utf8.RuneCountInString(source), func(n int) bool { return Units(convert(n)) > limit })
	for length := tooLong - 1; length > 0; length /= 2 {
		if text := convert(length); Units(text) <= limit {
			return text
		}
	}
	return "…"
}

// Units is the length of a text in UTF-16 units: Java, and so Jira, counts them.
func Units(text string) int {
	n := 0
	for _, r := range text {
		n += utf16.RuneLen(r)
	}
	return n
}

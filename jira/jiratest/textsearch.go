package jiratest

import (
	"fmt"
	"path"
	"strings"
	"unicode"
)

// textQuery is what follows ~: groups joined by OR, of terms that all match.
type textQuery [][]term

// term is words in a row; the last may end in a wildcard.
type term struct {
	words []string
	not   bool
}

// parseTextQuery reads Lucene's syntax as far as people use it: words,
// "phrases", wildcards, + and -, AND and OR. problem is Jira's message.
func parseTextQuery(field, text string) (q textQuery, problem string) {
	if strings.TrimSpace(text) == "" {
		return nil, fmt.Sprintf("The field '%s' does not support searching for an empty string.", field)
	}
	if first := strings.TrimSpace(text)[:1]; first == "*" || first == "?" {
		return nil, fmt.Sprintf("The text query '%s' for field '%s' is not allowed to start with '%s'.", text, field, first)
	}
	pieces, balanced := cutText(text)
	if !balanced {
		return nil, unparsable(field, text)
	}
	group := []term{}
	for _, piece := range pieces {
		switch piece {
		case "AND", "&&":
		case "OR", "||":
			if len(group) == 0 {
				return nil, unparsable(field, text)
			}
			q, group = append(q, group), []term{}
		default:
			t, good := parseTerm(piece)
			if !good {
				return nil, unparsable(field, text)
			}
			if len(t.words) > 0 {
				group = append(group, t)
			}
		}
	}
	return append(q, group), ""
}

func unparsable(field, text string) string {
	return fmt.Sprintf("Unable to parse the text '%s' for field '%s'.", text, field)
}

// cutText splits at spaces outside quotes; a backslash keeps the next character.
func cutText(text string) (pieces []string, balanced bool) {
	var b strings.Builder
	quoted, escaped := false, false
	for _, r := range text {
		if unicode.IsSpace(r) && !quoted && !escaped {
			if b.Len() > 0 {
				pieces = append(pieces, b.String())
				b.Reset()
			}
			continue
		}
		if r == '"' && !escaped {
			quoted = !quoted
		}
		escaped = r == '\\' && !escaped
		b.WriteRune(r)
	}
	if b.Len() > 0 {
		pieces = append(pieces, b.String())
	}
	return pieces, !quoted && !escaped
}

// parseTerm reads a word or a phrase; good is false for signs that mean
// something to Lucene and were not escaped.
func parseTerm(piece string) (t term, good bool) {
	if rest, found := strings.CutPrefix(piece, "-"); found {
		t.not, piece = true, rest
	}
	piece = strings.TrimPrefix(piece, "+")
	var b strings.Builder
	quoted, escaped := false, false
	for _, r := range piece {
		switch {
		case escaped:
			b.WriteRune(' ') // punctuation is not indexed
			if unicode.IsLetter(r) || unicode.IsDigit(r) {
				b.WriteRune(r)
			}
			escaped = false
		case r == '\\':
			escaped = true
		case r == '"':
			quoted = !quoted
		case strings.ContainsRune("()[]{}^!/:", r) && !quoted:
			return term{}, false
		case r == '~':
		default:
			b.WriteRune(r)
		}
	}
	t.words = tokens(b.String(), !strings.HasPrefix(piece, `"`))
	return t, true
}

// tokens are the words of a text, as the index has them.
func tokens(text string, wildcards bool) []string {
	return strings.FieldsFunc(strings.ToLower(text), func(r rune) bool {
		wildcard := wildcards && (r == '*' || r == '?')
		return !unicode.IsLetter(r) && !unicode.IsDigit(r) && !wildcard
	})
}

// matches looks for the query in texts.
func (q textQuery) matches(texts ...string) bool {
	var words []string
	for _, text := range texts {
		words = append(append(words, tokens(text, false)...), "")
	}
	for _, group := range q {
		all := true
		for _, t := range group {
			all = all && t.in(words) != t.not
		}
		if all {
			return true
		}
	}
	return false
}

func (t term) in(words []string) bool {
	for i := 0; i+len(t.words) <= len(words); i++ {
		all := true
		for n, pattern := range t.words {
			found, _ := path.Match(pattern, words[i+n])
			all = all && found
		}
		if all {
			return true
		}
	}
	return false
}

package jiratest

import (
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"unicode"
)

// token is a piece of JQL.
type token struct {
	kind tokenKind
	text string
	at   int // character, counted from 1
}

type tokenKind int

const (
	tokenEnd tokenKind = iota
	tokenWord
	tokenString
	tokenSign // ( ) , and operators
)

func (t token) is(keyword string) bool {
	return t.kind == tokenWord && strings.EqualFold(t.text, keyword)
}

func (t token) isSign(sign string) bool { return t.kind == tokenSign && t.text == sign }

func syntaxError(format string, args ...any) error {
	return fail(http.StatusBadRequest, "Error in the JQL Query: "+fmt.Sprintf(format, args...))
}

// scan cuts JQL into tokens.
func scan(text string) ([]token, error) {
	runes := []rune(text)
	var out []token
	for i := 0; i < len(runes); {
		r := runes[i]
		switch {
		case unicode.IsSpace(r):
			i++
		case r == '"' || r == '\'':
			t, next, err := scanString(runes, i)
			if err != nil {
				return nil, err
			}
			out, i = append(out, t), next
		case isWordRune(r):
			start := i
			for i < len(runes) && (isWordRune(runes[i]) || runes[i] == '[' || runes[i] == ']') {
				i++
			}
			out = append(out, token{tokenWord, string(runes[start:i]), start + 1})
		default:
			sign := signAt(runes, i)
			if sign == "" {
				return nil, syntaxError("The character '%c' is a reserved JQL character. You must enclose it in a string or use the escape '\\u%04x' instead. (line 1, character %d)", r, r, i+1)
			}
			out = append(out, token{tokenSign, sign, i + 1})
			i += len(sign)
		}
	}
	return append(out, token{tokenEnd, "", len(runes) + 1}), nil
}

func isWordRune(r rune) bool {
	return r == '-' || r == '_' || r > 127 || unicode.IsLetter(r) || unicode.IsDigit(r)
}

func signAt(runes []rune, i int) string {
	rest := string(runes[i:min(i+2, len(runes))])
	for _, sign := range []string{"!=", "!~", ">=", "<=", "&&", "||", "(", ")", ",", "=", "~", ">", "<", "!"} {
		if strings.HasPrefix(rest, sign) {
			return sign
		}
	}
	return ""
}

// scanString reads a quoted string with its escapes; others are refused.
func scanString(runes []rune, start int) (token, int, error) {
	var b strings.Builder
	for i := start + 1; i < len(runes); i++ {
		switch r := runes[i]; {
		case r == runes[start]:
			return token{tokenString, b.String(), start + 1}, i + 1, nil
		case r != '\\':
			b.WriteRune(r)
		default:
			plain, used := unescape(runes[i+1:])
			if used == 0 {
				return token{}, 0, syntaxError(`'\%s' is an illegal JQL escape sequence. The valid escape sequences are \', \", \t, \n, \r, \\, '\ ' and \uXXXX. (line 1, character %d)`, string(runes[i+1:min(i+2, len(runes))]), i+1)
			}
			b.WriteRune(plain)
			i += used
		}
	}
	return token{}, 0, syntaxError("The quoted string '%s' has not been completed. (line 1, character %d)", string(runes[start+1:]), start+1)
}

// unescape reads what follows a backslash and tells how many characters it took.
func unescape(runes []rune) (rune, int) {
	if len(runes) == 0 {
		return 0, 0
	}
	switch runes[0] {
	case '"', '\'', '\\', ' ':
		return runes[0], 1
	case 't':
		return '\t', 1
	case 'n':
		return '\n', 1
	case 'r':
		return '\r', 1
	case 'u':
		if len(runes) >= 5 {
			if n, err := strconv.ParseUint(string(runes[1:5]), 16, 32); err == nil {
				return rune(n), 5
			}
		}
	}
	return 0, 0
}

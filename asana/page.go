package asana

import (
	"encoding/base64"
	"strconv"
	"strings"
)

// Page asks for a part of a list: at most Limit items (1000 when 0) after the opaque Offset that came with
// the page before.
type Page struct {
	Limit  int
	Offset string
}

// maxPage is the length of a list nobody limited, as on asana.com.
const maxPage = 1000

func (p Page) limit() int {
	if p.Limit <= 0 || p.Limit > maxPage {
		return maxPage
	}
	return p.Limit
}

// cursor is the sort key of the last item of a page: numbers, then a gid. The zero cursor is the start.
type cursor struct {
	keys []int64
	gid  string
}

// decode reads the page's offset, which must hold n numbers.
func (p Page) decode(n int) (cursor, error) {
	if p.Offset == "" {
		return cursor{keys: make([]int64, n)}, nil
	}
	bad := misused("offset", "Your pagination token is invalid.")
	text, err := base64.RawURLEncoding.DecodeString(p.Offset)
	if err != nil {
		return cursor{}, bad
	}
	parts := strings.Split(string(text), " ")
	if len(parts) != n+1 || !isGID(parts[n]) {
		return cursor{}, bad
	}
	c := cursor{gid: parts[n]}
	for _, part := range parts[:n] {
		key, err := strconv.ParseInt(part, 10, 64)
		if err != nil {
			return cursor{}, bad
		}
		c.keys = append(c.keys, key)
	}
	return c, nil
}

func (c cursor) encode() string {
	var b strings.Builder
	for _, key := range c.keys {
		b.WriteString(strconv.FormatInt(key, 10) + " ")
	}
	b.WriteString(c.gid)
	return base64.RawURLEncoding.EncodeToString([]byte(b.String()))
}

// cut shortens a list read with one item too many to the limit, and returns the offset of what is left.
func cut[T any](list []T, limit int, key func(T) cursor) ([]T, string) {
	if len(list) <= limit {
		return list, ""
	}
	return list[:limit], key(list[limit-1]).encode()
}

// isGID tells whether text has the form of an id: decimal digits.
func isGID(text string) bool {
	for _, r := range text {
		if r < '0' || r > '9' {
			return false
		}
	}
	return text != "" && len(text) <= 32
}

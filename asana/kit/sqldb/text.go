package sqldb

import (
	"strings"
	"unicode/utf8"
)

// IsText tells whether both databases can hold a text: PostgreSQL refuses
// invalid UTF-8 and NUL, SQLite keeps both, until somebody wants to move to
// PostgreSQL.
func IsText(text string) bool { return utf8.ValidString(text) && strings.IndexByte(text, 0) < 0 }

package sqldb

import (
	"database/sql"
	"database/sql/driver"
	"errors"
	"strings"
	"syscall"

	"github.com/jackc/pgx/v5/pgconn"
	"modernc.org/sqlite"
	sqlite3 "modernc.org/sqlite/lib"
)

// Classes and codes of PostgreSQL errors:
// https://www.postgresql.org/docs/current/errcodes-appendix.html
const (
	pgForeignKeyViolation  = "23503"
	pgUniqueViolation      = "23505"
	pgSerializationFailure = "40001"
	pgDeadlock             = "40P01"
	pgClassConnection      = "08"
	pgClassResources       = "53" // disk full, out of memory, too many connections
	pgClassOperator        = "57" // shutdown, starting up
	pgQueryCanceled        = "57014"
	pgDiskFull             = "53100"
	pgClassSystem          = "58" // input/output error
)

// IsUnique tells whether err is a row that exists already: a primary key or a
// unique index was hit.
func IsUnique(err error) bool {
	if code, ok := sqliteCode(err); ok {
		return code == sqlite3.SQLITE_CONSTRAINT_UNIQUE || code == sqlite3.SQLITE_CONSTRAINT_PRIMARYKEY
	}
	return pgCode(err) == pgUniqueViolation
}

// IsDangling tells whether err is a row that would refer to one that does not
// exist.
func IsDangling(err error) bool {
	if code, ok := sqliteCode(err); ok {
		return code == sqlite3.SQLITE_CONSTRAINT_FOREIGNKEY
	}
	return pgCode(err) == pgForeignKeyViolation
}

// IsUnavailable tells whether the database itself failed, not the statement:
// its disk is full or broken, or its server is gone. Files lie on the same disk,
// so that of a file that could not be written counts too. Trying later may help.
func IsUnavailable(err error) bool {
	if IsFull(err) {
		return true
	}
	if code, ok := sqliteCode(err); ok {
		return sqliteUnavailable(code)
	}
	if code := pgCode(err); code != "" {
		return pgUnavailable(code)
	}
	var connect *pgconn.ConnectError
	var lost *lostError
	return errors.As(err, &connect) || errors.As(err, &lost) || errors.Is(err, pgconn.ErrConnClosed) || errors.Is(err, driver.ErrBadConn) || errors.Is(err, sql.ErrConnDone)
}

// IsFull tells whether err is a disk that is full, under the database or under
// files.
func IsFull(err error) bool {
	if code, ok := sqliteCode(err); ok && code&0xff == sqlite3.SQLITE_FULL {
		return true
	}
	return errors.Is(err, syscall.ENOSPC) || errors.Is(err, syscall.EDQUOT) || pgCode(err) == pgDiskFull
}

func sqliteUnavailable(code int) bool {
	switch code & 0xff { // the primary code of an extended one
	case sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_READONLY, sqlite3.SQLITE_BUSY:
		return true
	}
	return false
}

func pgUnavailable(code string) bool {
	for _, class := range []string{pgClassConnection, pgClassResources, pgClassOperator, pgClassSystem} {
		if strings.HasPrefix(code, class) {
			return code != pgQueryCanceled
		}
	}
	return false
}

// isConflict tells whether PostgreSQL ended the transaction in favour of
// another one.
func isConflict(err error) bool {
	code := pgCode(err)
	return code == pgSerializationFailure || code == pgDeadlock
}

func sqliteCode(err error) (int, bool) {
	var e *sqlite.Error
	if errors.As(err, &e) {
		return e.Code(), true
	}
	return 0, false
}

func pgCode(err error) string {
	var e *pgconn.PgError
	if errors.As(err, &e) {
		return e.Code
	}
	return ""
}

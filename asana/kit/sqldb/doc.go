// Package sqldb opens, migrates and transacts alike on SQLite and PostgreSQL.
//
// One [DB] is opened by the binary and handed to every store. SQLite gets a
// writer pool of exactly one connection, so that writers queue in Go and never
// see SQLITE_BUSY, and a reader pool that cannot write. PostgreSQL gets one
// pool for both. The SQL is the same text on both: $1 placeholders, and only
// the types text, bigint, boolean and bytea; times are microseconds.
//
// A transaction marks its context, and our HTTP transports refuse a marked
// context (see httpkit): no transaction is open while a request is on the wire.
package sqldb

package sqldb_test

import (
	"encoding/binary"
	"io"
	"net"
	"slices"
	"strings"
	"testing"

	"jirabridge/asana/kit/sqldb"
	"jirabridge/asana/kit/sqldb/sqldbtest"
)

// Both of two connections at once have it, not only the first.
func TestPostgresCompilesNoQueries(t *testing.T) {
	db := sqldbtest.Open(t, sqldbtest.Postgres(t))
	for range 2 {
		conn, err := db.Writer().Conn(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		defer func() { _ = conn.Close() }()
		var jit string
		if err := conn.QueryRowContext(t.Context(), "show jit").Scan(&jit); err != nil || jit != "off" {
			t.Errorf("jit is %q, %v", jit, err)
		}
	}
}

// PgBouncer takes no other parameters with a new connection than these
// (https://www.pgbouncer.org/config.html#ignore_startup_parameters).
var pooled = []string{"user", "database", "application_name", "client_encoding", "datestyle", "timezone", "standard_conforming_strings"}

func TestPostgresBehindAPool(t *testing.T) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = listener.Close() }()
	first := make(chan []string, 1)
	go func() { first <- startup(listener) }()
	if _, err := sqldb.Open(t.Context(), sqldb.Config{URL: "postgres://me@" + listener.Addr().String() + "/x?sslmode=disable"}); err == nil {
		t.Fatal("it was opened")
	}
	names := <-first
	if !slices.Contains(names, "user") {
		t.Fatalf("%q", names)
	}
	for _, name := range names {
		if !slices.Contains(pooled, strings.ToLower(name)) {
			t.Errorf("parameter %s", name)
		}
	}
}

// startup takes a connection and returns the names of the parameters in its
// first message: its length, a version, then names and values, each with NUL.
func startup(listener net.Listener) (names []string) {
	conn, err := listener.Accept()
	if err != nil {
		return nil
	}
	defer func() { _ = conn.Close() }()
	var head [8]byte
	if _, err := io.ReadFull(conn, head[:]); err != nil {
		return nil
	}
	rest := make([]byte, binary.BigEndian.Uint32(head[:])-8)
	if _, err := io.ReadFull(conn, rest); err != nil {
		return nil
	}
	for pair := range slices.Chunk(strings.Split(strings.TrimRight(string(rest), "\x00"), "\x00"), 2) {
		names = append(names, pair[0])
	}
	return names
}

package main

import (
	"net"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/testscript"
)

func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){"jirabridge": main})
}

// TestScripts runs the stories in testdata, in each of which $PORT is free.
func TestScripts(t *testing.T) {
	testscript.Run(t, testscript.Params{
		Dir: "testdata",
		Setup: func(env *testscript.Env) error {
			listener, err := net.Listen("tcp", "127.0.0.1:0")
			if err != nil {
				return err
			}
			_, port, _ := net.SplitHostPort(listener.Addr().String())
			env.Setenv("PORT", port)
			return listener.Close()
		},
		Cmds: map[string]func(*testscript.TestScript, bool, []string){"answers": answers},
	})
}

// answers waits until an address answers with a status: answers 200 URL.
func answers(ts *testscript.TestScript, _ bool, args []string) {
	client := http.Client{Timeout: 2 * time.Second}
	last := ""
	for range 300 {
		res, err := client.Get(args[1])
		if err == nil {
			_ = res.Body.Close()
			last = res.Status
		} else {
			last = err.Error()
		}
		if strings.HasPrefix(last, args[0]) {
			return
		}
		time.Sleep(100 * time.Millisecond)
	}
	ts.Fatalf("%s answers %s, not %s", args[1], last, args[0])
}

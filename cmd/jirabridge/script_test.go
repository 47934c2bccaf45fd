package main

import (
	"math/rand/v2"
	"net"
	"net/http"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/testscript"
)

func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){"jirabridge": main})
}

// TestScripts runs the stories in testdata, in each of which $PORT is free. It is
// below those that the system chooses for anybody's connections.
func TestScripts(t *testing.T) {
	testscript.Run(t, testscript.Params{
		Dir: "testdata",
		Setup: func(env *testscript.Env) error {
			for {
				port := strconv.Itoa(2000 + rand.IntN(10_000))
				listener, err := net.Listen("tcp", "127.0.0.1:"+port)
				if err == nil {
					env.Setenv("PORT", port)
					return listener.Close()
				}
			}
		},
		Cmds: map[string]func(*testscript.TestScript, bool, []string){"answers": answers},
	})
}

// answers waits until an address answers with a status: answers 200 URL.
func answers(ts *testscript.TestScript, _ bool, args []string) {
	client := http.Client{Timeout: time.Minute}
	last := ""
	for range 1200 {
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

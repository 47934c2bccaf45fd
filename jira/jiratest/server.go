package jiratest

import (
	"crypto/rand"
	"fmt"
	"io"
	"net/http"
	"strings"
	"sync"
	"time"
)

// Config says what Jira to simulate. The zero value is a 9.12.2 in memory with
// the default people, under /jira.
type Config struct {
	// BaseURL is where others reach the server, context path included. Empty:
	// the address each request was sent to.
	BaseURL string
	// Connector is what scheme, proxyName and proxyPort in Tomcat's server.xml
	// say of the address others call, like https://jira.example.com: signatures
	// are computed for it. Empty: what each request says of itself, as without
	// them; a proxy that ends TLS, or does not pass the host on, is not seen.
	Connector string
	// ContextPath is the folder Jira is served in. Default "/jira".
	ContextPath string
	// Version is one of Versions. Default DefaultVersion.
	Version string
	// DataDir keeps issues, attachments, links and tokens across restarts.
	// Empty: everything is in memory.
	DataDir string
	// People may sign in. Default DefaultPeople.
	People []Person
	// AttachmentLimit is the size in bytes an attachment may have. Default 10 MiB,
	// as Jira's own.
	AttachmentLimit int64
	// IndexLag is how long a new issue is not found by searching, as behind a
	// busy Jira's search index; reading it by its key works at once.
	IndexLag time.Duration
	// Large adds what a large company has: 200 projects, 5,000 people and a
	// project with 300 versions.
	Large bool
	// Now is the clock. Default time.Now.
	Now func() time.Time
	// Random makes codes, tokens and secrets. Default crypto/rand.
	Random io.Reader
}

// Server is a simulated Jira. It is safe for concurrent use.
type Server struct {
	contextPath     string
	version         release
	people          []*Person
	catalog         *catalog
	attachmentLimit int64
	now             func() time.Time
	random          io.Reader
	files           *files
	snapshot        string
	started         time.Time
	handler         http.Handler
	faults          faults
	requests        requestLog
	stop            chan struct{}
	stopOnce        sync.Once
	post            *postman

	mu       sync.Mutex // guards what follows
	baseURL  string
	connects string // Config.Connector
	indexLag time.Duration
	texts    texts
	state    *state
	sessions map[string]*session
	codes    map[string]*code
	asked    map[string]*requestToken
	nonces   map[string]time.Time // used, with their times
	failures map[string]int       // wrong passwords since the last good one, by person
}

// New makes a server with the projects, people and issues of the seed, or with
// what the data folder holds from an earlier run.
func New(c Config) (*Server, error) {
	v, err := parseVersion(orElse(c.Version, DefaultVersion))
	if err != nil {
		return nil, err
	}
	list, k := c.People, newCatalog()
	if c.Large {
		list = append(orDefault(list), crowd()...)
		k.addLarge()
	}
	people, err := completePeople(list, v.version)
	if err != nil {
		return nil, err
	}
	s := &Server{
		contextPath: contextPath(c.ContextPath), baseURL: strings.TrimRight(c.BaseURL, "/"), connects: c.Connector,
		indexLag: c.IndexLag, texts: texts{Limit: maxText}, version: v, people: people, catalog: k, attachmentLimit: c.AttachmentLimit,
		now: c.Now, random: c.Random, stop: make(chan struct{}),
		sessions: map[string]*session{}, codes: map[string]*code{}, asked: map[string]*requestToken{}, nonces: map[string]time.Time{}, failures: map[string]int{},
	}
	s.setDefaults()
	if err := s.open(c.DataDir); err != nil {
		return nil, err
	}
	s.post = newPostman()
	s.handler = s.routes()
	return s, nil
}

func (s *Server) setDefaults() {
	if s.now == nil {
		s.now = time.Now
	}
	if s.random == nil {
		s.random = rand.Reader
	}
	if s.attachmentLimit == 0 {
		s.attachmentLimit = 10 << 20
	}
	s.started = s.now()
}

func contextPath(path string) string {
	if path == "" {
		path = "/jira"
	}
	if trimmed := strings.Trim(path, "/"); trimmed != "" {
		return "/" + trimmed
	}
	return ""
}

// Handler serves the whole site, context path included; outside of it there is
// only a 404 page.
func (s *Server) Handler() http.Handler { return http.HandlerFunc(s.serve) }

// SetBaseURL changes the address, context path included, that the server gives
// as its own.
func (s *Server) SetBaseURL(url string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.baseURL = strings.TrimRight(url, "/")
}

// SetConnector changes what Tomcat says of the address others call.
func (s *Server) SetConnector(url string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.connects = url
}

func (s *Server) stopWaiting() { s.stopOnce.Do(func() { close(s.stop) }) }

// hex makes a random identifier of n bytes.
func (s *Server) hex(n int) string {
	b := make([]byte, n)
	if _, err := io.ReadFull(s.random, b); err != nil {
		panic(fmt.Sprintf("jiratest: no randomness: %v", err))
	}
	return fmt.Sprintf("%x", b)
}

package doctor

import (
	"context"
	"errors"
	"fmt"
	"io"
	"mime"
	"net/http"
	"net/http/httptrace"
	"net/url"
	"regexp"
	"strings"
	"time"
	"unicode/utf8"

	"jirabridge/jira/auth"
)

// maxBody is how much of an answer is read, in bytes. Login pages are a few
// hundred kilobytes at most.
const maxBody = 1 << 20

// probe is a request and what came of it. Status is 0 without an answer.
type probe struct {
	method string
	at     *url.URL
	trail  *trail
	err    error
	status int
	header http.Header
	body   []byte
	sent   time.Time
	came   time.Time // when the answer began
}

// ask sends a request without a body, alone and without following redirects.
func (e *examination) ask(ctx context.Context, method, address string) probe {
	ctx, cancel := context.WithTimeout(ctx, callTime)
	defer cancel()
	p := probe{method: method, at: &url.URL{}, trail: &trail{}, sent: e.Now()}
	req, err := http.NewRequestWithContext(httptrace.WithClientTrace(ctx, p.trail.hooks()), method, address, nil)
	if err != nil {
		p.err = errors.New("not an address")
		return p
	}
	p.at = req.URL
	auth.Dress(req, e.Version)
	req.Header.Set("Accept", "application/json, text/html;q=0.5")
	res, err := e.HTTP.RoundTrip(req)
	p.came = e.Now()
	if err != nil {
		p.err = err
		return p
	}
	defer func() { _ = res.Body.Close() }()
	p.status, p.header = res.StatusCode, res.Header
	p.body, p.err = io.ReadAll(io.LimitReader(res.Body, maxBody))
	return p
}

// String is the request and its answer in a line, without queries.
func (p probe) String() string {
	line := p.method + " " + p.at.EscapedPath() + ": "
	if p.status == 0 {
		return line + "–"
	}
	line = strings.TrimSpace(fmt.Sprintf("%s%d %s", line, p.status, p.kind()))
	if to := p.location(); to != nil {
		line += " → " + withoutQuery(to)
	}
	return line
}

// kind is the media type of the answer.
func (p probe) kind() string {
	kind, _, _ := mime.ParseMediaType(p.header.Get("Content-Type")) // "" is as good as a broken one
	return kind
}

func (p probe) isPage() bool { return p.kind() == "text/html" || p.kind() == "application/xhtml+xml" }

// isOfJira tells whether Jira itself has answered, by a header that all its
// answers have.
func (p probe) isOfJira() bool { return p.header.Get("X-AREQUESTID") != "" }

func (p probe) isRedirect() bool { return p.status >= 300 && p.status < 400 }

// location is where the answer leads; nil for nowhere.
func (p probe) location() *url.URL {
	if !p.isRedirect() {
		return nil
	}
	to, err := p.at.Parse(p.header.Get("Location"))
	if err != nil || to.Host == "" {
		return nil
	}
	return to
}

var titled = regexp.MustCompile(`(?is)<title[^>]*>(.*?)</title>`)

// title is that of a page, in one line.
func (p probe) title() string {
	found := titled.FindSubmatch(p.body)
	if found == nil {
		return ""
	}
	return short(string(found[1]))
}

// short is a text of a stranger in one line of bearable length.
func short(text string) string {
	const most = 100
	text = strings.Join(strings.Fields(strings.ToValidUTF8(text, "?")), " ")
	if utf8.RuneCountInString(text) > most {
		text = string([]rune(text)[:most]) + "…"
	}
	return text
}

// withoutQuery is an address without what may be secret in it.
func withoutQuery(u *url.URL) string {
	return (&url.URL{Scheme: u.Scheme, Host: u.Host, Path: u.Path}).String()
}

package auth

import (
	"bytes"
	"context"
	"crypto/rsa"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/dghubble/oauth1"
)

// OAuth1 is one incoming application link of a Jira that signs: OAuth 1.0a with
// RSA-SHA1, which all versions have and those before 8.22 have alone.
type OAuth1 struct {
	// BaseURL is Jira's address with its context path.
	BaseURL string
	// ConsumerKey names the link, Key signs; Jira has the public half.
	ConsumerKey string
	Key         *rsa.PrivateKey
	// CallbackURL is where Jira sends the person back to.
	CallbackURL string
	// HTTP carries the requests. It is required.
	HTTP http.RoundTripper
	// Version is ours, for the User-Agent. Empty means "dev".
	Version string
	// Now is the clock; nil means time.Now. What is signed has the machine's.
	Now func() time.Time
}

// SignedToken is what Jira grants. Both texts are secrets.
type SignedToken struct {
	Token, Secret string
	// Expiry is when it ends: five years after it was granted, by default. It
	// is zero for a token that only asks for approval.
	Expiry time.Time
}

// Denied is the verifier that Jira sends back when the person said no; no
// document has it, Jira does (SocialiteProviders/Providers issue 125).
const Denied = "denied"

// maxServletAnswer bounds what is read of an answer of the servlets, in bytes.
const maxServletAnswer = 64 << 10

// Ask gets a token that the person can approve at [OAuth1.ApprovalURL]. That
// Jira answers at all proves that the link is there and the key right.
func (o OAuth1) Ask(ctx context.Context) (SignedToken, error) {
	ctx, done := context.WithTimeout(ctx, callTimeout)
	defer done()
	token, secret, err := o.config(ctx).RequestToken()
	if err != nil {
		return SignedToken{}, servletFailure(ctx, err)
	}
	return SignedToken{Token: token, Secret: secret}, nil
}

// ApprovalURL is where the person is sent to allow access.
func (o OAuth1) ApprovalURL(asked SignedToken) string {
	return o.servlet("authorize") + "?" + url.Values{"oauth_token": {asked.Token}}.Encode()
}

// Trade gives an approved token, and the verifier that came back with it, for
// one to work with.
func (o OAuth1) Trade(ctx context.Context, asked SignedToken, verifier string) (SignedToken, error) {
	ctx, done := context.WithTimeout(ctx, callTimeout)
	defer done()
	var answer url.Values // the library drops how long the token lives
	config := o.config(ctx)
	config.HTTPClient.Transport = asker{ctx: ctx, next: o.dressed(), now: o.now, answer: &answer}
	token, secret, err := config.AccessToken(asked.Token, asked.Secret, verifier)
	if err != nil {
		return SignedToken{}, servletFailure(ctx, err)
	}
	return SignedToken{Token: token, Secret: secret, Expiry: o.now().Add(lifetime(answer.Get("oauth_expires_in")))}, nil
}

// buffered reads a short answer, which can be read once more afterwards.
func buffered(res *http.Response) ([]byte, error) {
	body, err := io.ReadAll(io.LimitReader(res.Body, maxServletAnswer))
	if closing := res.Body.Close(); err == nil {
		err = closing
	}
	res.Body = io.NopCloser(bytes.NewReader(body))
	return body, err
}

func (o OAuth1) link() *oauth1.Config {
	return &oauth1.Config{
		ConsumerKey: o.ConsumerKey, CallbackURL: o.CallbackURL,
		Signer: &oauth1.RSASigner{PrivateKey: o.Key}, Noncer: oauth1.HexNoncer{},
		Endpoint: oauth1.Endpoint{
			RequestTokenURL: o.servlet("request-token"), AuthorizeURL: o.servlet("authorize"), AccessTokenURL: o.servlet("access-token"),
		},
	}
}

// config is link with our way of sending, which the library does not hand a
// context: it is put in on the way.
func (o OAuth1) config(ctx context.Context) *oauth1.Config {
	c := o.link()
	c.HTTPClient = &http.Client{
		Transport:     asker{ctx: ctx, next: o.dressed(), now: o.now},
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
	return c
}

func (o OAuth1) dressed() http.RoundTripper { return dresser{next: o.HTTP, version: o.Version} }

func (o OAuth1) servlet(name string) string {
	return strings.TrimRight(o.BaseURL, "/") + "/plugins/servlet/oauth/" + name
}

func (o OAuth1) now() time.Time {
	if o.Now != nil {
		return o.Now()
	}
	return time.Now()
}

// asker sends a request of the servlets within a context, and turns a refusal
// into an Error: the library keeps only its text.
type asker struct {
	ctx    context.Context
	next   http.RoundTripper
	now    func() time.Time
	answer *url.Values // gets what was answered; may be nil
}

func (a asker) RoundTrip(r *http.Request) (*http.Response, error) {
	res, err := a.next.RoundTrip(r.WithContext(a.ctx))
	if err != nil {
		return nil, err
	}
	body, err := buffered(res)
	if err != nil {
		return nil, err
	}
	if res.StatusCode != http.StatusOK {
		return nil, problem(r, res, body, a.now())
	}
	if a.answer != nil {
		*a.answer, _ = url.ParseQuery(string(body)) // what is no form, the library refuses
	}
	return res, nil
}

// usualLife is five years, what Jira answers by default
// (node-jira-client issue 44).
const usualLife = 157680000 * time.Second

func lifetime(text string) time.Duration {
	seconds, err := strconv.ParseInt(text, 10, 32)
	if err != nil || seconds <= 0 {
		return usualLife
	}
	return time.Duration(seconds) * time.Second
}

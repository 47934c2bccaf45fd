package auth

import (
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"
)

// demands are how an app wants the person to sign in (OpenID Connect Core 1.0 §3.1.2.1).
type demands struct {
	silent  bool          // without a page
	again   bool          // also who is signed in
	consent bool          // also who has consented before
	maxAge  time.Duration // the sign-in may be that long ago; 0 is any time
}

// readDemands reads prompt, max_age and nonce. What it refuses are requests that are objects elsewhere, and what
// makes no sense.
func readDemands(form url.Values) (d demands, err error) {
	for _, name := range []string{"request", "request_uri"} {
		if form.Has(name) {
			return d, &protocolError{code: name + "_not_supported"}
		}
	}
	if nonce := form.Get("nonce"); !utf8.ValidString(nonce) || strings.ContainsRune(nonce, 0) {
		return d, &protocolError{code: "invalid_request", description: "nonce: Not a text"}
	}
	prompts := strings.Fields(form.Get("prompt"))
	d.silent = slices.Contains(prompts, "none")
	d.consent = slices.Contains(prompts, "consent")
	d.again = slices.ContainsFunc(prompts, isSignInPrompt)
	if d.silent && len(prompts) > 1 {
		return d, &protocolError{code: "invalid_request", description: "prompt: none stands alone"}
	}
	return d, d.readMaxAge(form.Get("max_age"))
}

func isSignInPrompt(prompt string) bool { return prompt == "login" || prompt == "select_account" }

// readMaxAge reads a number of seconds. 0 demands to sign in again.
func (d *demands) readMaxAge(text string) error {
	if text == "" {
		return nil
	}
	seconds, err := strconv.ParseUint(text, 10, 31)
	if err != nil {
		return &protocolError{code: "invalid_request", description: "max_age: Not a number of seconds", cause: err}
	}
	d.maxAge = time.Duration(seconds) * time.Second
	d.again = d.again || seconds == 0
	return nil
}

// metBy tells whether a sign-in is what is demanded; the zero time is none at all.
func (d demands) metBy(signedIn, now time.Time) bool {
	return !signedIn.IsZero() && !d.again && (d.maxAge == 0 || now.Sub(signedIn) <= d.maxAge)
}

// signInURL is the sign-in page that leads back to here. The demand to sign in again is met by it, so it is not
// made again there.
func (d demands) signInURL(here *url.URL) string {
	if !d.again && d.maxAge == 0 {
		return signInURL(here.RequestURI())
	}
	q := here.Query()
	q.Set("prompt", strings.Join(slices.DeleteFunc(strings.Fields(q.Get("prompt")), isSignInPrompt), " "))
	if d.maxAge == 0 {
		q.Del("max_age")
	}
	return signInURL(here.Path+"?"+q.Encode()) + "&again=1"
}

package jiratest

import (
	"crypto"
	"crypto/rsa"
	"crypto/sha1"
	"encoding/base64"
	"mime"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"
)

// clockSkew is how far the clocks of both sides may be apart.
const clockSkew = 5 * time.Minute

// signedRequest is a request whose OAuth 1.0a signature is good.
type signedRequest struct {
	consumer *consumer
	params   url.Values // of the header, the query and a form
}

// readSigned checks a signature (RFC 5849, section 3.2). The server's mutex is
// held.
func (s *Server) readSigned(r *http.Request, body []byte) (*signedRequest, *failure) {
	params, problem := oauthParams(r, body)
	if problem != nil {
		return nil, problem
	}
	m := &signedRequest{consumer: s.state.consumer(params.Get("oauth_consumer_key")), params: params}
	switch {
	case m.consumer == nil:
		return nil, oauthProblem("consumer_key_unknown")
	case params.Has("oauth_version") && params.Get("oauth_version") != "1.0":
		return nil, oauthProblem("version_rejected", "oauth_acceptable_versions", "1.0-1.0")
	case params.Get("oauth_signature_method") != "RSA-SHA1":
		return nil, oauthProblem("signature_method_rejected")
	}
	base := baseString(r.Method, s.ownURL(r), params)
	if !m.consumer.signed(base, params.Get("oauth_signature")) {
		return nil, oauthProblem("signature_invalid", "oauth_signature", params.Get("oauth_signature"),
			"oauth_signature_base_string", base, "oauth_signature_method", "RSA-SHA1")
	}
	return m, s.fresh(m)
}

// oauthParams collects what is signed. All that the protocol requires must be
// there, and once.
func oauthParams(r *http.Request, body []byte) (url.Values, *failure) {
	params := r.URL.Query()
	if kind, _, _ := mime.ParseMediaType(r.Header.Get("Content-Type")); kind == "application/x-www-form-urlencoded" {
		form, err := url.ParseQuery(string(body))
		if err != nil {
			return nil, oauthProblem("parameter_rejected")
		}
		for name, list := range form {
			params[name] = append(params[name], list...)
		}
	}
	for name, value := range headerParams(r) {
		params[name] = append(params[name], value)
	}
	for _, name := range []string{"oauth_consumer_key", "oauth_signature_method", "oauth_signature", "oauth_timestamp", "oauth_nonce"} {
		if len(params[name]) != 1 {
			return nil, oauthProblem("parameter_absent", "oauth_parameters_absent", name)
		}
	}
	return params, nil
}

// headerParams are those of "Authorization: OAuth", without the realm.
func headerParams(r *http.Request) map[string]string {
	scheme, list, _ := strings.Cut(r.Header.Get("Authorization"), " ")
	if !strings.EqualFold(scheme, "OAuth") {
		return nil
	}
	out := map[string]string{}
	for part := range strings.SplitSeq(list, ",") {
		name, value, _ := strings.Cut(strings.TrimSpace(part), "=")
		if text, err := url.PathUnescape(strings.Trim(value, `"`)); err == nil && name != "realm" {
			out[name] = text
		}
	}
	return out
}

// ownURL is the address of a request as Tomcat believes it to be: not what the
// other side called when a proxy in between does not tell. Jira's base URL has
// no part in it.
func (s *Server) ownURL(r *http.Request) string {
	scheme, host := "http", r.Host
	if r.TLS != nil {
		scheme = "https"
	}
	if own, err := url.Parse(s.connects); err == nil && s.connects != "" {
		scheme, host = own.Scheme, own.Host
	}
	host = strings.ToLower(host)
	if port := map[string]string{"http": ":80", "https": ":443"}[scheme]; strings.HasSuffix(host, port) {
		host = strings.TrimSuffix(host, port)
	}
	return scheme + "://" + host + r.URL.EscapedPath()
}

// baseString is what is signed (RFC 5849, section 3.4.1).
func baseString(method, address string, params url.Values) string {
	var pairs []string
	for name, list := range params {
		for _, value := range list {
			if name != "oauth_signature" {
				pairs = append(pairs, percent(name)+"="+percent(value))
			}
		}
	}
	slices.Sort(pairs)
	return percent(strings.ToUpper(method)) + "&" + percent(address) + "&" + percent(strings.Join(pairs, "&"))
}

// percent encodes as RFC 5849, section 3.6 wants it: a space is %20, a tilde
// stays.
func percent(text string) string {
	return strings.ReplaceAll(strings.ReplaceAll(url.QueryEscape(text), "+", "%20"), "%7E", "~")
}

func (v *consumer) signed(base, signature string) bool {
	raw, err := base64.StdEncoding.DecodeString(signature)
	key, keyErr := parsePublicKey(v.PublicKey)
	if err != nil || keyErr != nil {
		return false
	}
	sum := sha1.Sum([]byte(base))
	return rsa.VerifyPKCS1v15(key, crypto.SHA1, sum[:], raw) == nil
}

// fresh refuses what was signed at another time, or was sent before.
func (s *Server) fresh(m *signedRequest) *failure {
	now := s.now()
	seconds, err := strconv.ParseInt(m.params.Get("oauth_timestamp"), 10, 64)
	at := time.Unix(seconds, 0)
	if err != nil || at.Before(now.Add(-clockSkew)) || at.After(now.Add(clockSkew)) {
		return oauthProblem("timestamp_refused", "oauth_acceptable_timestamps",
			strconv.FormatInt(now.Add(-clockSkew).Unix(), 10)+"-"+strconv.FormatInt(now.Add(clockSkew).Unix(), 10))
	}
	for nonce, used := range s.nonces {
		if used.Before(now.Add(-2 * clockSkew)) {
			delete(s.nonces, nonce)
		}
	}
	nonce := strings.Join([]string{m.consumer.Key, m.params.Get("oauth_token"), m.params.Get("oauth_timestamp"), m.params.Get("oauth_nonce")}, "\n")
	if _, used := s.nonces[nonce]; used {
		return oauthProblem("nonce_used")
	}
	s.nonces[nonce] = at
	return nil
}

// oauthProblem is how what is signed wrongly is refused: 401 with a form as
// text, and the same in a header.
func oauthProblem(problem string, more ...string) *failure {
	values, header := url.Values{"oauth_problem": {problem}}, `OAuth realm="jira", oauth_problem="`+problem+`"`
	for i := 0; i+1 < len(more); i += 2 {
		values.Set(more[i], more[i+1])
		header += ", " + more[i] + `="` + percent(more[i+1]) + `"`
	}
	return &failure{status: http.StatusUnauthorized, page: []byte(values.Encode()),
		header: http.Header{"Content-Type": {"text/plain;charset=UTF-8"}, "Www-Authenticate": {header}}}
}

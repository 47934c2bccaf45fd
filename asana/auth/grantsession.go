package auth

import (
	"maps"
	"time"

	"github.com/ory/fosite"
)

// grantSession is what fosite carries from a code or refresh token to the tokens it is exchanged for.
type grantSession struct {
	fosite.DefaultSession
	nonce           string    // of the request for the code; a refresh has none
	authenticatedAt time.Time // when the person signed in
}

// Clone is a copy of its own.
func (s *grantSession) Clone() fosite.Session {
	c := *s
	c.ExpiresAt, c.Extra = maps.Clone(s.ExpiresAt), maps.Clone(s.Extra)
	return &c
}

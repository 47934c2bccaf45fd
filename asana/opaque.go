package asana

import (
	"encoding/base64"
	"errors"
)

// Opaque makes a token that says something to nobody but this platform: it cannot be read, forged, or used for
// another purpose.
func (p *Platform) Opaque(purpose, text string) (string, error) {
	sealed, err := p.keys.Seal([]byte(text), purpose)
	return base64.RawURLEncoding.EncodeToString(sealed), err
}

// errOpaque is the error for what is no token of ours.
var errOpaque = errors.New("not a token of this purpose")

// Plain returns what a token of Opaque says. What was not made for this purpose is an error.
func (p *Platform) Plain(purpose, token string) (string, error) {
	sealed, err := base64.RawURLEncoding.DecodeString(token)
	if err != nil {
		return "", errOpaque
	}
	text, err := p.keys.Open(sealed, purpose)
	if err != nil {
		return "", errOpaque
	}
	return string(text), nil
}

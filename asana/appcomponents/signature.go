package appcomponents

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
)

// SignatureHeader carries the signature of every message from host to app.
const SignatureHeader = "X-Asana-Request-Signature"

// Sign returns the signature of text: HMAC-SHA256 under the app's client
// secret, as 64 lowercase hex digits. Text is the raw query string of a GET,
// without the question mark, or the data string of a POST
// (https://developers.asana.com/docs/app-components-security, message integrity).
func Sign(secret, text string) string {
	return hex.EncodeToString(mac(secret, text))
}

// Verify tells in constant time whether signature is that of text. An empty
// secret verifies nothing, so an app without one cannot be spoken to by anybody.
func Verify(secret, text, signature string) bool {
	given, err := hex.DecodeString(signature)
	if err != nil || secret == "" {
		return false
	}
	return hmac.Equal(given, mac(secret, text))
}

func mac(secret, text string) []byte {
	h := hmac.New(sha256.New, []byte(secret))
	h.Write([]byte(text))
	return h.Sum(nil)
}

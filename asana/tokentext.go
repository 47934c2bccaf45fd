package asana

import (
	"fmt"
	"hash/crc32"
	"regexp"

	"jirabridge/asana/kit/seal"
)

// TokenPrefix begins every personal access token: "2/<person gid>/<token gid>:<32 hex digits>", the shape
// Asana's have now, so that scanners for leaked secrets know it.
const TokenPrefix = "2/"

// The digits are 24 random ones and 8 that check everything before them.
const (
	tokenRandom = 24
	tokenCheck  = 8
)

var tokenShape = regexp.MustCompile(`^2/[0-9]{1,32}/[0-9]{1,32}:[0-9a-f]{32}$`)

// newTokenText makes the text of a token: 96 random bits, and a checksum.
func newTokenText(person, gid string) seal.Secret {
	random := seal.NewToken("").Reveal()[:tokenRandom]
	text := TokenPrefix + person + "/" + gid + ":" + random
	return seal.Secret(text + checksum(text))
}

// IsTokenText tells whether a text can be a personal access token: what is cut off, mistyped or made up is
// known by its checksum, without a look-up.
func IsTokenText(text string) bool {
	if !tokenShape.MatchString(text) {
		return false
	}
	body := text[:len(text)-tokenCheck]
	return checksum(body) == text[len(body):]
}

// checksum is the CRC-32 of a text in hex. It keeps out mistakes; what keeps out people is the random part.
func checksum(text string) string { return fmt.Sprintf("%08x", crc32.ChecksumIEEE([]byte(text))) }

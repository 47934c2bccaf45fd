package widget

import (
	"net/http"
	"strconv"
	"strings"
	"time"
)

// maxAge is how old an answer the host takes, as Cache-Control says it in a
// request (RFC 9111, 5.2.1.1): a page that stands open and asks again takes one
// that is kept current. Nothing said, as by a page that loads, is 0: it is to be
// of now. The header is not part of the signed message, and all it can do is
// have values of a minute ago.
func maxAge(h http.Header) time.Duration {
	for directive := range strings.SplitSeq(h.Get("Cache-Control"), ",") {
		name, value, _ := strings.Cut(strings.TrimSpace(directive), "=")
		if seconds, err := strconv.ParseUint(value, 10, 16); err == nil && strings.EqualFold(name, "max-age") {
			return time.Duration(seconds) * time.Second
		}
	}
	return 0
}

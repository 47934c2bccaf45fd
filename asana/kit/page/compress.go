package page

import (
	"bytes"
	"compress/gzip"
	"mime"
	"net/http"
	"path"
	"strconv"
	"strings"
)

// file is an asset as it is and, when that is smaller, compressed. Assets are
// compressed once at start; pages are not, because they hold what people
// wrote and may not show, by their size, what that is.
type file struct{ raw, gzipped []byte }

func newFile(name string, raw []byte) (file, error) {
	f := file{raw: raw}
	if !compressible(name) {
		return f, nil
	}
	var out bytes.Buffer
	w, err := gzip.NewWriterLevel(&out, gzip.BestCompression)
	if err != nil {
		return f, err
	}
	if _, err := w.Write(raw); err != nil {
		return f, err
	}
	if err := w.Close(); err != nil {
		return f, err
	}
	if out.Len() < len(raw) {
		f.gzipped = out.Bytes()
	}
	return f, nil
}

func compressible(name string) bool {
	switch path.Ext(name) {
	case ".css", ".js", ".svg":
		return true
	}
	return false
}

// acceptsGzip reads Accept-Encoding, RFC 9110 section 12.5.3.
func acceptsGzip(r *http.Request) bool {
	for part := range strings.SplitSeq(r.Header.Get("Accept-Encoding"), ",") {
		coding, params, err := mime.ParseMediaType("x/" + strings.TrimSpace(part))
		if err != nil || (coding != "x/gzip" && coding != "x/*") {
			continue
		}
		quality, err := strconv.ParseFloat(params["q"], 64)
		return err != nil || quality > 0
	}
	return false
}

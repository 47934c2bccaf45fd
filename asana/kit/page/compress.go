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

// file is an asset as it is and, when that is smaller, compressed.
type file struct{ raw, gzipped []byte }

func newFile(name string, raw []byte) (file, error) {
	f := file{raw: raw}
	if !compressible(name) {
		return f, nil
	}
	packed, err := pack(raw, gzip.BestCompression)
	if err == nil && len(packed) < len(raw) {
		f.gzipped = packed
	}
	return f, err
}

// pack is raw in gzip's format.
func pack(raw []byte, level int) ([]byte, error) {
	var out bytes.Buffer
	w, err := gzip.NewWriterLevel(&out, level)
	if err != nil {
		return nil, err
	}
	if _, err := w.Write(raw); err != nil {
		return nil, err
	}
	if err := w.Close(); err != nil {
		return nil, err
	}
	return out.Bytes(), nil
}

func compressible(name string) bool {
	switch path.Ext(name) {
	case ".css", ".js", ".svg":
		return true
	}
	return false
}

// packsPage says whether the answer to a request may travel compressed. An
// answer to a POST may not: it can show a link or a token, this once, beside
// what the request said, and its size would tell how alike they are.
func packsPage(r *http.Request) bool {
	return (r.Method == http.MethodGet || r.Method == http.MethodHead) && acceptsGzip(r)
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

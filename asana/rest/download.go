package rest

import (
	"io"
	"mime"
	"net/http"
	"strconv"

	"github.com/gorilla/mux"

	"jirabridge/asana"
)

// downloadPath is where download_url of attachments leads. It is no operation: whoever has the address may
// read the file, for the two minutes it works.
const downloadPath = "/attachments/{attachment_gid}/download"

func (s *server) download(w http.ResponseWriter, r *http.Request) error {
	query := r.URL.Query()
	content, t, err := s.platform.OpenDownload(r.Context(), mux.Vars(r)["attachment_gid"], query.Get("expires"), query.Get("signature"))
	if err != nil {
		return (&call{server: s, op: operation{Path: downloadPath}}).translate(err)
	}
	defer func() { _ = content.Close() }()
	setFileHeaders(w.Header(), t)
	_, err = io.Copy(w, content)
	return err
}

// setFileHeaders makes a browser save the file and run nothing in it.
func setFileHeaders(h http.Header, t asana.Attachment) {
	h.Set("Content-Type", "application/octet-stream")
	if _, _, err := mime.ParseMediaType(t.ContentType); err == nil {
		h.Set("Content-Type", t.ContentType)
	}
	h.Set("Content-Disposition", mime.FormatMediaType("attachment", map[string]string{"filename": t.Name}))
	h.Set("Content-Security-Policy", "default-src 'none'; sandbox")
	h.Set("Content-Length", strconv.FormatInt(t.Size, 10))
}

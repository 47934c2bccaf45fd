package asana

import (
	"context"
	"encoding/base64"
	"io"
	"net/url"
	"strconv"
	"time"

	"jirabridge/asana/store"
)

// downloadLife is how long a download address works, about what asana.com gives it.
const downloadLife = 2 * time.Minute

// DownloadURL returns an address from which anybody who has it can read the file during the next two
// minutes; "" for a link. The signature is the sealed time of expiry, bound to the attachment.
func (p *Platform) DownloadURL(t Attachment) (string, error) {
	if t.External {
		return "", nil
	}
	expires := strconv.FormatInt(p.now().Add(downloadLife).Unix(), 10)
	sealed, err := p.keys.Seal([]byte(expires), downloadRow(t.GID))
	if err != nil {
		return "", err
	}
	query := url.Values{"expires": {expires}, "signature": {base64.RawURLEncoding.EncodeToString(sealed)}}
	return p.baseURL + "/api/1.0/attachments/" + t.GID + "/download?" + query.Encode(), nil
}

func downloadRow(gid string) string { return "asana_download/" + gid }

// OpenDownload returns the file a download address leads to. Anything wrong with the address, its age
// included, is Forbidden.
func (p *Platform) OpenDownload(ctx context.Context, gid, expires, signature string) (io.ReadCloser, Attachment, error) {
	if !p.checkSigned(downloadRow(gid), expires, signature) {
		return nil, Attachment{}, forbidden("download_over", "This download link is not valid any more. Open the attachment again.")
	}
	row, err := store.New(p.db.Reader()).AttachmentRow(ctx, gid)
	if err != nil {
		return nil, Attachment{}, orNotFound(err, "attachment", gid)
	}
	return p.open(ctx, attachmentOf(row))
}

// checkSigned tells whether a download address is one of ours for a row, and not too old.
func (p *Platform) checkSigned(row, expires, signature string) bool {
	sealed, err := base64.RawURLEncoding.DecodeString(signature)
	if err != nil {
		return false
	}
	plain, err := p.keys.Open(sealed, row)
	if err != nil || string(plain) != expires {
		return false
	}
	until, err := strconv.ParseInt(expires, 10, 64)
	return err == nil && p.now().Unix() <= until
}

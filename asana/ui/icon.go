package ui

import (
	"context"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"mime"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/maypok86/otter/v2"

	"jirabridge/asana"
	"jirabridge/asana/kit/httpkit"
	"jirabridge/asana/kit/page"
	"jirabridge/asana/kit/seal"
)

const (
	iconRow     = "ui/icon" // what sealed picture addresses are bound to
	iconLimit   = 256 << 10 // bytes of a picture
	iconTimeout = 10 * time.Second
)

// iconTypes are the kinds of pictures we pass on.
var iconTypes = map[string]bool{"image/png": true, "image/jpeg": true, "image/gif": true, "image/svg+xml": true, "image/webp": true}

// iconProxy fetches apps' pictures for browsers. An address is sealed before
// it goes into a page, so only addresses that an app named are ever fetched.
type iconProxy struct {
	keys   *seal.Keyset
	client *http.Client
	sealed *otter.Cache[string, string] // sealing differs each time; this keeps browsers' caches useful
}

func newIconProxy(keys *seal.Keyset, transport http.RoundTripper) (*iconProxy, error) {
	cache, err := otter.New(&otter.Options[string, string]{MaximumSize: 10_000})
	if err != nil {
		return nil, err
	}
	return &iconProxy{keys: keys, sealed: cache, client: &http.Client{Transport: transport, Timeout: iconTimeout}}, nil
}

// url is the address a page shows the picture from, or "" when it cannot.
func (p *iconProxy) url(address string) string {
	if strings.HasPrefix(address, "data:image/") {
		return address
	}
	u, err := url.Parse(address)
	if err != nil || u.Host == "" || (u.Scheme != "https" && u.Scheme != "http") {
		return ""
	}
	if known, ok := p.sealed.GetIfPresent(address); ok {
		return known
	}
	sealed, err := p.keys.Seal([]byte(address), iconRow)
	if err != nil {
		return ""
	}
	ours := "/0/apps/icon?u=" + base64.RawURLEncoding.EncodeToString(sealed)
	p.sealed.Set(address, ours)
	return ours
}

// open reads a sealed address.
func (p *iconProxy) open(text string) (string, error) {
	sealed, err := base64.RawURLEncoding.DecodeString(text)
	if err != nil {
		return "", err
	}
	address, err := p.keys.Open(sealed, iconRow)
	return string(address), err
}

// icon is GET /0/apps/icon: a picture of an app.
func (u *UI) icon(v visit) error {
	address, err := u.icons.open(v.r.FormValue("u"))
	if err != nil {
		return httpkit.Fail(http.StatusNotFound, "", err)
	}
	kind, picture, err := u.icons.fetch(v.r.Context(), address)
	if err != nil {
		return httpkit.Fail(http.StatusNotFound, "", err)
	}
	h := v.w.Header()
	h.Set("Content-Type", kind)
	h.Set("Content-Security-Policy", "sandbox; default-src 'none'; style-src 'unsafe-inline'")
	h.Set("Cache-Control", "private, max-age=86400")
	_, err = v.w.Write(picture)
	return err
}

func (p *iconProxy) fetch(ctx context.Context, address string) (kind string, picture []byte, err error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, address, nil)
	if err != nil {
		return "", nil, err
	}
	req.Header.Set("Accept", "image/*")
	res, err := p.client.Do(req)
	if err != nil {
		return "", nil, err
	}
	defer func() { _ = res.Body.Close() }()
	kind, _, err = mime.ParseMediaType(res.Header.Get("Content-Type"))
	if err != nil || res.StatusCode != http.StatusOK || !iconTypes[kind] {
		return "", nil, fmt.Errorf("ui: %d %q is no picture", res.StatusCode, kind)
	}
	picture, err = io.ReadAll(io.LimitReader(res.Body, iconLimit+1))
	if err == nil && len(picture) > iconLimit {
		err = errors.New("ui: picture is too large")
	}
	return kind, picture, err
}

// appIcon is how an app's picture is shown: one of the frame's icons by name,
// or a picture by address.
type appIcon struct{ Name, URL string }

func (u *UI) iconOf(app asana.App) appIcon {
	if page.HasIcon(app.Components.Icon) {
		return appIcon{Name: app.Components.Icon}
	}
	if address := u.icons.url(app.Components.Icon); address != "" {
		return appIcon{URL: address}
	}
	return appIcon{Name: "app"}
}

package httpkit

import (
	"net/http"
	"net/url"
)

// policy is the Content-Security-Policy of every page. There is no
// form-action: Chromium applies it to the redirect that follows a form, and
// setup and consent would stop without a word.
const policy = "default-src 'self'; img-src 'self' data:; object-src 'none'; base-uri 'none'; frame-ancestors 'none'"

// SecurityHeaders sets the headers of a surface of pages. popup is for pages
// that are shown in popups, which must keep their opener: those set no
// Cross-Origin-Opener-Policy. Our own pages see where a form was sent from, and
// nobody else does: with "no-referrer" browsers send "Origin: null" with a
// form, and over http no Sec-Fetch-Site, so that [CSRF] would refuse it.
func SecurityHeaders(popup bool) func(http.Handler) http.Handler {
	return func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			h := w.Header()
			h.Set("Content-Security-Policy", policy)
			h.Set("X-Content-Type-Options", "nosniff")
			h.Set("Referrer-Policy", "same-origin")
			if popup {
				h.Del("Cross-Origin-Opener-Policy") // of a wrapper around us
			} else {
				h.Set("Cross-Origin-Opener-Policy", "same-origin-allow-popups")
			}
			next.ServeHTTP(w, r)
		})
	}
}

// NoReferrer is for addresses that carry a code or a state, inside of
// [SecurityHeaders]: those addresses are told to nobody, not even to
// ourselves. Such a page can have no form that [CSRF] protects.
func NoReferrer(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Referrer-Policy", "no-referrer")
		next.ServeHTTP(w, r)
	})
}

// CSRF refuses writes that another site made a browser send. baseURL is our
// own address, which a proxy in front of us may hide.
func CSRF(baseURL string) func(http.Handler) http.Handler {
	protection := http.NewCrossOriginProtection()
	if u, err := url.Parse(baseURL); err == nil {
		// An address that is no origin is not trusted, which only makes the check stricter.
		_ = protection.AddTrustedOrigin(u.Scheme + "://" + u.Host)
	}
	return protection.Handler
}

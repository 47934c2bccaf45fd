// Package visitor is a person at a browser without scripts: it keeps cookies,
// follows redirects and submits forms. The demo connects people with it, so
// that it walks the pages everybody walks and needs no back door; tests read
// pages with it.
package visitor

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"strings"
	"time"

	"golang.org/x/net/html"
)

// maxPage is how much of a page is read.
const maxPage = 1 << 20

// Visitor is one person's browser. At, Status and Page describe the page that
// is open.
type Visitor struct {
	At     *url.URL
	Status int
	Page   *html.Node
	Trail  []string // every address asked for, queries left out

	// Addresses is Trail with the queries, which hold codes and states.
	Addresses []string

	client *http.Client
}

// New opens an empty browser.
func New() (*Visitor, error) {
	jar, err := cookiejar.New(nil)
	if err != nil {
		return nil, err
	}
	v := &Visitor{}
	v.client = &http.Client{Jar: jar, Timeout: 30 * time.Second, CheckRedirect: func(r *http.Request, via []*http.Request) error {
		if len(via) > 20 {
			return fmt.Errorf("more than 20 redirects, the last to %s", r.URL.Path)
		}
		v.note(r.URL)
		return nil
	}}
	return v, nil
}

// Open goes to an address and waits for the page at the end of its redirects.
// A page with an error status is an error, and stays open.
func (v *Visitor) Open(ctx context.Context, address string) error {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, address, nil)
	if err != nil {
		return err
	}
	return v.load(req)
}

// Submit fills in the form that has a field or button named marker and sends
// it: with marker set to value, with what else is given, and with what the
// form's hidden and text fields held.
func (v *Visitor) Submit(ctx context.Context, marker, value string, more url.Values) error {
	form := v.form(marker)
	if form == nil {
		return fmt.Errorf("no form with %q at %s: %s", marker, v.At.Path, v.Text())
	}
	values := defaults(form)
	values.Set(marker, value)
	for name, vs := range more {
		values[name] = vs
	}
	return v.Post(ctx, Attribute(form, "action"), values)
}

// Press sends the form whose field or button named marker has the value, as it
// is: of several that are alike, this one.
func (v *Visitor) Press(ctx context.Context, marker, value string) error {
	for button := range v.Page.Descendants() {
		if Attribute(button, "name") != marker || Attribute(button, "value") != value {
			continue
		}
		for form := range button.Ancestors() {
			if form.Data == "form" {
				values := defaults(form)
				values.Set(marker, value)
				return v.Post(ctx, Attribute(form, "action"), values)
			}
		}
	}
	return fmt.Errorf("no button %q of %q at %s: %s", marker, value, v.At.Path, v.Text())
}

// Post sends values to an address, as a form of the open page could.
func (v *Visitor) Post(ctx context.Context, address string, values url.Values) error {
	target, err := v.At.Parse(address)
	if err != nil {
		return err
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, target.String(), strings.NewReader(values.Encode()))
	if err != nil {
		return err
	}
	req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	return v.load(req)
}

// Shows says whether the page has a form with a field or button named marker.
func (v *Visitor) Shows(marker string) bool { return v.form(marker) != nil }

// Find returns the first element with the attribute, or nil.
func (v *Visitor) Find(attribute, value string) *html.Node {
	for n := range v.Page.Descendants() {
		if n.Type == html.ElementNode && Attribute(n, attribute) == value {
			return n
		}
	}
	return nil
}

// Text is what the page says, on one line.
func (v *Visitor) Text() string { return Text(v.Page) }

// Text is what an element says, on one line.
func Text(of *html.Node) string {
	var words []string
	for n := range of.Descendants() {
		if n.Type == html.TextNode && n.Parent.Data != "script" && n.Parent.Data != "style" {
			words = append(words, strings.Fields(n.Data)...)
		}
	}
	return strings.Join(words, " ")
}

// Attribute is an element's attribute, "" when it has none.
func Attribute(n *html.Node, name string) string {
	for _, a := range n.Attr {
		if a.Key == name {
			return a.Val
		}
	}
	return ""
}

func (v *Visitor) load(req *http.Request) error { return v.loadBy(v.client, req) }

func (v *Visitor) loadBy(client *http.Client, req *http.Request) error {
	v.note(req.URL)
	resp, err := client.Do(req)
	if err != nil {
		return err
	}
	defer resp.Body.Close()
	page, err := html.Parse(io.LimitReader(resp.Body, maxPage))
	if err != nil {
		return err
	}
	v.At, v.Status, v.Page = resp.Request.URL, resp.StatusCode, page
	if resp.StatusCode >= http.StatusBadRequest {
		text := v.Text()
		return fmt.Errorf("%s answered %d: %s", v.At.Path, resp.StatusCode, text[:min(len(text), 400)])
	}
	return nil
}

func (v *Visitor) form(marker string) *html.Node {
	for form := range v.Page.Descendants() {
		if form.Type != html.ElementNode || form.Data != "form" {
			continue
		}
		for field := range form.Descendants() {
			if Attribute(field, "name") == marker {
				return form
			}
		}
	}
	return nil
}

// defaults are the values a form sends when nothing is changed.
func defaults(form *html.Node) url.Values {
	values := url.Values{}
	for n := range form.Descendants() {
		name := Attribute(n, "name")
		if n.Data != "input" || name == "" {
			continue
		}
		switch Attribute(n, "type") {
		case "submit", "button", "checkbox", "radio":
		default:
			values.Set(name, Attribute(n, "value"))
		}
	}
	return values
}

func (v *Visitor) note(u *url.URL) {
	v.Trail = append(v.Trail, u.Scheme+"://"+u.Host+u.Path)
	v.Addresses = append(v.Addresses, u.String())
}

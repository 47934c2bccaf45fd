package jiratest

import (
	"fmt"
	"html"
	"net/http"
	"strings"
)

// This file draws the pictures Jira serves, as plain shapes of our own.

func svg(size int, inner string) (answer, error) {
	a := answer{status: http.StatusOK, header: contentType("image/svg+xml;charset=UTF-8")}
	a.header.Set("Cache-Control", "public, max-age=3600")
	a.body = fmt.Appendf(nil, `<svg xmlns="http://www.w3.org/2000/svg" width="%d" height="%d" viewBox="0 0 16 16">%s</svg>`, size, size, inner)
	return a, nil
}

// avatarSize reads ?size=: none is large, then medium, small and xsmall.
func (c *call) avatarSize() int {
	switch c.query("size") {
	case "xsmall":
		return 16
	case "small":
		return 24
	case "medium":
		return 32
	}
	return 48
}

// typeIcon is a coloured square with the shape of the type.
func (s *Server) typeIcon(c *call) (answer, error) {
	shapes := map[string][2]string{
		"10303": {"#e5493a", `<circle cx="8" cy="8" r="4" fill="#fff"/>`},
		"10315": {"#63ba3c", `<path d="M5 3h6v10L8 10.5 5 13z" fill="#fff"/>`},
		"10318": {"#4bade8", `<path d="M4 8l3 3 5-6" stroke="#fff" stroke-width="2" fill="none"/>`},
		"10316": {"#4bade8", `<path d="M4 4h5v5H4zM7 7h5v5H7z" fill="none" stroke="#fff" stroke-width="1.5"/>`},
		"10307": {"#904ee2", `<path d="M9 3L5 9h3l-1 4 4-6H8z" fill="#fff"/>`},
	}
	shape, known := shapes[c.query("avatarId")]
	if !known {
		shape = [2]string{"#7a869a", `<path d="M5 8h6" stroke="#fff" stroke-width="2"/>`}
	}
	return svg(c.avatarSize(), `<rect width="16" height="16" rx="2" fill="`+shape[0]+`"/>`+shape[1])
}

// priorityIcon is an arrow, up or down, in the priority's colour.
func (s *Server) priorityIcon(c *call) (answer, error) {
	for _, p := range s.catalog.priorities {
		if p.icon == c.path("name") {
			path := "M8 13V3M4 7l4-4 4 4"
			if strings.HasPrefix(p.icon, "low") {
				path = "M8 3v10M4 9l4 4 4-4"
			}
			return svg(16, `<path d="`+path+`" fill="none" stroke="`+p.color+`" stroke-width="2"/>`)
		}
	}
	return s.notFound(c)
}

func (s *Server) statusIcon(*call) (answer, error) {
	return svg(16, `<circle cx="8" cy="8" r="6" fill="#7a869a"/>`)
}

// userAvatar is the initial on a colour that depends on the person.
func (s *Server) userAvatar(c *call) (answer, error) {
	initial, hue := "?", 0
	if p := s.personByKey(c.query("ownerId")); p != nil {
		initial = string([]rune(p.DisplayName)[:1])
		for _, r := range p.Name {
			hue = (hue*31 + int(r)) % 360
		}
	}
	return svg(c.avatarSize(), initialOn(initial, hue))
}

func (s *Server) projectAvatar(c *call) (answer, error) {
	initial := "?"
	if p := s.catalog.project(c.query("pid")); p != nil {
		initial = p.key[:1]
	}
	return svg(c.avatarSize(), initialOn(initial, 215))
}

func initialOn(initial string, hue int) string {
	return fmt.Sprintf(`<rect width="16" height="16" rx="2" fill="hsl(%d 55%% 42%%)"/><text x="8" y="11.5" font-family="sans-serif" font-size="9" text-anchor="middle" fill="#fff">%s</text>`, hue, html.EscapeString(initial))
}

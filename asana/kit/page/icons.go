package page

import (
	"fmt"
	"html/template"
)

// icons are drawn on a 24 by 24 grid with one stroke in the colour of the
// text. They are ours.
var icons = map[string]string{
	"alert":      `<path d="M12 4 2.8 19.5h18.4L12 4Z"/><path d="M12 10v4.5"/><path d="M12 17v.01"/>`,
	"app":        `<rect x="4" y="4" width="6.5" height="6.5" rx="1.5"/><rect x="13.5" y="4" width="6.5" height="6.5" rx="1.5"/><rect x="4" y="13.5" width="6.5" height="6.5" rx="1.5"/><path d="M16.75 13.5v6.5M13.5 16.75H20"/>`,
	"arrow-left": `<path d="M19 12H5"/><path d="m11 6-6 6 6 6"/>`,
	"bell":       `<path d="M6 16v-5a6 6 0 0 1 12 0v5l1.5 2h-15L6 16Z"/><path d="M10.5 20.5h3"/>`,
	"bolt":       `<path d="M13 3.5 5.5 13.5H11l-1 7 7.5-10H12l1-7Z"/>`,
	"calendar":   `<rect x="4" y="5.5" width="16" height="14.5" rx="2.5"/><path d="M4 10.5h16M8.5 3.5v4M15.5 3.5v4"/>`,
	"check":      `<path d="m5 12.5 4.5 4.5L19 7.5"/>`,
	"circle":     `<circle cx="12" cy="12" r="8.5"/>`,
	"done":       `<circle cx="12" cy="12" r="8.5"/><path d="m8 12.4 2.8 2.8L16 9.8"/>`,
	"chevron":    `<path d="m7 10 5 5 5-5"/>`,
	"clip":       `<path d="m19 11.5-7 7a4.5 4.5 0 0 1-6.4-6.4l7.6-7.6a3 3 0 0 1 4.3 4.3l-7.4 7.4a1.5 1.5 0 0 1-2.2-2.2l6.4-6.4"/>`,
	"close":      `<path d="m6 6 12 12M18 6 6 18"/>`,
	"comment":    `<path d="M5 5h14a1.5 1.5 0 0 1 1.5 1.5v9A1.5 1.5 0 0 1 19 17h-6.5L8 20.5V17H5a1.5 1.5 0 0 1-1.5-1.5v-9A1.5 1.5 0 0 1 5 5Z"/>`,
	"dots":       `<path d="M6 12v.01M12 12v.01M18 12v.01" stroke-width="3"/>`,
	"download":   `<path d="M12 4v10.5"/><path d="m7.5 10.5 4.5 4.5 4.5-4.5"/><path d="M5 19.5h14"/>`,
	"external":   `<path d="M10 5.5H6A1.5 1.5 0 0 0 4.5 7v11A1.5 1.5 0 0 0 6 19.5h11a1.5 1.5 0 0 0 1.5-1.5v-4"/><path d="M13.5 4.5h6v6M19 5l-8 8"/>`,
	"feedback":   `<path d="M4.5 10v4l11 4.5v-13L4.5 10Z"/><path d="M15.5 9.5a2.6 2.6 0 0 1 0 5M7.5 15.3v3.2a1 1 0 0 0 1 1h1.2a1 1 0 0 0 1-1v-2"/>`,
	"file":       `<path d="M6.5 3.5h7l4.5 4.5v11a1.5 1.5 0 0 1-1.5 1.5h-10A1.5 1.5 0 0 1 5 19V5a1.5 1.5 0 0 1 1.5-1.5Z"/><path d="M13 3.5V8.5h5"/>`,
	"globe":      `<circle cx="12" cy="12" r="8.5"/><path d="M3.5 12h17M12 3.5c5 5 5 12 0 17M12 3.5c-5 5-5 12 0 17"/>`,
	"home":       `<path d="m4 11 8-7 8 7"/><path d="M6 9.5V19a1 1 0 0 0 1 1h10a1 1 0 0 0 1-1V9.5"/><path d="M10 20v-5.5h4V20"/>`,
	"info":       `<circle cx="12" cy="12" r="8.5"/><path d="M12 11.5v4.5M12 8v.01"/>`,
	"key":        `<circle cx="8" cy="15.5" r="4"/><path d="m11 12.5 8-8M15.5 8l3 3M13 10.5l2 2"/>`,
	"link":       `<path d="M10 14a4 4 0 0 0 5.7 0l3.1-3.1a4 4 0 0 0-5.7-5.7L11.7 6.6"/><path d="M14 10a4 4 0 0 0-5.7 0l-3.1 3.1a4 4 0 0 0 5.7 5.7l1.4-1.4"/>`,
	"list":       `<path d="M9 6.5h11M9 12h11M9 17.5h11M4.5 6.5v.01M4.5 12v.01M4.5 17.5v.01"/>`,
	"lock":       `<rect x="5" y="10.5" width="14" height="9.5" rx="2"/><path d="M8 10.5V8a4 4 0 0 1 8 0v2.5"/>`,
	"menu":       `<path d="M4 6.5h16M4 12h16M4 17.5h16"/>`,
	"minus":      `<path d="M5 12h14"/>`,
	"numbers":    `<path d="M10 6.5h10M10 12h10M10 17.5h10M4 5l1.5-.8v4.6M3.8 15.6c.5-1 2.6-.9 2.4.5-.1.9-1.7 1.6-2.4 3.1h2.6"/>`,
	"pencil":     `<path d="m5 15.5-.8 4.3 4.3-.8L19.4 8.1a2 2 0 0 0 0-2.8l-.7-.7a2 2 0 0 0-2.8 0L5 15.5Z"/><path d="m14 6.5 3.5 3.5"/>`,
	"people":     `<circle cx="9" cy="8.5" r="3.5"/><path d="M2.8 19.5a6.2 6.2 0 0 1 12.4 0"/><path d="M15.5 5.3a3.5 3.5 0 0 1 0 6.4M17.5 14.3a6.2 6.2 0 0 1 3.7 5.2"/>`,
	"person":     `<circle cx="12" cy="8" r="4"/><path d="M4.5 20a7.5 7.5 0 0 1 15 0"/>`,
	"plug":       `<path d="M9 3.5v4M15 3.5v4M6.5 7.5h11v3.5a5.5 5.5 0 0 1-11 0V7.5ZM12 16.5v4"/>`,
	"plus":       `<path d="M12 5v14M5 12h14"/>`,
	"project":    `<rect x="4" y="4.5" width="16" height="15" rx="2.5"/><path d="M8.5 8.5v7M12.2 8.5v4.5M15.9 8.5v5.8"/>`,
	"refresh":    `<path d="M19.5 12a7.5 7.5 0 1 1-2.2-5.3"/><path d="M19.5 4v4.5H15"/>`,
	"search":     `<circle cx="10.5" cy="10.5" r="6"/><path d="m15 15 5 5"/>`,
	"settings":   `<path d="M4 7h9M17 7h3M4 17h3M11 17h9"/><circle cx="15" cy="7" r="2"/><circle cx="9" cy="17" r="2"/>`,
	"shield":     `<path d="M12 3.5 5 6v5.5c0 4.3 2.9 7.4 7 9 4.1-1.6 7-4.7 7-9V6l-7-2.5Z"/><path d="m9 12 2.2 2.2L15.2 10"/>`,
	"sign-out":   `<path d="M14 4.5H7A1.5 1.5 0 0 0 5.5 6v12A1.5 1.5 0 0 0 7 19.5h7"/><path d="M10.5 12H20M16.5 8l4 4-4 4"/>`,
	"ticket":     `<path d="M4 6h16v4a2 2 0 0 0 0 4v4H4v-4a2 2 0 0 0 0-4V6Z"/><path d="M14 6.5v2M14 11v2M14 15.5v2"/><path d="m7 12 1.5 1.5L11 11"/>`,
	"trash":      `<path d="M4.5 7h15M9.5 7V4.5h5V7M6.5 7l.9 12a1.5 1.5 0 0 0 1.5 1.4h6.2a1.5 1.5 0 0 0 1.5-1.4l.9-12M10 11v5.5M14 11v5.5"/>`,
	"upload":     `<path d="M12 15V4.5"/><path d="M7.5 9 12 4.5 16.5 9"/><path d="M5 19.5h14"/>`,
}

// HasIcon reports whether there is an icon of that name.
func HasIcon(name string) bool {
	_, ok := icons[name]
	return ok
}

// icon returns an icon as inline SVG, sized and stroked by the class "icon" and
// hidden from screen readers: the text beside it says the same.
func icon(name string) (template.HTML, error) {
	drawing, ok := icons[name]
	if !ok {
		return "", fmt.Errorf("page: no icon %q", name)
	}
	return template.HTML(`<svg class="icon" viewBox="0 0 24 24" aria-hidden="true">` + drawing + `</svg>`), nil
}

package rest

import "time"

// timestamp is a time as Asana writes it, null for none.
func timestamp(t time.Time) *string {
	if t.IsZero() {
		return nil
	}
	text := t.UTC().Format("2006-01-02T15:04:05.000Z")
	return &text
}

// nullable is a text, null when it is empty.
func nullable(text string) *string {
	if text == "" {
		return nil
	}
	return &text
}

// text is what a pointer in a body points to, "" for nil.
func text[T ~string](p *T) string {
	if p == nil {
		return ""
	}
	return string(*p)
}

// texts turns ids of a body into plain texts.
func texts[T ~string](values []T) []string {
	var list []string
	for _, v := range values {
		list = append(list, string(v))
	}
	return list
}

package rest

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"unicode/utf8"

	"jirabridge/asana/kit/sqldb"
)

// maxNesting is how deep objects and lists in a body may be inside each other: no body of Asana's needs more.
const maxNesting = 20

var (
	errInvalidJSON = badRequest("Could not parse request data, invalid JSON")
	errNoText      = badRequest("Could not parse request data: it has texts that no text can be")
)

// parseJSON reads one JSON object. It refuses what json.Unmarshal lets through: a name that is there twice, of
// which nobody knows which one is meant, and nesting that only costs memory.
func parseJSON(text []byte) (map[string]any, error) {
	if !utf8.Valid(text) {
		return nil, badRequest("Could not parse request data, invalid UTF-8")
	}
	d := json.NewDecoder(bytes.NewReader(text))
	d.UseNumber()
	value, err := readValue(d, 0)
	if err != nil {
		return nil, err
	}
	body, ok := value.(map[string]any)
	if _, err := d.Token(); !ok || !errors.Is(err, io.EOF) {
		return nil, errInvalidJSON
	}
	return body, nil
}

func readValue(d *json.Decoder, depth int) (any, error) {
	token, err := d.Token()
	if err != nil || depth > maxNesting {
		return nil, errInvalidJSON
	}
	if text, ok := token.(string); ok && !sqldb.IsText(text) {
		return nil, errNoText
	}
	switch token {
	case json.Delim('{'):
		return readObject(d, depth)
	case json.Delim('['):
		return readList(d, depth)
	}
	return token, nil
}

func readObject(d *json.Decoder, depth int) (any, error) {
	members := map[string]any{}
	for d.More() {
		token, err := d.Token()
		name, ok := token.(string)
		if err != nil || !ok {
			return nil, errInvalidJSON
		}
		if !sqldb.IsText(name) {
			return nil, errNoText
		}
		if _, twice := members[name]; twice {
			return nil, badRequest("Could not parse request data, duplicate key: " + name)
		}
		if members[name], err = readValue(d, depth+1); err != nil {
			return nil, err
		}
	}
	return members, readEnd(d)
}

func readList(d *json.Decoder, depth int) (any, error) {
	items := []any{}
	for d.More() {
		item, err := readValue(d, depth+1)
		if err != nil {
			return nil, err
		}
		items = append(items, item)
	}
	return items, readEnd(d)
}

// readEnd reads the bracket that closes an object or a list.
func readEnd(d *json.Decoder) error {
	if _, err := d.Token(); err != nil {
		return errInvalidJSON
	}
	return nil
}

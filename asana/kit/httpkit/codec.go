package httpkit

import (
	"encoding/json"
	"time"

	"github.com/alexedwards/scs/v2"
)

// textCodec writes a session as JSON, whose keys are sorted: the same session
// is the same bytes. Gob, which scs has, puts them in any order, and every page
// view would look like a change. Values must be strings.
type textCodec struct{}

type sessionText struct {
	Deadline time.Time         `json:"deadline"`
	Values   map[string]string `json:"values"`
}

// Encode writes a session.
func (textCodec) Encode(deadline time.Time, values map[string]any) ([]byte, error) {
	text := sessionText{Deadline: deadline, Values: make(map[string]string, len(values))}
	for key, value := range values {
		text.Values[key] = value.(string)
	}
	return json.Marshal(text)
}

// Decode reads a session, also one that an earlier version wrote with gob.
func (textCodec) Decode(data []byte) (time.Time, map[string]any, error) {
	if len(data) > 0 && data[0] != '{' {
		return scs.GobCodec{}.Decode(data)
	}
	var text sessionText
	if err := json.Unmarshal(data, &text); err != nil {
		return time.Time{}, nil, err
	}
	values := make(map[string]any, len(text.Values))
	for key, value := range text.Values {
		values[key] = value
	}
	return text.Deadline, values, nil
}

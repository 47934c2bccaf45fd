package asana

// TextField is a custom field holding text.
type TextField struct {
	GID  string
	Name string
}

// FieldValue is a custom field with its value on one task; Text is "" when it has none.
type FieldValue struct {
	Field TextField
	Text  string
}

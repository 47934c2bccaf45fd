package jiratest

// field is a field as /field lists it; kind knows its values.
type field struct {
	id, name string
	system   bool
	custom   string // the full key of a custom field's type
	kind     *kind
	options  []*option
	initial  string // id or text of the default value
}

type option struct {
	id, value string
	disabled  bool
	children  []*option
}

func (f *field) option(id string) *option {
	for _, o := range f.options {
		if o.id == id {
			return o
		}
	}
	return nil
}

func (o *option) child(id string) *option {
	for _, c := range o.children {
		if c.id == id {
			return c
		}
	}
	return nil
}

// schema is what a client recognises a field by.
func (f *field) schema() map[string]any {
	m := map[string]any{"type": f.kind.typ}
	if f.kind.items != "" {
		m["items"] = f.kind.items
	}
	if f.system {
		m["system"] = f.id
		return m
	}
	m["custom"], m["customId"] = f.custom, atoi(f.id[len("customfield_"):])
	return m
}

func (f *field) clauseNames() []string {
	if f.system {
		return []string{f.id}
	}
	return []string{"cf[" + f.id[len("customfield_"):] + "]", f.name}
}

func (s *Server) listFields(c *call) (answer, error) {
	out := []any{}
	for _, f := range s.catalog.fields {
		out = append(out, map[string]any{
			"id": f.id, "name": f.name, "custom": !f.system, "orderable": true, "navigable": true,
			"searchable": true, "clauseNames": f.clauseNames(), "schema": f.schema(),
		})
	}
	return ok(out)
}

package rest

import (
	"reflect"
	"strings"

	"github.com/swaggest/jsonschema-go"
	"github.com/swaggest/openapi-go/openapi31"
)

// schemas turns the types of bodies and records into the schemas of the document, each once.
type schemas struct {
	spec *openapi31.Spec
	done map[reflect.Type]anything
}

// anything is a JSON object of the document.
type anything = map[string]any

const schemaPrefix = "#/components/schemas/"

// record refers to the schema of what is answered, body to that of what is sent.
func (s *schemas) record(v any) (anything, error) { return s.of(v, ofRecord) }

func (s *schemas) body(v any) (anything, error) { return s.of(v, ofBody) }

// of keeps all schemas met on the way as components.
func (s *schemas) of(v any, nullability jsonschema.InterceptNullabilityFunc) (anything, error) {
	t := reflect.TypeOf(v)
	if known, ok := s.done[t]; ok {
		return known, nil
	}
	var failed error
	r := jsonschema.Reflector{}
	schema, err := r.Reflect(v, jsonschema.RootRef, jsonschema.DefinitionsPrefix(schemaPrefix),
		jsonschema.InterceptDefName(schemaName), jsonschema.InterceptSchema(describeType),
		jsonschema.InterceptNullability(nullability), jsonschema.InterceptProp(describeField),
		jsonschema.CollectDefinitions(func(name string, schema jsonschema.Schema) {
			simple, err := schema.ToSchemaOrBool().ToSimpleMap()
			if err != nil {
				failed = err
			}
			s.spec.ComponentsEns().WithSchemasItem(name, simple)
		}))
	if err != nil || failed != nil {
		return nil, firstOf(err, failed)
	}
	s.done[t], err = schema.ToSchemaOrBool().ToSimpleMap()
	return s.done[t], err
}

func firstOf(a, b error) error {
	if a != nil {
		return a
	}
	return b
}

// schemaName is the type's name with a capital.
func schemaName(t reflect.Type, _ string) string {
	if t.Name() == "" {
		return ""
	}
	return strings.ToUpper(t.Name()[:1]) + t.Name()[1:]
}

// ofRecord says that null stands where there is nothing; lists are empty instead.
func ofRecord(p jsonschema.InterceptNullabilityParams) {
	if p.Type.Kind() == reflect.Pointer {
		orNull(p.Schema)
	} else if p.NullAdded {
		p.Schema.RemoveType(jsonschema.Null)
	}
}

// ofBody says that null is taken for the empty value.
func ofBody(p jsonschema.InterceptNullabilityParams) {
	if p.Type != reflect.TypeFor[fieldValues]() {
		orNull(p.Schema)
	}
}

// orNull makes a schema allow null. The reflector forgets it where the schema is a reference.
func orNull(s *jsonschema.Schema) {
	if s.Ref == nil {
		s.AddType(jsonschema.Null)
		return
	}
	ref := jsonschema.Schema{Ref: s.Ref}
	s.Ref, s.Type = nil, nil
	s.AnyOf = []jsonschema.SchemaOrBool{ref.ToSchemaOrBool(), jsonschema.Null.ToSchemaOrBool()}
}

// describeType says what Go's types do not: the form of ids, and that a record always has its id.
func describeType(p jsonschema.InterceptSchemaParams) (stop bool, err error) {
	t := p.Value.Type()
	for t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	switch {
	case !p.Processed:
		return false, nil
	case t == reflect.TypeFor[gid]():
		p.Schema.RemoveType(jsonschema.Null)
		p.Schema.WithPattern(`^[0-9]{1,32}$`).WithDescription("The id of an object.")
	case t == reflect.TypeFor[userRef]():
		p.Schema.RemoveType(jsonschema.Null)
		p.Schema.WithPattern(`^([0-9]{1,32}|me|.*@.*)$`).WithDescription("A user: gid, e-mail address, or me.")
	case t == reflect.TypeFor[fieldValues]():
		text := (&jsonschema.Schema{}).WithType(jsonschema.Type{SliceOfSimpleTypeValues: []jsonschema.SimpleType{
			jsonschema.String, jsonschema.Number, jsonschema.Array, jsonschema.Object, jsonschema.Null}})
		p.Schema.WithAdditionalProperties(text.ToSchemaOrBool())
		p.Schema.WithDescription("Values by the gid of their custom field; null clears one.")
	case t == reflect.TypeFor[fieldOrNew]():
		p.Schema.WithType(jsonschema.Type{SliceOfSimpleTypeValues: []jsonschema.SimpleType{jsonschema.String, jsonschema.Object}})
		p.Schema.WithDescription("The id of a custom field, or what a new one is made from, as with createCustomField.")
	case t.Kind() == reflect.Struct && isRecord(p.Schema.Properties):
		p.Schema.Required = []string{"gid"}
	}
	return false, nil
}

// isRecord tells records from parts of a body, which may name what there is already.
func isRecord(properties map[string]jsonschema.SchemaOrBool) bool {
	_, gid := properties["gid"]
	_, kind := properties["resource_type"]
	return gid && kind
}

// describeField says when a field is answered, and the form of moments and dates.
func describeField(p jsonschema.InterceptPropParams) error {
	if !p.Processed {
		return nil
	}
	if _, when := tags(p.Field); when == "optin" {
		p.PropertySchema.WithDescription("Answered only where opt_fields names it.")
	}
	if !p.PropertySchema.HasType(jsonschema.String) {
		return nil
	}
	switch {
	case strings.HasSuffix(p.Name, "_at"):
		p.PropertySchema.WithFormat("date-time")
	case strings.HasSuffix(p.Name, "_on"):
		p.PropertySchema.WithFormat("date")
	}
	return nil
}

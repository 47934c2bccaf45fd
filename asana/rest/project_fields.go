package rest

import (
	"errors"
	"reflect"
	"strings"

	"jirabridge/asana"
)

// A record is a struct with JSON names. The tag rest says when a field is answered without being asked for:
// "compact" always, none in the full record only, "optin" never; "part" also where only the record itself was
// named. gid and resource_type come first in each.

// extent is how much of a record is answered by default.
type extent int

const (
	compactRecord extent = iota
	fullRecord
)

// maxRecords bounds the records of one answer, those inside others included: everybody in every project of
// every task is more than there is memory for.
const maxRecords = 100_000

// completer is a record that can be made from a mere reference and read in full when more is asked for.
type completer interface{ complete(c *call) error }

// conditional is a record that has some of its fields only sometimes.
type conditional interface{ has(name string) bool }

// project picks the answered fields of a value: a record, a list of records, or anything plain.
func (c *call) project(v any, want *fieldSet, by extent) (any, error) {
	return c.projectValue(reflect.ValueOf(v), want, by)
}

func (c *call) projectValue(v reflect.Value, want *fieldSet, by extent) (any, error) {
	if !v.IsValid() {
		return nil, nil
	}
	switch v.Kind() {
	case reflect.Pointer:
		if v.IsNil() {
			return nil, nil
		}
		complete, err := c.completeIfNeeded(v, want)
		if err != nil {
			return nil, err
		}
		if !complete {
			want = ofReference(v.Elem().Type(), want)
		}
		return c.projectValue(v.Elem(), want, by)
	case reflect.Slice:
		items := make([]any, v.Len())
		for i := range items {
			var err error
			if items[i], err = c.projectValue(v.Index(i), want, by); err != nil {
				return nil, err
			}
		}
		return items, nil
	case reflect.Struct:
		return c.projectStruct(v, want, by)
	}
	return v.Interface(), nil
}

// projectStruct goes through a record's fields in their order. What is inside a record is compact.
func (c *call) projectStruct(v reflect.Value, want *fieldSet, by extent) (any, error) {
	if c.records++; c.records > maxRecords {
		return nil, errTooLarge
	}
	fields := c.fieldsOf(v.Type())
	shown := make(object, 0, len(fields))
	for i, f := range fields {
		below, ok := wanted(f.name, f.when, want, by)
		if !ok || f.sometimes && !v.Interface().(conditional).has(f.name) {
			continue
		}
		value, err := c.projectValue(v.Field(i), below, compactRecord)
		if err != nil {
			return nil, err
		}
		shown.set(f.name, value)
	}
	return shown, nil
}

// recordField is what the tags of a field say, and whether its record has it only sometimes.
type recordField struct {
	name, when string
	sometimes  bool
}

// fieldsOf are the fields of a type of records, read once.
func (s *server) fieldsOf(record reflect.Type) []recordField {
	if known, ok := s.shapes.Load(record); ok {
		return known.([]recordField)
	}
	fields := make([]recordField, record.NumField())
	for i := range fields {
		fields[i].name, fields[i].when = tags(record.Field(i))
		fields[i].sometimes = record.Implements(reflect.TypeFor[conditional]())
	}
	s.shapes.Store(record, fields)
	return fields
}

// tags returns a field's name in JSON, "" for none, and when it is answered.
func tags(f reflect.StructField) (name, when string) {
	name, _, _ = strings.Cut(f.Tag.Get("json"), ",")
	return name, f.Tag.Get("rest")
}

// wanted decides about one field, and returns what is wanted below it.
func wanted(name, when string, want *fieldSet, by extent) (below *fieldSet, ok bool) {
	identity := name == "gid" || name == "resource_type"
	switch {
	case name == "":
		return nil, false
	case want == nil && by == fullRecord:
		return nil, when != "optin"
	case want == nil:
		return nil, identity || when == "compact" || when == "part"
	case want.bare(): // named without anything below: just what it is
		return &fieldSet{}, identity || when == "part"
	}
	below = want.get(name)
	return below, below != nil || name == "gid"
}

// reading is what reading a record in full has come to.
type reading struct {
	record   reflect.Value
	complete bool
}

// completeIfNeeded reads a record in full before fields are picked that a reference lacks. The same person or
// project in many records of a list is read once. A record stays incomplete that the caller, or the app he
// uses, may not read.
func (c *call) completeIfNeeded(v reflect.Value, want *fieldSet) (complete bool, err error) {
	record, ok := v.Interface().(completer)
	if !ok || !wantsMore(v.Elem().Type(), want) {
		return true, nil
	}
	key := v.Elem().Type().Name() + " " + recordGID(record)
	if done, ok := c.read[key]; ok {
		v.Elem().Set(done.record)
		return done.complete, nil
	}
	err = record.complete(c)
	hidden := asana.IsKind(err, asana.NotFound) || errors.Is(err, errBeyondScope)
	if err != nil && !hidden {
		return false, err
	}
	if c.read == nil {
		c.read = map[string]reading{}
	}
	c.read[key] = reading{reflect.ValueOf(v.Elem().Interface()), !hidden}
	return !hidden, nil
}

// ofReference are those of the wanted fields that a mere reference has. The others are left out: an empty
// value would say that there is none.
func ofReference(record reflect.Type, want *fieldSet) *fieldSet {
	few := &fieldSet{below: map[string]*fieldSet{}}
	for i := range record.NumField() {
		name, when := tags(record.Field(i))
		if below := want.get(name); below != nil && (when == "compact" || name == "gid" || name == "resource_type") {
			few.below[name] = below
		}
	}
	return few
}

// wantsMore tells whether a field is asked for that a mere reference lacks.
func wantsMore(record reflect.Type, want *fieldSet) bool {
	if want == nil {
		return false
	}
	for i := range record.NumField() {
		name, when := tags(record.Field(i))
		if want.get(name) != nil && name != "gid" && name != "resource_type" && when != "compact" {
			return true
		}
	}
	return false
}

// recordGID and resourceType read the two fields all records begin with.

func recordGID(record any) string { return field(record, "GID") }

func resourceType(record any) string { return field(record, "ResourceType") }

func field(record any, name string) string {
	v := reflect.Indirect(reflect.ValueOf(record))
	if v.Kind() != reflect.Struct {
		return ""
	}
	return v.FieldByName(name).String()
}

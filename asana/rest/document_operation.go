package rest

import (
	"net/http"
	"regexp"
	"strconv"
	"strings"

	"github.com/swaggest/openapi-go/openapi31"
)

// add describes an operation.
func (d *describer) add(op operation) error {
	o := openapi31.Operation{}
	o.WithID(op.ID).WithSummary(op.Text).WithTags(groupOf(d.groups, op))
	o.WithSecurity(map[string][]string{schemeToken: {}}, map[string][]string{schemeApp: {scopeOf(op)}})
	o.Parameters = d.parameters(op)
	var err error
	if o.RequestBody, err = d.requestBody(op); err != nil {
		return err
	}
	if o.Responses, err = d.responses(op); err != nil {
		return err
	}
	return d.spec.AddOperation(op.Method, op.Path, o)
}

// scopeOf is what an app needs for an operation.
func scopeOf(op operation) string {
	if op.Scope == "" {
		return fullScope
	}
	return op.Scope
}

// scopeText explains a scope such as tasks:read.
func scopeText(scope string) string {
	what, verb, _ := strings.Cut(scope, ":")
	what = strings.NewReplacer("_", " ", ".", " ").Replace(what)
	return map[string]string{"read": "See ", "write": "Make and change ", "delete": "Delete "}[verb] + what + "."
}

// pathVariable is a {variable} of a path.
var pathVariable = regexp.MustCompile(`{(\w+)}`)

func (d *describer) parameters(op operation) (list []openapi31.ParameterOrReference) {
	for _, match := range pathVariable.FindAllStringSubmatch(op.Path, -1) {
		list = append(list, inPath(match[1]).ToParameterOrRef())
	}
	for _, q := range op.Query {
		p := openapi31.Parameter{Name: q.Name, In: openapi31.ParameterInQuery, Schema: anything{"type": "string"}}
		p.WithDescription(q.Text)
		if q.Required {
			p.WithRequired(true)
		}
		list = append(list, p.ToParameterOrRef())
	}
	shared := []string{"opt_fields", "opt_pretty"}
	if op.List {
		shared = append(shared, "limit", "offset")
	}
	for _, name := range shared {
		list = append(list, openapi31.ParameterOrReference{Reference: &openapi31.Reference{Ref: "#/components/parameters/" + name}})
	}
	return list
}

func inPath(name string) *openapi31.Parameter {
	p := &openapi31.Parameter{Name: name, In: openapi31.ParameterInPath, Schema: reference("Gid")}
	p.WithRequired(true).WithDescription("The gid of the " + strings.ReplaceAll(strings.TrimSuffix(name, "_gid"), "_", " ") + ".")
	if name == "user_gid" {
		p.WithDescription("The user: gid, e-mail address, or me.").Schema = reference("UserRef")
	}
	return p
}

// reference refers to a schema by its name.
func reference(name string) anything { return anything{"$ref": schemaPrefix + name} }

// requestBody describes what may be sent: JSON in its envelope, a form, and for uploads parts; nil for nothing.
func (d *describer) requestBody(op operation) (*openapi31.RequestBodyOrReference, error) {
	if op.Body == nil {
		return nil, nil
	}
	data, err := d.schemas.body(op.Body)
	if err != nil {
		return nil, err
	}
	body := &openapi31.RequestBody{}
	body.WithContentItem("application/json", media(objectOf(anything{"data": data, "options": reference("Options")})))
	body.WithContentItem("application/x-www-form-urlencoded", media(data))
	if op.Upload {
		file := objectOf(anything{"file": anything{"type": "string", "format": "binary", "description": "The file."}})
		body.WithContentItem("multipart/form-data", media(anything{"allOf": []anything{data, file}}))
	}
	return &openapi31.RequestBodyOrReference{RequestBody: body}, nil
}

func media(schema anything) openapi31.MediaType { return openapi31.MediaType{Schema: schema} }

func objectOf(properties anything) anything {
	return anything{"type": "object", "properties": properties}
}

// responses describes the answers: the operation's own, and the errors every operation may answer.
func (d *describer) responses(op operation) (*openapi31.Responses, error) {
	all := &openapi31.Responses{}
	status := op.Status
	if status == 0 {
		status = http.StatusOK
	}
	schema, err := d.envelope(op)
	if err != nil {
		return nil, err
	}
	answer := openapi31.Response{Description: http.StatusText(status)}
	answer.WithContentItem("application/json", media(schema))
	if status == http.StatusCreated {
		answer.WithHeadersItem("Location", header("The address of what was made.", "string"))
	}
	all.WithMapOfResponseOrReferenceValuesItem(strconv.Itoa(status), openapi31.ResponseOrReference{Response: &answer})
	for status := range failures() {
		all.WithMapOfResponseOrReferenceValuesItem(strconv.Itoa(status), refused(status))
	}
	for status, v := range op.Other {
		other, err := d.schemas.record(v)
		if err != nil {
			return nil, err
		}
		answer := openapi31.Response{Description: http.StatusText(status)}
		answer.WithContentItem("application/json", media(other))
		all.WithMapOfResponseOrReferenceValuesItem(strconv.Itoa(status), openapi31.ResponseOrReference{Response: &answer})
	}
	return all, nil
}

// envelope is the schema of an answer as a whole.
func (d *describer) envelope(op operation) (anything, error) {
	if op.Result == nil {
		return objectOf(anything{"data": anything{"type": "object"}}), nil
	}
	record, err := d.schemas.record(op.Result)
	switch {
	case err != nil || op.Plain:
		return record, err
	case !op.List:
		return required(anything{"data": record}), nil
	}
	next := anything{"anyOf": []anything{reference("NextPage"), {"type": "null"}}}
	whole := required(anything{"data": anything{"type": "array", "items": record}})
	whole["properties"].(anything)["next_page"] = next
	return whole, nil
}

// required is an object that has all of these properties.
func required(properties anything) anything {
	o := objectOf(properties)
	names := []string{}
	for name := range properties {
		names = append(names, name)
	}
	o["required"] = names
	return o
}

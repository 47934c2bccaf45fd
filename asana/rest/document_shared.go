package rest

import (
	"net/http"
	"strconv"

	"github.com/swaggest/openapi-go/openapi31"
)

// addShared adds what operations refer to by name.
func (d *describer) addShared() error {
	failure, err := d.schemas.record(errorAnswer{})
	if err != nil {
		return err
	}
	for status, text := range failures() {
		answer := openapi31.Response{Description: text}
		answer.WithContentItem("application/json", media(failure))
		if status == http.StatusTooManyRequests {
			answer.WithHeadersItem("Retry-After", header("Seconds until there is room again.", "integer"))
		}
		d.spec.ComponentsEns().WithResponsesItem(failureName(status), openapi31.ResponseOrReference{Response: &answer})
	}
	for _, v := range []any{gid(""), userRef("")} {
		if _, err := d.schemas.body(v); err != nil {
			return err
		}
	}
	for name, schema := range sharedSchemas() {
		d.spec.ComponentsEns().WithSchemasItem(name, schema)
	}
	for _, p := range sharedParameters() {
		d.spec.ComponentsEns().WithParametersItem(p.Name, p.ToParameterOrRef())
	}
	return nil
}

// failures are the errors any operation may answer, and why.
func failures() map[int]string {
	return map[int]string{
		http.StatusBadRequest:            "The request is wrong: a value is missing, has the wrong form, or names something unknown.",
		http.StatusUnauthorized:          "There is no token, or it is unknown, expired or revoked.",
		http.StatusForbidden:             "The person may not do this, or the app was not granted the scope.",
		http.StatusNotFound:              "There is no such object, or no such route.",
		http.StatusRequestEntityTooLarge: "The request is larger than is read.",
		http.StatusTooManyRequests:       "More requests came within a minute than are allowed.",
		http.StatusInternalServerError:   "Something went wrong here. The phrase names the request in the log.",
	}
}

// failureName names an error: "400" is no name in every language clients are generated for.
func failureName(status int) string { return "Error" + strconv.Itoa(status) }

func refused(status int) openapi31.ResponseOrReference {
	return openapi31.ResponseOrReference{Reference: &openapi31.Reference{Ref: "#/components/responses/" + failureName(status)}}
}

func header(text, kind string) openapi31.HeaderOrReference {
	return openapi31.HeaderOrReference{Header: (&openapi31.Header{Schema: anything{"type": kind}}).WithDescription(text)}
}

func sharedSchemas() map[string]anything {
	names := anything{"type": "array", "items": anything{"type": "string"}}
	return map[string]anything{
		"Options": {"type": "object", "description": "What the query says as opt_fields and opt_pretty.",
			"properties": anything{"fields": names, "pretty": anything{"type": "boolean"}}},
		"NextPage": required(anything{"offset": anything{"type": "string"}, "path": anything{"type": "string"},
			"uri": anything{"type": "string", "format": "uri"}}),
	}
}

func sharedParameters() []openapi31.Parameter {
	query := func(name, text string, schema anything) openapi31.Parameter {
		p := openapi31.Parameter{Name: name, In: openapi31.ParameterInQuery, Schema: schema}
		return *p.WithDescription(text)
	}
	fields := query("opt_fields", "The fields to answer, with paths such as assignee.name.",
		anything{"type": "array", "items": anything{"type": "string"}})
	fields.WithStyle(openapi31.ParameterStyleForm).WithExplode(false)
	return []openapi31.Parameter{
		fields,
		query("opt_pretty", "Answers with line breaks and indentation.", anything{"type": "boolean"}),
		query("limit", "How many to answer at most.", anything{"type": "integer", "minimum": 1, "maximum": 100}),
		query("offset", "Where to go on: the offset of the page before.", anything{"type": "string"}),
	}
}

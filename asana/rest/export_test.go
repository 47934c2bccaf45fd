package rest

// Operations lets tests walk the table.
var Operations = operations

// Operation is a row of it.
type Operation = operation

// AsanasGroups lets tests hold the list against Asana's document.
var AsanasGroups = asanasGroups

// FileName lets tests try names of uploads.
var FileName = fileName

// ParseJSON lets tests read bodies.
var ParseJSON = parseJSON

// DecodeInto reads a body's data into a row's body.
func DecodeInto(data map[string]any, into any) error { return (&call{data: data}).decode(into) }

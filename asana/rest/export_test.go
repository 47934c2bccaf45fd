package rest

// Operations lets tests walk the table.
var Operations = operations

// Operation is a row of it.
type Operation = operation

// FileName lets tests try names of uploads.
var FileName = fileName

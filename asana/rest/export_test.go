package rest

// Operations lets tests walk the table.
var Operations = operations

// FileName lets tests try names of uploads.
var FileName = fileName

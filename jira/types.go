package jira

import gojira "github.com/andygrunwald/go-jira"

// Types of go-jira that fit as they are.
type (
	// User is a person. Key never changes, Name is what fields take and can be
	// renamed. AccountID is Cloud's and always empty.
	User = gojira.User
	// IssueType is a type of issue, with its icon and whether it is a sub-task.
	IssueType = gojira.IssueType
	// Status is a step of a workflow; StatusCategory.Key is one of the
	// constants below whatever the status is called.
	Status = gojira.Status
	// Priority is a priority with its icon.
	Priority = gojira.Priority
	// Attachment is a file of an issue.
	Attachment = gojira.Attachment
)

// The keys of status categories. Names are translated, keys are not.
const (
	CategoryToDo       = gojira.StatusCategoryToDo
	CategoryInProgress = gojira.StatusCategoryInProgress
	CategoryDone       = gojira.StatusCategoryComplete
)

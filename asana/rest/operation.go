package rest

import "jirabridge/asana"

// operation is one row of the table: all there is to know about an operation but its work.
type operation struct {
	ID      string // as in Asana's OpenAPI document
	Method  string
	Path    string           // below /api/1.0, with {variables}
	Scope   string           // what an app needs; "" is full permissions
	Text    string           // what it does, in a sentence
	Service asana.Permission // with which a service account of limited scope may do it; "" is none but by the scope
	Only    bool             // whether it is for service accounts alone
	Query   []parameter
	Body    any  // a pointer to a struct for the body's data, or nil
	Upload  bool // takes multipart/form-data too, and reads it itself
	Result  any  // the record answered, or one of the list; nil is {}
	List    bool
	Search  bool        // counts against the limit of searches, too
	Plain   bool        // whether Result is the answer as a whole, its envelope included
	Status  int         // of success; 0 is 200
	Other   map[int]any // what other statuses than success and errors answer, as a whole
	Group   string      // what it is about, where asana.com has no such operation; "" is what Asana says
	Do      func(c *call) (any, error)
}

// parameter is a value in the query string; opt_fields, and limit and offset of lists, are understood.
type parameter struct {
	Name     string
	Text     string
	Required bool
}

// operations is the table.
func operations() []operation {
	var all []operation
	for _, group := range [][]operation{
		userOperations(), workspaceOperations(), memberOperations(), teamOperations(), teamMemberOperations(),
		projectOperations(), projectMemberOperations(), membershipOperations(), projectStatusOperations(), sectionOperations(), taskOperations(), taskListOperations(), taskRelationOperations(),
		dependencyOperations(), storyOperations(), attachmentOperations(), tagOperations(), statusOperations(),
		customFieldOperations(), enumOptionOperations(), fieldSettingOperations(),
		eventOperations(), webhookOperations(), batchOperations(), searchOperations(), jobOperations(), projectSearchOperations(), exportOperations(),
		ruleOperations(), runOperations(), trialOperations(), triggerOperations(),
	} {
		all = append(all, group...)
	}
	return all
}

package jira

// ParseIssueReference finds the key of an issue in what a person typed: a key
// in any case, or the address of an issue on this Jira. False means that the
// text is neither: words to search for, or an address elsewhere.
func (c *Client) ParseIssueReference(text string) (key string, ok bool) { return "", false }

// Package bridge connects tasks of the platform with issues of a Jira.
package bridge

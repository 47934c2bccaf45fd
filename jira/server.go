package jira

import (
	"context"
	"slices"
	"strings"
)

// ServerInfo is what a Jira tells about itself.
type ServerInfo struct {
	// BaseURL is the address Jira believes to have. When it differs from the
	// one we use, links that people follow have to begin with this one.
	BaseURL        string `json:"baseUrl"`
	Version        string `json:"version"`
	VersionNumbers []int  `json:"versionNumbers"`
	// DeploymentType is "Server" on Server and Data Center alike, "Cloud" on Cloud.
	DeploymentType string `json:"deploymentType"`
	Title          string `json:"serverTitle"`
	// Time is the server's clock; anonymous callers may not get it.
	Time Time `json:"serverTime"`
}

// IsCloud reports whether this is Jira Cloud, which this package does not speak.
func (i ServerInfo) IsCloud() bool { return strings.EqualFold(i.DeploymentType, "Cloud") }

// AtLeast reports whether the version is the given one or later. It compares
// numbers: version texts carry suffixes.
func (i ServerInfo) AtLeast(version ...int) bool {
	return slices.Compare(i.VersionNumbers, version) >= 0
}

// HasOAuth2 reports whether this Jira has OAuth 2.0 application links, which
// came with 8.22. One that does not tell its version is given the benefit of the
// doubt.
func (i ServerInfo) HasOAuth2() bool { return len(i.VersionNumbers) == 0 || i.AtLeast(8, 22) }

// ServerInfo asks the server who it is. It needs no authorization unless an
// administrator restricted it.
func (c *Client) ServerInfo(ctx context.Context) (ServerInfo, error) {
	var info ServerInfo
	err := c.get(ctx, path("serverInfo"), nil, &info)
	if len(info.VersionNumbers) == 0 {
		info.VersionNumbers = versionNumbers(info.Version)
	}
	return info, err
}

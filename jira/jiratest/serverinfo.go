package jiratest

import "net/url"

// serverInfo is open to anonymous callers, who are not told the time. Data
// Center calls itself "Server", too.
func (s *Server) serverInfo(c *call) (answer, error) {
	m := map[string]any{"baseUrl": c.base, "version": s.version.String(),
		"versionNumbers": s.version.version, "deploymentType": "Server",
		"buildNumber": s.version.build, "buildDate": "2023-11-28T00:00:00.000+0000",
		"databaseBuildNumber": s.version.build, "scmInfo": "2f6cfa2a1b0d3a9d63ec7a1b7d5a1f0a5d1c9e77",
		"serverTitle": "Simulated Jira"}
	if c.who.person != nil {
		m["serverTime"] = stamp(c.at)
	}
	if s.version.has(healthChecks) && c.query("doHealthCheck") == "true" {
		m["healthChecks"] = []any{map[string]any{"name": "Lucene", "description": "The search index", "passed": true}}
	}
	return ok(m)
}

// manifest describes the instance to peers; its id is stable.
func (s *Server) manifest(c *call) (answer, error) {
	u, err := url.Parse(c.base)
	if err != nil {
		return answer{}, err
	}
	return ok(map[string]any{"id": "6f1b8f6e-58d4-3d1c-9a3e-0d6c1a9b7e42", "name": "Simulated Jira", "typeId": "jira",
		"version": s.version.String(), "buildNumber": s.version.build, "applinksVersion": "9.0.12",
		"inboundAuthenticationTypes": []string{}, "outboundAuthenticationTypes": []string{}, "publicSignup": false,
		"url": c.base, "iconUrl": u.Scheme + "://" + u.Host + s.contextPath + "/images/icons/statuses/generic.svg"})
}

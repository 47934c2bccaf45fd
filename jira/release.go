package jira

import "slices"

// Release is a Jira that everything is tried with.
type Release struct {
	Version string
	OAuth2  bool // it has OAuth 2.0 application links, beside those of OAuth 1.0a
}

// Releases are the versions that the tests run, oldest first: the first and the
// last are where what is supported begins and ends. OAuth 2.0 came with 8.22
// (https://confluence.atlassian.com/adminjiraserver/link-to-other-applications-938846918.html).
func Releases() []Release {
	return []Release{
		{"7.13.5", false}, {"8.13.1", false}, {"8.22.6", true}, {"9.12.2", true}, {"10.3.19", true}, {"11.0.0", true},
	}
}

// IsTried tells whether a version lies between the releases: patches of the
// oldest one and all of the newest one's first number do. Another one may work.
func IsTried(version string) bool {
	all, numbers := Releases(), versionNumbers(version)
	if numbers == nil {
		return false
	}
	oldest, newest := versionNumbers(all[0].Version), versionNumbers(all[len(all)-1].Version)
	return slices.Compare(numbers, oldest[:2]) >= 0 && numbers[0] <= newest[0]
}

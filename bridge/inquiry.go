package bridge

import (
	"context"
	"encoding/json"
	"fmt"
	"strconv"
	"strings"
	"time"

	"jirabridge/asana/kit/sqldb"
	"jirabridge/bridge/fields"
	"jirabridge/bridge/store"
	"jirabridge/jira"
)

// How many issues are looked at, and how far past the search index keys are
// tried: so many in a row that name nothing, and so many in all.
const (
	mostCreated  = 200 // issues of one person in a project since a claim
	missesInARow = 5
	keysInAll    = 40
)

// inquiry is one search for a claim's issue.
type inquiry struct {
	jira  *jira.Client
	link  store.Link
	hit   jira.Issue
	alike []jira.Issue
}

// candidateFields are read of an issue that may be a claim's.
var candidateFields = []string{"summary", "created"}

// searched looks among what the person has created in the project since the
// claim.
func (i *inquiry) searched(ctx context.Context, age time.Duration) error {
	jql := fmt.Sprintf("project = %s and creator = currentUser() and created >= -%dm order by created desc",
		jira.QuoteJQL(i.link.Project), int(age.Minutes())+2)
	result, err := i.jira.Search(ctx, jql, candidateFields, mostCreated)
	if err != nil {
		return err
	}
	for _, candidate := range result.Issues {
		marked, err := i.look(ctx, candidate.ID)
		if err != nil || i.hit.ID != "" {
			return err
		}
		if !marked && fields.IsSummary(candidate.Fields.Summary, i.link.Name) && i.isLater(candidate) {
			i.alike = append(i.alike, candidate)
		}
	}
	return nil
}

// isLater tells whether an issue was made after the claim was; Jira's clock may
// be behind by a minute.
func (i *inquiry) isLater(issue jira.Issue) bool {
	return issue.Fields.Created.After(sqldb.Time(i.link.CreatedAt).Add(-time.Minute))
}

// pastTheIndex tries the keys that follow the last one the search knows.
func (i *inquiry) pastTheIndex(ctx context.Context) error {
	if i.hit.ID != "" {
		return nil
	}
	last, err := i.jira.Search(ctx, "project = "+jira.QuoteJQL(i.link.Project)+" order by key desc", candidateFields, 1)
	if err != nil || len(last.Issues) == 0 {
		return err
	}
	project, number, _ := cutLast(last.Issues[0].Key)
	for misses, n := 0, 1; misses < missesInARow && n <= keysInAll && i.hit.ID == ""; n++ {
		_, err := i.look(ctx, project+"-"+strconv.Itoa(number+n))
		switch {
		case isMissing(err):
			misses++
		case err != nil:
			return err
		default:
			misses = 0
		}
	}
	return nil
}

func isMissing(err error) bool {
	kind := jiraKind(err)
	return kind == jira.NotFound || kind == jira.Forbidden
}

// cutLast divides a key into its project and its number.
func cutLast(key string) (project string, number int, ok bool) {
	at := strings.LastIndexByte(key, '-')
	if at < 0 {
		return "", 0, false
	}
	number, err := strconv.Atoi(key[at+1:])
	return key[:at], number, err == nil
}

// look reads an issue's marker. It is a hit if the claim's name stands there.
func (i *inquiry) look(ctx context.Context, idOrKey string) (marked bool, err error) {
	issue, err := i.jira.Issue(ctx, idOrKey, candidateFields, []string{marker})
	if err != nil {
		return false, err
	}
	claim, marked := claimOf(issue)
	if marked && claim == i.link.ID {
		i.hit = issue
	}
	return marked, nil
}

// claimOf reads an issue's marker.
func claimOf(issue jira.Issue) (claim string, marked bool) {
	var value struct {
		Claim string `json:"claim"`
	}
	raw, marked := issue.Properties[marker]
	if !marked || json.Unmarshal(raw, &value) != nil {
		return "", false
	}
	return value.Claim, true
}

package rest

import (
	"fmt"
	"net/http"
	"reflect"
	"slices"
	"strings"

	"jirabridge/asana"
)

func jobOperations() []operation {
	return []operation{{
		ID: "duplicateTask", Method: http.MethodPost, Path: "/tasks/{task_gid}/duplicate", Scope: "tasks:write",
		Body: &newDuplicateTask{}, Text: "Copies a task. The copy is there at once; the job copies what belongs to it.",
		Result: job{}, Status: http.StatusCreated, Do: duplicateTask,
	}, {
		ID: "duplicateProject", Method: http.MethodPost, Path: "/projects/{project_gid}/duplicate", Scope: "projects:write",
		Body: &newDuplicateProject{}, Text: "Copies a project. The copy is there at once; the job copies what is in it.",
		Result: job{}, Status: http.StatusCreated, Do: duplicateProject,
	}, {
		ID: "getJob", Method: http.MethodGet, Path: "/jobs/{job_gid}", Scope: "jobs:read",
		Text: "Tells how far a job of yours is.", Result: job{}, Do: getJob,
	}}
}

// job is work going on in the background.
type job struct {
	GID                string    `json:"gid"`
	ResourceType       string    `json:"resource_type"`
	ResourceSubtype    string    `json:"resource_subtype" rest:"compact"`
	Status             string    `json:"status" rest:"compact"`
	NewProject         *project  `json:"new_project" rest:"compact"`
	NewTask            *task     `json:"new_task" rest:"compact"`
	NewPortfolio       *struct{} `json:"new_portfolio" rest:"compact"` // none of the following are made here
	NewProjectTemplate *struct{} `json:"new_project_template" rest:"compact"`
	NewGraphExport     *struct{} `json:"new_graph_export" rest:"compact"`
	NewResourceExport  *struct{} `json:"new_resource_export" rest:"compact"`
}

func jobRecord(j asana.Job) any {
	return &job{GID: j.GID, ResourceType: "job", ResourceSubtype: j.Kind, Status: j.Status, NewTask: taskOf(j.Task),
		NewProject: projectOf(j.Project)}
}

func getJob(c *call) (any, error) {
	gid, err := c.gid("job_gid")
	if err != nil {
		return nil, err
	}
	j, err := c.platform.Job(c.ctx(), c.actor, gid)
	return one(j, err, jobRecord)
}

// newDuplicateTask is the body of duplicateTask.
type newDuplicateTask struct {
	Name    *string  `json:"name"`
	Include wordList `json:"include"`
}

func duplicateTask(c *call) (any, error) {
	gid, body, err := bodyAt[newDuplicateTask](c, "task_gid")
	if err != nil {
		return nil, err
	}
	j, err := c.platform.DuplicateTask(c.ctx(), c.actor, gid, asana.NewDuplicate{Name: text(body.Name), Include: body.Include})
	return one(j, err, jobRecord)
}

// newDuplicateProject is the body of duplicateProject.
type newDuplicateProject struct {
	Name     *string  `json:"name"`
	Include  wordList `json:"include"`
	Schedule schedule `json:"schedule_dates"`
}

// schedule says where the dates of a copied project move to.
type schedule struct {
	SkipWeekends *bool   `json:"should_skip_weekends"`
	StartOn      *string `json:"start_on"`
	DueOn        *string `json:"due_on"`
}

func duplicateProject(c *call) (any, error) {
	gid, body, err := bodyAt[newDuplicateProject](c, "project_gid")
	if err != nil {
		return nil, err
	}
	n := asana.NewDuplicate{Name: text(body.Name), Include: body.Include}
	if body.Schedule.SkipWeekends != nil {
		n.Schedule = &asana.Schedule{StartOn: text(body.Schedule.StartOn), DueOn: text(body.Schedule.DueOn), SkipWeekends: *body.Schedule.SkipWeekends}
	}
	j, err := c.platform.DuplicateProject(c.ctx(), c.actor, gid, n)
	return one(j, err, jobRecord)
}

// wordList is words with commas between them, as one text or as several: the description of the interface says the
// one, its examples do the other.
type wordList []string

// maxWords is more than any list of words can sensibly have.
const maxWords = 100

func (l *wordList) decodeFrom(name string, value any) error {
	var parts []string
	if err := setList(&parts, name, value, asText); err != nil {
		return err
	}
	for _, part := range parts {
		for word := range strings.SplitSeq(part, ",") {
			if word = strings.TrimSpace(word); word != "" && !slices.Contains(*l, word) {
				*l = append(*l, word)
			}
			if len(*l) > maxWords {
				return badRequest(fmt.Sprintf("%s: At most %d may be named", name, maxWords))
			}
		}
	}
	return nil
}

func (s *schedule) decodeFrom(name string, value any) error {
	if value == nil {
		return nil
	}
	data, ok := value.(map[string]any)
	if !ok {
		return badRequest(name + ": Value is not a JSON object")
	}
	if err := decodeStruct(data, reflect.ValueOf(s).Elem(), name+": "); err != nil {
		return err
	}
	if s.SkipWeekends == nil {
		return badRequest(name + ": should_skip_weekends: Missing required field")
	}
	return nil
}

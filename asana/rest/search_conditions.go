package rest

import (
	"slices"
	"strings"
	"time"

	"jirabridge/asana"
)

func searchParameters() []parameter {
	list := []parameter{{Name: "text", Text: "Words of the name or the notes, or beginnings of words. Without sort_by those come first that fit best."}}
	for _, r := range refConditions() {
		for _, how := range r.hows {
			list = append(list, parameter{Name: r.what + "." + how, Text: r.text + map[string]string{
				"any": " One of them.", "not": " None of them.", "all": " All of them."}[how]})
		}
	}
	for _, t := range timeConditions() {
		list = append(list, parameter{Name: t + ".before", Text: "Before that."}, parameter{Name: t + ".after", Text: "After that."})
		if strings.HasSuffix(t, "_on") {
			list = append(list, parameter{Name: t, Text: "On that day, or null for none."})
		}
	}
	return append(list,
		parameter{Name: "completed", Text: "Whether it is done."}, parameter{Name: "is_subtask", Text: "Whether it is below another."},
		parameter{Name: "has_attachment", Text: "Whether it has attachments."},
		parameter{Name: "is_blocking", Text: "Whether it is open and others wait for it."},
		parameter{Name: "is_blocked", Text: "Whether it waits for one that is open."},
		parameter{Name: "resource_subtype", Text: "There are only tasks of default_task."},
		parameter{Name: "sort_by", Text: strings.Join(asana.SearchOrders(), ", ") + "; modified_at by default, with text relevance."},
		parameter{Name: "sort_ascending", Text: "Whether the smallest comes first."},
	)
}

// searchRef is a kind of conditions on what tasks refer to.
type searchRef struct {
	what string
	hows []string
	text string
}

func refConditions() []searchRef {
	two, three := []string{"any", "not"}, []string{"any", "not", "all"}
	return []searchRef{
		{"assignee", two, "Users, or me."}, {"created_by", two, "Users, or me."}, {"followers", two, "Users, or me."},
		{"commented_on_by", []string{"not"}, "Users, or me."},
		{"projects", three, "Projects."}, {"sections", three, "Sections."}, {"tags", three, "Tags."},
		{"teams", []string{"any"}, "Teams."},
	}
}

// timeConditions are what can be before, after or on something. One that ends in _on is of a day.
func timeConditions() []string {
	return []string{"due_on", "due_at", "start_on", "created_on", "created_at", "completed_on", "completed_at", "modified_on", "modified_at"}
}

// searchRefs reads the conditions that are lists of gids; users may be named me, or by address.
func (c *call) searchRefs(s *asana.TaskSearch) error {
	for _, r := range refConditions() {
		for _, how := range r.hows {
			gids, err := c.references(r.what + "." + how)
			if err != nil {
				return err
			}
			if len(gids) > 0 {
				s.Refs = append(s.Refs, asana.SearchRef{What: r.what, How: how, GIDs: gids})
			}
		}
	}
	for _, name := range []string{"assigned_by.any", "assigned_by.not"} {
		if c.query.Get(name) != "" {
			return badRequest(name + ": Who assigned a task is not kept here")
		}
	}
	return nil
}

// references reads a list of gids in the query; users may be named me, or by address.
func (c *call) references(name string) (list []string, err error) {
	if c.query.Get(name) == "" {
		return nil, nil
	}
	refs := strings.Split(c.query.Get(name), ",")
	if err := atOnce(name, refs); err != nil {
		return nil, err
	}
	for _, ref := range refs {
		ref = strings.TrimSpace(ref)
		if _, err := asUser(name, ref); err != nil {
			return nil, err
		}
		gid, err := c.person(ref)
		if err != nil {
			return nil, about(name, err)
		}
		list = append(list, gid)
	}
	return list, nil
}

// neverFound tells of conditions that no task here meets: of another subtype, or in portfolios.
func (c *call) neverFound() bool {
	subtype := c.query.Get("resource_subtype")
	return subtype != "" && subtype != "default_task" || c.query.Get("portfolios.any") != ""
}

func (c *call) searchFacts(s *asana.TaskSearch) (err error) {
	for _, f := range []struct {
		name string
		into **bool
	}{
		{"completed", &s.Completed}, {"is_subtask", &s.Subtask}, {"has_attachment", &s.Attachment},
		{"is_blocking", &s.Blocking}, {"is_blocked", &s.Blocked},
	} {
		if *f.into, err = c.boolean(f.name); err != nil {
			return err
		}
	}
	ascending, err := c.boolean("sort_ascending")
	s.Ascending = ascending != nil && *ascending
	return err
}

func (c *call) searchTimes(s *asana.TaskSearch) error {
	for _, name := range timeConditions() {
		t := asana.SearchTime{What: name}
		if name != "due_on" && name != "start_on" {
			t.What = strings.TrimSuffix(strings.TrimSuffix(name, "_on"), "_at") + "_at"
		}
		before, err := c.searchTime(name, ".before")
		if err != nil {
			return err
		}
		after, err := c.searchTime(name, ".after")
		if err != nil {
			return err
		}
		if t.To = before; !after.IsZero() {
			t.From = after.Add(stepOf(name))
		}
		if on := c.query.Get(name); on == "null" && strings.HasSuffix(name, "_on") {
			t.Null = true
		} else if strings.HasSuffix(name, "_on") && on != "" {
			if t.From, err = c.searchTime(name, ""); err != nil {
				return err
			}
			t.To = t.From.Add(stepOf(name))
		}
		if t.Null || !t.From.IsZero() || !t.To.IsZero() {
			s.Times = append(s.Times, t)
		}
	}
	return nil
}

// stepOf is how far the next is that is after a time: a day, or what times are kept to.
func stepOf(name string) time.Duration {
	if strings.HasSuffix(name, "_on") {
		return 24 * time.Hour
	}
	return time.Microsecond
}

// searchTime reads a day, or a time.
func (c *call) searchTime(name, end string) (time.Time, error) {
	text := c.query.Get(name + end)
	if text == "" || strings.HasSuffix(name, "_at") {
		return asTime(name+end, text)
	}
	day, err := time.Parse(time.DateOnly, text)
	if err != nil {
		return day, badRequest(name + end + ": Date must be in ISO-8601 (yyyy-mm-dd) format, not: " + text)
	}
	return day, nil
}

// searchFields reads custom_fields.{gid}.{how}.
func (c *call) searchFields(s *asana.TaskSearch) error {
	for name, values := range c.query {
		rest, ok := strings.CutPrefix(name, "custom_fields.")
		field, how, whole := strings.Cut(rest, ".")
		if ok && whole && len(values) > 0 {
			s.Fields = append(s.Fields, asana.SearchField{Field: field, How: how, Value: values[0]})
		}
	}
	slices.SortFunc(s.Fields, func(a, b asana.SearchField) int {
		return strings.Compare(a.Field+" "+a.How, b.Field+" "+b.How)
	})
	if len(s.Fields) > maxSearchFields {
		return badRequest("custom_fields: Too many conditions")
	}
	return nil
}

// maxSearchFields is how many conditions on custom fields there may be.
const maxSearchFields = 20

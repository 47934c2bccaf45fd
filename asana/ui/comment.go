package ui

import (
	"jirabridge/asana"
)

// loadComments reads the whole conversation, oldest first.
func (u *UI) loadComments(v visit, data *taskData) error {
	for at := (asana.Page{Limit: listLimit}); ; {
		list, next, err := u.platform.Comments(v.r.Context(), v.actor, data.Task.GID, at)
		if err != nil {
			return err
		}
		for _, c := range list {
			data.Comments = append(data.Comments, commentView{Comment: c, HTML: u.richText(c.HTMLText)})
		}
		if next == "" {
			return nil
		}
		at.Offset = next
	}
}

// addComment is POST /0/{project}/{task}/comments.
func (u *UI) addComment(v visit) error {
	_, err := u.platform.AddComment(v.r.Context(), v.actor, v.path("task"), asana.NewComment{Text: v.form("text")})
	return u.afterTask(v, err)
}

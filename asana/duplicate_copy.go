package asana

import (
	"context"
	"database/sql"
	"errors"
	"slices"
	"time"

	"jirabridge/asana/store"
)

// includes tells whether a part is to be copied.
func (r duplicateRequest) includes(part string) bool { return slices.Contains(r.Include, part) }

// noteCopy remembers what was made of an original; "" is nothing.
func (d *duplication) noteCopy(ctx context.Context, kind, source, made string) error {
	return d.q.PutCopy(ctx, store.PutCopyParams{Job: d.job.Gid, Source: source, Copy: made, Kind: kind})
}

// copyProject makes the project with what is not left to the job.
func (d *duplication) copyProject(ctx context.Context, source store.ProjectRow, name string) error {
	n := NewProject{Workspace: source.Workspace, Team: source.Team, Name: name, Private: source.Private, Color: source.Color}
	if d.request.includes("notes") {
		n.Notes = source.Notes
	}
	if d.copies("dates") {
		n.StartOn, n.DueOn = d.request.moved(source.StartOn), d.request.moved(source.DueOn)
	}
	if err := d.insertBareProject(ctx, d.job.Target, n); err != nil {
		return err
	}
	if err := d.q.CopyProjectFields(ctx, store.CopyProjectFieldsParams{Copy: d.job.Target, Project: d.job.Source}); err != nil {
		return err
	}
	some, err := d.copySomeSections(ctx, 1)
	if err == nil && !some {
		err = d.insertSection(ctx, n.Workspace, Section{GID: newGID(), Name: FirstSection, Project: Ref{GID: d.job.Target}})
	}
	return err
}

// copyRoot makes the copy of the task the job is about.
func (d *duplication) copyRoot(ctx context.Context, gid, name string) error {
	row, err := d.q.TaskRow(ctx, d.job.Source)
	if err != nil {
		return err
	}
	if name != "" {
		row.Name = name
	}
	above := ""
	if d.copies("parent") && row.Parent != "" {
		if _, err := d.task(ctx, row.Parent); err == nil {
			above = row.Parent
		} else if !IsKind(err, NotFound) {
			return err
		}
	}
	if err := d.copyTask(ctx, row, gid, above); err != nil {
		return err
	}
	projects, err := d.q.ProjectsOfTask(ctx, gid)
	if err == nil && len(projects) == 0 && above == "" {
		err = d.staff(ctx, row.Workspace)
	}
	return err
}

// copySeen copies those of the tasks that the actor sees, and notes of the others that they are left out.
func (d *duplication) copySeen(ctx context.Context, tasks []subtask) error {
	gids := make([]string, len(tasks))
	for i, t := range tasks {
		gids[i] = t.Gid
	}
	seen, err := d.seenTasks(ctx, gids)
	if err != nil {
		return err
	}
	for _, t := range tasks {
		row, err := d.q.TaskRow(ctx, t.Gid)
		if errors.Is(err, sql.ErrNoRows) {
			continue // deleted just now
		}
		if err == nil && !seen[t.Gid] {
			err = d.noteCopy(ctx, "task", t.Gid, "")
		} else if err == nil {
			err = d.copyTask(ctx, row, newGID(), t.Parent)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// copyTask makes a copy below another, "" for none. Copies are a microsecond apart, so that they keep their order.
func (d *duplication) copyTask(ctx context.Context, source store.TaskRow, gid, above string) error {
	row := store.InsertTaskParams{Gid: gid, Workspace: source.Workspace, Parent: above, Name: source.Name, Private: source.Private,
		CreatedBy: d.actor.Person, CreatedAt: d.nowMicros() + int64(d.copied)}
	d.copied++
	if d.copies("notes") {
		row.Notes, row.HtmlNotes = source.Notes, source.HtmlNotes
	} else {
		row.HtmlNotes = richFromPlain("")
	}
	if d.copies("dates") {
		row.StartOn, row.DueOn, row.DueAt = d.request.moved(source.StartOn), d.request.moved(source.DueOn), d.request.movedAt(source)
	}
	if err := d.copyAssignee(ctx, source, &row); err != nil {
		return err
	}
	if err := d.q.InsertTask(ctx, row); err != nil {
		return err
	}
	if err := d.q.PutWords(ctx, row.Workspace, gid, row.CreatedAt, wordsOf(row.Name, row.Notes)); err != nil {
		return err
	}
	if err := d.noteCopy(ctx, "task", source.Gid, gid); err != nil {
		return err
	}
	if err := d.copyParts(ctx, source.Gid, gid, row.Assignee); err != nil {
		return err
	}
	if err := d.recordNewTask(ctx, gid, NewTask{Workspace: row.Workspace, Parent: above}); err != nil {
		return err
	}
	return d.copyAttachments(ctx, source.Gid, gid)
}

// movedAt is the moment something is due, moved by as many days as its day.
func (r duplicateRequest) movedAt(source store.TaskRow) int64 {
	if source.DueAt == 0 {
		return 0
	}
	days := daysBetween(source.DueOn, r.moved(source.DueOn))
	return source.DueAt + int64(days)*int64(24*time.Hour/time.Microsecond)
}

// copyAssignee leaves out who is not in the workspace any more.
func (d *duplication) copyAssignee(ctx context.Context, source store.TaskRow, row *store.InsertTaskParams) error {
	if !d.copies("assignee") || source.Assignee == "" {
		return nil
	}
	role, err := roleOf(ctx, d.q, source.Workspace, source.Assignee)
	if role != "" {
		row.Assignee = source.Assignee
	}
	return err
}

// copyParts copies what hangs on a task but its attachments.
func (d *duplication) copyParts(ctx context.Context, source, gid, assignee string) error {
	if err := d.copyPlaces(ctx, source, gid); err != nil {
		return err
	}
	for _, person := range []string{d.actor.Person, assignee} {
		if err := d.follow(ctx, gid, person); err != nil {
			return err
		}
	}
	if d.copies("followers") {
		if err := d.q.CopyFollowers(ctx, store.CopyFollowersParams{Copy: gid, Workspace: d.job.Workspace, Task: source}); err != nil {
			return err
		}
	}
	if d.copies("tags") {
		if err := d.q.CopyTags(ctx, store.CopyTagsParams{Copy: gid, Task: source}); err != nil {
			return err
		}
	}
	return d.q.CopyValues(ctx, store.CopyValuesParams{Copy: gid, Task: source})
}

// copyPlaces puts a copy where its original is: in the copied project instead of the original one, and in the others
// when that was asked for and the actor sees them.
func (d *duplication) copyPlaces(ctx context.Context, source, gid string) error {
	projects, err := d.q.ProjectsOfTask(ctx, source)
	if err != nil {
		return err
	}
	for _, project := range projects {
		if err := d.copyPlace(ctx, source, gid, project); err != nil {
			return err
		}
	}
	return nil
}

func (d *duplication) copyPlace(ctx context.Context, source, gid, project string) error {
	at, err := d.q.TaskPlace(ctx, store.TaskPlaceParams{Task: source, Project: project})
	if err != nil {
		return err
	}
	place := store.InsertTaskPlaceParams{Task: gid, Project: project, Section: at.Section, Position: at.Position}
	if d.job.Kind == duplicateProject && project == d.job.Source {
		place.Project = d.job.Target
		if place.Section, err = d.copiedSection(ctx, at.Section); err != nil {
			return err
		}
		return d.q.InsertTaskPlace(ctx, place)
	}
	if !d.copies("projects") {
		return nil
	}
	if _, err := d.project(ctx, project); IsKind(err, NotFound) {
		return nil
	} else if err != nil {
		return err
	}
	return d.q.InsertTaskPlace(ctx, place)
}

// copiedSection is the copy of a section, or the first one if it is too new to have one, or the copy is gone.
func (d *duplication) copiedSection(ctx context.Context, section string) (string, error) {
	made, err := d.q.CopyOf(ctx, store.CopyOfParams{Job: d.job.Gid, Source: section})
	if err == nil {
		_, err = d.q.Section(ctx, made)
	}
	if errors.Is(err, sql.ErrNoRows) {
		var first store.Section
		first, err = d.q.FirstSection(ctx, d.job.Target)
		made = first.Gid
	}
	return made, err
}

// copyAttachments lets both tasks have the same files; a file is kept as long as one of them has it. The lock keeps
// the last one from going while another is made of it. A copy of a link is connected to no app: none made it.
func (d *duplication) copyAttachments(ctx context.Context, source, gid string) error {
	if !d.copies("attachments") {
		return nil
	}
	if err := d.q.LockAttachments(ctx, source); err != nil {
		return err
	}
	rows, err := d.q.AttachmentsToCopy(ctx, source)
	if err != nil {
		return err
	}
	for i, r := range rows {
		row := store.InsertAttachmentParams{Gid: newGID(), Task: gid, Name: r.Name, External: r.External, Url: r.Url, UrlKey: r.UrlKey,
			ContentType: r.ContentType, Size: r.Size, Blob: r.Blob, CreatedBy: d.actor.Person, CreatedAt: d.nowMicros() + int64(i)}
		if !row.External {
			row.UrlKey = row.Gid
		}
		var made Attachment
		if _, err := d.putAttachment(ctx, row, &made); err != nil {
			return err
		}
		if err := d.recordAttachment(ctx, ActionAdded, gid, made); err != nil {
			return err
		}
	}
	return nil
}

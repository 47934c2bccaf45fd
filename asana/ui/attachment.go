package ui

import (
	"errors"
	"io"
	"mime"
	"mime/multipart"
	"net/http"
	"strconv"

	"jirabridge/asana"
	"jirabridge/asana/kit/httpkit"
)

// fileView is an attachment in the list.
type fileView struct {
	asana.Attachment
	Image bool   // may be shown in the page
	Href  string // where its name leads
}

// inlineTypes are the files a browser may show itself: pictures that cannot
// carry script.
var inlineTypes = map[string]bool{"image/png": true, "image/jpeg": true, "image/gif": true, "image/webp": true}

// files lists what is attached to a task, without what is shown elsewhere.
func (u *UI) files(v visit, task string, without map[string]bool) ([]fileView, error) {
	var views []fileView
	for at := (asana.Page{Limit: listLimit}); ; {
		list, next, err := u.platform.Attachments(v.r.Context(), v.actor, task, at)
		if err != nil {
			return nil, err
		}
		for _, a := range list {
			if !without[a.GID] {
				views = append(views, viewFile(a))
			}
		}
		if next == "" {
			return views, nil
		}
		at.Offset = next
	}
}

func viewFile(a asana.Attachment) fileView {
	if a.External {
		return fileView{Attachment: a, Href: a.URL}
	}
	kind, _, _ := mime.ParseMediaType(a.ContentType)
	return fileView{Attachment: a, Image: inlineTypes[kind], Href: "/0/attachments/" + a.GID}
}

// upload is POST /0/{project}/{task}/attachments: every part with a file name
// becomes an attachment, read as it arrives.
func (u *UI) upload(v visit) error {
	parts, err := v.r.MultipartReader()
	if err != nil {
		return httpkit.Fail(http.StatusBadRequest, "ui.no_file", err)
	}
	attached := 0
	for {
		part, err := parts.NextPart()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return httpkit.Fail(http.StatusBadRequest, "ui.upload_broken", err)
		}
		if part.FileName() == "" {
			continue
		}
		if err := u.attach(v, part); err != nil {
			return u.afterTask(v, err)
		}
		attached++
	}
	if attached == 0 {
		return httpkit.Fail(http.StatusBadRequest, "ui.no_file", nil)
	}
	return u.done(v, taskURL(v.path("project"), v.path("task")))
}

func (u *UI) attach(v visit, part *multipart.Part) error {
	kind := part.Header.Get("Content-Type")
	_, err := u.platform.AttachFile(v.r.Context(), v.actor, v.path("task"), part.FileName(), kind, part)
	return err
}

// deleteAttachment is POST /0/{project}/{task}/attachments/{attachment}/delete.
func (u *UI) deleteAttachment(v visit) error {
	return u.afterTask(v, u.platform.DeleteAttachment(v.r.Context(), v.actor, v.path("attachment")))
}

// download is GET /0/attachments/{attachment}. ?show=yes shows a picture in
// place; everything else is saved, whatever it claims to be.
func (u *UI) download(v visit) error {
	file, a, err := u.platform.OpenAttachment(v.r.Context(), v.actor, v.path("attachment"))
	if err != nil {
		return err
	}
	defer func() { _ = file.Close() }()
	h := v.w.Header()
	kind, disposition := "application/octet-stream", "attachment"
	if view := viewFile(a); view.Image && v.r.FormValue("show") == "yes" {
		kind, disposition = a.ContentType, "inline"
	}
	h.Set("Content-Type", kind)
	h.Set("Content-Disposition", withName(disposition, a.Name))
	h.Set("Content-Length", strconv.FormatInt(a.Size, 10))
	h.Set("Content-Security-Policy", "sandbox; default-src 'none'")
	h.Set("Cache-Control", "private, no-cache")
	if v.r.Method == http.MethodHead {
		return nil
	}
	_, err = io.Copy(v.w, file)
	return err
}

// withName is a Content-Disposition with the file's name, without it when the
// name cannot be written there.
func withName(disposition, name string) string {
	if whole := mime.FormatMediaType(disposition, map[string]string{"filename": name}); whole != "" {
		return whole
	}
	return disposition
}

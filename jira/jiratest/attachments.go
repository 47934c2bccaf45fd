package jiratest

import (
	"errors"
	"fmt"
	"io"
	"mime/multipart"
	"net/http"
	"net/url"
	"strings"
	"time"
)

// attachment describes a file of an issue; its content is in files.
type attachment struct {
	ID      int       `json:"id"`
	Name    string    `json:"name"`
	Author  string    `json:"author"`
	Type    string    `json:"type"`
	Size    int64     `json:"size"`
	Created time.Time `json:"created"`
}

func (c *call) attachmentJSON(a *attachment) map[string]any {
	return map[string]any{"self": c.restLink("attachment/%d", a.ID), "id": itoa(a.ID), "filename": a.Name,
		"author": c.userJSON(c.person(a.Author)), "created": stamp(a.Created), "size": a.Size, "mimeType": a.Type,
		"content": c.link(fmt.Sprintf("/secure/attachment/%d/%s", a.ID, url.PathEscape(a.Name)))}
}

func (c *call) attachmentsJSON(i *issue) []any {
	out := []any{}
	for _, a := range i.Attachments {
		out = append(out, c.attachmentJSON(a))
	}
	return out
}

func (s *Server) attachmentMeta(*call) (answer, error) {
	return ok(map[string]any{"enabled": true, "uploadLimit": s.attachmentLimit})
}

// postAttachments takes the parts named "file" of a multipart body, streamed.
// It locks by itself.
func (s *Server) postAttachments(c *call) (answer, error) {
	if token := c.r.Header.Get("X-Atlassian-Token"); token != "no-check" && token != "nocheck" {
		return answer{}, xsrfFailed()
	}
	i, err := c.attachable()
	if err != nil {
		return answer{}, err
	}
	parts, err := c.r.MultipartReader()
	if err != nil {
		return answer{}, &failure{status: http.StatusUnsupportedMediaType, message: "HTTP 415 Unsupported Media Type"}
	}
	stored, err := c.storeParts(parts)
	if err != nil {
		for _, a := range stored {
			s.files.remove(a.ID)
		}
		return answer{}, err
	}
	return s.locked(c, func(c *call) (answer, error) {
		i.Attachments = append(i.Attachments, stored...)
		c.changed(i, "issue_updated")
		return listAll(stored, func(a *attachment) any { return c.attachmentJSON(a) })
	})
}

// attachable is the issue of the address, if the caller may attach to it.
func (c *call) attachable() (*issue, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	i, err := c.issue(c.path("issue"))
	if err != nil {
		return nil, err
	}
	if !c.may(permAttach, c.projectOf(i)) {
		return nil, fail(http.StatusForbidden, "You do not have permission to create attachments for this issue.")
	}
	return i, nil
}

func (c *call) storeParts(parts *multipart.Reader) ([]*attachment, error) {
	var stored []*attachment
	for {
		part, err := parts.NextPart()
		if errors.Is(err, io.EOF) {
			return stored, nil
		}
		if err != nil {
			return stored, fail(http.StatusBadRequest, "The multipart body could not be read.")
		}
		if part.FormName() != "file" {
			continue
		}
		a, err := c.storePart(part)
		if err != nil {
			return stored, err
		}
		stored = append(stored, a)
	}
}

// storePart keeps one file. A name in RFC 2231 form (filename*=) ends in a 500,
// as pycontribs/jira issues 223 and 742 found.
func (c *call) storePart(part *multipart.Part) (*attachment, error) {
	if strings.Contains(part.Header.Get("Content-Disposition"), "filename*=") || part.FileName() == "" {
		return nil, &failure{status: http.StatusInternalServerError, message: "java.lang.NullPointerException"}
	}
	c.mu.Lock()
	a := &attachment{ID: c.state.nextID(), Name: part.FileName(), Author: c.who.person.Name,
		Type: orElse(part.Header.Get("Content-Type"), "application/octet-stream"), Created: c.at}
	c.mu.Unlock()
	n, err := c.files.put(a.ID, part, c.attachmentLimit)
	if errors.Is(err, errTooBig) {
		return nil, fail(http.StatusNotFound, fmt.Sprintf("The field file exceeds its maximum permitted size of %d bytes.", c.attachmentLimit))
	}
	a.Size = n
	return a, err
}

// attachment finds a file of an issue that the caller may see.
func (c *call) attachment(id string) (*issue, *attachment, error) {
	for _, i := range c.state.Issues {
		for _, a := range i.Attachments {
			if itoa(a.ID) == id && c.sees(i) {
				return i, a, nil
			}
		}
	}
	return nil, nil, fail(http.StatusNotFound, "The attachment with id '"+id+"' does not exist")
}

func (s *Server) getAttachment(c *call) (answer, error) {
	_, a, err := c.attachment(c.path("id"))
	if err != nil {
		return answer{}, err
	}
	return ok(c.attachmentJSON(a))
}

func (s *Server) deleteAttachment(c *call) (answer, error) {
	i, a, err := c.attachment(c.path("id"))
	if err != nil {
		return answer{}, err
	}
	if a.Author != c.who.name() && !c.may(permDelete, c.projectOf(i)) {
		return answer{}, fail(http.StatusForbidden, "You do not have permission to delete this attachment.")
	}
	for n := range i.Attachments {
		if i.Attachments[n] == a {
			i.Attachments = append(i.Attachments[:n:n], i.Attachments[n+1:]...)
			break
		}
	}
	s.files.remove(a.ID)
	s.state.touch()
	return noContent()
}

// download serves a file's content.
func (s *Server) download(c *call) (answer, error) {
	if c.who.refused != nil {
		return answer{}, c.who.refused
	}
	_, a, err := c.attachment(c.path("id"))
	if err != nil {
		return answer{}, err
	}
	content, err := s.files.open(a.ID)
	if err != nil {
		return answer{}, err
	}
	return answer{status: http.StatusOK, stream: content, header: http.Header{
		"Content-Type": {a.Type}, "Content-Length": {fmt.Sprint(a.Size)},
		"Content-Disposition": {"attachment; filename*=UTF-8''" + url.PathEscape(a.Name)}}}, nil
}

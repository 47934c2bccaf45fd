package visitor

import (
	"context"
	"fmt"
	"io"
	"mime/multipart"
	"net/http"
)

// SubmitFile sends the form that has a file field named marker with one file,
// which is read as it is sent and may take as long as ctx allows.
func (v *Visitor) SubmitFile(ctx context.Context, marker, name string, content io.Reader) error {
	form := v.form(marker)
	if form == nil {
		return fmt.Errorf("no form with %q at %s: %s", marker, v.At.Path, v.Text())
	}
	target, err := v.At.Parse(Attribute(form, "action"))
	if err != nil {
		return err
	}
	body, pipe := io.Pipe()
	parts := multipart.NewWriter(pipe)
	go func() { _ = pipe.CloseWithError(writeFile(parts, marker, name, content)) }()
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, target.String(), body)
	if err != nil {
		return err
	}
	req.Header.Set("Content-Type", parts.FormDataContentType())
	patient := *v.client
	patient.Timeout = 0
	return v.loadBy(&patient, req)
}

func writeFile(parts *multipart.Writer, field, name string, content io.Reader) error {
	part, err := parts.CreateFormFile(field, name)
	if err != nil {
		return err
	}
	if _, err := io.Copy(part, content); err != nil {
		return err
	}
	return parts.Close()
}

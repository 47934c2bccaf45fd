package visitor

import (
	"context"
	"fmt"
	"io"
	"mime/multipart"
	"net/http"
	"net/url"
	"strings"
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

// Download posts values to an address and returns the file that is answered; the
// open page stays.
func (v *Visitor) Download(ctx context.Context, address string, values url.Values) ([]byte, error) {
	target, err := v.At.Parse(address)
	if err != nil {
		return nil, err
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, target.String(), strings.NewReader(values.Encode()))
	if err != nil {
		return nil, err
	}
	req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	resp, err := v.client.Do(req)
	if err != nil {
		return nil, err
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	if err == nil && resp.StatusCode != http.StatusOK {
		err = fmt.Errorf("%s answered %d", target.Path, resp.StatusCode)
	}
	return body, err
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

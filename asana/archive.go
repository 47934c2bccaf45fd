package asana

import (
	"bufio"
	"compress/gzip"
	"context"
	"encoding/json"
	"errors"
	"io"
	"time"

	"jirabridge/asana/kit/sqldb"
	"jirabridge/asana/store"
)

// writeArchive writes everything of a workspace as one JSON object in gzip, and returns its size in bytes:
//
//	{"organization": {"gid": …, "name": …}, "exported_at": …, "users": […], "teams": […], …}
//
// with a list for each of the parts, whose objects refer to each other by gid. It holds one row in memory at a time.
// The lists are read one after the other: what changes meanwhile may be in one and not yet in another. Contents of
// files are not in it, but what is needed to download them is.
func (p *Platform) writeArchive(ctx context.Context, key string, organization Ref) (size int64, err error) {
	blob, err := p.blobs.Create(ctx, key)
	if err != nil {
		return 0, err
	}
	counted := &counter{w: blob}
	packed := gzip.NewWriter(counted)
	out := bufio.NewWriter(packed)
	if err := p.writeParts(ctx, out, organization); err != nil {
		return 0, errors.Join(err, blob.Abort())
	}
	if err := errors.Join(out.Flush(), packed.Close()); err != nil {
		return 0, errors.Join(err, blob.Abort())
	}
	return counted.n, blob.Close()
}

// counter counts what is written.
type counter struct {
	w io.Writer
	n int64
}

func (c *counter) Write(b []byte) (int, error) {
	n, err := c.w.Write(b)
	c.n += int64(n)
	return n, err
}

func (p *Platform) writeParts(ctx context.Context, out *bufio.Writer, organization Ref) error {
	head, err := json.Marshal(map[string]string{"gid": organization.GID, "name": organization.Name})
	if err != nil {
		return err
	}
	_, err = out.WriteString(`{"organization":` + string(head) + `,"exported_at":"` + isoTime(p.now()) + `"`)
	for _, part := range store.ArchiveParts() {
		if err != nil {
			return err
		}
		err = p.writePart(ctx, out, part, organization.GID)
	}
	if err != nil {
		return err
	}
	_, err = out.WriteString("}\n")
	return err
}

// writePart writes a list of objects, a line each.
func (p *Platform) writePart(ctx context.Context, out *bufio.Writer, part store.Part, workspace string) error {
	if _, err := out.WriteString(",\n\"" + part.Name + `":[`); err != nil {
		return err
	}
	separator := "\n"
	err := store.New(p.db.Reader()).EachOf(ctx, part, workspace, func(values []any) error {
		_, _ = out.WriteString(separator) // an error stays until the object is written
		separator = ",\n"
		return writeObject(out, part.Fields, values)
	})
	if err != nil {
		return err
	}
	_, err = out.WriteString("]")
	return err
}

func writeObject(out *bufio.Writer, fields []store.Field, values []any) error {
	for i, f := range fields {
		text, err := json.Marshal(exported(f.Kind, values[i]))
		if err != nil {
			return err
		}
		before := `,"`
		if i == 0 {
			before = `{"`
		}
		_, _ = out.WriteString(before + f.Name + `":`)
		_, _ = out.Write(text)
	}
	return out.WriteByte('}')
}

// exported is a stored value as the archive has it: times in words, null for what is missing.
func exported(kind store.FieldKind, v any) any {
	switch n := v.(type) {
	case string:
		if n == "" && kind == store.RefField {
			return nil
		}
	case int64:
		if kind == store.BoolField {
			return n != 0
		}
		if kind == store.TimeField && n == 0 {
			return nil
		}
		if kind == store.TimeField {
			return isoTime(sqldb.Time(n))
		}
	}
	return v
}

func isoTime(t time.Time) string { return t.UTC().Format("2006-01-02T15:04:05.000Z") }

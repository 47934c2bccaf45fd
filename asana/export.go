package asana

import (
	"context"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"net/url"
	"strconv"
	"time"

	"github.com/riverqueue/river"

	"jirabridge/asana/kit/jobs"
	"jirabridge/asana/kit/sqldb"
	"jirabridge/asana/store"
)

// Export is the export of a whole organization, for backups:
//
//	pending -> started -> finished
//	              +-----> error      it failed five times
//
// A background job writes the archive. One that is cut off begins anew.
type Export struct {
	GID          string
	Organization Ref
	State        string // pending, started, finished or error
	CreatedAt    time.Time
	DownloadURL  string // for an hour from now; "" unless it is finished and not yet thrown away
}

// The states of an Export.
const (
	exportPending  = "pending"
	exportFinished = "finished"
	exportFailed   = "error"
)

// Bounds of exports: how long the archive is kept, how long an address of it works, as on asana.com, and how long and
// how often writing it is tried.
const (
	keepExport   = 24 * time.Hour
	exportAccess = time.Hour
	exportTime   = 6 * time.Hour
	exportTries  = 5
)

// exporter is workspace for service accounts that may export it.
func (g gate) exporter(ctx context.Context, workspace string) error {
	_, err := g.workspace(ctx, workspace)
	if err == nil && !g.actor.mayAsService(Exports) {
		return forbidden("exports_by_services", "Only service accounts may export an organization.")
	}
	return err
}

// CreateExport asks for an export. One that was asked for and has not begun is answered again: it will have everything.
func (p *Platform) CreateExport(ctx context.Context, a Actor, workspace string) (Export, error) {
	gid := newGID()
	err := p.write(ctx, a, func(ctx context.Context, c *change) error {
		if err := c.exporter(ctx, workspace); err != nil {
			return err
		}
		if err := c.oneByOne(ctx, workspace); err != nil {
			return err
		}
		pending, err := c.q.PendingExports(ctx, workspace)
		if err != nil {
			return err
		}
		if len(pending) > 0 {
			gid = pending[0]
			return nil
		}
		c.record(Event{Workspace: workspace, Action: ActionAdded, ResourceType: "organization_export", Resource: gid})
		err = c.q.InsertExport(ctx, store.InsertExportParams{Gid: gid, Workspace: workspace, CreatedBy: a.Person, CreatedAt: c.nowMicros()})
		if err != nil {
			return err
		}
		return p.queue.InsertTx(ctx, c.tx, exportArgs{gid}, &river.InsertOpts{Queue: jobs.Slow, MaxAttempts: exportTries})
	})
	if err != nil {
		return Export{}, err
	}
	return p.Export(ctx, a, gid)
}

// Export returns an export of the actor's organization.
func (p *Platform) Export(ctx context.Context, a Actor, gid string) (Export, error) {
	const kind = "organization_export"
	if !isGID(gid) {
		return Export{}, notFound(kind, gid)
	}
	g := p.gate(a)
	row, err := g.q.Export(ctx, gid)
	if err != nil {
		return Export{}, orNotFound(err, kind, gid)
	}
	if err = g.exporter(ctx, row.Workspace); IsKind(err, NotFound) {
		err = hidden(kind, gid)
	}
	if err != nil {
		return Export{}, err
	}
	e := Export{GID: row.Gid, Organization: Ref{row.Workspace, row.WorkspaceName}, State: row.State, CreatedAt: sqldb.Time(row.CreatedAt)}
	if row.State == exportFinished && p.now().Before(sqldb.Time(row.FinishedAt).Add(keepExport)) {
		e.DownloadURL, err = p.exportURL(gid)
	}
	return e, err
}

// exportURL is like DownloadURL, for an export.
func (p *Platform) exportURL(gid string) (string, error) {
	expires := strconv.FormatInt(p.now().Add(exportAccess).Unix(), 10)
	sealed, err := p.keys.Seal([]byte(expires), exportRow(gid))
	query := url.Values{"expires": {expires}, "signature": {base64.RawURLEncoding.EncodeToString(sealed)}}
	return p.baseURL + "/api/1.0/organization_exports/" + gid + "/download?" + query.Encode(), err
}

func exportRow(gid string) string { return "asana_export/" + gid }

// OpenExport returns the archive a download address leads to, and its size in bytes. Anything wrong with the address,
// its age included, is Forbidden.
func (p *Platform) OpenExport(ctx context.Context, gid, expires, signature string) (io.ReadCloser, int64, error) {
	if !p.checkSigned(exportRow(gid), expires, signature) {
		return nil, 0, forbidden("download_over", "This download link is not valid any more. Ask for the export again.")
	}
	row, err := store.New(p.db.Reader()).Export(ctx, gid)
	if err != nil {
		return nil, 0, orNotFound(err, "organization_export", gid)
	}
	r, size, err := p.blobs.Open(ctx, row.Blob)
	if errors.Is(err, store.ErrNoBlob) {
		return nil, 0, notFound("organization_export", gid)
	}
	return r, size, err
}

// exportArgs asks for an export to be written.
type exportArgs struct {
	Export string `json:"export"`
}

// Kind names the job in the queue.
func (exportArgs) Kind() string { return "asana_organization_export" }

type exporter struct {
	river.WorkerDefaults[exportArgs]
	p *Platform
}

// Timeout is longer than that of other jobs: an organization may be large.
func (w *exporter) Timeout(*river.Job[exportArgs]) time.Duration { return exportTime }

// Work writes the archive, or gives it up after the last attempt. One that our stopping cuts off is given back by the
// queue.
func (w *exporter) Work(ctx context.Context, job *river.Job[exportArgs]) error {
	err := w.p.runExport(ctx, job.Args.Export)
	if err == nil || errors.Is(ctx.Err(), context.Canceled) || job.Attempt < job.MaxAttempts {
		return err
	}
	failed := w.p.endExport(context.WithoutCancel(ctx), job.Args.Export, store.EndExportParams{State: exportFailed})
	return errors.Join(fmt.Errorf("export: %w", err), failed)
}

// runExport writes the archive under a key of the export's own; what an earlier attempt left there goes.
func (p *Platform) runExport(ctx context.Context, gid string) error {
	n, err := store.New(p.db.Writer()).StartExport(ctx, gid)
	if err != nil || n == 0 {
		return err
	}
	row, err := store.New(p.db.Reader()).Export(ctx, gid)
	if err != nil {
		return err
	}
	key := "export" + gid
	size, err := p.writeArchive(ctx, key, Ref{row.Workspace, row.WorkspaceName})
	if err != nil {
		return err
	}
	return p.endExport(ctx, gid, store.EndExportParams{State: exportFinished, Blob: key, Size: size})
}

// endExport notes how an export ended; its archive is thrown away a day later.
func (p *Platform) endExport(ctx context.Context, gid string, end store.EndExportParams) error {
	return p.write(ctx, Actor{}, func(ctx context.Context, c *change) error {
		end.Gid, end.FinishedAt = gid, c.nowMicros()
		n, err := c.q.EndExport(ctx, end)
		if err != nil || n == 0 || end.Blob == "" {
			return err
		}
		return p.discardBlob(ctx, c.tx, end.Blob, c.now.Add(keepExport))
	})
}

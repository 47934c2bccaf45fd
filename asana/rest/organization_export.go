package rest

import (
	"io"
	"net/http"
	"strconv"

	"github.com/gorilla/mux"

	"jirabridge/asana"
)

// organizationExport is an export of a whole organization.
type organizationExport struct {
	GID          string     `json:"gid"`
	ResourceType string     `json:"resource_type"`
	CreatedAt    *string    `json:"created_at" rest:"compact"`
	DownloadURL  *string    `json:"download_url" rest:"compact"` // gzip, for an hour
	State        string     `json:"state" rest:"compact"`
	Organization *workspace `json:"organization" rest:"compact"`
}

func exportRecord(e asana.Export) any {
	return &organizationExport{GID: e.GID, ResourceType: "organization_export", CreatedAt: timestamp(e.CreatedAt),
		DownloadURL: nullable(e.DownloadURL), State: e.State, Organization: workspaceOf(e.Organization)}
}

// exportBody names what to export.
type exportBody struct {
	Organization *gid `json:"organization"`
}

func exportOperations() []operation {
	return []operation{{
		ID: "createOrganizationExport", Method: http.MethodPost, Path: "/organization_exports", Body: &exportBody{},
		Text: "Asks for an export of a whole organization, for service accounts.", Result: organizationExport{},
		Service: asana.Exports, Only: true, Status: http.StatusCreated, Do: createExport,
	}, {
		ID: "getOrganizationExport", Method: http.MethodGet, Path: "/organization_exports/{organization_export_gid}",
		Text:    "Returns an export; when it is finished, with an address to download it from during the next hour.",
		Service: asana.Exports, Only: true, Result: organizationExport{}, Do: getExport,
	}}
}

func createExport(c *call) (any, error) {
	var body exportBody
	if err := c.decode(&body); err != nil {
		return nil, err
	}
	if text(body.Organization) == "" {
		return nil, badRequest("organization: Missing input")
	}
	e, err := c.platform.CreateExport(c.ctx(), c.actor, text(body.Organization))
	return one(e, about("organization", err), exportRecord)
}

func getExport(c *call) (any, error) {
	gid, err := c.gid("organization_export_gid")
	if err != nil {
		return nil, err
	}
	e, err := c.platform.Export(c.ctx(), c.actor, gid)
	return one(e, err, exportRecord)
}

// exportPath is where download_url of exports leads, like downloadPath.
const exportPath = "/organization_exports/{organization_export_gid}/download"

func (s *server) downloadExport(w http.ResponseWriter, r *http.Request) error {
	gid, query := mux.Vars(r)["organization_export_gid"], r.URL.Query()
	content, size, err := s.platform.OpenExport(r.Context(), gid, query.Get("expires"), query.Get("signature"))
	if err != nil {
		return (&call{server: s, op: operation{Path: exportPath}}).translate(err)
	}
	defer func() { _ = content.Close() }()
	w.Header().Set("Content-Type", "application/gzip")
	w.Header().Set("Content-Disposition", `attachment; filename="export_`+gid+`.json.gz"`)
	w.Header().Set("Content-Length", strconv.FormatInt(size, 10))
	_, err = io.Copy(w, content)
	return err
}

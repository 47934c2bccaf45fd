package jiratest

import (
	"net/http"

	"github.com/gorilla/mux"
)

// routes are all addresses of the site.
func (s *Server) routes() http.Handler {
	top := mux.NewRouter().SkipClean(true)
	top.NotFoundHandler = http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { outside(w) })
	site := top
	if s.contextPath != "" {
		site = top.PathPrefix(s.contextPath).Subrouter()
	}
	s.routeSim(site.PathPrefix("/rest/sim/1.0").Subrouter())
	s.routeOAuth(site)
	s.routeREST(site.PathPrefix("/rest/api/{api:2|latest}").Subrouter())
	s.routeTokens(site.PathPrefix("/rest/pat/{api:1.0|latest}/tokens").Subrouter())
	site.HandleFunc("/rest/api/1.0/labels/suggest", s.rest(loggedIn(s.suggestLabels))).Methods("GET")
	site.HandleFunc("/rest/applinks/1.0/manifest", s.handle(s.manifest)).Methods("GET")
	s.routePages(site)
	return top
}

func (s *Server) routeSim(r *mux.Router) {
	r.HandleFunc("/links", s.handle(s.simAddLink)).Methods("POST")
	r.HandleFunc("/links", s.handle(s.simLinks)).Methods("GET")
	r.HandleFunc("/faults", s.handle(s.simSetFault)).Methods("POST")
	r.HandleFunc("/faults", s.handle(s.simFaults)).Methods("GET")
	r.HandleFunc("/faults", s.handle(s.simClearFaults)).Methods("DELETE")
	r.HandleFunc("/requests", s.handle(s.simRequests)).Methods("GET")
	r.HandleFunc("/requests", s.handle(s.simClearRequests)).Methods("DELETE")
	r.HandleFunc("/moves", s.handle(s.simMove)).Methods("POST")
	r.NotFoundHandler = s.handle(s.restNotFound)
	r.MethodNotAllowedHandler = s.handle(s.methodNotAllowed)
}

func (s *Server) routeOAuth(r *mux.Router) {
	r.HandleFunc("/rest/oauth2/{api:1.0|latest}/authorize", s.handle(s.authorize)).Methods("GET")
	r.HandleFunc("/rest/oauth2/{api:1.0|latest}/token", s.handle(s.tokenEndpoint)).Methods("POST")
	r.HandleFunc("/plugins/servlet/oauth2/consent", s.handle(s.showConsent)).Methods("GET")
	r.HandleFunc("/plugins/servlet/oauth2/consent", s.handle(s.decideConsent)).Methods("POST")
	r.HandleFunc("/plugins/servlet/oauth/users/access-tokens", s.handle(s.showAuthorized)).Methods("GET")
	r.HandleFunc("/plugins/servlet/oauth/users/access-tokens", s.handle(s.revokeAccess)).Methods("POST")
	r.HandleFunc("/plugins/servlet/applinks/listApplicationLinks", s.handle(s.showLinks)).Methods("GET")
	r.HandleFunc("/plugins/servlet/applinks/listApplicationLinks", s.handle(s.createLink)).Methods("POST")
}

func (s *Server) routeTokens(r *mux.Router) {
	r.HandleFunc("", s.rest(loggedIn(s.listTokens))).Methods("GET")
	r.HandleFunc("", s.rest(loggedIn(s.createToken))).Methods("POST")
	r.HandleFunc("/{id}", s.rest(loggedIn(s.deleteToken))).Methods("DELETE")
}

func (s *Server) routeREST(r *mux.Router) {
	r.HandleFunc("/serverInfo", s.rest(s.serverInfo)).Methods("GET")
	r.HandleFunc("/myself", s.rest(loggedIn(s.myself))).Methods("GET")
	r.HandleFunc("/mypermissions", s.rest(loggedIn(s.myPermissions))).Methods("GET")
	r.HandleFunc("/field", s.rest(loggedIn(s.listFields))).Methods("GET")
	r.HandleFunc("/issuetype", s.rest(loggedIn(s.listTypes))).Methods("GET")
	r.HandleFunc("/priority", s.rest(loggedIn(s.listPriorities))).Methods("GET")
	r.HandleFunc("/status", s.rest(loggedIn(s.listStatuses))).Methods("GET")
	r.HandleFunc("/resolution", s.rest(loggedIn(s.listResolutions))).Methods("GET")
	r.HandleFunc("/project", s.rest(s.listProjects)).Methods("GET")
	r.HandleFunc("/project/{project}", s.rest(s.getProject)).Methods("GET")
	r.HandleFunc("/project/{project}/components", s.rest(s.projectComponents)).Methods("GET")
	r.HandleFunc("/project/{project}/versions", s.rest(s.projectVersions)).Methods("GET")
	r.HandleFunc("/project/{project}/statuses", s.rest(s.projectStatuses)).Methods("GET")
	r.HandleFunc("/user", s.rest(loggedIn(s.getUser))).Methods("GET")
	r.HandleFunc("/user/search", s.rest(loggedIn(s.searchUsers))).Methods("GET")
	r.HandleFunc("/user/assignable/search", s.rest(loggedIn(s.assignableUsers))).Methods("GET")
	r.HandleFunc("/user/assignable/multiProjectSearch", s.rest(loggedIn(s.assignableEverywhere))).Methods("GET")
	r.HandleFunc("/search", s.restForAnyone(s.getSearch)).Methods("GET")
	r.HandleFunc("/search", s.restForAnyone(s.postSearch)).Methods("POST")
	r.HandleFunc("/attachment/meta", s.rest(s.attachmentMeta)).Methods("GET")
	r.HandleFunc("/attachment/{id}", s.rest(s.getAttachment)).Methods("GET")
	r.HandleFunc("/attachment/{id}", s.rest(loggedIn(s.deleteAttachment))).Methods("DELETE")
	s.routeIssues(r)
	r.NotFoundHandler = s.rest(s.restNotFound)
	r.MethodNotAllowedHandler = s.rest(s.methodNotAllowed)
}

func (s *Server) routeIssues(r *mux.Router) {
	r.HandleFunc("/issue", s.rest(loggedIn(s.postIssue))).Methods("POST")
	if s.version.hasOldCreatemeta() {
		r.HandleFunc("/issue/createmeta", s.rest(loggedIn(s.oldMeta))).Methods("GET")
	}
	r.HandleFunc("/issue/createmeta/{project}/issuetypes", s.rest(s.metaTypes)).Methods("GET")
	r.HandleFunc("/issue/createmeta/{project}/issuetypes/{type}", s.rest(s.metaFields)).Methods("GET")
	r.HandleFunc("/issue/picker", s.rest(s.issuePicker)).Methods("GET")
	r.HandleFunc("/issue/{issue}", s.rest(s.getIssue)).Methods("GET")
	r.HandleFunc("/issue/{issue}", s.rest(loggedIn(s.putIssue))).Methods("PUT")
	r.HandleFunc("/issue/{issue}", s.rest(loggedIn(s.deleteIssue))).Methods("DELETE")
	r.HandleFunc("/issue/{issue}/transitions", s.rest(s.listTransitions)).Methods("GET")
	r.HandleFunc("/issue/{issue}/transitions", s.rest(loggedIn(s.doTransition))).Methods("POST")
	r.HandleFunc("/issue/{issue}/comment", s.rest(s.listComments)).Methods("GET")
	r.HandleFunc("/issue/{issue}/comment", s.rest(loggedIn(s.postComment))).Methods("POST")
	r.HandleFunc("/issue/{issue}/comment/{id}", s.rest(s.getComment)).Methods("GET")
	r.HandleFunc("/issue/{issue}/properties", s.rest(s.listProperties)).Methods("GET")
	r.HandleFunc("/issue/{issue}/properties/{key}", s.rest(s.getProperty)).Methods("GET")
	r.HandleFunc("/issue/{issue}/properties/{key}", s.rest(loggedIn(s.putProperty))).Methods("PUT")
	r.HandleFunc("/issue/{issue}/properties/{key}", s.rest(loggedIn(s.deleteProperty))).Methods("DELETE")
	r.HandleFunc("/issue/{issue}/remotelink", s.rest(s.listRemoteLinks)).Methods("GET")
	r.HandleFunc("/issue/{issue}/remotelink", s.rest(loggedIn(s.postRemoteLink))).Methods("POST")
	r.HandleFunc("/issue/{issue}/remotelink", s.rest(loggedIn(s.deleteRemoteLink))).Methods("DELETE")
	r.HandleFunc("/issue/{issue}/remotelink/{id}", s.rest(loggedIn(s.deleteRemoteLink))).Methods("DELETE")
	r.HandleFunc("/issue/{issue}/attachments", s.handleStream(restRules(loggedIn(s.postAttachments)))).Methods("POST")
}

func (s *Server) routePages(r *mux.Router) {
	home := func(c *call) (answer, error) { return redirect(c.link("/secure/Dashboard.jspa")) }
	r.HandleFunc("", s.handle(home)).Methods("GET")
	r.HandleFunc("/", s.handle(home)).Methods("GET")
	r.HandleFunc("/login.jsp", s.handle(s.showLogin)).Methods("GET")
	r.HandleFunc("/login.jsp", s.handle(s.login)).Methods("POST")
	r.HandleFunc("/logout", s.handle(s.logout)).Methods("GET")
	r.HandleFunc("/secure/Dashboard.jspa", s.handle(s.dashboard)).Methods("GET")
	r.HandleFunc("/browse/{issue}", s.handle(s.browse)).Methods("GET")
	r.HandleFunc("/secure/attachment/{id}/{name:.*}", s.handle(s.download)).Methods("GET")
	r.HandleFunc("/secure/viewavatar", s.handle(s.typeIcon)).Methods("GET")
	r.HandleFunc("/secure/useravatar", s.handle(s.userAvatar)).Methods("GET")
	r.HandleFunc("/secure/projectavatar", s.handle(s.projectAvatar)).Methods("GET")
	r.HandleFunc("/images/icons/priorities/{name}.svg", s.handle(s.priorityIcon)).Methods("GET")
	r.HandleFunc("/images/icons/statuses/generic.svg", s.handle(s.statusIcon)).Methods("GET")
	r.PathPrefix("/").Handler(s.handle(s.notFound))
}

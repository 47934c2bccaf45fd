package jiratest

import (
	"net/http"
	"slices"
	"strings"

	"github.com/gorilla/mux"
)

// methods are the handlers of one address; other methods get 405.
type methods map[string]http.HandlerFunc

func (m methods) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	method := r.Method
	if method == http.MethodHead {
		method = http.MethodGet
	}
	h := m[method]
	if h == nil {
		writeFailure(w, &failure{status: http.StatusMethodNotAllowed, message: "HTTP 405 Method Not Allowed",
			header: http.Header{"Allow": {m.allowed()}}})
		return
	}
	h(w, r)
}

func (m methods) allowed() string {
	names := make([]string, 0, len(m))
	for name := range m {
		names = append(names, name)
	}
	slices.Sort(names)
	return strings.Join(names, ", ")
}

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
	s.routeOther(site)
	s.routePages(site)
	return top
}

func (s *Server) routeSim(r *mux.Router) {
	r.Handle("/consumers", methods{"POST": s.handle(s.simAddConsumer), "GET": s.handle(s.simConsumers)})
	r.Handle("/links", methods{"POST": s.handle(s.simAddLink), "GET": s.handle(s.simLinks)})
	r.Handle("/faults", methods{"POST": s.handle(s.simSetFault), "GET": s.handle(s.simFaults), "DELETE": s.handle(s.simClearFaults)})
	r.Handle("/requests", methods{"GET": s.handle(s.simRequests), "DELETE": s.handle(s.simClearRequests)})
	r.Handle("/moves", methods{"POST": s.handle(s.simMove)})
	r.Handle("/index", methods{"POST": s.handle(s.simIndex)})
	r.Handle("/texts", methods{"POST": s.handle(s.simTexts)})
	r.NotFoundHandler = s.handle(s.restNotFound)
}

func (s *Server) routeOAuth(r *mux.Router) {
	if s.version.has(oauth2) {
		s.routeOAuth2(r)
	}
	r.Handle("/plugins/servlet/oauth/request-token", methods{"POST": s.handle(s.requestTokenServlet)})
	r.Handle("/plugins/servlet/oauth/authorize", methods{"GET": s.handle(s.showApproval), "POST": s.handle(s.decideApproval)})
	r.Handle("/plugins/servlet/oauth/access-token", methods{"POST": s.handle(s.accessTokenServlet)})
	r.Handle("/plugins/servlet/oauth/users/access-tokens", methods{"GET": s.handle(s.showAuthorized), "POST": s.handle(s.revokeAccess)})
	r.Handle("/plugins/servlet/applinks/listApplicationLinks", methods{"GET": s.handle(s.showLinks), "POST": s.handle(s.createLink)})
	r.Handle("/plugins/servlet/applinks/auth/conf/oauth/add-consumer-manually", methods{"POST": s.handle(s.createConsumer)})
}

func (s *Server) routeOAuth2(r *mux.Router) {
	r.Handle("/rest/oauth2/{api:1.0|latest}/authorize", methods{"GET": s.handle(s.authorize)})
	r.Handle("/rest/oauth2/{api:1.0|latest}/token", methods{"POST": s.handle(s.tokenEndpoint)})
	r.Handle("/plugins/servlet/oauth2/consent", methods{"GET": s.handle(s.showConsent), "POST": s.handle(s.decideConsent)})
}

func (s *Server) routeREST(r *mux.Router) {
	r.Handle("/serverInfo", methods{"GET": s.rest(s.serverInfo)})
	r.Handle("/myself", methods{"GET": s.restFor(s.myself)})
	r.Handle("/mypermissions", methods{"GET": s.restFor(s.myPermissions)})
	r.Handle("/field", methods{"GET": s.restFor(s.listFields)})
	r.Handle("/issuetype", methods{"GET": s.restFor(s.listTypes)})
	r.Handle("/priority", methods{"GET": s.restFor(s.listPriorities)})
	r.Handle("/status", methods{"GET": s.restFor(s.listStatuses)})
	r.Handle("/resolution", methods{"GET": s.restFor(s.listResolutions)})
	r.Handle("/project", methods{"GET": s.rest(s.listProjects)})
	r.Handle("/project/{project}", methods{"GET": s.rest(s.getProject)})
	r.Handle("/project/{project}/components", methods{"GET": s.rest(s.projectComponents)})
	r.Handle("/project/{project}/versions", methods{"GET": s.rest(s.projectVersions)})
	r.Handle("/project/{project}/statuses", methods{"GET": s.rest(s.projectStatuses)})
	r.Handle("/user", methods{"GET": s.restFor(s.getUser)})
	r.Handle("/user/search", methods{"GET": s.restFor(s.searchUsers)})
	r.Handle("/user/assignable/search", methods{"GET": s.restFor(s.assignableUsers)})
	r.Handle("/user/assignable/multiProjectSearch", methods{"GET": s.restFor(s.assignableEverywhere)})
	r.Handle("/groups/picker", methods{"GET": s.restFor(s.pickGroups)})
	r.Handle("/search", methods{"GET": s.restForAnyone(s.getSearch), "POST": s.restForAnyone(s.postSearch)})
	r.Handle("/attachment/meta", methods{"GET": s.rest(s.attachmentMeta)})
	r.Handle("/attachment/{id}", methods{"GET": s.rest(s.getAttachment), "DELETE": s.restFor(s.deleteAttachment)})
	s.routeIssues(r)
	r.NotFoundHandler = s.rest(s.restNotFound)
}

func (s *Server) routeIssues(r *mux.Router) {
	r.Handle("/issue", methods{"POST": s.restFor(s.postIssue)})
	if s.version.has(newCreatemeta) {
		r.Handle("/issue/createmeta/{project}/issuetypes", methods{"GET": s.rest(s.metaTypes)})
		r.Handle("/issue/createmeta/{project}/issuetypes/{type}", methods{"GET": s.rest(s.metaFields)})
	}
	if s.version.has(oldCreatemeta) { // later, the word is an issue key like any other
		r.Handle("/issue/createmeta", methods{"GET": s.restForAnyone(s.oldMeta)})
	}
	r.Handle("/issue/picker", methods{"GET": s.rest(s.issuePicker)})
	r.Handle("/issue/{issue}", methods{"GET": s.rest(s.getIssue), "PUT": s.restFor(s.putIssue), "DELETE": s.restFor(s.deleteIssue)})
	r.Handle("/issue/{issue}/archive", methods{"PUT": s.restFor(s.archiveIssue)})
	r.Handle("/issue/{issue}/restore", methods{"PUT": s.restFor(s.restoreIssue)})
	r.Handle("/issue/{issue}/assignee", methods{"PUT": s.restFor(s.putAssignee)})
	r.Handle("/issue/{issue}/transitions", methods{"GET": s.rest(s.listTransitions), "POST": s.restFor(s.doTransition)})
	r.Handle("/issue/{issue}/comment", methods{"GET": s.rest(s.listComments), "POST": s.restFor(s.postComment)})
	r.Handle("/issue/{issue}/comment/{id}", methods{"GET": s.rest(s.getComment)})
	r.Handle("/issue/{issue}/properties", methods{"GET": s.rest(s.listProperties)})
	r.Handle("/issue/{issue}/properties/{key}", methods{"GET": s.rest(s.getProperty), "PUT": s.restFor(s.putProperty), "DELETE": s.restFor(s.deleteProperty)})
	r.Handle("/issue/{issue}/remotelink", methods{"GET": s.rest(s.listRemoteLinks), "POST": s.restFor(s.postRemoteLink), "DELETE": s.restFor(s.deleteRemoteLink)})
	r.Handle("/issue/{issue}/remotelink/{id}", methods{"DELETE": s.restFor(s.deleteRemoteLink)})
	r.Handle("/issue/{issue}/attachments", methods{"POST": s.handleStream(restRules(loggedIn(s.postAttachments)))})
}

// routeOther are the REST APIs beside the main one.
func (s *Server) routeOther(r *mux.Router) {
	if s.version.has(personalTokens) {
		r.Handle("/rest/pat/{api:1.0|latest}/tokens", methods{"GET": s.restFor(s.listTokens), "POST": s.restFor(s.createToken)})
		r.Handle("/rest/pat/{api:1.0|latest}/tokens/{id}", methods{"DELETE": s.restFor(s.deleteToken)})
	}
	if s.version.has(cookieLogin) {
		r.Handle("/rest/auth/{api:1|latest}/session", methods{"GET": s.rest(s.showSession), "POST": s.handle(s.openSession), "DELETE": s.rest(s.closeSession)})
	}
	r.Handle(s.version.webhookPath(), methods{"GET": s.restFor(s.listWebhooks), "POST": s.restFor(s.postWebhook)})
	r.Handle(s.version.webhookPath()+"/{id}", methods{"DELETE": s.restFor(s.deleteWebhook)})
	r.Handle("/rest/greenhopper/1.0/epics", methods{"GET": s.restFor(s.pickEpics)})
	r.Handle("/rest/greenhopper/1.0/sprint/picker", methods{"GET": s.restFor(s.pickSprints)})
	r.Handle("/rest/api/1.0/labels/suggest", methods{"GET": s.restFor(s.suggestLabels)})
	r.Handle("/rest/applinks/{api:1.0|latest}/manifest", methods{"GET": s.handle(s.manifest)})
}

func (s *Server) routePages(r *mux.Router) {
	home := s.handle(func(c *call) (answer, error) { return redirect(c.link("/secure/Dashboard.jspa")) })
	r.Handle("", methods{"GET": home})
	r.Handle("/", methods{"GET": home})
	r.Handle("/login.jsp", methods{"GET": s.handle(s.showLogin), "POST": s.handle(s.login)})
	r.Handle("/logout", methods{"GET": s.handle(s.logout)})
	r.Handle("/secure/Dashboard.jspa", methods{"GET": s.handle(s.dashboard)})
	r.Handle("/secure/CreateIssueDetails!init.jspa", methods{"GET": s.handle(s.showCreate)})
	r.Handle("/secure/CreateIssueDetails.jspa", methods{"POST": s.handle(s.submitCreate)})
	r.Handle("/browse/{issue}", methods{"GET": s.handle(s.browse), "POST": s.handle(s.browseTransition)})
	r.Handle("/secure/attachment/{id}/{name:.*}", methods{"GET": s.handle(s.download)})
	r.Handle("/secure/viewavatar", methods{"GET": s.handle(s.typeIcon)})
	r.Handle("/secure/useravatar", methods{"GET": s.handle(s.userAvatar)})
	r.Handle("/secure/projectavatar", methods{"GET": s.handle(s.projectAvatar)})
	r.Handle("/images/icons/priorities/{name}.svg", methods{"GET": s.handle(s.priorityIcon)})
	r.Handle("/images/icons/statuses/generic.svg", methods{"GET": s.handle(s.statusIcon)})
	r.PathPrefix("/").Handler(s.handle(s.notFound))
}

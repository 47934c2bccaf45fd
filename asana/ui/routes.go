package ui

import (
	"net/http"

	"github.com/gorilla/mux"
)

// Parts of addresses.
const (
	projectPath    = "/0/{project:[0-9]+}"
	taskPath       = "/{task:[0-9]+}"
	rulePath       = "/0/rules/{rule:[0-9]+}"
	appPath        = "/apps/{app:[0-9]+}"
	attachmentPath = "/{attachment:[0-9]+}"
	tokenPath      = "/tokens/{token:[0-9]+}"
)

// mount puts handlers on a router, each kind in its wrapping.
type mount struct {
	ui     *UI
	router *mux.Router
}

func (m mount) get(path string, h handler) {
	m.router.Handle(path, m.ui.page(h)).Methods(http.MethodGet, http.MethodHead)
}

func (m mount) post(path string, h handler) {
	m.router.Handle(path, m.ui.page(h)).Methods(http.MethodPost)
}

// ask is an address below an app's field on a task, which our scripts call.
func (m mount) ask(method, path string, h handler) {
	m.script(method, "/0"+appPath+"/tasks"+taskPath+path, h)
}

// script is an address that only our scripts ask.
func (m mount) script(method, path string, h handler) {
	m.router.Handle(path, m.ui.json(h)).Methods(method)
}

// Routes mounts every page. It belongs last on the router: the address of a
// page that does not exist is answered here too.
func (u *UI) Routes(r *mux.Router) {
	m := mount{u, r}
	m.get("/", u.home)
	m.post("/0/notices/{notice:[0-9]+}/dismiss", u.dismissNotice)
	m.get("/0/projects/new", u.showNewProject)
	m.post("/0/projects/new", u.createProject)
	m.get(newWorkspaceURL, u.showNewWorkspace)
	m.post(newWorkspaceURL, u.createWorkspace)
	u.personRoutes(m)
	u.adminRoutes(m)
	u.developerRoutes(m)
	u.projectRoutes(m)
	u.ruleRoutes(m)
	u.taskRoutes(m)
	u.appRoutes(m)
	r.NotFoundHandler = u.refuse(http.StatusNotFound)
	r.MethodNotAllowedHandler = u.refuse(http.StatusMethodNotAllowed)
}

func (u *UI) personRoutes(m mount) {
	m.get(mySettingsURL, u.showProfile)
	m.post(mySettingsURL, u.updateProfile)
	m.post(mySettingsURL+"/email", u.changeEmail)
	m.post(mySettingsURL+"/password", u.changePassword)
	m.post(mySettingsURL+"/sessions/end-others", u.endOtherSessions)
	m.post(mySettingsURL+"/sessions/{session:[0-9]+}/end", u.endSession)
	m.get(myAppsURL, u.showMyApps)
	m.post(myAppsURL+"/{app:[0-9]+}/deauthorize", u.deauthorize)

	m.get("/0/members", u.showMembers)
	m.get("/0/members/{person:[0-9]+}", u.showMember)
	m.post("/0/members/{person:[0-9]+}/permissions", u.changePermissions)
	m.post("/0/members/{person:[0-9]+}"+tokenPath+"/revoke", u.revokeTokenOf)
	m.post("/0/members/invite", u.invite)
	m.post("/0/members/invitations/{invitation:[0-9]+}/withdraw", u.withdrawInvitation)
	m.post("/0/members/{person:[0-9]+}/reset", u.resetPassword)
	m.post("/0/members/{person:[0-9]+}/role", u.changeRole)
	m.get("/0/members/{person:[0-9]+}/remove", u.showRemoval)
	m.post("/0/members/{person:[0-9]+}/remove", u.removeMember)
}

// adminRoutes are the admin console's tab Apps.
func (u *UI) adminRoutes(m mount) {
	const service = servicesURL + "/{service:[0-9]+}"
	m.get(adminAppsURL, u.showAdminApps)
	m.get(servicesURL, u.showServices)
	m.post(servicesURL, u.createService)
	m.get(servicesURL+"/new", u.showNewService)
	m.get(service, u.showService)
	m.post(service, u.editService)
	m.post(service+"/reset", u.resetService)
	m.post(service+"/deauthorize", u.deauthorizeService)
	m.post(service+"/remove", u.removeService)
}

// developerRoutes are the pages of those who write programs.
func (u *UI) developerRoutes(m mount) {
	for _, door := range tokenDoors {
		m.get(door+"/tokens/new", u.showNewToken)
		m.post(door+"/tokens", u.createToken)
		m.get(door+tokenPath, u.showToken)
		m.post(door+tokenPath, u.editToken)
		m.post(door+tokenPath+"/rotate", u.rotateToken)
		m.post(door+tokenPath+"/revoke", u.revokeToken)
	}
	m.get(mySettingsURL+"/tokens", u.showTokens)
	m.get(consoleURL, u.showConsole)
	m.get(ownAppsURL+"/new", u.showNewApp)
	m.post(ownAppsURL, u.registerApp)
	m.get(consoleURL+appPath, u.showOwnApp)
	m.post(consoleURL+appPath, u.editOwnApp)
	m.post(consoleURL+appPath+"/reset", u.resetAppSecret)
	m.post(consoleURL+appPath+"/delete", u.deleteOwnApp)
	m.post(mySettingsURL+"/limit", u.askForLimit)
	m.get("/0/account", u.showAccount)
	m.post("/0/account/limit", u.setLimit)
	m.post("/0/account/requests/{request:[0-9]+}", u.answerLimit)
	m.get("/developer", u.toConsole)
	m.get("/docs", u.showDocs)
	m.get("/apps", u.showApps)
	m.get("/help/rules", u.showRulesHelp)
}

func (u *UI) projectRoutes(m mount) {
	m.get(projectPath, u.showProject)
	m.post(projectPath, u.updateProject)
	m.post(projectPath+"/tasks", u.createTask)
	m.post(projectPath+"/sections", u.createSection)
	m.post(projectPath+"/fields", u.createField)
	m.post(projectPath+"/fields/{field:[0-9]+}/remove", u.removeField)
	m.post(projectPath+"/members", u.changeMembers)
	m.get(projectPath+"/customize", u.showCustomize)

	m.get(projectPath+"/apps", u.showGallery)
	m.get(projectPath+appPath, u.showApp)
	m.get(projectPath+appPath+"/add", u.showWizard)
	m.get(projectPath+appPath+"/added", u.showAdded)
	m.post(projectPath+appPath+"/install", u.installApp)
	m.post(projectPath+appPath+"/uninstall", u.uninstallApp)
}

func (u *UI) ruleRoutes(m mount) {
	const rules = projectPath + "/rules"
	m.get(rules, u.showRules)
	m.get(rules+"/new", u.showNewRule)
	m.post(rules, u.createRule)
	m.script(http.MethodGet, rules+"/tasks", u.ruleTasks)
	m.script(http.MethodGet, rules+"/app/form", u.openAction)
	m.script(http.MethodPost, rules+"/app/form/change", u.changeAction)
	m.script(http.MethodGet, rules+"/app/typeahead", u.actionTypeahead)

	m.get(rulePath, u.showRule)
	m.post(rulePath, u.changeRule)
	m.get(rulePath+"/history", u.showHistory)
	m.get(rulePath+"/runs/{run:[0-9]+}", u.showRun)
	m.post(rulePath+"/switch", u.switchRule)
	m.post(rulePath+"/delete", u.deleteRule)
	m.post(rulePath+"/take_over", u.takeRule)
	m.post(rulePath+"/resume", u.resumeRule)
	m.post(rulePath+"/drop_held", u.dropRuns)
	m.post(rulePath+"/remove_apps", u.removeAppActions)
	m.post(rulePath+"/run", u.runRule)
	m.post(projectPath+taskPath+"/run", u.runOnTask)
}

func (u *UI) taskRoutes(m mount) {
	m.get(projectPath+taskPath, u.showTask)
	m.post(projectPath+taskPath, u.updateTask)
	m.post(projectPath+taskPath+"/delete", u.deleteTask)
	m.post(projectPath+taskPath+"/fields/{field:[0-9]+}", u.setField)
	m.post(projectPath+taskPath+"/comments", u.addComment)
	m.router.Handle(projectPath+taskPath+"/attachments", u.stream(u.upload)).Methods(http.MethodPost)
	m.post(projectPath+taskPath+"/attachments"+attachmentPath+"/delete", u.deleteAttachment)
	m.get("/0/attachments"+attachmentPath, u.download)
	m.get("/1/{workspace:[0-9]+}/task"+taskPath, u.movedTask)
}

// appRoutes are those of an app's field on a task.
func (u *UI) appRoutes(m mount) {
	m.ask(http.MethodGet, "/form", u.openForm)
	m.ask(http.MethodPost, "/form/change", u.changeForm)
	m.ask(http.MethodPost, "/form/submit", u.submitForm)
	m.ask(http.MethodGet, "/lookup", u.openLookup)
	m.ask(http.MethodGet, "/typeahead", u.typeahead)
	m.ask(http.MethodPost, "/attach", u.attachResource)
	m.ask(http.MethodGet, "/widgets", u.widgets)
	m.ask(http.MethodGet, "/attachments"+attachmentPath+"/widget", u.widget)
	m.get("/0/apps/icon", u.icon)
}

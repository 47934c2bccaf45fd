package store

// text, ref, when, flag and number are fields of their kinds; those of one name take the column of that name.
func text(name, from string) Field   { return Field{name, from, TextField} }
func ref(name, from string) Field    { return Field{name, from, RefField} }
func when(name, from string) Field   { return Field{name, from, TimeField} }
func flag(name, from string) Field   { return Field{name, from, BoolField} }
func number(name, from string) Field { return Field{name, from, NumberField} }

// ArchiveParts are all parts of an export, in the order in which they are written.
func ArchiveParts() []Part {
	var all []Part
	for _, some := range [][]Part{peopleParts(), projectParts(), taskParts(), fieldParts(), talkParts()} {
		all = append(all, some...)
	}
	return all
}

func peopleParts() []Part {
	return []Part{{
		"users", "workspace_members m join people p on p.gid = m.person where m.workspace = $1", []string{"p.gid"},
		[]Field{text("gid", "p.gid"), text("name", "p.name"), ref("email", "p.email"), text("role", "m.role"), flag("is_active", "m.active"), when("created_at", "m.created_at")},
	}, {
		"teams", "teams t where t.workspace = $1", []string{"t.gid"},
		[]Field{text("gid", "t.gid"), text("name", "t.name"), text("description", "t.description"), when("created_at", "t.created_at")},
	}, {
		"team_memberships", "team_members m join teams t on t.gid = m.team where t.workspace = $1", []string{"m.team", "m.person"},
		[]Field{text("team", "m.team"), text("user", "m.person"), when("created_at", "m.created_at")},
	}}
}

func projectParts() []Part {
	return []Part{{
		"projects", "projects p where p.workspace = $1", []string{"p.gid"},
		[]Field{text("gid", "p.gid"), text("name", "p.name"), text("notes", "p.notes"), ref("team", "p.team"), flag("private", "p.private"),
			flag("archived", "p.archived"), ref("color", "p.color"), ref("start_on", "p.start_on"), ref("due_on", "p.due_on"),
			text("created_by", "p.created_by"), when("created_at", "p.created_at"), when("modified_at", "p.modified_at")},
	}, {
		"project_memberships", "project_members m join projects p on p.gid = m.project where p.workspace = $1", []string{"m.project", "m.person"},
		[]Field{text("project", "m.project"), text("user", "m.person"), when("created_at", "m.created_at")},
	}, {
		"sections", "sections s join projects p on p.gid = s.project where p.workspace = $1", []string{"s.gid"},
		[]Field{text("gid", "s.gid"), text("name", "s.name"), text("project", "s.project"), number("position", "s.position"), when("created_at", "s.created_at")},
	}, {
		"status_updates", "status_updates s join projects p on p.gid = s.project where p.workspace = $1", []string{"s.gid"},
		[]Field{text("gid", "s.gid"), text("title", "s.title"), text("text", "s.body"), text("html_text", "s.html"), text("status_type", "s.status_type"),
			text("parent", "s.project"), text("created_by", "s.created_by"), when("created_at", "s.created_at")},
	}, {
		"tags", "tags t where t.workspace = $1", []string{"t.gid"},
		[]Field{text("gid", "t.gid"), text("name", "t.name"), ref("color", "t.color"), text("notes", "t.notes"), text("created_by", "t.created_by"), when("created_at", "t.created_at")},
	}}
}

func taskParts() []Part {
	of := func(table string) string { return table + " x join tasks t on t.gid = x.task where t.workspace = $1" }
	return []Part{{
		"tasks", "tasks t where t.workspace = $1", []string{"t.gid"},
		[]Field{text("gid", "t.gid"), text("name", "t.name"), text("notes", "t.notes"), text("html_notes", "t.html_notes"), ref("parent", "t.parent"),
			ref("assignee", "t.assignee"), ref("start_on", "t.start_on"), ref("due_on", "t.due_on"), when("due_at", "t.due_at"),
			flag("completed", "t.completed"), when("completed_at", "t.completed_at"), flag("private", "t.private"),
			text("created_by", "t.created_by"), when("created_at", "t.created_at"), when("modified_at", "t.modified_at")},
	}, {
		"task_memberships", of("task_projects"), []string{"x.task", "x.project"},
		[]Field{text("task", "x.task"), text("project", "x.project"), text("section", "x.section"), number("position", "x.position")},
	}, {
		"task_followers", of("task_followers"), []string{"x.task", "x.person"},
		[]Field{text("task", "x.task"), text("user", "x.person")},
	}, {
		"task_tags", of("task_tags"), []string{"x.task", "x.tag"}, []Field{text("task", "x.task"), text("tag", "x.tag")},
	}, {
		"task_dependencies", of("task_dependencies"), []string{"x.task", "x.depends_on"},
		[]Field{text("task", "x.task"), text("depends_on", "x.depends_on")},
	}}
}

func fieldParts() []Part {
	return []Part{{
		"custom_fields", "custom_fields f where f.workspace = $1", []string{"f.gid"},
		[]Field{text("gid", "f.gid"), text("name", "f.name"), text("resource_subtype", "f.kind"), text("description", "f.description"), when("created_at", "f.created_at")},
	}, {
		"enum_options", "enum_options o join custom_fields f on f.gid = o.field where f.workspace = $1", []string{"o.gid"},
		[]Field{text("gid", "o.gid"), text("custom_field", "o.field"), text("name", "o.name"), ref("color", "o.color"), flag("enabled", "o.enabled")},
	}, {
		"custom_field_settings", "project_fields x join custom_fields f on f.gid = x.field where f.workspace = $1", []string{"x.project", "x.field"},
		[]Field{text("project", "x.project"), text("custom_field", "x.field")},
	}, {
		"custom_field_values", "task_values x join tasks t on t.gid = x.task where t.workspace = $1", []string{"x.task", "x.field", "x.item"},
		[]Field{text("task", "x.task"), text("custom_field", "x.field"), ref("item", "x.item"), text("value", "x.value")},
	}}
}

func talkParts() []Part {
	of := func(table string) string { return table + " x join tasks t on t.gid = x.task where t.workspace = $1" }
	return []Part{{
		"stories", of("comments"), []string{"x.gid"},
		[]Field{text("gid", "x.gid"), text("task", "x.task"), text("text", "x.body"), text("html_text", "x.html"), flag("is_pinned", "x.pinned"),
			text("created_by", "x.created_by"), when("created_at", "x.created_at")},
	}, {
		"attachments", of("attachments"), []string{"x.gid"},
		[]Field{text("gid", "x.gid"), text("parent", "x.task"), text("name", "x.name"), flag("external", "x.external"), ref("url", "x.url"),
			ref("content_type", "x.content_type"), number("size", "x.size"), ref("app", "x.app"), text("created_by", "x.created_by"), when("created_at", "x.created_at")},
	}}
}

package asana

// Actor is who does something: a person, possibly through an app that acts in the person's name.
type Actor struct {
	Person string   // gid
	App    string   // gid of the OAuth app acting in the person's name; "" for the person himself
	Scopes []string // what the app was granted; "default" is everything. Checked by the REST interface
}

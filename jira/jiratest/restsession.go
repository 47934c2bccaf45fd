package jiratest

import "net/http"

// openSession logs in with a password and answers a cookie, as programs did
// before there were tokens.
func (s *Server) openSession(c *call) (answer, error) {
	var q struct {
		Username string `json:"username"`
		Password string `json:"password"`
	}
	if err := c.json(&q); err != nil {
		return answer{}, err
	}
	who := s.identifyPassword(q.Username, q.Password, c.r)
	if who.person == nil {
		return answer{}, fail(http.StatusUnauthorized, "Login failed")
	}
	v, cookie := c.startSession(who.person.Name)
	a, err := ok(map[string]any{"session": map[string]any{"name": sessionCookie, "value": v.id}, "loginInfo": map[string]any{"loginCount": 1}})
	a.header.Set("Set-Cookie", cookie)
	return a, err
}

// showSession tells whose session it is.
func (s *Server) showSession(c *call) (answer, error) {
	if c.who.person == nil {
		return answer{}, notLoggedIn()
	}
	return ok(map[string]any{"self": c.restLink("user?username=%s", c.who.person.Name), "name": c.who.person.Name, "loginInfo": map[string]any{"loginCount": 1}})
}

// closeSession logs out.
func (s *Server) closeSession(c *call) (answer, error) {
	v := s.sessionOf(c.r)
	if v == nil {
		return answer{}, notLoggedIn()
	}
	delete(s.sessions, v.id)
	return noContent()
}

func notLoggedIn() *failure {
	return fail(http.StatusUnauthorized, "You are not authenticated. Authentication required to perform this operation.")
}

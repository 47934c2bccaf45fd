package mailtest

import (
	"bufio"
	"crypto/tls"
	"encoding/base64"
	"io"
	"net"
	"net/textproto"
	"strings"
)

// session is one connection.
type session struct {
	server    *Server
	conn      net.Conn
	lines     *bufio.Reader
	encrypted bool
	user      string // who logged in
	envelope  Mail
}

func (s *session) say(line string) { _, _ = io.WriteString(s.conn, line+"\r\n") }

func (s *session) encrypt() {
	s.conn = tls.Server(s.conn, &tls.Config{Certificates: []tls.Certificate{*s.server.config.Certificate}})
	s.lines, s.encrypted = bufio.NewReader(s.conn), true
}

// answer answers a command; false ends the session.
func (s *session) answer(line string) bool {
	if reply := s.server.config.Reply; reply != nil {
		if said := reply(line); said != "" {
			s.say(said)
			return true
		}
	}
	verb, rest, _ := strings.Cut(line, " ")
	switch strings.ToUpper(verb) {
	case "EHLO":
		s.offer()
	case "STARTTLS":
		s.say("220 go ahead")
		s.encrypt()
	case "AUTH":
		s.logIn(rest)
	case "MAIL":
		s.begin(rest)
	case "RCPT":
		s.envelope.To = append(s.envelope.To, between(rest))
		s.say("250 ok")
	case "DATA":
		s.data()
	case "QUIT":
		s.say("221 bye")
		return false
	default: // RSET, NOOP
		s.say("250 ok")
	}
	return true
}

func (s *session) offer() {
	s.say("250-mail.test")
	if s.server.config.Certificate != nil && !s.encrypted {
		s.say("250-STARTTLS")
	}
	if s.server.config.User != "" {
		s.say("250-AUTH " + s.server.config.Ways)
	}
	s.say("250 8BITMIME")
}

// logIn takes AUTH PLAIN, and AUTH LOGIN, which asks twice.
func (s *session) logIn(rest string) {
	way, first, _ := strings.Cut(rest, " ")
	user, password := "", ""
	if strings.EqualFold(way, "PLAIN") {
		if parts := strings.Split(decode(first), "\x00"); len(parts) == 3 {
			user, password = parts[1], parts[2]
		}
	} else {
		user, password = s.ask("Username:"), s.ask("Password:")
	}
	if user != s.server.config.User || password != s.server.config.Password {
		s.say("535 wrong: " + user)
		return
	}
	s.user = user
	s.say("235 welcome")
}

func (s *session) ask(question string) string {
	s.say("334 " + base64.StdEncoding.EncodeToString([]byte(question)))
	line, _ := s.lines.ReadString('\n')
	return decode(strings.TrimSpace(line))
}

func (s *session) begin(rest string) {
	if s.server.config.User != s.user {
		s.say("530 log in first")
		return
	}
	s.envelope = Mail{From: between(rest), Encrypted: s.encrypted, User: s.user}
	s.say("250 ok")
}

func (s *session) data() {
	s.say("354 go on")
	text, err := textproto.NewReader(s.lines).ReadDotBytes()
	if err != nil {
		return
	}
	s.envelope.Raw = string(text)
	s.server.keep(s.envelope)
	s.say("250 taken")
}

// between is what stands in <…>.
func between(text string) string {
	_, rest, _ := strings.Cut(text, "<")
	address, _, _ := strings.Cut(rest, ">")
	return address
}

func decode(text string) string {
	plain, _ := base64.StdEncoding.DecodeString(text)
	return string(plain)
}

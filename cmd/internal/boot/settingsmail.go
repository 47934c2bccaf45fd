package boot

import (
	"net"
	netmail "net/mail"
	"slices"

	"jirabridge/asana/kit/mail"
	"jirabridge/asana/kit/seal"
)

// checkMail is about the server that invitations, notices and links for a new password
// are mailed through. It comes after checkNetwork, which reads the CA.
func (s *Settings) checkMail(k *faults, c *Config) {
	password := k.secret("smtp-password", s.SMTPPassword, s.SMTPPasswordFile)
	if s.SMTPAddress == "" {
		s.checkNoMail(k)
		return
	}
	from, err := netmail.ParseAddress(s.SMTPFrom)
	if err != nil {
		k.add("smtp-from", "%q is not an e-mail address like tasks@example.com", s.SMTPFrom)
		from = &netmail.Address{}
	}
	host, port, err := net.SplitHostPort(s.SMTPAddress)
	if err != nil || host == "" || port == "" {
		k.add("smtp-address", "%q is not HOST:PORT", s.SMTPAddress)
	}
	if (s.SMTPUser == "") != (password == "") {
		k.add("smtp-user", "--smtp-user and --smtp-password go together")
	}
	way := mail.TLS(s.SMTPTLS)
	switch {
	case !slices.Contains([]mail.TLS{mail.StartTLS, mail.Implicit, mail.None}, way):
		k.add("smtp-tls", "%q is none of starttls, tls and none", s.SMTPTLS)
	case way == mail.None && password != "" && !mail.IsThisMachine(host):
		k.add("smtp-tls", "none would tell the password to everybody on the way to %s; take starttls or tls", host)
	}
	c.Mail = &mail.Config{Address: s.SMTPAddress, From: *from, TLS: way, User: s.SMTPUser, Password: seal.Secret(password), Roots: c.Roots}
}

// checkNoMail refuses settings that lack the one that makes them count.
func (s *Settings) checkNoMail(k *faults) {
	if s.SMTPFrom != "" || s.SMTPUser != "" || s.SMTPPassword != "" || s.SMTPPasswordFile != "" {
		k.add("smtp-address", "is missing: without it no mail is sent, whatever else is set")
	}
}

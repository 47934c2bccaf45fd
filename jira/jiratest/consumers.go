package jiratest

import (
	"crypto/rsa"
	"crypto/x509"
	"encoding/base64"
	"errors"
	"net/http"
	"strings"
)

// consumer is an OAuth 1.0a incoming link: a program that signs with a key of
// its own, of which Jira has the public half.
type consumer struct {
	Key       string `json:"key"`
	Name      string `json:"name"`
	PublicKey string `json:"public_key"`
}

func (t *state) consumer(key string) *consumer {
	for _, v := range t.Consumers {
		if v.Key == key {
			return v
		}
	}
	return nil
}

// RegisterConsumer lets a program in that signs, as an administrator does on
// the second screen of a generic application link. The error is what that
// screen would say.
func (s *Server) RegisterConsumer(key, name, publicKey string) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if problem := s.addConsumer(consumer{Key: key, Name: name, PublicKey: publicKey}); problem != "" {
		return errors.New(problem)
	}
	return s.save()
}

// addConsumer tells a person what is wrong with the values; "" is nothing. The
// same key again replaces the link.
func (s *Server) addConsumer(v consumer) (problem string) {
	v.Key, v.Name = strings.TrimSpace(v.Key), strings.TrimSpace(v.Name)
	_, err := parsePublicKey(v.PublicKey)
	switch {
	case v.Key == "":
		return "Enter a consumer key."
	case v.Name == "":
		return "Enter a consumer name."
	case err != nil:
		return "The public key is not valid."
	}
	if old := s.state.consumer(v.Key); old != nil {
		*old = v
	} else {
		s.state.Consumers = append(s.state.Consumers, &v)
	}
	s.state.touch()
	return ""
}

// parsePublicKey reads what administrators paste: PEM, or its middle alone.
func parsePublicKey(text string) (*rsa.PublicKey, error) {
	var middle strings.Builder
	for line := range strings.Lines(text) {
		if line = strings.TrimSpace(line); !strings.HasPrefix(line, "-----") {
			middle.WriteString(line)
		}
	}
	der, err := base64.StdEncoding.DecodeString(middle.String())
	if err != nil {
		return nil, err
	}
	key, err := x509.ParsePKIXPublicKey(der)
	if err != nil {
		return nil, err
	}
	public, isRSA := key.(*rsa.PublicKey)
	if !isRSA {
		return nil, errors.New("not an RSA key")
	}
	return public, nil
}

// createConsumer is the form "Create link → Atlassian product", whose first
// screen is of no importance, and its second.
func (s *Server) createConsumer(c *call) (answer, error) {
	form, err := c.form()
	if err != nil {
		return answer{}, err
	}
	if c.who.person == nil || !c.who.person.Admin {
		return c.linksPage(linksPage{})
	}
	if err := c.checkXSRF(form); err != nil {
		return answer{}, err
	}
	v := consumer{Key: form.Get("consumer_key"), Name: form.Get("consumer_name"), PublicKey: form.Get("public_key")}
	if problem := s.addConsumer(v); problem != "" {
		return c.linksPage(linksPage{Consumer: v, ConsumerError: problem})
	}
	return redirect(c.link("/plugins/servlet/applinks/listApplicationLinks"))
}

// simAddConsumer is the same for programs.
func (s *Server) simAddConsumer(c *call) (answer, error) {
	var v consumer
	if err := c.simJSON(&v); err != nil {
		return answer{}, err
	}
	if problem := s.addConsumer(v); problem != "" {
		return answer{}, fail(http.StatusBadRequest, problem)
	}
	return created(v)
}

func (s *Server) simConsumers(*call) (answer, error) {
	return listAll(s.state.Consumers, func(v *consumer) any { return v })
}

package bridge

import (
	"embed"
	"fmt"

	"github.com/BurntSushi/toml"
	"github.com/nicksnyder/go-i18n/v2/i18n"
	"golang.org/x/text/language"

	"jirabridge/asana/kit/page"
)

//go:embed messages/*.toml
var messageFiles embed.FS

// Messages are the texts of this package, for the frame of the faces' pages.
func Messages() page.Source { return page.Source{Name: "bridge", Messages: messageFiles} }

// words puts texts into a reader's language for answers that are no pages:
// forms, lists and errors of App Components.
type words struct{ bundle *i18n.Bundle }

func newWords() (*words, error) {
	bundle := i18n.NewBundle(language.English)
	bundle.RegisterUnmarshalFunc("toml", toml.Unmarshal)
	for _, lang := range []string{"en", "sv", "pl"} {
		if _, err := bundle.LoadMessageFileFS(messageFiles, "messages/"+lang+".toml"); err != nil {
			return nil, fmt.Errorf("bridge: messages: %w", err)
		}
	}
	return &words{bundle}, nil
}

// Say puts a text into words. lang is as in Accept-Language; a language we do
// not speak is English.
func (b *Bridge) Say(lang string, t Text) string {
	said, err := i18n.NewLocalizer(b.words.bundle, lang).Localize(&i18n.LocalizeConfig{
		MessageID: t.ID, TemplateData: t.Args,
	})
	if err != nil {
		b.log.Error("message cannot be put into words", "id", t.ID, "error", err)
		return t.ID
	}
	return said
}

package ui

import (
	"testing"

	"jirabridge/asana/kit/page"
)

func TestPagesAreSound(t *testing.T) {
	if _, err := page.New(Pages()); err != nil {
		t.Fatal(err)
	}
}

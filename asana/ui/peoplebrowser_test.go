package ui_test

import (
	"strings"
	"testing"
)

// An owner invites somebody by a link, who joins and has the browser's time zone.
func TestInviteAndJoinInTheBrowser(t *testing.T) {
	inBrowser(t, func(b *tab) {
		b.signOut()
		b.signIn(b.Owner)
		b.open("/0/members")
		b.write("#email", "nina@example.com")
		b.click("@invite-button")
		b.see("@link")
		link := b.eval(`document.querySelector("[data-test=link-value]").value`)
		b.click("[data-copy]")
		b.signOut()

		b.open(strings.TrimPrefix(link, b.URL))
		b.write("#name", "Nina New")
		b.write("#password", "long enough!")
		zone := b.eval(`document.querySelector("[data-zone]").value`)
		b.click("@join-button")
		b.until(`location.pathname === "/"`)
		b.says("Nina New")
		nina := must(b.Platform.PersonByEmail(t.Context(), "nina@example.com"))(t)
		if zone == "" || nina.TimeZone != zone {
			t.Errorf("the browser is in %q, Nina in %q", zone, nina.TimeZone)
		}
		b.open("/0/my-settings")
		b.until(`document.querySelector("#zones").options.length > 100`)
		b.says("Chrome, Linux")
	})
}

// signOut forgets the session of the tab.
func (b *tab) signOut() {
	b.t.Helper()
	b.eval(`document.querySelector("[data-test=sign-out]").click()`)
	b.until(`location.pathname === "/-/login" && document.readyState === "complete"`)
}

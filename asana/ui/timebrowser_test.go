package ui_test

import (
	"fmt"
	"testing"
)

// Moments in words, with the plural forms of each language.
func TestMomentsInEveryLanguage(t *testing.T) {
	const minute, hour, day = 60, 3600, 86400
	inBrowser(t, func(b *tab) {
		b.open(b.task())
		b.until(`document.readyState === "complete"`)
		b.eval(`void import(document.querySelector("link[rel=modulepreload][href$='time.js']").href).then((m) => { window.times = m; })`)
		b.until(`window.times`)
		for _, c := range []struct {
			seconds    int
			en, sv, pl string
		}{
			{30, "just now", "just nu", "przed chwilą"},
			{minute, "1 minute ago", "för 1 minut sedan", "1 minutę temu"},
			{3 * minute, "3 minutes ago", "för 3 minuter sedan", "3 minuty temu"},
			{5 * minute, "5 minutes ago", "för 5 minuter sedan", "5 minut temu"},
			{22 * minute, "22 minutes ago", "för 22 minuter sedan", "22 minuty temu"},
			{5 * hour, "5 hours ago", "för 5 timmar sedan", "5 godzin temu"},
			{day, "yesterday", "i går", "wczoraj"},
			{4 * day, "4 days ago", "för 4 dagar sedan", "4 dni temu"},
			{90 * day, "3 months ago", "för 3 månader sedan", "3 miesiące temu"},
			{-2 * hour, "in 2 hours", "om 2 timmar", "za 2 godziny"},
		} {
			for lang, want := range map[string]string{"en": c.en, "sv": c.sv, "pl": c.pl} {
				b.eval(fmt.Sprintf(`document.documentElement.lang = %q`, lang))
				b.wantEval(fmt.Sprintf(`times.relative(new Date(1e12 - %d * 1000), 1e12)`, c.seconds), want)
			}
		}
	})
}

// What is going to happen is never in the past, also when it is late.
func TestWhatIsDueIsAhead(t *testing.T) {
	inBrowser(t, func(b *tab) {
		b.open(b.task())
		b.until(`document.readyState === "complete"`)
		b.eval(`document.body.insertAdjacentHTML("beforeend", '<time id="ahead" data-ago data-ahead datetime="2020-01-01T00:00:00Z"></time>')`)
		b.eval(`void import(document.querySelector("link[rel=modulepreload][href$='time.js']").href).then((m) => { window.times = m; })`)
		b.until(`window.times`)
		for lang, want := range map[string]string{"en": "in a moment", "sv": "om en liten stund", "pl": "za chwilę"} {
			b.eval(fmt.Sprintf(`document.documentElement.lang = %q`, lang))
			b.eval(`times.showTimes(document)`)
			b.wantEval(`document.querySelector("#ahead").textContent`, want)
		}
	})
}

// What a widget says of its own, in every language.
func TestWidgetsFootInEveryLanguage(t *testing.T) {
	inBrowser(t, func(b *tab) {
		b.click("@entry-point")
		b.click("@lookup-action")
		b.write("@lookup-input", "https://tracker.example/TR-1")
		b.click("@lookup-add")
		b.see("@widget-field-1")
		for _, c := range []struct{ lang, foot, comments string }{
			{"sv", `^Senast uppdaterat i Bug Tracker (för .+ sedan|i |förra )`, "12 kommentarer"},
			{"pl", `^Ostatnio zaktualizowano w Bug Tracker (.+ temu|w )`, "12 komentarzy"},
			{"en", `^Last updated in Bug Tracker (.+ ago|last |in )`, "12 comments"},
		} {
			b.click("footer button[value=" + c.lang + "]")
			b.until(fmt.Sprintf(`document.documentElement?.lang === %q && document.querySelector("[data-test=widget-field-1]")`, c.lang))
			b.until(fmt.Sprintf(`/%s/.test(document.querySelector("[data-foot-text]")?.textContent)`, c.foot))
			b.wantEval(`document.querySelector("[data-comments]").title`, c.comments)
		}
	})
}

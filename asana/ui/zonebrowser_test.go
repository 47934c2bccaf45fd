package ui_test

import "testing"

// Clocks are set forward and back: what they show is not always one moment.
func TestMomentsInThePersonsTimeZone(t *testing.T) {
	inBrowser(t, func(b *tab) {
		for _, c := range []struct{ zone, shown, moment, again string }{
			{"", "2026-12-01T09:00", "2026-12-01T09:00:00.000Z", "2026-12-01T09:00"}, // the profile says that none is UTC
			{"America/New_York", "2026-12-01T09:00", "2026-12-01T14:00:00.000Z", "2026-12-01T09:00"},
			{"America/New_York", "2026-07-01T09:00", "2026-07-01T13:00:00.000Z", "2026-07-01T09:00"},
			{"America/New_York", "2026-11-01T01:30", "2026-11-01T05:30:00.000Z", "2026-11-01T01:30"}, // twice: the first
			{"America/New_York", "2026-03-08T02:30", "2026-03-08T07:30:00.000Z", "2026-03-08T03:30"}, // skipped
			{"Asia/Kolkata", "2027-01-01T00:15", "2026-12-31T18:45:00.000Z", "2027-01-01T00:15"},
		} {
			if err := b.Platform.SetTimeZone(t.Context(), b.Member.Actor, c.zone); err != nil {
				t.Fatal(err)
			}
			b.open(b.task())
			b.until(`document.readyState === "complete"`)
			b.eval(`void import(document.querySelector("link[rel=modulepreload][href$='zone.js']").href).then((m) => { window.zones = m; })`)
			b.until(`window.zones`)
			b.wantEval(`zones.momentOf("`+c.shown+`").toISOString()`, c.moment)
			b.wantEval(`zones.wallTime(new Date("`+c.moment+`"))`, c.again)
		}
	})
}

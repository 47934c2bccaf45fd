package boot

import (
	"testing"
	"time"
)

func TestAge(t *testing.T) {
	for text, want := range map[string]time.Duration{
		"90d": 90 * 24 * time.Hour, "36h": 36 * time.Hour, "1h": time.Hour, "60000d": maxAge,
		"": -1, "d": -1, "-3d": -1, "3 d": -1, "1.5d": -1, "70000d": -1, "59m": -1, "-1h": -1, "never": -1,
	} {
		var k faults
		got := k.age("event-retention", text, time.Hour)
		if (want < 0) != (k.err() != nil) || (want >= 0 && got != want) {
			t.Errorf("%q: %v, %v", text, got, k.err())
		}
	}
}

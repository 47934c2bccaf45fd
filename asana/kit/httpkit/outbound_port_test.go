package httpkit

import "testing"

// Servers of companies are often on 8080 or 8443, which the guard's own default refuses.
func TestGuardAllowsAnyPort(t *testing.T) {
	safe := newGuard(OutboundConfig{}).control
	for _, address := range []string{"93.184.216.34:443", "93.184.216.34:8443", "93.184.216.34:8080", "[2606:4700::1111]:8443"} {
		network := "tcp4"
		if address[0] == '[' {
			network = "tcp6"
		}
		if err := safe(network, address, nil); err != nil {
			t.Errorf("%s: %v", address, err)
		}
	}
}

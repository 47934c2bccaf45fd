package httpkit_test

import (
	"crypto/x509"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"net/url"
	"testing"
	"time"

	"jirabridge/asana/kit/httpkit"
)

func networks(texts ...string) (list []netip.Prefix) {
	for _, text := range texts {
		list = append(list, netip.MustParsePrefix(text))
	}
	return list
}

// A network never opens what is delicate in it.
func TestDelicateAddressesAreNamedOneByOne(t *testing.T) {
	closed := httptest.NewServer(nil)
	u, _ := url.Parse(closed.URL)
	closed.Close()
	get := func(c httpkit.OutboundConfig, host string) error {
		c.Timeout = time.Second
		_, err := (&http.Client{Transport: httpkit.NewOutbound(c)}).Get("http://" + host + ":" + u.Port() + "/")
		return err
	}
	all := httpkit.OutboundConfig{Networks: networks("0.0.0.0/0", "::/0", "127.0.0.0/8", "169.254.0.0/16", "fd00::/8")}
	for _, host := range []string{"127.0.0.1", "localhost", "[::1]", "[::ffff:127.0.0.1]", "0.0.0.0", "169.254.169.254", "[fe80::1]", "[fd00:ec2::254]", "100.100.100.200"} {
		if err := get(all, host); !httpkit.IsGuarded(err) {
			t.Errorf("%s: %v", host, err)
		}
	}
	named := httpkit.OutboundConfig{Networks: networks("127.0.0.1/32", "::1/128")}
	for _, host := range []string{"127.0.0.1", "[::1]", "[::ffff:127.0.0.1]"} {
		if err := get(named, host); err == nil || httpkit.IsGuarded(err) {
			t.Errorf("%s: %v", host, err)
		}
	}
	if err := get(named, "127.0.0.2"); !httpkit.IsGuarded(err) {
		t.Errorf("another loopback address: %v", err)
	}
}

func TestOutboundThroughProxy(t *testing.T) {
	var asked []string
	proxy := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) { asked = append(asked, r.URL.Host) }))
	defer proxy.Close()
	at, _ := url.Parse(proxy.URL)
	c := http.Client{Transport: httpkit.NewOutbound(httpkit.OutboundConfig{Proxy: at, Timeout: time.Minute})}
	for host, guarded := range map[string]bool{
		"192.0.2.1": true, "10.0.0.1": true, "127.0.0.1": true, "169.254.169.254": true,
		"93.184.216.34": false, "only-the-proxy-knows.invalid": false,
	} {
		asked = nil
		res, err := c.Get("http://" + host + "/")
		if err == nil {
			res.Body.Close()
		}
		if httpkit.IsGuarded(err) != guarded || (len(asked) == 1) == guarded {
			t.Errorf("%s: %v, the proxy was asked for %v", host, err, asked)
		}
	}
}

func TestOutboundTrustsTheGivenRoots(t *testing.T) {
	server := httptest.NewTLSServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) {}))
	defer server.Close()
	roots := x509.NewCertPool()
	roots.AddCert(server.Certificate())
	for _, c := range []httpkit.OutboundConfig{{AllowLoopback: true}, {AllowLoopback: true, Roots: roots}} {
		res, err := (&http.Client{Transport: httpkit.NewOutbound(c)}).Get(server.URL)
		if err == nil {
			res.Body.Close()
		}
		if (err == nil) != (c.Roots != nil) {
			t.Errorf("with roots %v: %v", c.Roots != nil, err)
		}
	}
}

package boot

import (
	"crypto/x509"
	"errors"
	"fmt"
	"net/netip"
	"net/url"
	"os"

	"jirabridge/asana/kit/httpkit"
)

// checkNetwork is about which other machines are called, and how.
func (s *Settings) checkNetwork(k *faults, c *Config) {
	c.Networks = k.outward("jira-networks", s.JiraNetworks)
	c.WebhookNetworks = k.outward("webhook-networks", s.WebhookNetworks)
	if s.CAFile != "" {
		var err error
		if c.Roots, err = roots(s.CAFile); err != nil {
			k.add("ca-file", "%v", err)
		}
	}
	if text := k.secret("outbound-proxy", s.OutboundProxy, s.OutboundProxyFile); text != "" {
		u, err := url.Parse(text)
		if err != nil || (u.Scheme != "http" && u.Scheme != "https") || u.Hostname() == "" {
			k.add("outbound-proxy", "is not an address like http://proxy.example.com:3128")
		}
		c.OutboundProxy = u
	}
}

// roots are the system's certificates and those in file.
func roots(file string) (*x509.CertPool, error) {
	text, err := os.ReadFile(file)
	if err != nil {
		return nil, err
	}
	pool, err := x509.SystemCertPool()
	if err != nil {
		pool = x509.NewCertPool() // a machine without any
	}
	if !pool.AppendCertsFromPEM(text) {
		return nil, fmt.Errorf("%s holds no certificate in PEM", file)
	}
	return pool, nil
}

// private are the networks that --jira-networks private means.
func private() []netip.Prefix {
	return []netip.Prefix{
		netip.MustParsePrefix("10.0.0.0/8"), netip.MustParsePrefix("172.16.0.0/12"),
		netip.MustParsePrefix("192.168.0.0/16"), netip.MustParsePrefix("fc00::/7"),
	}
}

// outward reads networks that may be called.
func (k *faults) outward(setting string, texts []string) (list []netip.Prefix) {
	for _, text := range texts {
		if text == "private" {
			list = append(list, private()...)
			continue
		}
		for _, n := range k.networks(setting, []string{text}) {
			if !n.IsSingleIP() && httpkit.IsDelicate(n.Addr()) && httpkit.IsDelicate(last(n)) {
				k.add(setting, "%s is this machine itself, link-local or the like: name each address that is meant", n)
				continue
			}
			list = append(list, n)
		}
	}
	return list
}

// last is the highest address of a network.
func last(n netip.Prefix) netip.Addr {
	bytes := n.Masked().Addr().AsSlice()
	for bit := n.Bits(); bit < len(bytes)*8; bit++ {
		bytes[bit/8] |= 0x80 >> (bit % 8)
	}
	addr, _ := netip.AddrFromSlice(bytes) // as many bytes as came out
	return addr
}

// networks reads networks, of which single addresses are the smallest.
func (k *faults) networks(setting string, texts []string) (list []netip.Prefix) {
	for _, text := range texts {
		n, err := parseNetwork(text)
		if err != nil {
			k.add(setting, "%v", err)
			continue
		}
		list = append(list, n)
	}
	return list
}

func parseNetwork(text string) (netip.Prefix, error) {
	if addr, err := netip.ParseAddr(text); err == nil && addr.Zone() == "" {
		addr = addr.Unmap()
		return netip.PrefixFrom(addr, addr.BitLen()), nil
	}
	n, err := netip.ParsePrefix(text)
	if err != nil {
		return n, fmt.Errorf("%q is neither a network like 10.1.0.0/16 nor an address", text)
	}
	if n.Addr().Is4In6() {
		return n, errors.New("write " + text + " as an IPv4 network")
	}
	return n.Masked(), nil
}

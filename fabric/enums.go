package fabric

import "fmt"

// The texts of the small choices, in files and in reports.

func (g GatewayProtocol) String() string { return nameOf(int(g), gatewayNames()) }
func (d DefaultRoute) String() string    { return nameOf(int(d), defaultRouteNames()) }
func (p Peering) String() string         { return nameOf(int(p), peeringNames()) }
func (s FRRSystem) String() string       { return nameOf(int(s), systemNames()) }

func gatewayNames() []string      { return []string{"default", "hsrp", "vrrp"} }
func systemNames() []string       { return []string{"linux", "sonic"} }
func defaultRouteNames() []string { return []string{"gateway", "elsewhere", "none"} }
func peeringNames() []string      { return []string{"subnet", "node"} }

// MarshalText writes "default", "hsrp" or "vrrp".
func (g GatewayProtocol) MarshalText() ([]byte, error) { return []byte(g.String()), nil }

// MarshalText writes "gateway", "elsewhere" or "none".
func (d DefaultRoute) MarshalText() ([]byte, error) { return []byte(d.String()), nil }

// MarshalText writes "subnet" or "node".
func (p Peering) MarshalText() ([]byte, error) { return []byte(p.String()), nil }

// UnmarshalText reads "default", "hsrp" or "vrrp".
func (g *GatewayProtocol) UnmarshalText(text []byte) error {
	return readName((*uint8)(g), text, gatewayNames())
}

// UnmarshalText reads "gateway", "elsewhere" or "none".
func (d *DefaultRoute) UnmarshalText(text []byte) error {
	return readName((*uint8)(d), text, defaultRouteNames())
}

// UnmarshalText reads "subnet" or "node".
func (p *Peering) UnmarshalText(text []byte) error {
	return readName((*uint8)(p), text, peeringNames())
}

// MarshalText writes "linux" or "sonic".
func (s FRRSystem) MarshalText() ([]byte, error) { return []byte(s.String()), nil }

// UnmarshalText reads "linux" or "sonic".
func (s *FRRSystem) UnmarshalText(text []byte) error {
	return readName((*uint8)(s), text, systemNames())
}

// Enum lists the texts, for the schema of the file format.
func (FRRSystem) Enum() []string { return systemNames() }

// Enum lists the texts, for the schema of the file format.
func (GatewayProtocol) Enum() []string { return gatewayNames() }

// Enum lists the texts, for the schema of the file format.
func (DefaultRoute) Enum() []string { return defaultRouteNames() }

// Enum lists the texts, for the schema of the file format.
func (Peering) Enum() []string { return peeringNames() }

func nameOf(i int, names []string) string {
	if i < len(names) {
		return names[i]
	}
	return fmt.Sprintf("%d", i)
}

func readName(to *uint8, text []byte, names []string) error {
	for i, name := range names {
		if name == string(text) {
			*to = uint8(i)
			return nil
		}
	}
	return fmt.Errorf("not one of %q", names)
}

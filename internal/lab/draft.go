package lab

import (
	"errors"
	"fmt"
	"net/netip"
	"slices"

	"github.com/podfabric/podfabric/cni/calico"
	"github.com/podfabric/podfabric/fabric"
	"github.com/podfabric/podfabric/fabric/routing"
	"github.com/podfabric/podfabric/fabric/verify"
	"github.com/podfabric/podfabric/frr"
)

// A Draft is a design made ready for a lab: planned with FRR on every switch, and
// written for both ends. What a lab is to show besides what a design says is
// changed in it, before [Draft.Network] turns it into text and reads that back.
type Draft struct {
	Plan  *fabric.Plan
	State fabric.State
	// Configs of the switches in the order of the plan.
	Configs []frr.Config
	// Clusters are the node sides, as their YAML was read back.
	Clusters []Cluster
	// StandIns are the switches whose platform is another one in the design.
	StandIns map[string]string
	// Outside is set by [Draft.AddOutside].
	Outside *Outside
}

// NewDraft plans and writes a design. Every switch becomes FRR of the given
// version on Linux, whatever the design has it run: the point is that the plan
// converges. The error is what the plan, FRR or Calico refuses.
func NewDraft(design fabric.Design, state fabric.State, version string) (*Draft, error) {
	original, err := design.Plan(nil)
	if err != nil {
		return nil, err
	}
	d := &Draft{StandIns: map[string]string{}}
	replanned := onFRR(design, version)
	if d.Plan, err = replanned.Plan(nil); err != nil {
		return nil, fmt.Errorf("planned again with FRR:\n%w", err)
	}
	for _, s := range original.Switches() {
		if name := platformName(s.Platform); name != "" {
			d.StandIns[s.Name] = name
		}
	}
	if d.State, err = d.Plan.State(state); err != nil {
		return nil, fmt.Errorf("the state of the clusters:\n%w", err)
	}
	if d.Configs, err = frr.Emit(d.Plan); err != nil {
		return nil, err
	}
	var problems []error
	for i := range d.Plan.Clusters {
		c, err := readBack(d.Plan, i)
		problems = append(problems, err)
		c.State = d.State.Clusters[i]
		d.Clusters = append(d.Clusters, c)
	}
	return d, errors.Join(problems...)
}

// readBack writes the objects of a cluster and reads them again.
func readBack(p *fabric.Plan, i int) (Cluster, error) {
	c := Cluster{Name: p.Clusters[i].Name}
	objects, err := calico.Emit(p, c.Name)
	if err != nil {
		return c, err
	}
	text, err := objects.YAML()
	if err != nil {
		return c, err
	}
	c.Objects, err = calico.Parse(text)
	return c, err
}

// onFRR returns the design with FRR on all switches. What only the other platform
// has goes with it: names of ports, and HSRP with its groups.
func onFRR(d fabric.Design, version string) fabric.Design {
	ip, ok := d.Fabric.(fabric.IPFabric)
	if !ok {
		return d
	}
	keep := func(p fabric.Platform) bool {
		f, ok := p.(fabric.FRR)
		return ok && f.System == fabric.Linux
	}
	whole := keep(ip.Switches)
	ip.Switches = fabric.FRR{Version: version}
	if !whole {
		ip.Ports = fabric.PortLayout{}
	}
	if ip.Gateway == fabric.HSRP {
		ip.Gateway = fabric.GatewayDefault
	}
	ip.Spines = slices.Clone(ip.Spines)
	pins := whole
	for i := range ip.Spines {
		s := &ip.Spines[i]
		if s.Switches != nil && !keep(s.Switches) || s.Switches == nil && !whole {
			s.Ports, pins = fabric.PortLayout{}, false
		}
		s.Switches = nil
	}
	d.Racks = slices.Clone(d.Racks)
	for i := range d.Racks {
		r := &d.Racks[i]
		own := r.Switches == nil && whole || r.Switches != nil && keep(r.Switches)
		r.Switches = nil
		if own && pins {
			continue
		}
		r.Ports = fabric.PortLayout{}
		r.GatewayGroup = 0
		r.Leaves = slices.Clone(r.Leaves)
		for j := range r.Leaves {
			l := &r.Leaves[j]
			l.Uplinks = slices.Clone(l.Uplinks)
			for k := range l.Uplinks {
				l.Uplinks[k].Port, l.Uplinks[k].SpinePort = "", ""
			}
		}
	}
	d.Clusters = slices.Clone(d.Clusters)
	if !whole {
		for i := range d.Clusters {
			networks := slices.Clone(d.Clusters[i].Networks)
			for j := range networks {
				networks[j].GatewayGroup = 0
			}
			d.Clusters[i].Networks = networks
		}
	}
	d.Fabric = ip
	return d
}

// platformName is what FRR stands for; "" when that is what is asked for.
func platformName(p fabric.Platform) string {
	name, version := "", ""
	switch p := p.(type) {
	case fabric.NXOS:
		name, version = "NX-OS", p.Version
	case fabric.Junos:
		name, version = "Junos", p.Version
	case fabric.FRR:
		if p.System == fabric.SONiC {
			name, version = "SONiC with FRR", p.Version
		}
	case fabric.ACIMode:
		name, version = "ACI", p.Version
	}
	if name != "" && version != "" {
		name += " " + version
	}
	return name
}

// Check returns the promises of the design that the texts break, before anything
// was changed in the draft.
func (d *Draft) Check() (verify.Failures, error) {
	n, err := d.Network()
	if err != nil {
		return nil, err
	}
	t, err := routing.Simulate(n.Routers)
	if err != nil {
		return nil, err
	}
	return verify.Check(d.Plan, d.State, t), nil
}

// Network writes the texts, lifts the routers out of them, and wires them as the
// plan says.
func (d *Draft) Network() (*Network, error) {
	configs := map[string][]byte{}
	texts := make([][]byte, len(d.Configs))
	for i := range d.Configs {
		texts[i] = frr.Text(d.Configs[i])
		configs[d.Configs[i].Hostname] = texts[i]
	}
	routers, err := frr.Routers(texts...)
	if err != nil {
		return nil, err
	}
	n, err := FromPlan(d.Plan, configs, routers, d.Clusters)
	if err != nil {
		return nil, err
	}
	for i := range n.Switches {
		n.Switches[i].StandsFor = d.StandIns[n.Switches[i].Name]
	}
	if d.Outside != nil {
		n.Outside = d.Outside
		s := Segment{Name: "outside", Ports: []Port{{d.Outside.Name, d.Outside.Interface}}}
		for _, spine := range d.Plan.Spines {
			s.Ports = append(s.Ports, Port{spine.Name, outsideInterface})
		}
		n.Segments = append(n.Segments, s)
	}
	return n, nil
}

const outsideInterface = "outside"

// outsideRanges are documentation prefixes (RFC 5737, RFC 3849) of which the
// outside network takes the first that the design does not use.
var outsideRanges = [...]netip.Prefix{ //nolint:gochecknoglobals // a constant that Go cannot express
	netip.MustParsePrefix("198.51.100.0/24"), netip.MustParsePrefix("203.0.113.0/24"), netip.MustParsePrefix("192.0.2.0/24"),
	netip.MustParsePrefix("2001:db8:ffff::/64"), netip.MustParsePrefix("2001:db8:fffe::/64"),
}

// AddOutside adds a host beyond the spines. Every spine gets an interface towards
// it and announces its network: lines that the design does not ask for, in the
// text that is loaded and in the text that is predicted from alike.
func (d *Draft) AddOutside() error {
	o := &Outside{Name: "outside", Interface: "eth0", Segment: "outside"}
	for _, f := range d.Plan.Spines[0].Families {
		subnet, ok := d.free(f == fabric.IPv6)
		if !ok {
			return errors.New("no documentation prefix is free for a host outside")
		}
		a := subnet.Addr().Next()
		for i := range d.Plan.Spines {
			spine := &d.Plan.Spines[i]
			c := d.config(spine.Name)
			c.addOutside(netip.PrefixFrom(a, subnet.Bits()), subnet)
			o.Gateways = append(o.Gateways, OutsideGateway{spine.Name, a})
			a = a.Next()
		}
		o.Addresses = append(o.Addresses, netip.PrefixFrom(a, subnet.Bits()))
	}
	d.Outside = o
	return nil
}

// free is an outside range that the design does not touch.
func (d *Draft) free(six bool) (netip.Prefix, bool) {
	var used []netip.Prefix
	for _, c := range d.Plan.Clusters {
		for _, p := range c.Pods {
			used = append(used, p.Prefix)
		}
		used = append(used, c.Services.All()...)
	}
	for _, s := range d.Plan.Switches() {
		used = append(used, s.Originates...)
	}
	for _, l := range d.Plan.Links {
		for _, p := range l.Subnet.All() {
			used = append(used, p)
		}
	}
	for _, r := range outsideRanges {
		if r.Addr().Is6() == six && !slices.ContainsFunc(used, r.Overlaps) {
			return r, true
		}
	}
	return netip.Prefix{}, false
}

// A draftConfig is a configuration that is changed in place.
type draftConfig struct{ *frr.Config }

// config is the configuration of a switch.
func (d *Draft) config(name string) draftConfig {
	i := slices.IndexFunc(d.Configs, func(c frr.Config) bool { return c.Hostname == name })
	return draftConfig{&d.Configs[i]}
}

// addOutside gives a spine its address on the outside network and announces that.
func (c draftConfig) addOutside(address, subnet netip.Prefix) {
	i := slices.IndexFunc(c.Interface, func(i frr.Interface) bool { return i.Name == outsideInterface })
	if i < 0 {
		c.Interface = append(slices.Clone(c.Interface), frr.Interface{Name: outsideInterface, Description: "the lab's host beyond the spines"})
		i = len(c.Interface) - 1
	}
	iface, family := &c.Interface[i], frr.IPv4Unicast
	if address.Addr().Is6() {
		iface.IPv6Address, family = append(iface.IPv6Address, address), frr.IPv6Unicast
	} else {
		iface.IPAddress = append(iface.IPAddress, address)
	}
	c.RouterBGP.AddressFamily = slices.Clone(c.RouterBGP.AddressFamily)
	for i := range c.RouterBGP.AddressFamily {
		if f := &c.RouterBGP.AddressFamily[i]; f.Family == family {
			f.Network = append(slices.Clone(f.Network), frr.Network{Prefix: subnet})
		}
	}
}

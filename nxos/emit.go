package nxos

import (
	"slices"

	"github.com/podfabric/podfabric/fabric"
	"github.com/podfabric/podfabric/internal/planned"
)

// Emit translates a plan into the configuration of every switch that runs NX-OS:
// the spines, then the leaves, in the order of the plan.
//
// The error is of type [fabric.Problems]: what NX-OS cannot express, with what
// would work instead, and what [Config.Validate] says of the result. There are
// no configurations then.
func Emit(p *fabric.Plan) ([]Config, error) {
	configs, problems := emit(p)
	if err := problems.Err(); err != nil {
		return nil, err
	}
	return configs, nil
}

// Warnings returns what of the switches' configurations works and should still be
// known: problems of severity Warning only.
func Warnings(p *fabric.Plan) fabric.Problems {
	_, problems := emit(p)
	return problems.Of(fabric.Warning)
}

func emit(p *fabric.Plan) ([]Config, fabric.Problems) {
	var problems fabric.Problems
	switches := p.Switches()
	configs := make([]Config, 0, len(switches))
	communities := planned.SendsCommunities(p)
	sessions := planned.SessionsByDevice(p)
	for _, s := range switches {
		platform, ok := s.Platform.(fabric.NXOS)
		if !ok {
			continue
		}
		problems = append(problems, processWide(s)...)
		e := emitter{plan: p, s: s, communities: communities, sessions: sessions[s.Name]}
		e.c.Version = platform.Version
		c := e.config()
		configs = append(configs, c)
		for _, problem := range validate(&configs[len(configs)-1]) {
			problem.Field = s.Name + ": " + problem.Field
			problems = append(problems, problem)
		}
	}
	return configs, problems
}

// An emitter builds the configuration of one switch.
type emitter struct {
	plan *fabric.Plan
	s    *fabric.Switch
	// communities says that routes carry communities that must reach every switch.
	communities bool
	sessions    []*fabric.Session
	c           Config
}

func (e *emitter) config() Config {
	e.c.Hostname = e.s.Name
	e.features()
	e.vlans()
	e.pair()
	e.management()
	e.interfaces()
	e.bgp()
	return e.c
}

// features lists what the rest of the configuration needs.
func (e *emitter) features() {
	svi, gateway := len(e.s.Networks) > 0, ""
	if svi {
		gateway = gatewayFeature(e.s.Networks[0].Protocol)
	}
	bfd := e.s.Uplink.BFD.On() ||
		slices.ContainsFunc(e.s.Groups, func(g fabric.NodeGroup) bool { return g.Terms.BFD.On() })
	for _, feature := range []struct {
		name string
		used bool
	}{
		{"bgp", true},
		{"bfd", bfd},
		{"hsrp", gateway == "hsrp"},
		{"interface-vlan", svi || e.s.Backup != nil},
		{"lacp", len(e.s.Channels) > 0},
		{"vpc", e.s.Pair != nil},
		{"vrrpv3", gateway == "vrrpv3"},
	} {
		if feature.used {
			e.c.Feature = append(e.c.Feature, feature.name)
		}
	}
}

// backupName names the VLAN between the leaves of a pair.
const backupName = "backup-path"

func gatewayFeature(p fabric.GatewayProtocol) string {
	if p == fabric.VRRP {
		return "vrrpv3"
	}
	return "hsrp"
}

func (e *emitter) vlans() {
	for _, n := range e.s.Networks {
		e.c.VLAN = append(e.c.VLAN, VLAN{ID: n.VLAN, Name: atMost(32, n.Name)})
	}
	if b := e.s.Backup; b != nil {
		e.c.VLAN = append(e.c.VLAN, VLAN{ID: b.VLAN, Name: backupName})
	}
	slices.SortFunc(e.c.VLAN, func(a, b VLAN) int { return int(a.ID) - int(b.ID) })
}

func (e *emitter) pair() {
	pair := e.s.Pair
	if pair == nil {
		return
	}
	e.c.VPCDomain = VPCDomain{
		ID:           uint16(pair.Domain),
		PeerSwitch:   true,
		RolePriority: uint16(pair.Priority),
		PeerKeepalive: PeerKeepalive{
			Destination: pair.KeepaliveDestination,
			Source:      pair.KeepaliveSource,
			VRF:         pair.KeepaliveVRF,
		},
		DelayRestore: 150,
		// The nodes run BGP to both switches over the vPC: each must route packets
		// that the port-channel hands to the other.
		PeerGateway:      true,
		Layer3PeerRouter: true,
		AutoRecovery:     true,
		IPARPSynchronize: slices.Contains(e.s.Families, fabric.IPv4),
		// Neighbor discovery is IPv6's ARP.
		IPv6NDSynchronize: slices.Contains(e.s.Families, fabric.IPv6),
	}
}

func (e *emitter) management() {
	if !e.s.ManagementGateway.IsValid() {
		return
	}
	context := VRFContext{Name: "management"}
	route := Route{Prefix: defaultPrefix(fabric.FamilyOf(e.s.ManagementGateway)), NextHop: e.s.ManagementGateway}
	if e.s.ManagementGateway.Is4() {
		context.IPRoute = []Route{route}
	} else {
		context.IPv6Route = []Route{route}
	}
	e.c.VRFContext = append(e.c.VRFContext, context)
}

// suffix tells the objects of the families apart that share a name space.
func suffix(f fabric.Family) string {
	if f == fabric.IPv6 {
		return "6"
	}
	return ""
}

func unicast(f fabric.Family) Family {
	if f == fabric.IPv6 {
		return IPv6Unicast
	}
	return IPv4Unicast
}

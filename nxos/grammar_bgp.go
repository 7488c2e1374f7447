package nxos

import (
	"encoding/binary"
	"errors"
	"net/netip"
	"strconv"

	"github.com/podfabric/podfabric/fabric"
	"github.com/podfabric/podfabric/internal/cli"
)

var bgpTable = cli.NewTable( //nolint:gochecknoglobals // the grammar, never written
	cli.Rows(
		cli.Toggle("fast-external-fallover", func(r *RouterBGP) *Switch { return &r.FastExternalFallover }),
		cli.Toggle("enforce-first-as", func(r *RouterBGP) *Switch { return &r.EnforceFirstAS }),
		cli.Flag("shutdown", func(r *RouterBGP) *bool { return &r.Shutdown }),
	),
	cli.Embed(func(r *RouterBGP) *Instance { return &r.Instance }, instanceRows()...),
	cli.Rows(
		cli.Block("template peer", func(r *RouterBGP) *[]TemplatePeer { return &r.TemplatePeer },
			cli.Named(func(t *TemplatePeer) *string { return &t.Name }, policyName()), templatePeerTable),
		cli.Block("template peer-session", func(r *RouterBGP) *[]TemplatePeerSession { return &r.TemplatePeerSession },
			cli.Named(func(t *TemplatePeerSession) *string { return &t.Name }, policyName()), templatePeerSessionTable),
		cli.Block("template peer-policy", func(r *RouterBGP) *[]TemplatePeerPolicy { return &r.TemplatePeerPolicy },
			cli.Named(func(t *TemplatePeerPolicy) *string { return &t.Name }, policyName()), templatePeerPolicyTable),
	),
	cli.Embed(func(r *RouterBGP) *Instance { return &r.Instance }, neighborRow()),
	cli.Rows(
		cli.Block("vrf", func(r *RouterBGP) *[]BGPVRF { return &r.VRF },
			cli.Named(func(v *BGPVRF) *string { return &v.Name }, cli.Word(limitVRF)), bgpVRFTable),
	),
)

var bgpVRFTable = cli.NewTable( //nolint:gochecknoglobals // the grammar, never written
	cli.Rows(cli.Value("local-as", func(v *BGPVRF) *fabric.ASN { return &v.LocalAS }, asn())),
	cli.Embed(func(v *BGPVRF) *Instance { return &v.Instance }, instanceRows()...),
	cli.Embed(func(v *BGPVRF) *Instance { return &v.Instance }, neighborRow()),
)

// instanceRows are the lines of the process and of its VRFs, without the
// neighbors.
func instanceRows() []cli.Row[Instance] {
	return cli.Rows(
		cli.Value("router-id", func(i *Instance) *Addr { return &i.RouterID }, cli.Addr4()),
		cli.Value("cluster-id", func(i *Instance) *Addr { return &i.ClusterID }, clusterID()),
		cli.Value("timers bgp", func(i *Instance) *Timers { return &i.Timers }, timers()),
		cli.Value("timers prefix-peer-timeout", func(i *Instance) *Number { return &i.TimersPrefixPeerTimeout }, number(1200)),
		cli.Value("timers prefix-peer-wait", func(i *Instance) *Number { return &i.TimersPrefixPeerWait }, number(1200)),
		cli.Value("timers bestpath-limit", func(i *Instance) *Seconds { return &i.TimersBestpathLimit }, cli.Uint[Seconds](1, 3600)),
		cli.Toggle("graceful-restart", func(i *Instance) *Switch { return &i.GracefulRestart }),
		cli.Value("graceful-restart restart-time",
			func(i *Instance) *Seconds { return &i.GracefulRestartRestartTime }, cli.Uint[Seconds](1, 3600)),
		cli.Value("graceful-restart stalepath-time",
			func(i *Instance) *Seconds { return &i.GracefulRestartStalepathTime }, cli.Uint[Seconds](1, 3600)),
		cli.Flag("graceful-restart-helper", func(i *Instance) *bool { return &i.GracefulRestartHelper }),
		cli.Flag("bestpath as-path multipath-relax", func(i *Instance) *bool { return &i.BestpathASPathMultipathRelax }),
		cli.Flag("bestpath always-compare-med", func(i *Instance) *bool { return &i.BestpathAlwaysCompareMED }),
		cli.Flag("bestpath compare-routerid", func(i *Instance) *bool { return &i.BestpathCompareRouterID }),
		cli.Value("maxas-limit", func(i *Instance) *uint16 { return &i.MaxASLimit }, cli.Uint[uint16](1, 512)),
		cli.Value("reconnect-interval", func(i *Instance) *Seconds { return &i.ReconnectInterval }, cli.Uint[Seconds](1, 60)),
		cli.Flag("log-neighbor-changes", func(i *Instance) *bool { return &i.LogNeighborChanges }),
		cli.Block("address-family", func(i *Instance) *[]AddressFamily { return &i.AddressFamily },
			cli.Named(func(f *AddressFamily) *Family { return &f.Family }, families()), addressFamilyTable),
	)
}

func families() cli.Codec[Family] { return cli.Enum[Family]("ipv4 unicast", "ipv6 unicast") }

var addressFamilyTable = cli.NewTable(cli.Rows( //nolint:gochecknoglobals // the grammar, never written
	cli.Each("network", func(f *AddressFamily) *[]Network { return &f.Network }, network()),
	cli.Each("redistribute", func(f *AddressFamily) *[]Redistribute { return &f.Redistribute }, redistribute()),
	cli.Each("aggregate-address", func(f *AddressFamily) *[]AggregateAddress { return &f.Aggregate }, aggregate()),
	cli.Value("maximum-paths", func(f *AddressFamily) *uint8 { return &f.MaximumPaths }, cli.Uint[uint8](1, 64)),
	cli.Value("maximum-paths ibgp", func(f *AddressFamily) *uint8 { return &f.MaximumPathsIBGP }, cli.Uint[uint8](1, 64)),
	cli.Value("maximum-paths eibgp", func(f *AddressFamily) *uint8 { return &f.MaximumPathsEIBGP }, cli.Uint[uint8](1, 64)),
	cli.Value("maximum-paths mixed", func(f *AddressFamily) *uint8 { return &f.MaximumPathsMixed }, cli.Uint[uint8](1, 64)),
	cli.Value("maximum-paths local", func(f *AddressFamily) *uint8 { return &f.MaximumPathsLocal }, cli.Uint[uint8](1, 64)),
	cli.Flag("default-information originate", func(f *AddressFamily) *bool { return &f.DefaultInformationOriginate }),
	cli.Value("distance", func(f *AddressFamily) *Distance { return &f.Distance }, distance()),
	cli.Value("nexthop route-map", func(f *AddressFamily) *string { return &f.NextHopRouteMap }, policyName()),
	tableMapRow(),
))

// clusterID is an address, or the number with the same bits.
func clusterID() cli.Codec[Addr] {
	c := cli.Addr4()
	parse := c.Parse
	c.Parse = func(a *cli.Args) (Addr, error) {
		n, err := strconv.ParseUint(a.Peek(), 10, 32)
		if err != nil {
			return parse(a)
		}
		a.Next()
		var b [4]byte
		binary.BigEndian.PutUint32(b[:], uint32(n))
		return netip.AddrFrom4(b), nil
	}
	return c
}

func timers() cli.Codec[Timers] {
	return cli.Codec[Timers]{
		Append: func(b []byte, v Timers) []byte {
			b = strconv.AppendUint(b, uint64(v.Keepalive), 10)
			return strconv.AppendUint(append(b, ' '), uint64(v.Hold), 10)
		},
		Parse: func(a *cli.Args) (v Timers, err error) {
			if v.Keepalive, err = cli.ParseUint[Seconds](a.Next(), 0, 3600); err != nil {
				return v, err
			}
			v.Hold, err = cli.ParseUint[Seconds](a.Next(), 3, 3600)
			return v, err
		},
		Check: func(v Timers) error {
			return errors.Join(cli.CheckUint(v.Keepalive, 0, 3600), cli.CheckUint(v.Hold, 3, 3600))
		},
	}
}

func distance() cli.Codec[Distance] {
	return cli.Codec[Distance]{
		Append: func(b []byte, v Distance) []byte {
			b = strconv.AppendUint(b, uint64(v.EBGP), 10)
			b = strconv.AppendUint(append(b, ' '), uint64(v.IBGP), 10)
			return strconv.AppendUint(append(b, ' '), uint64(v.Local), 10)
		},
		Parse: func(a *cli.Args) (v Distance, err error) {
			for _, field := range []*uint8{&v.EBGP, &v.IBGP, &v.Local} {
				if *field, err = cli.ParseUint[uint8](a.Next(), 1, 255); err != nil {
					return v, err
				}
			}
			return v, nil
		},
		Check: func(v Distance) error {
			return errors.Join(cli.CheckUint(v.EBGP, 1, 255), cli.CheckUint(v.IBGP, 1, 255), cli.CheckUint(v.Local, 1, 255))
		},
	}
}

// anyPrefix is a prefix of either family.
func anyPrefix(a *cli.Args) (Prefix, error) {
	p, err := netip.ParsePrefix(a.Peek())
	if err != nil {
		return prefix(false).Parse(a)
	}
	a.Next()
	return p.Masked(), nil
}

func network() cli.Codec[Network] {
	return cli.Codec[Network]{
		Append: func(b []byte, v Network) []byte {
			b = v.Prefix.AppendTo(b)
			return appendOption(b, "route-map", v.RouteMap)
		},
		Parse: func(a *cli.Args) (v Network, err error) {
			if v.Prefix, err = anyPrefix(a); err == nil && a.Take("route-map") {
				v.RouteMap, err = policyName().Parse(a)
			}
			return v, err
		},
		Check: func(v Network) error {
			return errors.Join(checkPrefix(v.Prefix, v.Prefix.Addr().Is6()), checkOptional(v.RouteMap, limitPolicy))
		},
	}
}

// appendOption appends a keyword and its value when there is one.
func appendOption(b []byte, keyword, value string) []byte {
	if value == "" {
		return b
	}
	b = append(append(b, ' '), keyword...)
	return append(append(b, ' '), value...)
}

func redistribute() cli.Codec[Redistribute] {
	protocols := cli.Enum[RedistributeProtocol]("direct", "static", "ospf", "ospfv3", "isis", "eigrp", "rip")
	return cli.Codec[Redistribute]{
		Append: func(b []byte, v Redistribute) []byte {
			b = protocols.Append(b, v.Protocol)
			if v.Tag != "" {
				b = append(append(b, ' '), v.Tag...)
			}
			return appendOption(b, "route-map", v.RouteMap)
		},
		Parse: func(a *cli.Args) (v Redistribute, err error) {
			if v.Protocol, err = protocols.Parse(a); err != nil {
				return v, err
			}
			if v.Protocol >= RedistributeOSPF {
				if v.Tag, err = cli.ParseWord(a, limitTag); err != nil {
					return v, err
				}
			}
			if !a.Take("route-map") {
				return v, errors.New("a route-map is mandatory")
			}
			v.RouteMap, err = policyName().Parse(a)
			return v, err
		},
		Check: func(v Redistribute) error {
			errs := []error{protocols.Check(v.Protocol), checkOptional(v.Tag, limitTag)}
			if v.RouteMap == "" {
				errs = append(errs, errors.New("a route-map is mandatory"))
			} else {
				errs = append(errs, cli.CheckWord(v.RouteMap, limitPolicy))
			}
			if hasTag := v.Protocol >= RedistributeOSPF; hasTag != (v.Tag != "") {
				errs = append(errs, errors.New("direct and static have no tag, the others want one"))
			}
			return errors.Join(errs...)
		},
	}
}

func aggregate() cli.Codec[AggregateAddress] {
	return cli.Codec[AggregateAddress]{
		Append: func(b []byte, v AggregateAddress) []byte {
			b = v.Prefix.AppendTo(b)
			if v.ASSet {
				b = append(b, " as-set"...)
			}
			if v.SummaryOnly {
				b = append(b, " summary-only"...)
			}
			return appendOption(b, "attribute-map", v.AttributeMap)
		},
		Parse: func(a *cli.Args) (v AggregateAddress, err error) {
			if v.Prefix, err = anyPrefix(a); err != nil {
				return v, err
			}
			for !a.Done() && err == nil {
				switch {
				case a.Take("as-set"):
					v.ASSet = true
				case a.Take("summary-only"):
					v.SummaryOnly = true
				case a.Take("attribute-map"):
					v.AttributeMap, err = policyName().Parse(a)
				default:
					err = cli.ErrNotModelled
				}
			}
			return v, err
		},
		Check: func(v AggregateAddress) error {
			return errors.Join(checkPrefix(v.Prefix, v.Prefix.Addr().Is6()), checkOptional(v.AttributeMap, limitPolicy))
		},
	}
}

// tableMapRow is "table-map R [filter]".
func tableMapRow() cli.Row[AddressFamily] {
	return cli.Row[AddressFamily]{
		Keyword: "table-map",
		Append: func(w *cli.Writer, f *AddressFamily) {
			if f.TableMap != "" {
				w.Begin("table-map")
				w.Word(f.TableMap)
				if f.TableMapFilter {
					w.Word("filter")
				}
				w.End()
			}
		},
		Read: func(f *AddressFamily, a *cli.Args) error {
			name, err := policyName().Parse(a)
			if err != nil {
				return err
			}
			filter := a.Take("filter")
			if a.No() || !a.Done() {
				return cli.ErrNotModelled
			}
			f.TableMap, f.TableMapFilter = name, filter
			return nil
		},
		Check: func(c *cli.Checker, f *AddressFamily) {
			c.Report("table-map", checkOptional(f.TableMap, limitPolicy))
			if f.TableMapFilter && f.TableMap == "" {
				c.Report("table-map", errors.New("filter without a route-map"))
			}
		},
	}
}

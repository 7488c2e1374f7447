package frr

import (
	"errors"
	"fmt"
	"strconv"

	"github.com/podfabric/podfabric/internal/cli"
)

var bgpTable = cli.NewTable( //nolint:gochecknoglobals // the grammar, never written
	cli.Rows(
		cli.Value("bgp router-id", func(r *RouterBGP) *Addr { return &r.RouterID }, cli.Addr4()),
		cli.Toggle("bgp log-neighbor-changes", func(r *RouterBGP) *Switch { return &r.LogNeighborChanges }),
		cli.Flag("bgp always-compare-med", func(r *RouterBGP) *bool { return &r.AlwaysCompareMED }),
		cli.Toggle("bgp ebgp-requires-policy", func(r *RouterBGP) *Switch { return &r.EBGPRequiresPolicy }),
		cli.Toggle("bgp suppress-duplicates", func(r *RouterBGP) *Switch { return &r.SuppressDuplicates }),
		cli.Toggle("bgp default ipv4-unicast", func(r *RouterBGP) *Switch { return &r.DefaultIPv4Unicast }),
		cli.Value("bgp default local-preference", func(r *RouterBGP) *Number { return &r.DefaultLocalPreference }, number(4294967295)),
		cli.Value("bgp cluster-id", func(r *RouterBGP) *Addr { return &r.ClusterID }, cli.Addr4()),
		cli.Toggle("bgp deterministic-med", func(r *RouterBGP) *Switch { return &r.DeterministicMED }),
		cli.Value("bgp graceful-restart stalepath-time",
			func(r *RouterBGP) *Seconds { return &r.GracefulRestartStalepathTime }, cli.Uint[Seconds](1, 4095)),
		cli.Value("bgp graceful-restart restart-time", func(r *RouterBGP) *Number { return &r.GracefulRestartRestartTime }, number(4095)),
		cli.Flag("bgp graceful-restart", func(r *RouterBGP) *bool { return &r.GracefulRestart }),
		cli.Flag("bgp graceful-restart-disable", func(r *RouterBGP) *bool { return &r.GracefulRestartDisable }),
		cli.Flag("bgp graceful-restart preserve-fw-state", func(r *RouterBGP) *bool { return &r.GracefulRestartPreserveFWState }),
		cli.Toggle("bgp fast-external-failover", func(r *RouterBGP) *Switch { return &r.FastExternalFailover }),
		cli.Flag("bgp bestpath as-path multipath-relax", func(r *RouterBGP) *bool { return &r.BestpathASPathMultipathRelax }),
		cli.Flag("bgp bestpath compare-routerid", func(r *RouterBGP) *bool { return &r.BestpathCompareRouterID }),
		cli.Toggle("bgp network import-check", func(r *RouterBGP) *Switch { return &r.NetworkImportCheck }),
		cli.Value("timers bgp", func(r *RouterBGP) *Timers { return &r.Timers }, timers()),
		cli.Led("neighbor", func(r *RouterBGP) *[]PeerGroup { return &r.PeerGroup }, peerGroupHead(), declarePeerGroup, peerGroupTable),
		cli.Led("neighbor", func(r *RouterBGP) *[]Neighbor { return &r.Neighbor }, neighborHead(), nil, neighborTable),
		cli.Value("bgp listen limit", func(r *RouterBGP) *uint16 { return &r.ListenLimit }, cli.Uint[uint16](1, 65535)),
		cli.Each("bgp listen range", func(r *RouterBGP) *[]ListenRange { return &r.ListenRange }, listenRange()),
		cli.Spaced(cli.Block("address-family", func(r *RouterBGP) *[]AddressFamily { return &r.AddressFamily },
			closed(familyHead(), "exit-address-family"), addressFamilyTable)),
	),
)

func families() cli.Codec[Family] { return cli.Enum[Family]("ipv4 unicast", "ipv6 unicast") }

// familyHead leaves the families that have no field to be kept.
func familyHead() cli.Head[AddressFamily] {
	return cli.Named(func(f *AddressFamily) *Family { return &f.Family }, families())
}

var addressFamilyTable = cli.NewTable(cli.Rows( //nolint:gochecknoglobals // the grammar, never written
	cli.Each("network", func(f *AddressFamily) *[]Network { return &f.Network }, network()),
	cli.Each("aggregate-address", func(f *AddressFamily) *[]AggregateAddress { return &f.Aggregate }, aggregate()),
	cli.Each("redistribute", func(f *AddressFamily) *[]Redistribute { return &f.Redistribute }, redistribute()),
	cli.Led("neighbor", func(f *AddressFamily) *[]NeighborAF { return &f.Neighbor }, neighborAFHead(), nil, neighborAFTable),
	cli.Value("maximum-paths", func(f *AddressFamily) *uint16 { return &f.MaximumPaths }, cli.Uint[uint16](1, 256)),
	cli.Value("maximum-paths ibgp", func(f *AddressFamily) *uint16 { return &f.MaximumPathsIBGP }, cli.Uint[uint16](1, 256)),
	cli.Value("distance bgp", func(f *AddressFamily) *Distance { return &f.Distance }, distance()),
))

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

func network() cli.Codec[Network] {
	return cli.Codec[Network]{
		Append: func(b []byte, v Network) []byte {
			return appendOption(v.Prefix.AppendTo(b), "route-map", v.RouteMap)
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

func redistribute() cli.Codec[Redistribute] {
	protocols := cli.Enum[RedistributeProtocol]("connected", "static", "kernel")
	return cli.Codec[Redistribute]{
		Append: func(b []byte, v Redistribute) []byte {
			return appendOption(protocols.Append(b, v.Protocol), "route-map", v.RouteMap)
		},
		Parse: func(a *cli.Args) (v Redistribute, err error) {
			if v.Protocol, err = protocols.Parse(a); err == nil && a.Take("route-map") {
				v.RouteMap, err = policyName().Parse(a)
			}
			return v, err
		},
		Check: func(v Redistribute) error {
			return errors.Join(protocols.Check(v.Protocol), checkOptional(v.RouteMap, limitPolicy))
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
			return appendOption(b, "route-map", v.RouteMap)
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
				case a.Take("route-map"):
					v.RouteMap, err = policyName().Parse(a)
				default:
					err = cli.ErrNotModelled
				}
			}
			return v, err
		},
		Check: func(v AggregateAddress) error {
			return errors.Join(checkPrefix(v.Prefix, v.Prefix.Addr().Is6()), checkOptional(v.RouteMap, limitPolicy))
		},
	}
}

func listenRange() cli.Codec[ListenRange] {
	return cli.Codec[ListenRange]{
		Append: func(b []byte, v ListenRange) []byte {
			return appendOption(v.Prefix.AppendTo(b), "peer-group", v.PeerGroup)
		},
		Parse: func(a *cli.Args) (v ListenRange, err error) {
			if v.Prefix, err = anyPrefix(a); err != nil {
				return v, err
			}
			if !a.Take("peer-group") {
				return v, fmt.Errorf("peer-group is missing behind %s", v.Prefix)
			}
			v.PeerGroup, err = policyName().Parse(a)
			return v, err
		},
		Check: func(v ListenRange) error {
			return errors.Join(checkPrefix(v.Prefix, v.Prefix.Addr().Is6()), policyName().Check(v.PeerGroup))
		},
	}
}

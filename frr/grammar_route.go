package frr

import (
	"errors"
	"fmt"
	"net/netip"
	"strconv"

	"github.com/podfabric/podfabric/internal/cli"
)

// route is "P NEXTHOP|INTERFACE|NEXTHOP INTERFACE|Null0|blackhole|reject [tag T]
// [DISTANCE] [nexthop-vrf V]". The options are read in any order.
func route(v6 bool) cli.Codec[Route] {
	return cli.Codec[Route]{
		Append: appendRoute,
		Parse:  func(a *cli.Args) (Route, error) { return parseRoute(a, v6) },
		Check:  func(v Route) error { return checkRoute(v, v6) },
	}
}

func discards() cli.Codec[Discard] { return cli.Enum[Discard]("", "Null0", "blackhole", "reject") }

func checkRoute(v Route, v6 bool) error {
	errs := []error{checkPrefix(v.Prefix, v6), checkOptional(v.NextHopVRF, limitInterface), discards().Check(v.Discard)}
	switch {
	case v.Discard != 0 && (v.Interface != "" || v.NextHop.IsValid()):
		errs = append(errs, errors.New("a route that discards goes nowhere else"))
	case v.Discard == 0 && v.Interface == "" && !v.NextHop.IsValid():
		errs = append(errs, errors.New("a route wants a next hop, an interface or to discard"))
	}
	if v.Interface != "" {
		_, discards := discards().Parse(cli.NewArgs(v.Interface))
		_, addr := netip.ParseAddr(v.Interface)
		switch {
		case checkInterfaceName(v.Interface) != nil:
			errs = append(errs, checkInterfaceName(v.Interface))
		case discards == nil || addr == nil || isRouteOption(v.Interface) || v.Interface == "from":
			errs = append(errs, fmt.Errorf("%q %w", v.Interface, errNotInterface))
		}
	}
	if v.NextHop.IsValid() {
		errs = append(errs, cli.CheckAddr(v.NextHop), checkFamily(v.NextHop, v6))
	}
	return errors.Join(errs...)
}

func appendRoute(b []byte, v Route) []byte {
	b = v.Prefix.AppendTo(b)
	if v.Discard != 0 {
		b = discards().Append(append(b, ' '), v.Discard)
	}
	if v.NextHop.IsValid() {
		b = v.NextHop.AppendTo(append(b, ' '))
	}
	if v.Interface != "" {
		b = append(append(b, ' '), v.Interface...)
	}
	if v.Tag != 0 {
		b = strconv.AppendUint(append(b, " tag "...), uint64(v.Tag), 10)
	}
	if v.Distance != 0 {
		b = strconv.AppendUint(append(b, ' '), uint64(v.Distance), 10)
	}
	return appendOption(b, "nexthop-vrf", v.NextHopVRF)
}

func parseRoute(a *cli.Args, v6 bool) (v Route, err error) {
	if v.Prefix, err = parsePrefix(a, v6); err != nil {
		return v, err
	}
	v.Prefix = v.Prefix.Masked()
	if a.Peek() == "from" {
		return v, cli.ErrNotModelled
	}
	if v.Discard, err = discards().Parse(a); err != nil {
		if err = parseVia(a, &v, v6); err != nil {
			return v, err
		}
	}
	for !a.Done() && err == nil {
		switch word := a.Peek(); {
		case a.Take("tag"):
			v.Tag, err = cli.ParseUint[uint32](a.Next(), 1, 4294967295)
		case a.Take("nexthop-vrf"):
			v.NextHopVRF, err = cli.ParseWord(a, limitInterface)
		case word[0] >= '0' && word[0] <= '9':
			v.Distance, err = cli.ParseUint[uint8](a.Next(), 1, 255)
		default:
			err = cli.ErrNotModelled
		}
	}
	return v, err
}

// parseVia reads where a route goes.
func parseVia(a *cli.Args, v *Route, v6 bool) (err error) {
	if _, bad := netip.ParseAddr(a.Peek()); bad != nil {
		v.Interface, err = interfaceName().Parse(a)
		return err
	}
	if v.NextHop, err = cli.ParseAddr(a); err != nil {
		return err
	}
	if err := checkFamily(v.NextHop, v6); err != nil {
		return fmt.Errorf("next hop: %w", err)
	}
	if w := a.Peek(); w != "" && !isRouteOption(w) {
		v.Interface, err = interfaceName().Parse(a)
	}
	return err
}

func isRouteOption(w string) bool {
	switch w {
	case "tag", "vrf", "label", "table", "nexthop-vrf", "onlink", "color", "bfd", "segments":
		return true
	}
	return w[0] >= '0' && w[0] <= '9'
}

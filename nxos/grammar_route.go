package nxos

import (
	"errors"
	"fmt"
	"net/netip"
	"strconv"
	"strings"

	"github.com/podfabric/podfabric/internal/cli"
)

// route is "P [INTERFACE] [NEXTHOP] [vrf V] [name N] [tag T] [PREFERENCE]", or
// "P null0 ...". The last two are read in either order.
func route(v6 bool) cli.Codec[Route] {
	return cli.Codec[Route]{
		Append: appendRoute,
		Parse:  func(a *cli.Args) (Route, error) { return parseRoute(a, v6) },
		Check:  func(v Route) error { return checkRoute(v, v6) },
	}
}

func checkRoute(v Route, v6 bool) error {
	errs := []error{checkPrefix(v.Prefix, v6), checkOptional(v.VRF, limitVRF), checkOptional(v.Name, limitRouteName)}
	switch {
	case v.Null0 && (v.Interface != "" || v.NextHop.IsValid()):
		errs = append(errs, errors.New("a route to Null0 goes nowhere else"))
	case !v.Null0 && v.Interface == "" && !v.NextHop.IsValid():
		errs = append(errs, errors.New("a route wants a next hop, an interface or Null0"))
	}
	if v.Interface != "" && (!isInterfaceName(v.Interface) || isNull0(v.Interface)) {
		errs = append(errs, fmt.Errorf("%q is not the name of an interface", v.Interface))
	}
	if v.NextHop.IsValid() {
		errs = append(errs, cli.CheckAddr(v.NextHop), checkFamily(v.NextHop, v6))
	}
	return errors.Join(errs...)
}

func isNull0(s string) bool { return strings.EqualFold(s, "null0") }

const limitRouteName = 50

func appendRoute(b []byte, v Route) []byte {
	b = v.Prefix.AppendTo(b)
	if v.Null0 {
		b = append(b, " Null0"...)
	}
	if v.Interface != "" {
		b = append(append(b, ' '), v.Interface...)
	}
	if v.NextHop.IsValid() {
		b = v.NextHop.AppendTo(append(b, ' '))
	}
	if v.VRF != "" {
		b = append(append(b, " vrf "...), v.VRF...)
	}
	if v.Name != "" {
		b = append(append(b, " name "...), v.Name...)
	}
	if v.Tag != 0 {
		b = strconv.AppendUint(append(b, " tag "...), uint64(v.Tag), 10)
	}
	if v.Preference != 0 {
		b = strconv.AppendUint(append(b, ' '), uint64(v.Preference), 10)
	}
	return b
}

func parseRoute(a *cli.Args, v6 bool) (v Route, err error) {
	if a.Peek() == "static" {
		return v, cli.ErrNotModelled
	}
	if v.Prefix, err = parsePrefix(a, v6); err != nil {
		return v, err
	}
	v.Prefix = v.Prefix.Masked()
	if err = parseVia(a, &v, v6); err != nil {
		return v, err
	}
	if a.Take("vrf") {
		if v.VRF, err = cli.ParseWord(a, limitVRF); err != nil {
			return v, err
		}
	}
	if a.Take("name") {
		if v.Name, err = cli.ParseWord(a, limitRouteName); err != nil {
			return v, err
		}
	}
	if err = parseTag(a, &v.Tag); err != nil {
		return v, err
	}
	if w := a.Peek(); w != "" && w[0] >= '0' && w[0] <= '9' {
		if v.Preference, err = cli.ParseUint[uint8](a.Next(), 1, 255); err != nil {
			return v, err
		}
	}
	return v, parseTag(a, &v.Tag)
}

// parseVia reads where a route goes.
func parseVia(a *cli.Args, v *Route, v6 bool) error {
	if isNull0(a.Peek()) {
		a.Next()
		v.Null0 = true
		return nil
	}
	if _, err := netip.ParseAddr(a.Peek()); err != nil {
		name, err := parseInterfaceName(a)
		if err != nil {
			return err
		}
		v.Interface = name
		if _, err := netip.ParseAddr(a.Peek()); err != nil {
			return nil
		}
	}
	var err error
	v.NextHop, err = cli.ParseAddr(a)
	if err == nil {
		err = checkFamily(v.NextHop, v6)
	}
	return err
}

// parseTag reads "tag T" where it stands.
func parseTag(a *cli.Args, tag *uint32) (err error) {
	if *tag == 0 && a.Take("tag") {
		*tag, err = cli.ParseUint[uint32](a.Next(), 1, 4294967295)
	}
	return err
}

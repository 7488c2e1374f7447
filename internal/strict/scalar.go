package strict

import (
	"encoding"
	"fmt"
	"net/netip"
	"reflect"
	"regexp"
	"strconv"
	"strings"
	"time"

	"go.yaml.in/yaml/v3"
)

// scalar reads one word into v.
func (d *decoder) scalar(n *yaml.Node, path string, v reflect.Value) {
	t := v.Type()
	if n.Kind != yaml.ScalarNode {
		d.fault(WrongType, n, path, "want "+expected(t)+", got "+describe(n), "")
		return
	}
	tag := n.ShortTag()
	switch {
	case isText(t) || isDuration(t):
		// The number's literal text: 3.30 is not 3.3, and 64086.59905 is no fraction.
		number := isPlain(n) && (tag == "!!int" || tag == "!!float") && isText(t) && isInteger(t) && !isEnum(t)
		if tag != "!!str" && !number {
			d.fault(WrongType, n, path, "want "+expected(t)+", got "+describe(n), fixWord(n, t))
			return
		}
		if detail, fix := readText(n.Value, v); detail != "" {
			d.fault(WrongValue, n, path, detail, fix)
		}
	case t.Kind() == reflect.String:
		if tag != "!!str" {
			d.fault(WrongType, n, path, "want a text, got "+describe(n), fixWord(n, t))
			return
		}
		v.SetString(n.Value)
	case t.Kind() == reflect.Bool:
		if tag != "!!bool" {
			d.fault(WrongType, n, path, "want true or false, got "+describe(n), "")
			return
		}
		v.SetBool(strings.EqualFold(n.Value, "true"))
	case isInteger(t):
		d.integer(n, path, v)
	default:
		d.fault(WrongType, n, path, "the format has no values of type "+t.String(), "")
	}
}

// fixWord says how to write a word that YAML takes for something else.
func fixWord(n *yaml.Node, t reflect.Type) string {
	if isDuration(t) {
		return fmt.Sprintf("write the unit: %ss or %sms", short(n.Value), short(n.Value))
	}
	return fmt.Sprintf("quote it: %q", short(n.Value))
}

var decimal = regexp.MustCompile(`^-?(0|[1-9][0-9]*)$`)

func (d *decoder) integer(n *yaml.Node, path string, v reflect.Value) {
	t := v.Type()
	tag := n.ShortTag()
	switch {
	case !isPlain(n) && decimal.MatchString(n.Value):
		d.fault(WrongType, n, path, "want "+expected(t)+", got "+describe(n), "remove the quotes")
		return
	case tag == "!!int" && !decimal.MatchString(n.Value):
		d.fault(WrongValue, n, path, short(n.Value)+" is not a decimal number", "write it with the digits 0 to 9, without leading zeros")
		return
	case !isPlain(n), !decimal.MatchString(n.Value):
		d.fault(WrongType, n, path, "want "+expected(t)+", got "+describe(n), "")
		return
	}
	low, high := rangeOf(t)
	if t.Kind() <= reflect.Int64 {
		i, err := strconv.ParseInt(n.Value, 10, t.Bits())
		if err != nil {
			d.fault(WrongValue, n, path, fmt.Sprintf("%s is out of range (%s to %s)", short(n.Value), low, high), "")
			return
		}
		v.SetInt(i)
		return
	}
	u, err := strconv.ParseUint(strings.Replace(n.Value, "-0", "0", 1), 10, t.Bits())
	if err != nil {
		d.fault(WrongValue, n, path, fmt.Sprintf("%s is out of range (%s to %s)", short(n.Value), low, high), "")
		return
	}
	v.SetUint(u)
}

// rangeOf returns the bounds of an integer type.
func rangeOf(t reflect.Type) (low, high string) {
	if t.Kind() <= reflect.Int64 {
		low := int64(-1) << (t.Bits() - 1)
		return strconv.FormatInt(low, 10), strconv.FormatInt(-(low + 1), 10)
	}
	return "0", strconv.FormatUint(^uint64(0)>>(64-t.Bits()), 10)
}

// expected names what a type's values look like.
func expected(t reflect.Type) string {
	switch {
	case isDuration(t):
		return `a duration such as "10s" or "300ms"`
	case t == reflect.TypeFor[netip.Addr]():
		return "an IP address"
	case t == reflect.TypeFor[netip.Prefix]():
		return "an IP prefix such as 10.0.0.0/24"
	case isEnum(t):
		return "one of " + strings.Join(enumOf(t), ", ")
	case t.Kind() == reflect.Bool:
		return "true or false"
	case isInteger(t) && !isText(t):
		return "a whole number"
	case isInteger(t):
		return "a number or a text"
	}
	return "a text"
}

// readText reads the text of a type that has one into v, and says what is wrong
// with it and what to write instead.
func readText(text string, v reflect.Value) (detail, fix string) {
	t := v.Type()
	quoted := strconv.Quote(short(text))
	if isDuration(t) {
		unitless := strings.Trim(text, "+-0123456789.") == ""
		duration, err := time.ParseDuration(text)
		if err != nil || unitless {
			return quoted + " is not a duration", `write a number with its unit, such as "10s" or "300ms"`
		}
		v.SetInt(int64(duration))
		return "", ""
	}
	to := reflect.New(t)
	err := to.Interface().(encoding.TextUnmarshaler).UnmarshalText([]byte(text))
	switch {
	case isEnum(t) && err != nil:
		return fmt.Sprintf("%s is not one of %s", quoted, strings.Join(enumOf(t), ", ")), meant(text, enumOf(t))
	case t == reflect.TypeFor[netip.Addr](), t == reflect.TypeFor[netip.Prefix]():
		if detail, fix := refuseIP(text, to.Interface()); err != nil || detail != "" {
			return quoted + " is not " + expected(t) + detail, fix
		}
	case err != nil:
		return quoted + " is " + err.Error(), ""
	case to.Elem().IsZero() && !isEnum(t):
		return quoted + ` stands for "not set"`, "leave the field out"
	}
	v.Set(to.Elem())
	return "", ""
}

func meant(name string, known []string) string {
	if best := closest(name, known); best != "" {
		return fmt.Sprintf("did you mean %q?", best)
	}
	return ""
}

// refuseIP says what is wrong with a parsed address or prefix: zones belong to
// one host, and an IPv4 address has one way to be written.
func refuseIP(text string, parsed any) (detail, fix string) {
	var a netip.Addr
	switch p := parsed.(type) {
	case *netip.Addr:
		a = *p
		if prefix, err := netip.ParsePrefix(text); err == nil {
			return " without a length", "write " + prefix.Addr().String()
		}
	case *netip.Prefix:
		a = p.Addr()
		if a.Is4In6() && p.Bits() >= 96 {
			return ": it is an IPv4 address mapped into IPv6", fmt.Sprintf("write %s/%d", a.Unmap(), p.Bits()-96)
		}
		if alone, err := netip.ParseAddr(text); err == nil {
			return ": its length is missing", fmt.Sprintf("write %s/LENGTH, at most /%d", alone.WithZone(""), alone.BitLen())
		}
	}
	switch {
	case !a.IsValid():
		return ": it does not parse", ""
	case a.Is4In6():
		return ": it is an IPv4 address mapped into IPv6", "write " + a.Unmap().String()
	case a.Zone() != "":
		return ": it has a zone", "write " + a.WithZone("").String()
	}
	return "", ""
}

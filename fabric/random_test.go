package fabric

import (
	"math/rand/v2"
	"net/netip"
	"reflect"
	"strings"
	"time"

	"github.com/podfabric/podfabric/ipam"
)

// random fills designs and states with values of every kind, most of them
// nonsense to a network and all of them possible in the types.
type random struct{ *rand.Rand }

func newRandom(seed uint64) random { return random{rand.New(rand.NewPCG(seed, 1))} }

func (r random) design() Design {
	var d Design
	r.fill(reflect.ValueOf(&d).Elem())
	return d
}

func (r random) state() State {
	var s State
	r.fill(reflect.ValueOf(&s).Elem())
	return s
}

// fill sets v to a random value; required fields are always set.
func (r random) fill(v reflect.Value) {
	switch to := v.Addr().Interface().(type) {
	case *Kind:
		fillOne[Kind](r, to, IPFabric{}, ACI{})
	case *SVI:
		fillOne[SVI](r, to, FloatingSVI{}, StandardSVI{})
	case *ContractScope:
		*to = ContractScope(r.IntN(len(scopeNames())))
	case *Platform:
		fillOne[Platform](r, to, NXOS{}, Junos{}, FRR{})
	case *ASScheme:
		fillOne[ASScheme](r, to, ASPerRack{}, ASPerServer{}, ASPerCluster{})
	case *Attachment:
		fillOne[Attachment](r, to, Bond{}, SingleHomed{}, VM{})
	case *CNI:
		fillOne[CNI](r, to, Calico{})
	case *Addr:
		*to = r.addr()
	case *Prefix:
		*to = r.prefix()
	case *Addrs:
		for !to.V4.IsValid() && !to.V6.IsValid() {
			*to = Addrs{}
			if r.IntN(2) == 0 {
				*to = to.With(r.addr4())
			}
			if r.IntN(2) == 0 {
				*to = to.With(r.addr6())
			}
		}
	case *Prefixes:
		for !to.V4.IsValid() && !to.V6.IsValid() {
			*to = Prefixes{}
			if r.IntN(2) == 0 {
				*to = to.With(netip.PrefixFrom(r.addr4(), r.IntN(33)))
			}
			if r.IntN(2) == 0 {
				*to = to.With(netip.PrefixFrom(r.addr6(), r.IntN(129)))
			}
		}
	case *Secret:
		*to = []Secret{SecretFrom("fabric/" + r.word()), {redacted: true}, SecretFrom("123")}[r.IntN(3)]
	case *ASN:
		*to = ASN(1 + r.Uint32N(1<<32-1))
	case *ASNRange:
		first := ASN(1 + r.Uint32N(1<<31))
		*to = ASNRange{first, first + ASN(r.Uint32N(1<<30))}
	case *VLANRange:
		first := 1 + r.IntN(4000)
		*to = VLANRange{VLAN(first), VLAN(first + r.IntN(4095-first))}
	case *ipam.Position:
		*to = []ipam.Position{ipam.FromFirst(r.Uint64() >> r.IntN(64)), ipam.FromLast(uint64(r.IntN(9))), ipam.Exactly(r.addr())}[r.IntN(3)]
	case *ipam.Span:
		first, last := uint64(r.IntN(9)), uint64(r.IntN(9))
		*to = []ipam.Span{
			{From: ipam.FromFirst(first), To: ipam.FromLast(last)},
			{From: ipam.FromLast(last), To: ipam.FromFirst(first), Down: true},
		}[r.IntN(2)]
	case *Version:
		*to = Version{uint16(1 + r.IntN(1<<16-1)), uint16(r.IntN(1 << 16)), uint16(r.IntN(3))}
	case *Community:
		*to = Community(1 + r.Uint32N(1<<32-1))
	case *GatewayProtocol:
		*to = GatewayProtocol(r.IntN(len(gatewayNames())))
	case *FRRSystem:
		*to = FRRSystem(r.IntN(len(systemNames())))
	case *DefaultRoute:
		*to = DefaultRoute(r.IntN(len(defaultRouteNames())))
	case *Peering:
		*to = Peering(r.IntN(len(peeringNames())))
	case *TrafficPolicy:
		*to = TrafficPolicy(r.IntN(len(trafficPolicyNames())))
	case *time.Duration:
		*to = time.Duration(r.Int64()) / []time.Duration{1, time.Millisecond, time.Second, -1}[r.IntN(4)]
	default:
		r.fillKind(v)
	}
}

func (r random) fillKind(v reflect.Value) {
	switch v.Kind() {
	case reflect.Struct:
		for i := range v.NumField() {
			tag, ok := v.Type().Field(i).Tag.Lookup("yaml")
			if !ok {
				continue
			}
			if !strings.HasSuffix(tag, ",omitempty") || r.IntN(2) == 0 {
				r.fill(v.Field(i))
			}
		}
	case reflect.Slice:
		if n := r.IntN(4); n > 0 {
			v.Set(reflect.MakeSlice(v.Type(), n, n))
			for i := range n {
				r.fill(v.Index(i))
			}
		}
	case reflect.Map:
		v.Set(reflect.MakeMap(v.Type()))
		for range 1 + r.IntN(3) {
			v.SetMapIndex(reflect.ValueOf(r.word()), reflect.ValueOf(r.word()))
		}
	case reflect.String:
		v.SetString(r.word())
	case reflect.Bool:
		v.SetBool(r.IntN(2) == 0)
	default:
		if v.CanInt() {
			v.SetInt(r.Int64() >> r.IntN(64))
		} else {
			v.SetUint(r.Uint64() >> (64 - v.Type().Bits()))
		}
	}
}

func fillOne[I any](r random, to *I, variants ...I) {
	v := reflect.New(reflect.TypeOf(variants[r.IntN(len(variants))])).Elem()
	r.fill(v)
	*to = v.Interface().(I)
}

func (r random) addr4() Addr {
	var b [4]byte
	for i := range b {
		b[i] = byte(r.Uint32())
	}
	return netip.AddrFrom4(b)
}

func (r random) addr6() Addr {
	var b [16]byte
	for i := range b {
		if r.IntN(3) == 0 {
			b[i] = byte(r.Uint32())
		}
	}
	b[0] = 0x20 // never one that IPv4 is mapped into
	return netip.AddrFrom16(b)
}

func (r random) addr() Addr {
	if r.IntN(2) == 0 {
		return r.addr4()
	}
	return r.addr6()
}

func (r random) prefix() Prefix {
	a := r.addr()
	return netip.PrefixFrom(a, r.IntN(a.BitLen()+1))
}

// word returns a name, now and then one that a reader of YAML trips over.
func (r random) word() string {
	odd := []string{
		"", "no", "yes", "123", "1.50", "0x1f", "~", "null", "<<", "=", "a: b", "a #b", "- a", "[a]", "{a}",
		"*a", "&a", "!a", "%a", "@a", "`a`", "'", `"`, "\\", "a\nb", "\n", " a", "a ", "\t", "a\tb", "é", "…", "\u0085",
		"\u2028", "\ufeff", "\U0001F600", "\x00", "\x7f", "12:30", "2026-01-01", "1_000", "a:", ":a", "?", "? a", "---", "...",
		".inf", ".nan", "+1", "true", "Off", "a, b", "8.1", "1e3", "a\r\nb", "\ufffd", strings.Repeat("long ", 40), "example.org/rack",
	}
	if r.IntN(3) == 0 {
		return odd[r.IntN(len(odd))]
	}
	letters := "abcdefghijklmnopqrstuvwxyz0123456789-./_()"
	b := make([]byte, 1+r.IntN(12))
	for i := range b {
		b[i] = letters[r.IntN(len(letters))]
	}
	return string(b)
}

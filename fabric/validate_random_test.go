package fabric

import (
	"fmt"
	"math"
	"math/rand/v2"
	"net/netip"
	"reflect"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// A nasty fills designs with anything that their types can hold, likely and
// impossible values alike, with names and addresses that collide.
type nasty struct{ *rand.Rand }

const secretText = "never to be shown?"

func (r nasty) design() *Design {
	var d Design
	r.fill(reflect.ValueOf(&d).Elem(), 0)
	return &d
}

func pick[T any](r nasty, of ...T) T { return of[r.IntN(len(of))] }

func (r nasty) addr() Addr {
	return pick(r, Addr{}, ipAddr("10.0.0.1"), ipAddr("10.0.0.2"), ipAddr("10.13.0.115"), ipAddr("0.0.0.0"), ipAddr("255.255.255.255"),
		ipAddr("224.0.0.1"), ipAddr("::"), ipAddr("fd00::1"), ipAddr("fe80::1%eth0"), ipAddr("::ffff:10.0.0.1"),
		netip.AddrFrom4([4]byte{10, 0, byte(r.IntN(4)), byte(r.IntN(256))}))
}

func (r nasty) fill(v reflect.Value, depth int) {
	switch to := v.Addr().Interface().(type) {
	case *Kind:
		var ip IPFabric
		r.fill(reflect.ValueOf(&ip).Elem(), depth+1)
		var aci ACI
		r.fill(reflect.ValueOf(&aci).Elem(), depth+1)
		*to = pick[Kind](r, nil, &ip, ip, ip, ip, (*IPFabric)(nil), aci, aci, aci, &aci)
	case *SVI:
		var floating FloatingSVI
		var standard StandardSVI
		r.fill(reflect.ValueOf(&floating).Elem(), depth+1)
		r.fill(reflect.ValueOf(&standard).Elem(), depth+1)
		*to = pick[SVI](r, nil, floating, floating, standard, standard, &floating)
	case *Platform:
		*to = pick[Platform](r, nil, &NXOS{}, NXOS{Version: r.text(), Modular: true}, (*NXOS)(nil),
			Junos{Version: r.text()}, FRR{Version: r.text(), System: FRRSystem(r.IntN(3))}, &FRR{})
	case *ASScheme:
		*to = pick[ASScheme](r, nil, &ASPerRack{}, ASPerRack{}, ASPerCluster{AS: r.as()}, ASPerServer{Range: ASNRange{r.as(), r.as()}}, (*ASPerServer)(nil))
	case *Attachment:
		*to = pick[Attachment](r, nil, &Bond{}, Bond{}, SingleHomed{Leaf: r.text()}, VM{Host: r.text(), Leaf: r.text()}, (*VM)(nil))
	case *CNI:
		var k Calico
		r.fill(reflect.ValueOf(&k).Elem(), depth+1)
		*to = pick[CNI](r, nil, &k, k, k, (*Calico)(nil))
	case *Addr:
		*to = r.addr()
	case *Prefix:
		*to = netip.PrefixFrom(r.addr(), r.IntN(140)-5)
	case *Secret:
		*to = pick(r, Secret{}, NewSecret(secretText), SecretFrom("name"))
	case *ASN:
		*to = r.as()
	case *Version:
		*to = Version{uint16(r.IntN(5)), uint16(r.IntN(40)), uint16(r.IntN(3))}
	case *time.Duration:
		*to = pick(r, 0, time.Second, 10*time.Second, 30*time.Second, time.Millisecond, -time.Second, math.MaxInt64, math.MinInt64, 300*time.Millisecond)
	case *map[string]string:
		*to = pick(r, nil, map[string]string{}, map[string]string{r.text(): r.text(), "rack": r.text()})
	case *string:
		*to = r.text()
	default:
		r.fillKind(v, depth)
	}
}

func (r nasty) fillKind(v reflect.Value, depth int) {
	switch v.Kind() {
	case reflect.Struct:
		for i := range v.NumField() {
			if v.Type().Field(i).IsExported() {
				r.fill(v.Field(i), depth+1)
			}
		}
	case reflect.Slice:
		n := r.IntN(4)
		v.Set(reflect.MakeSlice(v.Type(), n, n))
		for i := range n {
			r.fill(v.Index(i), depth+1)
		}
	case reflect.Bool:
		v.SetBool(r.IntN(2) == 0)
	case reflect.Int:
		v.SetInt(pick[int64](r, 0, 0, 1, 24, 26, 31, 64, 100, 255, 4095, -1, math.MaxInt, math.MinInt))
	case reflect.Uint8, reflect.Uint16, reflect.Uint32:
		v.SetUint(pick(r, 0, 1, 2, uint64(r.Uint32()), 100, math.MaxUint32))
	}
}

func (r nasty) text() string {
	return pick(r, "", "a", "b", "c", "d", "rack", "A", "a b", "a\n", "a/b", "Ethernet1/1", "Ethernet1/48", "9.3(8)", "7.0(3)I7(", "\xff", strings.Repeat("x", 300))
}

func (r nasty) as() ASN {
	return pick(r, 0, 64512, 65001, 65002, 65535, 23456, 4200000000, math.MaxUint32, 3320, ASN(r.Uint32()))
}

// disturb sets a few places of a good design to random values.
func (r nasty) disturb(d *Design) {
	for range 1 + r.IntN(3) {
		v := reflect.ValueOf(d).Elem()
		for depth := range 12 {
			if r.IntN(4) == 0 && depth > 1 {
				break
			}
			next, ok := r.into(v)
			if !ok {
				break
			}
			v = next
		}
		if v.CanSet() && v.Type() != reflect.TypeFor[Design]() {
			r.fill(v, 0)
		}
	}
}

// into goes one step down, to a field or an element that can be set.
func (r nasty) into(v reflect.Value) (reflect.Value, bool) {
	switch {
	case v.Type() == reflect.TypeFor[Addr](), v.Type() == reflect.TypeFor[Prefix](), v.Type() == reflect.TypeFor[Secret]():
		return v, false
	case v.Kind() == reflect.Slice && v.Len() > 0:
		return v.Index(r.IntN(v.Len())), true
	case v.Kind() == reflect.Struct:
		f := r.IntN(v.NumField())
		if v.Type().Field(f).IsExported() {
			return v.Field(f), true
		}
	}
	return v, false
}

// sound holds the answer to a design to what every answer has to be.
func sound(t *testing.T, d *Design) {
	t.Helper()
	problems := d.Validate()
	for _, p := range problems {
		if p.Code == "" || p.Field == "" || p.Detail == "" || p.Fix == "" || p.Source == "" {
			require.Fail(t, "incomplete", "%#v", p)
		}
		require.NoError(t, resolves(reflect.ValueOf(d).Elem(), p.Field), p.Error())
	}
	text := problems.Error() + fmt.Sprintf("%#v", problems)
	require.NotContains(t, text, secretText)
	require.Equal(t, problems, d.Validate(), "asked twice")
	if problems.Err() == nil {
		_, err := d.Plan(nil)
		if err != nil {
			require.IsType(t, Problems{}, err)
		}
	}
}

func TestValidateTakesAnyDesign(t *testing.T) {
	for seed := range uint64(2000) {
		r := nasty{rand.New(rand.NewPCG(seed, 7))}
		sound(t, r.design())
	}
}

func TestValidateTakesDisturbedDesigns(t *testing.T) {
	for seed := range uint64(4000) {
		r := nasty{rand.New(rand.NewPCG(seed, 8))}
		d := pick(r, labDesign(), dualDesign())
		r.disturb(d)
		sound(t, d)
	}
}

func TestValidateTakesDisturbedACIDesigns(t *testing.T) {
	for seed := range uint64(4000) {
		r := nasty{rand.New(rand.NewPCG(seed, 11))}
		d := pick(r, floatingDesign(), standardDesign(), dualACIDesign())
		r.disturb(d)
		sound(t, d)
	}
}

func TestValidateChangesNothing(t *testing.T) {
	for seed := range uint64(200) {
		d, twin := nasty{rand.New(rand.NewPCG(seed, 9))}.design(), nasty{rand.New(rand.NewPCG(seed, 9))}.design()
		d.Validate()
		require.Equal(t, twin, d)
	}
}

func FuzzValidate(f *testing.F) {
	f.Add(uint64(1), true)
	f.Add(uint64(2), false)
	f.Fuzz(func(t *testing.T, seed uint64, whole bool) {
		r := nasty{rand.New(rand.NewPCG(seed, 10))}
		d := dualDesign()
		if whole {
			d = r.design()
		} else {
			r.disturb(d)
		}
		sound(t, d)
	})
}

// resolves reports whether a path leads to a place that the design has, or to a
// field of its that is empty. It knows the file format only by its tags.
func resolves(v reflect.Value, path string) error {
	for path != "" {
		step := path
		if i := strings.IndexAny(path, ".["); i > 0 {
			step = path[:i]
		}
		path = strings.TrimPrefix(path[len(step):], ".")
		var ok bool
		if v, ok = stepInto(v, step); !ok {
			return fmt.Errorf("no %q in %s, before %q", step, v.Type(), path)
		}
		for strings.HasPrefix(path, "[") && v.Kind() == reflect.Slice {
			index, rest, _ := strings.Cut(path[1:], "]")
			i, err := strconv.Atoi(index)
			if err != nil || i >= v.Len() {
				return fmt.Errorf("no item %s of %d, before %q", index, v.Len(), rest)
			}
			v, path = v.Index(i), strings.TrimPrefix(rest, ".")
		}
		if v.Kind() == reflect.Map {
			return nil
		}
	}
	return nil
}

func stepInto(v reflect.Value, step string) (reflect.Value, bool) {
	if v.Kind() == reflect.Interface {
		names := map[string]reflect.Type{
			"ipFabric": reflect.TypeFor[IPFabric](), "aci": reflect.TypeFor[ACI](),
			"floating": reflect.TypeFor[FloatingSVI](), "standard": reflect.TypeFor[StandardSVI](), "nxos": reflect.TypeFor[NXOS](), "junos": reflect.TypeFor[Junos](), "frr": reflect.TypeFor[FRR](), "calico": reflect.TypeFor[Calico](),
			"perServer": reflect.TypeFor[ASPerServer](), "perCluster": reflect.TypeFor[ASPerCluster](),
			"single": reflect.TypeFor[SingleHomed](), "vm": reflect.TypeFor[VM](),
		}
		return v.Elem(), !v.IsNil() && v.Elem().Type() == names[step]
	}
	if v.Kind() != reflect.Struct {
		return v, false
	}
	for i := range v.NumField() {
		name, options, _ := strings.Cut(v.Type().Field(i).Tag.Get("yaml"), ",")
		if name == step {
			return v.Field(i), true
		}
		if options == "inline" {
			if inner, ok := stepInto(v.Field(i), step); ok {
				return inner, true
			}
		}
	}
	return v, false
}

func TestResolvesFindsOnlyWhatIsThere(t *testing.T) {
	v := reflect.ValueOf(labDesign()).Elem()
	for _, good := range []string{"name", "racks[0].vlan", "fabric.ipFabric.spines[1].name", "clusters[0].nodes[0].labels.rack"} {
		assert.NoError(t, resolves(v, good))
	}
	for _, bad := range []string{"nodes", "racks[2].vlan", "fabric.spines", "clusters[0].as.perServer.range", "racks[0].network"} {
		assert.Error(t, resolves(v, bad))
	}
}

package ipam

import (
	"errors"
	"fmt"
	"iter"
	"math/bits"
	"net/netip"
	"slices"
	"strings"
)

// A Span is the range of a subnet from which nodes get their addresses, both
// ends included, and the direction in which they get them. The zero Span is
// everything usable, upwards.
//
// As text: "first+3..last" upwards, "last-4..first" downwards, "" for the zero
// Span. The order of the ends is the direction: an end counted from the first
// address is below an explicit one, and that below an end counted from the last.
type Span struct {
	// From has the first node. From and To are both set or both not.
	From, To Position
	// Down says that To is below From. It is false where they are equal and in
	// the zero Span; everything usable, downwards, is "last..first".
	Down bool
}

// ParseSpan reads the text of a span.
func ParseSpan(s string) (Span, error) {
	if s == "" {
		return Span{}, nil
	}
	a, b, ok := strings.Cut(s, "..")
	if !ok || a == "" || b == "" {
		return Span{}, fmt.Errorf(`%q is no span: want two positions, as in "first+3..last"`, s)
	}
	from, err := ParsePosition(a)
	if err != nil {
		return Span{}, err
	}
	to, err := ParsePosition(b)
	if err != nil {
		return Span{}, err
	}
	span := Span{From: from, To: to, Down: downwards(from, to)}
	if err := span.Validate(); err != nil {
		return Span{}, err
	}
	return span, nil
}

// downwards reports whether the way from a to b goes down in every subnet that
// has room for both.
func downwards(a, b Position) bool {
	switch {
	case a.base != b.base:
		return a.base > b.base
	case a.base == baseAddr:
		return b.addr.Less(a.addr)
	case a.base == baseLast:
		return a.offset < b.offset
	}
	return a.offset > b.offset
}

// IsZero reports whether the span is everything usable, upwards.
func (s Span) IsZero() bool { return s == Span{} }

// String returns the text that [ParseSpan] reads, if the span is valid.
func (s Span) String() string {
	if s.IsZero() {
		return ""
	}
	return s.From.String() + ".." + s.To.String()
}

// MarshalText writes the text that [ParseSpan] reads. A span that is not valid
// has none, which is an error.
func (s Span) MarshalText() ([]byte, error) {
	if err := s.Validate(); err != nil {
		return nil, err
	}
	return []byte(s.String()), nil
}

// UnmarshalText reads what [ParseSpan] reads.
func (s *Span) UnmarshalText(text []byte) error {
	parsed, err := ParseSpan(string(text))
	if err != nil {
		return err
	}
	*s = parsed
	return nil
}

// Validate reports an end without the other, ends of two families, and a
// direction that is not that of the ends.
func (s Span) Validate() error {
	switch {
	case s.From.IsZero() != s.To.IsZero():
		return fmt.Errorf("span %q has one end: set both, or none for everything usable", s)
	case s.From.IsZero() && s.Down:
		return errors.New(`a span without ends runs upwards: write "last..first" for downwards`)
	case s.From.base == baseAddr && s.To.base == baseAddr && s.From.addr.Is4() != s.To.addr.Is4():
		return fmt.Errorf("span %q has ends of two families", s)
	case s.Down != downwards(s.From, s.To):
		return fmt.Errorf("span %q runs downwards: %v, but its direction says %v", s, !s.Down, s.Down)
	}
	return nil
}

// In returns the address of the first node and that of the last. An end outside
// the subnet is an error, and so are ends that pass each other in a small one.
func (s Span) In(subnet netip.Prefix) (from, to netip.Addr, err error) {
	if err := s.Validate(); err != nil {
		return from, to, err
	}
	if s.IsZero() {
		from, to = Usable(subnet)
		if !from.IsValid() {
			return from, to, notASubnet(subnet)
		}
		return from, to, nil
	}
	from, ferr := s.From.In(subnet)
	to, terr := s.To.In(subnet)
	if err := errors.Join(ferr, terr); err != nil {
		return netip.Addr{}, netip.Addr{}, err
	}
	if s.Down && from.Less(to) || !s.Down && to.Less(from) {
		return netip.Addr{}, netip.Addr{}, fmt.Errorf(
			"span %q is empty in %v: its ends %v and %v pass each other", s, subnet.Masked(), from, to)
	}
	return from, to, nil
}

// A Layout says who has which address in one node subnet, for every subnet
// alike. What is not set does not exist there. The zero Layout places nothing
// and leaves everything usable to the nodes.
type Layout struct {
	// Gateway is the shared HSRP or VRRP address, the nodes' default gateway. It
	// is never an end of a BGP session: nodes peer with Leaves (seeds/000).
	Gateway Position `yaml:"gateway,omitempty"`
	// Leaves are the leaves' or anchors' own (on ACI: primary) addresses, in the
	// order of the leaves. A subnet with fewer leaves keeps the rest for later.
	Leaves []Position `yaml:"leaves,omitempty"`
	// Secondary is ACI's secondary address, shared by the leaves of the SVI. It is
	// the nodes' default gateway there.
	Secondary Position `yaml:"secondary,omitempty"`
	// Floating is the floating address of an ACI floating SVI, which the leaves
	// that are not anchors use. Nothing points at it.
	Floating Position `yaml:"floating,omitempty"`
	// Virtual is an address that nodes share, such as that of the API server.
	Virtual Position `yaml:"virtual,omitempty"`
	// Nodes is where the nodes' addresses come from, less everything placed.
	Nodes Span `yaml:"nodes,omitempty"`
	// Avoid are addresses to keep free for something that is not planned here.
	Avoid []Position `yaml:"avoid,omitempty"`
}

// A role is one place of a layout. What is optional and not set is no role.
type role struct {
	name string
	at   Position
}

func (l Layout) roles() []role {
	var all []role
	add := func(name string, p Position) {
		if !p.IsZero() {
			all = append(all, role{name, p})
		}
	}
	add("gateway", l.Gateway)
	for i, p := range l.Leaves {
		all = append(all, role{fmt.Sprintf("leaves[%d]", i), p})
	}
	add("secondary", l.Secondary)
	add("floating", l.Floating)
	add("virtual", l.Virtual)
	for i, p := range l.Avoid {
		all = append(all, role{fmt.Sprintf("avoid[%d]", i), p})
	}
	return all
}

// Validate reports what is wrong in every subnet, all of it at once: an entry of
// Leaves or Avoid that is not set, two roles at one position, explicit addresses
// of two families, a span that is not valid. That two roles meet only in a small
// subnet is for [Layout.In] to say.
func (l Layout) Validate() error {
	var errs []error
	roles := l.roles()
	for i, r := range roles {
		if r.at.IsZero() {
			errs = append(errs, fmt.Errorf("%s: the position is not set", r.name))
			continue
		}
		if j := slices.IndexFunc(roles[:i], func(o role) bool { return o.at == r.at }); j >= 0 {
			errs = append(errs, fmt.Errorf("%s and %s are both at %v", roles[j].name, r.name, r.at))
		}
	}
	if err := l.Nodes.Validate(); err != nil {
		errs = append(errs, fmt.Errorf("nodes: %w", err))
	}
	var first role
	for _, r := range append(roles, role{"nodes", l.Nodes.From}, role{"nodes", l.Nodes.To}) {
		switch {
		case r.at.base != baseAddr:
		case first.name == "":
			first = r
		case first.at.addr.Is4() != r.at.addr.Is4():
			errs = append(errs, fmt.Errorf("%s and %s are of two families, %v and %v", first.name, r.name, first.at, r.at))
		}
	}
	return errors.Join(errs...)
}

// IsZero reports whether the layout says nothing.
func (l Layout) IsZero() bool {
	return len(l.roles()) == 0 && l.Nodes.IsZero()
}

// In places the layout in a subnet. The error joins everything that does not
// fit: a role outside the usable addresses, two roles on one address, a span
// whose ends pass each other. That no address is left for a node is no error
// here, as a link between two leaves needs none: ask [Placed.Capacity].
func (l Layout) In(subnet netip.Prefix) (Placed, error) {
	if first, _ := Usable(subnet); !first.IsValid() {
		return Placed{}, notASubnet(subnet)
	}
	subnet = subnet.Masked()
	var errs []error
	roles := l.roles()
	at := make([]netip.Addr, len(roles))
	for i, r := range roles {
		a, err := r.at.In(subnet)
		if err != nil {
			errs = append(errs, fmt.Errorf("%s: %w", r.name, err))
			continue
		}
		if j := slices.Index(at[:i], a); j >= 0 {
			errs = append(errs, fmt.Errorf("%s and %s are both at %v in %v", roles[j].name, r.name, a, subnet))
		}
		at[i] = a
	}
	from, to, err := l.Nodes.In(subnet)
	if err != nil {
		errs = append(errs, fmt.Errorf("nodes: %w", err))
	}
	if len(errs) > 0 {
		return Placed{}, errors.Join(errs...)
	}
	next := func(p Position) (a netip.Addr) {
		if !p.IsZero() {
			a, at = at[0], at[1:]
		}
		return a
	}
	// In the order of roles.
	placed := Placed{Subnet: subnet, From: from, To: to}
	placed.Gateway = next(l.Gateway)
	for _, p := range l.Leaves {
		placed.Leaves = append(placed.Leaves, next(p))
	}
	placed.Secondary, placed.Floating, placed.Virtual = next(l.Secondary), next(l.Floating), next(l.Virtual)
	for _, p := range l.Avoid {
		placed.Avoid = append(placed.Avoid, next(p))
	}
	return placed, nil
}

// Capacity returns how many nodes have room in the subnet, as [Placed.Capacity].
func (l Layout) Capacity(subnet netip.Prefix) (uint64, error) {
	placed, err := l.In(subnet)
	if err != nil {
		return 0, err
	}
	return placed.Capacity(), nil
}

// A Placed is a layout in one subnet. All its addresses are usable and no two of
// them are equal; an address of a role that the layout does not set is invalid.
type Placed struct {
	Subnet                       netip.Prefix
	Gateway                      netip.Addr
	Leaves                       []netip.Addr
	Secondary, Floating, Virtual netip.Addr
	Avoid                        []netip.Addr
	// From and To are the ends of the range for nodes, both included, in which
	// some of the above may lie. To is below From where nodes go downwards.
	From, To netip.Addr
}

// Taken returns every address that no node may have, in ascending order.
func (p Placed) Taken() []netip.Addr {
	all := slices.Concat([]netip.Addr{p.Gateway, p.Secondary, p.Floating, p.Virtual}, p.Leaves, p.Avoid)
	all = slices.DeleteFunc(all, func(a netip.Addr) bool { return !a.IsValid() })
	slices.SortFunc(all, netip.Addr.Compare)
	return all
}

// Nodes yields the addresses for nodes in the order in which they are given out.
// There may be as many as the subnet has addresses: stop in time.
func (p Placed) Nodes() iter.Seq[netip.Addr] {
	return func(yield func(netip.Addr) bool) {
		taken := p.Taken()
		step := netip.Addr.Next
		if p.To.Less(p.From) {
			step = netip.Addr.Prev
		}
		for a := p.From; a.IsValid(); a = step(a) {
			if _, ok := slices.BinarySearchFunc(taken, a, netip.Addr.Compare); !ok && !yield(a) {
				return
			}
			if a == p.To {
				return
			}
		}
	}
}

// Capacity returns how many addresses [Placed.Nodes] yields; more than a uint64
// holds, as in an IPv6 /63, is the largest one.
func (p Placed) Capacity() uint64 {
	low, high := p.From, p.To
	if high.Less(low) {
		low, high = high, low
	}
	if !low.IsValid() {
		return 0
	}
	var taken uint64
	for _, a := range p.Taken() {
		if !a.Less(low) && !high.Less(a) {
			taken++
		}
	}
	hi, lo := distance(low, high)
	lo, carry := bits.Add64(lo, 1, 0)
	hi += carry // the whole of IPv6 is without its first address
	lo, borrow := bits.Sub64(lo, taken, 0)
	return saturated(hi-borrow, lo)
}

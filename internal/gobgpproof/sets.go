package gobgpproof

import (
	"fmt"
	"net/netip"
	"slices"

	"github.com/osrg/gobgp/v4/api"
	"google.golang.org/protobuf/encoding/prototext"

	"github.com/podfabric/podfabric/fabric/routing"
)

// sets are the named lists that the statements of one server refer to. Lists with
// the same content are one.
type sets struct {
	list  []*api.DefinedSet
	names map[string]string
}

func (s *sets) add(set *api.DefinedSet, how api.MatchSet_Type) *api.MatchSet {
	content := prototext.Format(set)
	name, known := s.names[content]
	if !known {
		name = fmt.Sprint("set", len(s.list)+1)
		if s.names == nil {
			s.names = map[string]string{}
		}
		s.names[content] = name
		set.Name = name
		s.list = append(s.list, set)
	}
	return &api.MatchSet{Type: how, Name: name}
}

func (s *sets) neighbors(images ...netip.Prefix) *api.MatchSet {
	set := &api.DefinedSet{DefinedType: api.DefinedType_DEFINED_TYPE_NEIGHBOR}
	for _, p := range images {
		set.List = append(set.List, p.String())
	}
	return s.add(set, api.MatchSet_TYPE_ANY)
}

func (s *sets) prefixes(rules []routing.PrefixRule) *api.MatchSet {
	set := &api.DefinedSet{DefinedType: api.DefinedType_DEFINED_TYPE_PREFIX}
	for _, r := range rules {
		set.Prefixes = append(set.Prefixes, &api.Prefix{
			IpPrefix: r.Prefix.String(), MaskLengthMin: uint32(r.Min), MaskLengthMax: uint32(r.Max),
		})
	}
	return s.add(set, api.MatchSet_TYPE_ANY)
}

func (s *sets) communities(list []routing.Community, how api.MatchSet_Type) *api.MatchSet {
	return s.add(&api.DefinedSet{DefinedType: api.DefinedType_DEFINED_TYPE_COMMUNITY, List: communityWords(list)}, how)
}

func (s *sets) asPaths(patterns []string) *api.MatchSet {
	return s.add(&api.DefinedSet{DefinedType: api.DefinedType_DEFINED_TYPE_AS_PATH, List: patterns}, api.MatchSet_TYPE_ANY)
}

func communityWords(list []routing.Community) []string {
	words := make([]string, 0, len(list))
	for _, c := range list {
		words = append(words, fmt.Sprintf("%d:%d", c>>16, c&0xffff))
	}
	return words
}

// sortedDistinct returns the values in order, each once.
func sortedDistinct[T any](values []T, compare func(a, b T) int) []T {
	values = slices.Clone(values)
	slices.SortFunc(values, compare)
	return slices.CompactFunc(values, func(a, b T) bool { return compare(a, b) == 0 })
}

package aci_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/podfabric/podfabric/aci"
)

func TestWithoutVRFsOfOthers(t *testing.T) {
	tree := floating()
	same, left := tree.WithoutVRFsOfOthers()
	assert.Empty(t, left, "the VRF is ours")
	assert.Equal(t, tree.String(), same.String())
	tree.Find(mustDN("uni/tn-k8s/ctx-vrf")).Status = aci.Modified
	before := tree.String()
	without, left := tree.WithoutVRFsOfOthers()
	assert.Equal(t, before, tree.String(), "the tree itself stays as it is")
	var names []string
	for _, dn := range left {
		names = append(names, dn.String())
		assert.Nil(t, without.Find(dn))
		assert.NotNil(t, tree.Find(dn))
	}
	assert.Equal(t, []string{
		"uni/tn-k8s/ctx-vrf/rsbgpCtxPol", "uni/tn-k8s/ctx-vrf/rsctxToBgpCtxAfPol-[k8s-ecmp]-ipv4-ucast", "uni/tn-k8s/ctx-vrf/rsctxToBgpCtxAfPol-[k8s-ecmp]-ipv6-ucast",
	}, names)
	require.Nil(t, without.Find(mustDN("uni/tn-k8s/ctx-vrf")).Children)
}

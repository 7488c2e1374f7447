package aci_test

import (
	"encoding/json"
	"encoding/xml"
	"fmt"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/podfabric/podfabric/aci"
	"github.com/podfabric/podfabric/fabric"
)

// TestSecretsStayIn prints everything that holds a password in every way.
func TestSecretsStayIn(t *testing.T) {
	const secret = "s3cr3t"
	peer := object(aci.BgpPeerP, attributes{"addr": cidr("192.168.2.0/24"), "password": aci.Password(fabric.NewSecret(secret))})
	tree := aci.Tree{Roots: []aci.Object{named(aci.FvTenant, "k8s", nil, peer)}}
	post := aci.Post{DN: mustDN("uni/tn-k8s"), Object: tree.Roots[0]}
	changed := aci.Change{Action: aci.Create, DN: mustDN("uni/tn-k8s"), Object: peer, Was: peer.Attributes}
	problems := tree.Validate()
	for _, v := range []any{peer.Attributes["password"], peer.Attributes, peer, &peer, tree, post, &post, changed, aci.Difference{Changes: []aci.Change{changed}}, problems} {
		for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%d", "%x", "%X", "%T"} {
			assert.NotContains(t, fmt.Sprintf(verb, v), secret, verb)
			assert.NotContains(t, fmt.Sprintf(verb, v), fmt.Sprintf("%x", secret), verb)
		}
		text, err := json.Marshal(v)
		require.NoError(t, err)
		assert.NotContains(t, string(text), secret)
	}
	text, err := xml.Marshal(peer.Attributes["password"])
	require.NoError(t, err)
	assert.NotContains(t, string(text), secret)

	assert.Contains(t, string(post.JSON()), secret, "a request has to have it")
	assert.Contains(t, string(post.XML()), secret)
}

package calico_test

import (
	"fmt"
	"net/netip"
	"strings"

	"github.com/podfabric/podfabric/cni"
	"github.com/podfabric/podfabric/cni/calico"
	"github.com/podfabric/podfabric/fabric"
	"github.com/podfabric/podfabric/fabric/routing"
)

// plan is what the examples start from: one rack of seeds/000.
func plan() (*fabric.Plan, error) {
	design, err := fabric.Load(strings.NewReader(`name: lab105
fabric: {ipFabric: {spineAS: 64512, spines: [spine1]}}
pools: {links: 10.4.0.0/24, routerIDs: 10.2.0.0/24, management: 172.16.0.0/24}
racks:
- {name: bb1, as: 65001, leaves: [leaf1, leaf2], vlan: 2300, nodeSubnet: 10.13.0.0/24}
clusters:
- name: k8s
  as: perRack
  cni: {calico: {version: "3.31"}}
  pods: [{name: default-pool, prefix: 10.233.64.0/20, block: 24}]
  services: {clusterIPs: [10.233.0.0/18]}
  nodes: [{name: node0, rack: bb1, address: 10.13.0.115}]
`))
	if err != nil {
		return nil, err
	}
	return design.Plan(nil)
}

func ExampleEmit() {
	p, err := plan()
	if err != nil {
		fmt.Println(err)
		return
	}
	objects, err := calico.Emit(p, "k8s")
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, peer := range objects.Peers {
		fmt.Println(peer.Name, peer.Spec.PeerIP, peer.Spec.ASNumber, peer.Spec.NodeSelector)
	}
	// Output:
	// rack-bb1-leaf1 10.13.0.2 65001 rack == 'bb1'
	// rack-bb1-leaf2 10.13.0.3 65001 rack == 'bb1'
}

func ExampleEmit_problems() {
	p, err := plan()
	if err != nil {
		fmt.Println(err)
		return
	}
	cluster := p.Cluster("k8s")
	cluster.CNI = fabric.Calico{Version: fabric.Version{Major: 3, Minor: 33}}
	cluster.Pods[0].Block = 19
	_, err = calico.Emit(p, "k8s")
	fmt.Println(err)
	// Output:
	// error: clusters[0].cni.calico.version: what Calico 3.33 changes is not known here; the versions up to 3.32 are; give one of 3.26 to 3.32 [calico-version: CRDs of Calico 3.26 to 3.32]
	// error: clusters[0].pods[0].block: blocks of /19; Calico takes /20 to /32; give 20 to 32 [calico-block: libcalico-go of Calico 3.28.5]
}

func ExampleWarnings() {
	p, err := plan()
	if err != nil {
		fmt.Println(err)
		return
	}
	p.Cluster("k8s").CNI = fabric.Calico{Version: fabric.Version{Major: 3, Minor: 28}}
	fmt.Println(calico.Warnings(p, "k8s"))
	// Output:
	// warning: clusters[0].cni.calico.version: Calico 3.28 has no filter by prefix length: nodes accept every length inside the ranges they learn; upgrade to 3.29, or rely on the leaves' filters [calico-filter-length: CRDs of Calico 3.26 to 3.32]
}

func ExampleObjects_YAML() {
	p, err := plan()
	if err != nil {
		fmt.Println(err)
		return
	}
	objects, err := calico.Emit(p, "k8s")
	if err != nil {
		fmt.Println(err)
		return
	}
	yaml, err := objects.YAML()
	fmt.Print(string(yaml), err)
	// Output:
	// # Apply this file with:
	// #   kubectl apply --server-side --validate=strict -f FILE
	// # The API group projectcalico.org/v3 has to be served: by calico-apiserver (with the
	// # operator: an APIServer object) or, from Calico 3.32, by its own CRDs.
	// #
	// # Without Calico's operator: before calico-node starts for the first time, set in the
	// # environment of the container calico-node of the DaemonSet calico-node:
	// #   IP_AUTODETECTION_METHOD=cidr=10.13.0.0/24
	// #   NO_DEFAULT_POOLS=true
	// # Without the subnets it replaces the addresses of the Nodes by the first that it finds.
	// # Without NO_DEFAULT_POOLS it creates an IPPool of its own when it starts before these are
	// # there. One that it has created earlier has to be deleted.
	// apiVersion: projectcalico.org/v3
	// kind: BGPFilter
	// metadata:
	//   name: fabric
	// spec:
	//   exportV4:
	//   - action: Reject
	//     source: RemotePeers
	//   - action: Reject
	//     cidr: 10.233.64.0/20
	//     matchOperator: In
	//     prefixLength:
	//       max: 23
	//       min: 20
	//   importV4:
	//   - action: Accept
	//     cidr: 10.233.64.0/20
	//     matchOperator: In
	//     prefixLength:
	//       max: 32
	//       min: 24
	//   - action: Accept
	//     cidr: 10.233.0.0/18
	//     matchOperator: In
	//   - action: Accept
	//     cidr: 10.13.0.0/24
	//     matchOperator: Equal
	//   - action: Reject
	//     cidr: 0.0.0.0/0
	//     matchOperator: In
	// ---
	// apiVersion: projectcalico.org/v3
	// kind: IPPool
	// metadata:
	//   name: default-pool
	// spec:
	//   blockSize: 24
	//   cidr: 10.233.64.0/20
	//   ipipMode: Never
	//   nodeSelector: all()
	//   vxlanMode: Never
	// ---
	// apiVersion: projectcalico.org/v3
	// kind: BGPConfiguration
	// metadata:
	//   name: default
	// spec:
	//   logSeverityScreen: Info
	//   nodeToNodeMeshEnabled: false
	//   serviceClusterIPs:
	//   - cidr: 10.233.0.0/18
	// ---
	// apiVersion: v1
	// kind: Node
	// metadata:
	//   annotations:
	//     projectcalico.org/ASNumber: "65001"
	//     projectcalico.org/IPv4Address: 10.13.0.115/24
	//   labels:
	//     rack: bb1
	//   name: node0
	// ---
	// apiVersion: projectcalico.org/v3
	// kind: BGPPeer
	// metadata:
	//   name: rack-bb1-leaf1
	// spec:
	//   asNumber: 65001
	//   filters:
	//   - fabric
	//   nodeSelector: rack == 'bb1'
	//   peerIP: 10.13.0.2
	// ---
	// apiVersion: projectcalico.org/v3
	// kind: BGPPeer
	// metadata:
	//   name: rack-bb1-leaf2
	// spec:
	//   asNumber: 65001
	//   filters:
	//   - fabric
	//   nodeSelector: rack == 'bb1'
	//   peerIP: 10.13.0.3
	// <nil>
}

func ExampleObjects_CalicoctlYAML() {
	var n calico.Node
	n.Name = "node0"
	n.Labels = map[string]string{"rack": "bb1"}
	n.Annotations = map[string]string{calico.AnnotationAS: "65001", calico.AnnotationIPv4: "10.13.0.115/24"}
	yaml, err := calico.Objects{Nodes: []calico.Node{n}}.CalicoctlYAML()
	fmt.Print(string(yaml), err)
	// Output:
	// # Apply this file with:
	// #   calicoctl apply -f FILE
	// #
	// # Without Calico's operator: before calico-node starts for the first time, set in the
	// # environment of the container calico-node of the DaemonSet calico-node:
	// #   IP_AUTODETECTION_METHOD=cidr=10.13.0.0/24
	// # Without the subnets it replaces the addresses of the Nodes by the first that it finds.
	// apiVersion: projectcalico.org/v3
	// kind: Node
	// metadata:
	//   labels:
	//     rack: bb1
	//   name: node0
	// spec:
	//   bgp:
	//     asNumber: 65001
	//     ipv4Address: 10.13.0.115/24
	// <nil>
}

func ExampleParse() {
	_, err := calico.Parse([]byte(`
apiVersion: projectcalico.org/v3
kind: BGPPeer
metadata: {name: rack-bb1-leaf1}
spec: {peerIP: 10.13.0.2, asNumber: "65001", bfdEnabled: true}
`))
	fmt.Println(err)
	// Output:
	// error: document 1: BGPPeer/rack-bb1-leaf1: AS number "65001" is text; write a plain number without quotes; only calicoctl's Node takes text [calico-value: CRDs of Calico 3.26 to 3.32]
	// error: document 1: BGPPeer/rack-bb1-leaf1: unknown field "spec.bfdEnabled"; no version of open-source Calico has BFD; set short timers on the leaf instead [calico-field: seeds/004; CRDs of Calico 3.26 to 3.32]
}

func ExampleObjects_Validate() {
	objects, err := calico.Parse([]byte(`
apiVersion: projectcalico.org/v3
kind: BGPPeer
metadata: {name: "201"}
spec: {peerIP: "", asNumber: 65002, nodeSelector: rack_id == "1"}
`))
	fmt.Println(err)
	fmt.Println(objects.Validate())
	// Output:
	// <nil>
	// error: BGPPeer/201: no peerIP: the API server takes it and Calico only logs it, there is no session; give the leaf's address [calico-peer-address: seeds/001; confd, client.go: measured on Calico 3.28.5]
}

func ExampleRouters() {
	p, err := plan()
	if err != nil {
		fmt.Println(err)
		return
	}
	objects, err := calico.Emit(p, "k8s")
	if err != nil {
		fmt.Println(err)
		return
	}
	state, err := p.State(fabric.State{})
	if err != nil {
		fmt.Println(err)
		return
	}
	routers, err := calico.Routers(objects, cni.Hosts(p, "k8s"), state.Clusters[0])
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, r := range routers {
		bgp := r.VRFs[0].BGP
		fmt.Println(r.Name, "AS", bgp.AS)
		for _, n := range bgp.IPv4.Networks {
			fmt.Println("  originates", n.Prefix)
		}
		for _, n := range bgp.Neighbors {
			fmt.Println("  dials", n.Address, "from", n.Source)
		}
	}
	// Output:
	// node0 AS 65001
	//   originates 10.233.64.0/24
	//   originates 10.233.0.0/18
	//   dials 10.13.0.2 from 10.13.0.115
	//   dials 10.13.0.3 from 10.13.0.115
}

func ExampleObjects_AppendRoutes() {
	p, err := plan()
	if err != nil {
		fmt.Println(err)
		return
	}
	objects, err := calico.Emit(p, "k8s")
	if err != nil {
		fmt.Println(err)
		return
	}
	leaf := []routing.NextHop{{
		Addr: netip.MustParseAddr("10.13.0.181"), Gateway: netip.MustParseAddr("10.13.0.181"), Interface: "bond0",
	}}
	predicted := []routing.Route{
		{Prefix: netip.MustParsePrefix("10.233.64.0/24"), Protocol: routing.StaticRoute},
		{Prefix: netip.MustParsePrefix("10.233.65.0/24"), Protocol: routing.BGPRoute, NextHops: leaf},
		{Prefix: netip.MustParsePrefix("10.233.0.7/32"), Protocol: routing.BGPRoute, NextHops: leaf}, // a service
	}
	fmt.Print(string(objects.AppendRoutes(nil, cni.Hosts(p, "k8s")[0], predicted)))
	// Output:
	// blackhole 10.233.64.0/24 proto bird
	// 10.233.65.0/24 via 10.13.0.181 dev bond0 proto bird
}

package fabric_test

import (
	"fmt"
	"strings"

	"github.com/podfabric/podfabric/fabric"
)

const short = `name: lab105
fabric: {ipFabric: {spineAS: 64512, spines: [spine1, spine2]}}
pools: {links: 10.4.0.0/24, routerIDs: 10.2.0.0/24}
racks:
- {name: bb1, as: 65001, leaves: [leaf1, leaf2], vlan: 2300, nodeSubnet: 10.13.0.0/24}
- {name: bb2, as: 65002, leaves: [leaf3, leaf4], vlan: 2300, nodeSubnet: 10.14.0.0/24}
clusters:
- name: k8s
  as: perRack
  cni: {calico: {version: "3.31"}}
  pods: [{prefix: 10.233.64.0/20, block: 24}]
  services: {clusterIPs: [10.233.0.0/18]}
  nodes:
  - {name: node0, rack: bb1, address: 10.13.0.115}
  - {name: node1, rack: bb1}
`

func ExampleLoad() {
	design, err := fabric.Load(strings.NewReader(short))
	if err != nil {
		fmt.Println(err)
		return
	}
	rack := design.Racks[0]
	fmt.Println(design.Name, rack.Name, rack.AS, rack.Leaves[1].Name, rack.NodeSubnet.V4)
	fmt.Println(design.Clusters[0].CNI)
	// Output:
	// lab105 bb1 65001 leaf2 10.13.0.0/24
	// {3.31 false  false 0}
}

func ExampleLoad_problems() {
	_, err := fabric.Load(strings.NewReader(`name: 105
fabric: {ipFabric: {spineAS: 64512, spines: [spine1]}}
racks:
- name: bb1
  leafs: [leaf1, leaf2]
  vlan: "2300"
  nodeSubnet: [10.13.0.0, 10.14.0.0/24]
clusters:
- name: k8s
  as: perrack
  cni: {calico: {version: 3.31}}
  pods: [{prefix: 10.233.64.0/20}]
  session: {hold: 30}
  nodes:
`))
	fmt.Println(err)
	// Output:
	// error: line 1: name: want a text, got 105; quote it: "105" [file-wrong-type]
	// error: line 5: racks[0]: unknown field "leafs"; did you mean "leaves"? [file-unknown-field]
	// error: line 6: racks[0].vlan: want a whole number, got the text "2300"; remove the quotes [file-wrong-type]
	// error: line 7: racks[0].nodeSubnet[0]: "10.13.0.0" is not an IP prefix such as 10.0.0.0/24: its length is missing; write 10.13.0.0/LENGTH, at most /32 [file-wrong-value]
	// error: line 10: clusters[0].as: unknown variant "perrack"; did you mean "perRack"? [file-wrong-variant]
	// error: line 11: clusters[0].cni.calico.version: want a text, got 3.31; quote it: "3.31" [file-wrong-type]
	// error: line 13: clusters[0].session.hold: want a duration such as "10s" or "300ms", got 30; write the unit: 30s or 30ms [file-wrong-type]
	// error: line 14: clusters[0].nodes: no value; leave the field out, or write [] [file-no-value]
}

func ExampleText() {
	design, err := fabric.Load(strings.NewReader(short))
	if err != nil {
		fmt.Println(err)
		return
	}
	text, err := fabric.Text(design)
	fmt.Println(string(text) == short, err)
	// Output:
	// true <nil>
}

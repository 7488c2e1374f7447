package main

import "os"

func Example() {
	os.Args = []string{"grow", "../designs/growing.yaml"}
	main()
	// Output:
	// ledger:
	// + cluster/k8s/node/node4 address-ipv4 10.16.2.4
	// + cluster/k8s/node/node4 as 65104
	// + rack/bb3 as 65003
	// + rack/bb3 channel 1
	// + rack/bb3 gateway-group 2300
	// + rack/bb3 gateway-ipv4 10.16.2.1
	// + rack/bb3 node-subnet-ipv4 10.16.2.0/24
	// + rack/bb3 vlan 2300
	// + rack/bb3 vpc-domain 3
	// + rack/bb3/host/node4 channel 11
	// + rack/bb3/switch/leaf5 address-ipv4 10.16.2.2
	// + rack/bb3/switch/leaf5 side 1
	// + rack/bb3/switch/leaf6 address-ipv4 10.16.2.3
	// + rack/bb3/switch/leaf6 side 2
	// + switch/leaf5 management-ipv4 172.16.0.7
	// + switch/leaf5 router-id 10.2.0.7
	// + switch/leaf5/host/node4 port 1001
	// + switch/leaf5/peer-link/Ethernet1-47 port 1047
	// + switch/leaf5/peer-link/Ethernet1-48 port 1048
	// + switch/leaf5/switch/spine1 link-ipv4 10.4.0.16/31
	// + switch/leaf5/switch/spine1 port 1049
	// + switch/leaf5/switch/spine2 link-ipv4 10.4.0.18/31
	// + switch/leaf5/switch/spine2 port 1050
	// + switch/leaf6 management-ipv4 172.16.0.8
	// + switch/leaf6 router-id 10.2.0.8
	// + switch/leaf6/host/node4 port 1001
	// + switch/leaf6/peer-link/Ethernet1-47 port 1047
	// + switch/leaf6/peer-link/Ethernet1-48 port 1048
	// + switch/leaf6/switch/spine1 link-ipv4 10.4.0.20/31
	// + switch/leaf6/switch/spine1 port 1049
	// + switch/leaf6/switch/spine2 link-ipv4 10.4.0.22/31
	// + switch/leaf6/switch/spine2 port 1050
	// + switch/spine1/switch/leaf5 port 1005
	// + switch/spine1/switch/leaf6 port 1006
	// + switch/spine2/switch/leaf5 port 1005
	// + switch/spine2/switch/leaf6 port 1006
	// nxos/spine1.cfg: 24 lines added, 0 removed
	//   + interface Ethernet1/5
	//   +   description to leaf5 Ethernet1/49
	//   +   no switchport
	//   +   mtu 9216
	//   +   no ip redirects
	//   +   ip address 10.4.0.17/31
	//   +   no shutdown
	//   + interface Ethernet1/6
	//   +   description to leaf6 Ethernet1/49
	//   +   no switchport
	//   +   mtu 9216
	//   +   no ip redirects
	//   +   ip address 10.4.0.21/31
	//   +   no shutdown
	//   +   neighbor 10.4.0.16
	//   +     inherit peer LEAVES
	//   +     remote-as 65003
	//   +     description leaf5
	//   +   neighbor 10.4.0.20
	//   +     inherit peer LEAVES
	//   +     remote-as 65003
	//   +     description leaf6
	// nxos/spine2.cfg: 24 lines added, 0 removed
	// nxos/leaf5.cfg: new, 142 lines
	// nxos/leaf6.cfg: new, 142 lines
	// nxos/leaf1.cfg: unchanged
	// nxos/leaf2.cfg: unchanged
	// nxos/leaf3.cfg: unchanged
	// nxos/leaf4.cfg: unchanged
	// calico/k8s.yaml: 33 lines added, 1 removed
}

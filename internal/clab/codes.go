package clab

import "github.com/podfabric/podfabric/fabric"

// The codes of what [Export] refuses.
const (
	// CodePort: a port that the container of its kind does not have.
	CodePort fabric.Code = "clab-port"
	// CodeName: a name that containerlab or Docker does not take, or that two
	// containers would have.
	CodeName fabric.Code = "clab-name"
	// CodeFile: a switch without a configuration file.
	CodeFile fabric.Code = "clab-file"
	// CodeManagement: the management network has no room for all containers.
	CodeManagement fabric.Code = "clab-management"
	// CodeAttachment: a node that no port leads to, nor a hypervisor of its rack.
	CodeAttachment fabric.Code = "clab-attachment"
)

// Where it is said what containerlab takes.
const (
	sourceTopology = "containerlab manual, topology definition"
	sourceN9kv     = "containerlab manual, kind cisco_n9kv; Cisco Nexus 9300v: 64 data ports"
	sourceVJunos   = "containerlab manual, kind juniper_vjunosswitch: up to 11 interfaces, one of them for management"
	sourceLinux    = "Linux: a device's name has up to 15 characters; containerlab manual: eth0 is for management"
)

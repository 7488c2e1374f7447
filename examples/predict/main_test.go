package main

import "os"

func Example() {
	os.Args = []string{"predict", "-device", "leaf1", "../designs/seed000-ipfabric.yaml"}
	main()
	// Output:
}

func Example_node() {
	os.Args = []string{"predict", "-device", "lab105-k8s-node0", "../designs/seed000-ipfabric.yaml"}
	main()
	// Output:
}

func Example_explain() {
	os.Args = []string{"predict", "-device", "spine1", "-explain", "10.233.0.0/18", "../designs/seed000-ipfabric.yaml"}
	main()
	// Output:
}

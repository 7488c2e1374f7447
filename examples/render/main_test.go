package main

import "os"

func Example() {
	os.Args = []string{"render", "../designs/seed000-ipfabric.yaml"}
	main()
	// Output:
}

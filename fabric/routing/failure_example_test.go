package routing_test

import (
	"fmt"

	"github.com/podfabric/podfabric/fabric/routing"
)

func ExampleTables_Fail() {
	tables, err := routing.Simulate(rackFabric(2, 2))
	if err != nil {
		fmt.Println(err)
		return
	}
	link, err := tables.ParseFailure("link:spine1:rack1-leaf1")
	if err != nil {
		fmt.Println(err)
		return
	}
	d, err := tables.Fail(link)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(d)
	block := prefix("10.128.2.0/26")
	before, _ := tables.Route("rack1-leaf1", routing.DefaultVRF, block)
	after, _ := d.Route("rack1-leaf1", routing.DefaultVRF, block)
	fmt.Println(len(before.NextHops), "next hops before,", len(after.NextHops), "after")
	// Output:
	// link:spine1/Ethernet1/1:rack1-leaf1/Ethernet1/49 fails:
	//   1 sessions are lost: spine1-rack1-leaf1
	//   4 routes lost at 2 routers: rack1-leaf1, spine1
	//   24 routes other next hops at 2 routers: rack1-leaf1, spine1
	// 4 next hops before, 3 after
}

func ExampleTables_Sweep() {
	tables, err := routing.Simulate(rackFabric(2, 2))
	if err != nil {
		fmt.Println(err)
		return
	}
	sweep, err := tables.Sweep(tables.Devices()[:5])
	if err != nil {
		fmt.Println(err)
		return
	}
	for d := range sweep {
		lost := 0
		for c := range d.Changes() {
			if c.Kind == routing.RouteLost {
				lost += len(c.Prefixes)
			}
		}
		fmt.Println(d.Failures()[0], "takes", len(d.LostSessions()), "sessions and", lost, "routes from others")
	}
	// Output:
	// spine1 takes 4 sessions and 0 routes from others
	// spine2 takes 4 sessions and 0 routes from others
	// spine3 takes 4 sessions and 0 routes from others
	// spine4 takes 4 sessions and 0 routes from others
	// rack1-leaf1 takes 6 sessions and 0 routes from others
}

func ExampleTables_SweepPairs() {
	tables, err := routing.Simulate(rackFabric(2, 2))
	if err != nil {
		fmt.Println(err)
		return
	}
	both := []routing.Failure{routing.FailDevice{Router: "rack1-leaf1"}, routing.FailDevice{Router: "rack1-leaf2"}}
	sweep, err := tables.SweepPairs(both)
	if err != nil {
		fmt.Println(err)
		return
	}
	for d := range sweep {
		_, ok := d.Route("spine1", routing.DefaultVRF, prefix("10.128.0.0/26"))
		fmt.Println(d.Failures(), "leave spine1 a route to the rack:", ok)
	}
	// Output:
	// [rack1-leaf1 rack1-leaf2] leave spine1 a route to the rack: false
}

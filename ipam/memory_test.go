package ipam_test

import (
	"context"
	"errors"
	"fmt"

	"github.com/podfabric/podfabric/ipam"
)

// Whoever saves at a revision that is no longer the store's loads again.
func ExampleMemory() {
	var store ipam.Memory
	ctx := context.Background()

	_, at, err := store.Load(ctx)
	fmt.Println(at == "", err)
	_, err = store.Save(ctx, []byte("vlan 101 tenant/blue\n"), at)
	fmt.Println(err)
	_, err = store.Save(ctx, []byte("vlan 101 tenant/red\n"), at)
	fmt.Println(errors.Is(err, ipam.ErrStale), err)
	text, _, err := store.Load(ctx)
	fmt.Printf("%q %v\n", text, err)
	// Output:
	// true <nil>
	// <nil>
	// true the store holds another revision
	// "vlan 101 tenant/blue\n" <nil>
}

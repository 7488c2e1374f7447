package filestore_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"github.com/podfabric/podfabric/ipam"
	"github.com/podfabric/podfabric/ipam/filestore"
)

// A ledger is loaded, changed and saved; whoever comes second starts again.
func ExampleFile() {
	folder, err := os.MkdirTemp("", "site")
	if err != nil {
		panic(err)
	}
	defer os.RemoveAll(folder)
	store := filestore.File{Path: filepath.Join(folder, "ledger.txt")}
	ctx := context.Background()

	text, at, err := store.Load(ctx)
	fmt.Println(text == nil, at == "", err)

	_, err = store.Save(ctx, []byte("vlan 101 tenant/blue\n"), at)
	fmt.Println(err)

	_, err = store.Save(ctx, []byte("vlan 101 tenant/red\n"), at)
	fmt.Println(errors.Is(err, ipam.ErrStale))

	text, _, err = store.Load(ctx)
	fmt.Printf("%q %v\n", text, err)
	// Output:
	// true true <nil>
	// <nil>
	// true
	// "vlan 101 tenant/blue\n" <nil>
}

// Package clientproof holds ACI's managed objects to Cisco's own Go client,
// github.com/ciscoecosystem/aci-go-client/v2: what podfabric posts, its models
// read as podfabric means it. It is a module of its own, so that no user of
// podfabric builds the client.
//
// Only the client's packages models and container are used; its package client
// brings in a Terraform SDK.
package clientproof

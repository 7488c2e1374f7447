//go:build !linux

package lab

import "errors"

const netnsDir = "/run/netns"

func inNamespace(string, func() error) error { return errors.ErrUnsupported }

func isRoot() bool { return false }

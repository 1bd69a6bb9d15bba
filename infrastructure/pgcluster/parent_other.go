//go:build !linux

package pgcluster

import "syscall"

// dieWithParent does nothing: only Linux can tie a child's life to its parent's.
// A server that outlives a killed parent keeps the cluster's lock, and the next
// start says so.
func dieWithParent(*syscall.SysProcAttr) {}

//go:build !linux

package stack

import "syscall"

// ownGroup keeps a terminal's Ctrl-C from the engine, which is stopped in turn.
func ownGroup() *syscall.SysProcAttr { return &syscall.SysProcAttr{Setpgid: true} }

//go:build !linux

package dev

import "syscall"

// ownGroup keeps a terminal's Ctrl-C from the child, which is stopped in turn.
func ownGroup() *syscall.SysProcAttr {
	return &syscall.SysProcAttr{Setpgid: true}
}

//go:build !linux

package redisserver

import "syscall"

// ownGroup keeps a terminal's Ctrl-C from the server, which is stopped in turn.
func ownGroup() *syscall.SysProcAttr {
	return &syscall.SysProcAttr{Setpgid: true}
}

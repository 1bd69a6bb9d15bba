package redisserver

import "syscall"

// ownGroup keeps a terminal's Ctrl-C from the server, which is stopped in turn, and
// ends it with us should we be killed.
func ownGroup() *syscall.SysProcAttr {
	return &syscall.SysProcAttr{Setpgid: true, Pdeathsig: syscall.SIGTERM}
}

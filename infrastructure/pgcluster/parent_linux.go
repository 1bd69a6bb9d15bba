package pgcluster

import "syscall"

// dieWithParent makes the kernel shut the server down at once when we are
// killed and cannot do it ourselves.
func dieWithParent(attributes *syscall.SysProcAttr) {
	attributes.Pdeathsig = syscall.SIGQUIT
}

// Package usage reads what processes have used, from Linux's /proc. Elsewhere there
// is nothing to read, and its callers leave those figures out.
package usage

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"
)

// tick is the unit of processor time in /proc: Linux shows hundredths of a second
// on every architecture that Go runs on.
const tick = 10 * time.Millisecond

// stat is what one process has used.
type stat struct {
	parent int
	// own is its own time, reaped that of children that have ended.
	own, reaped time.Duration
}

var errStat = errors.New("usage: not a line of /proc/PID/stat")

// parseStat reads a line of /proc/PID/stat. The name in parentheses may hold spaces
// and parentheses.
func parseStat(line string) (stat, error) {
	const parent, user, system, childrenUser, childrenSystem = 1, 11, 12, 13, 14
	fields := strings.Fields(line[strings.LastIndexByte(line, ')')+1:])
	if len(fields) <= childrenSystem {
		return stat{}, errStat
	}
	numbers := make([]int64, childrenSystem+1)
	for i := parent; i <= childrenSystem; i++ {
		number, err := strconv.ParseInt(fields[i], 10, 64)
		if err != nil {
			return stat{}, fmt.Errorf("%w: %w", errStat, err)
		}
		numbers[i] = number
	}
	return stat{
		parent: int(numbers[parent]),
		own:    time.Duration(numbers[user]+numbers[system]) * tick,
		reaped: time.Duration(numbers[childrenUser]+numbers[childrenSystem]) * tick,
	}, nil
}

func read(pid string) (stat, error) {
	line, err := os.ReadFile(filepath.Join("/proc", pid, "stat"))
	if err != nil {
		return stat{}, fmt.Errorf("usage: %w", err)
	}
	return parseStat(string(line))
}

// CPU answers the processor time of the process itself.
func CPU(pid int) (time.Duration, error) {
	used, err := read(strconv.Itoa(pid))
	return used.own, err
}

// FamilyCPU answers the processor time of the process and of its children, those
// that have ended too.
func FamilyCPU(pid int) (time.Duration, error) {
	head, err := read(strconv.Itoa(pid))
	if err != nil {
		return 0, err
	}
	all, err := filepath.Glob("/proc/[0-9]*")
	if err != nil {
		return 0, fmt.Errorf("usage: %w", err)
	}
	total := head.own + head.reaped
	for _, path := range all {
		if child, err := read(filepath.Base(path)); err == nil && child.parent == pid {
			total += child.own
		}
	}
	return total, nil
}

// Memory answers how much memory of the process is resident, in bytes.
func Memory(pid int) (int64, error) {
	content, err := os.ReadFile(filepath.Join("/proc", strconv.Itoa(pid), "status"))
	if err != nil {
		return 0, fmt.Errorf("usage: %w", err)
	}
	return parseMemory(string(content))
}

var errMemory = errors.New("usage: no VmRSS in /proc/PID/status")

func parseMemory(status string) (int64, error) {
	_, after, found := strings.Cut(status, "\nVmRSS:")
	fields := strings.Fields(after)
	if !found || len(fields) == 0 {
		return 0, errMemory
	}
	kilobytes, err := strconv.ParseInt(fields[0], 10, 64)
	if err != nil {
		return 0, fmt.Errorf("%w: %w", errMemory, err)
	}
	return kilobytes << 10, nil
}
